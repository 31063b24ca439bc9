"""Right answers to the exercises of notebook 08."""

import math

import numpy as np
import torch
from torch import nn
from torch.nn.functional import cross_entropy, nll_loss, one_hot
from torch.nn.utils import clip_grad_norm_
from torch.nn.utils.rnn import pack_padded_sequence, pack_sequence, pad_sequence

# --- SequenceModel ---------------------------------------------------------------------------


class ModelInTwoLines(nn.Module):
    def __init__(self, layer, output_size):
        super().__init__()
        self.rnn, self.head = layer, nn.Linear(layer.hidden_size, output_size)

    def forward(self, x, state=None):
        output, state = self.rnn(x, state)
        return self.head(output), state


class ModelThatLoops(nn.Module):
    """Reads step by step, makes the linear layer first, and returns a list."""

    def __init__(self, layer, output_size):
        super().__init__()
        self.linear = nn.Linear(layer.hidden_size, output_size)
        self.layer = layer

    def forward(self, x, state=None):
        scores = []
        for x_t in x:
            h, state = self.layer(x_t[None], state)
            scores.append(self.linear(h[0]))
        return [torch.stack(scores), state]


class ModelWithASequential(nn.Module):
    def __init__(self, layer, output_size):
        nn.Module.__init__(self)
        self.recurrent = nn.ModuleList([layer])
        self.out = nn.Sequential(nn.Linear(layer.hidden_size, output_size))

    def forward(self, x, state=None):
        if state is None:
            output, last = self.recurrent[0](x)
        else:
            output, last = self.recurrent[0](x, state)
        T, B, H = output.shape
        return self.out(output.reshape(T * B, H)).reshape(T, B, -1), last


# --- perplexity and last_states --------------------------------------------------------------


def by_math(mean_loss):
    return math.exp(mean_loss)


def by_numpy(mean_loss):
    return np.exp(mean_loss)


def by_torch(mean_loss):
    return torch.tensor(mean_loss, dtype=torch.float64).exp()


def by_bits(mean_loss):
    return 2 ** (mean_loss / math.log(2))


def by_indices(output, lengths):
    return output[lengths - 1, torch.arange(len(lengths))]


def by_a_loop(output, lengths):
    return torch.stack([output[length - 1, b] for b, length in enumerate(lengths)])


def by_gather(output, lengths):
    index = (lengths - 1).view(1, -1, 1).expand(1, -1, output.shape[2])
    return output.gather(0, index)[0]


def by_a_mask(output, lengths):
    is_last = torch.arange(len(output)).view(-1, 1) == lengths - 1  # (T, B)
    return (output * is_last.unsqueeze(-1)).sum(0)


# --- train_epoch -----------------------------------------------------------------------------


def tuple_or_tensor(model, windows, optimizer, max_norm):
    state, total = None, 0.0
    for x, y in windows:
        if state is not None:
            state = tuple(s.detach() for s in state) if isinstance(state, tuple) else state.detach()
        optimizer.zero_grad()
        scores, state = model(x, state)
        loss = cross_entropy(scores.permute(0, 2, 1), y)
        loss.backward()
        clip_grad_norm_(model.parameters(), max_norm)
        optimizer.step()
        total += loss.item()
    return total / len(windows)


def detached_after_the_step(model, windows, optimizer, max_norm):
    losses, state = [], None
    for x, y in windows:
        scores, state = model(x, state)
        picked = scores.log_softmax(dim=-1).gather(2, y[:, :, None])
        loss = -picked.mean()
        loss.backward()
        clip_grad_norm_(list(model.parameters()), max_norm)
        optimizer.step()
        optimizer.zero_grad()
        if isinstance(state, tuple):
            state = (state[0].detach(), state[1].detach())
        else:
            state = state.detach()
        losses.append(loss.detach())
    return torch.stack(losses).mean()


def clipped_by_hand(model, windows, optimizer, max_norm):
    state, losses = None, []
    for x, y in windows:
        scores, state = model(x) if state is None else model(x, state)
        state = [s.data for s in state] if isinstance(state, tuple) else state.data
        state = tuple(state) if isinstance(state, list) else state
        model.zero_grad()
        loss = nll_loss(scores.log_softmax(-1).reshape(-1, scores.shape[-1]), y.reshape(-1))
        loss.backward()
        gradients = [p.grad for p in model.parameters()]
        norm = sum((g**2).sum() for g in gradients).sqrt()
        if norm > max_norm:
            for g in gradients:
                g.mul_(max_norm / norm)
        optimizer.step()
        losses.append(float(loss))
    return np.mean(losses)


# --- sample ----------------------------------------------------------------------------------


@torch.no_grad()
def state_handed_on(model, prefix, length, temperature, generator):
    scores, state = model(prefix)
    new = []
    for _ in range(length):
        chances = torch.softmax(scores[-1, 0] / temperature, dim=-1)
        i = torch.multinomial(chances, 1, generator=generator).item()
        new.append(i)
        x = torch.zeros(1, 1, prefix.shape[2])
        x[0, 0, i] = 1
        scores, state = model(x, state)
    return new


def whole_text_again(model, prefix, length, temperature, generator):
    text = prefix
    for _ in range(length):
        scores, _ = model(text)
        weights = (scores[-1] / temperature).exp()  # (1, V), need not add up to 1
        symbol = torch.multinomial(weights, 1, generator=generator)[0]
        text = torch.cat([text, one_hot(symbol, prefix.shape[2]).float()[None]])
    return text[len(prefix) :, 0].argmax(dim=1)


def symbol_by_symbol(model, prefix, length, temperature, generator):
    state = None
    for x in prefix:
        scores, state = model(x[None], state)
    symbols = np.zeros(length, dtype=int)
    eye = torch.eye(prefix.shape[2])
    for i in range(length):
        p = (scores.detach().flatten() / temperature).softmax(0)
        symbols[i] = torch.multinomial(p, 1, generator=generator)
        scores, state = model(eye[symbols[i]].view(1, 1, -1), state)
    return symbols


# --- train_speakers --------------------------------------------------------------------------


class _Classifier(nn.Module):
    def __init__(self, layer):
        super().__init__()
        self.layer, self.linear = layer, nn.Linear(layer.hidden_size, 9)

    def forward(self, packed):
        return self.linear(self.layer(packed)[1][-1])


def _trained(model, parameters, loss_of, n, epochs, rate):
    optimizer = torch.optim.Adam(parameters, lr=rate)
    for _ in range(epochs):
        for rows in torch.randperm(n).split(32):
            loss = loss_of(rows)
            optimizer.zero_grad()
            loss.backward()
            clip_grad_norm_(parameters, 1.0)
            optimizer.step()


def packed_gru(utterances, speakers, seed):
    frames = np.concatenate(utterances)
    mean, std = frames.mean(0), frames.std(0)

    def batch(chosen):
        x = pad_sequence([torch.tensor((u - mean) / std).float() for u in chosen])
        lengths = torch.tensor([len(u) for u in chosen])
        return pack_padded_sequence(x, lengths, enforce_sorted=False)

    torch.manual_seed(seed)
    model = _Classifier(nn.GRU(12, 32))
    y = torch.tensor(speakers)
    _trained(
        model,
        list(model.parameters()),
        lambda rows: cross_entropy(model(batch([utterances[i] for i in rows])), y[rows]),
        len(y),
        epochs=10,
        rate=1e-2,
    )
    return lambda given: model(batch(given)).argmax(1)


def packed_tanh_layer(utterances, speakers, seed):
    """A list of whole numbers comes back."""
    everything = torch.cat([torch.tensor(u) for u in utterances])
    mean, std = everything.mean(0), everything.std(0)

    def batch(chosen):
        scaled = [((torch.tensor(u) - mean) / std).float() for u in chosen]
        return pack_sequence(scaled, enforce_sorted=False)

    torch.manual_seed(seed)
    model = _Classifier(nn.RNN(12, 64))
    y = torch.tensor(speakers)
    _trained(
        model,
        list(model.parameters()),
        lambda rows: cross_entropy(model(batch([utterances[i] for i in rows])), y[rows]),
        len(y),
        epochs=15,
        rate=3e-3,
    )

    def name_them(given):
        with torch.no_grad():
            return model(batch(given)).argmax(1).tolist()

    return name_them


def last_true_state_of_an_lstm(utterances, speakers, seed):
    """Runs over the padding and picks each one's last true state."""
    frames = np.concatenate(utterances)

    def batch(chosen):
        scaled = [(u - frames.mean(0)) / frames.std(0) for u in chosen]
        lengths = np.array([len(u) for u in chosen])
        x = np.zeros((lengths.max(), len(chosen), 12), dtype=np.float32)
        for b, u in enumerate(scaled):
            x[: len(u), b] = u
        return torch.from_numpy(x), torch.from_numpy(lengths)

    torch.manual_seed(seed)
    layer, linear = nn.LSTM(12, 32), nn.Linear(32, 9)
    x, lengths = batch(utterances)
    y = torch.from_numpy(speakers)

    def scores(x, lengths):
        return linear(layer(x)[0][lengths - 1, torch.arange(len(lengths))])

    _trained(
        layer,
        [*layer.parameters(), *linear.parameters()],
        lambda rows: cross_entropy(scores(x[:, rows], lengths[rows]), y[rows]),
        len(y),
        epochs=15,
        rate=1e-2,
    )
    return lambda given: scores(*batch(given)).argmax(1).numpy()


# --- train_forecaster ------------------------------------------------------------------------


def _forecaster(numbers, seed, make_layer, adds_to_last, epochs, patience):
    mean, std = numbers.mean(), numbers.std()
    z = torch.tensor((numbers - mean) / std).float()
    x = torch.stack([z[i : i + 12] for i in range(len(z) - 12)], dim=1)[:, :, None]  # (12, N, 1)
    y = z[12:]
    kept = torch.arange(len(y)) % 5 == 2
    torch.manual_seed(seed)
    layer = make_layer()
    linear = nn.Linear(layer.hidden_size, 1)
    parameters = [*layer.parameters(), *linear.parameters()]

    def ahead(x):
        change = linear(layer(x)[0][-1])[:, 0]
        return change + x[-1, :, 0] if adds_to_last else change

    optimizer = torch.optim.Adam(parameters, lr=1e-2)
    x_fit, y_fit = x[:, ~kept], y[~kept]
    best, waited = (math.inf, None), 0
    for _ in range(epochs):
        for rows in torch.randperm(len(y_fit)).split(32):
            optimizer.zero_grad()
            ((ahead(x_fit[:, rows]) - y_fit[rows]) ** 2).mean().backward()
            optimizer.step()
        with torch.no_grad():
            error = ((ahead(x[:, kept]) - y[kept]) ** 2).mean().item()
        waited += 1
        if error < best[0]:
            best, waited = (error, [p.detach().clone() for p in parameters]), 0
        if waited > patience:
            break
    with torch.no_grad():
        for p, kept_weight in zip(parameters, best[1], strict=True):
            p.copy_(kept_weight)

    def forecast(window):
        with torch.no_grad():
            scaled = torch.tensor((window - mean) / std).float().view(12, 1, 1)
            return ahead(scaled).item() * std + mean

    return forecast


def gru_that_adds(numbers, seed):
    return _forecaster(numbers, seed, lambda: nn.GRU(1, 16), True, 300, 30)


def lstm_that_adds(numbers, seed):
    return _forecaster(numbers, seed, lambda: nn.LSTM(1, 16), True, 300, 30)


def lstm_by_itself(numbers, seed):
    return _forecaster(numbers, seed, lambda: nn.LSTM(1, 8), False, 300, 30)


ANSWERS = {
    "SequenceModel": [ModelInTwoLines, ModelThatLoops, ModelWithASequential],
    "perplexity": [by_math, by_numpy, by_torch, by_bits],
    "train_epoch": [tuple_or_tensor, detached_after_the_step, clipped_by_hand],
    "sample": [state_handed_on, whole_text_again, symbol_by_symbol],
    "last_states": [by_indices, by_a_loop, by_gather, by_a_mask],
    "train_speakers": [packed_gru, packed_tanh_layer, last_true_state_of_an_lstm],
    "train_forecaster": [gru_that_adds, lstm_that_adds, lstm_by_itself],
}
