"""Wrong answers that a check has accepted once: each stands for a kind."""

from collections import Counter, defaultdict

import numpy as np
import pytest
import torch
from torch import nn

from rnn_helpers import CheckFailed, check


def counting(
    train_text, test_text, context, *, before=None, overall=None, lower=False, total=None, best=None
):
    """``next_character_accuracy`` with one of its rules broken."""
    if lower:
        train_text, test_text = train_text.lower(), test_text.lower()
    before = before or (lambda text, i: text[i - context : i])
    after = defaultdict(Counter)
    for i in range(context, len(train_text)):
        after[before(train_text, i)][train_text[i]] += 1
    counted = total(train_text, after) if total else Counter(train_text)
    common = best(counted) if best else counted.most_common(1)[0][0]
    positions = range(context, len(test_text))
    right = 0
    for i in positions:
        found = after.get(before(test_text, i))
        right += (found.most_common(1)[0][0] if found else common) == test_text[i]
    return right / len(positions)


COUNTING = {
    "sliced with -0": lambda *a: counting(*a, before=lambda text, i: text[:i][-a[2] :]),
    "the first characters left out": lambda *a: counting(
        *a, total=lambda text, after: Counter(text[a[2] :])
    ),
    "the contexts' counts added": lambda *a: counting(
        *a, total=lambda text, after: sum(after.values(), Counter())
    ),
    "small letters": lambda *a: counting(*a, lower=True),
    "ties by the alphabet": lambda *a: counting(
        *a, best=lambda counted: min(counted, key=lambda c: (-counted[c], c))
    ),
    "ties by the alphabet, from its end": lambda *a: counting(
        *a, best=lambda counted: max(counted, key=lambda c: (counted[c], c))
    ),
    "the last of a tie": lambda *a: counting(
        *a, best=lambda counted: max(reversed(list(counted)), key=counted.get)
    ),
}


@pytest.mark.parametrize("how", COUNTING)
@pytest.mark.parametrize("seed", [None, 1, 2])
def test_every_rule_of_counting_has_a_case(how, seed):
    def next_character_accuracy(train_text, test_text, context):
        return COUNTING[how](train_text, test_text, context)

    with pytest.raises(CheckFailed):
        check(next_character_accuracy, seed=seed)


def test_counting_as_the_statement_has_it():
    assert check(lambda train_text, test_text, context: counting(train_text, test_text, context),
        "next_character_accuracy").passed  # fmt: skip


def padded_as_value_is(sequences, value=0.0):
    lengths = np.array([len(sequence) for sequence in sequences])
    batch = np.full((len(sequences), lengths.max(), sequences[0].shape[1]), value)
    for b, sequence in enumerate(sequences):
        batch[b, : len(sequence)] = sequence
    return batch, lengths


def forward_squeezed(x, h_0, params):
    h, states = h_0.squeeze(), []
    for x_t in x:
        h = np.tanh(x_t @ params["W_ih"].T + params["b_ih"] + h @ params["W_hh"].T + params["b_hh"])
        states.append(h)
    return np.stack(states), h[np.newaxis]


def clipped_or_the_same_dict(grads, max_norm):
    norm = np.sqrt(sum((grad**2).sum() for grad in grads.values()))
    if norm <= max_norm:
        return grads, norm
    return {name: grad * (max_norm / norm) for name, grad in grads.items()}, norm


def clipped_by_torch(grads, max_norm):
    tensors = [nn.Parameter(torch.from_numpy(grad)) for grad in grads.values()]
    for tensor in tensors:
        tensor.grad = tensor.detach().clone()
    norm = nn.utils.clip_grad_norm_(tensors, max_norm)
    return {name: tensor.grad for name, tensor in zip(grads, tensors, strict=True)}, norm


def quotient_of_products(forget_gates, k, t):
    products = np.cumprod(forget_gates, axis=0)
    return products[t] / products[k]


def counted_on_a_layer(F, H, layers, directions):
    layer = nn.RNN(F, H, layers, bidirectional=directions == 2)
    return sum(weight.numel() for weight in layer.parameters())


def counted_on_a_gru(F, H):
    return sum(weight.numel() for weight in nn.GRU(F, H).parameters())


def counted_on_cells(F, H):
    return sum(weight.numel() for weight in nn.GRUCell(F, H).parameters())


def multiplied_on_a_layer(T, F, H):
    layer = nn.RNN(F, H, bias=False)
    return T * sum(weight.numel() for weight in layer.parameters())


def a_new_parameter(layer, value):
    H = layer.hidden_size
    for name, part in (("bias_ih_l0", value), ("bias_hh_l0", 0.0)):
        bias = getattr(layer, name).detach().clone()
        bias[H : 2 * H] = part
        setattr(layer, name, nn.Parameter(bias))


def softmax_in_more_digits(h, W_ho, b_o):
    weights = np.exp((h @ W_ho.T + b_o).astype(np.longdouble))
    return (weights / weights.sum(axis=1, keepdims=True)).astype(float)


def softmax_of_torch(h, W_ho, b_o):
    return torch.softmax(torch.from_numpy(h @ W_ho.T + b_o), dim=1).numpy()


def vectors_of_torch(ids, vocab_size):
    return nn.functional.one_hot(torch.as_tensor(ids).long(), vocab_size).double().numpy()


def padded_by_torch(sequences, value=0.0):
    tensors = [torch.from_numpy(sequence) for sequence in sequences]
    batch = nn.utils.rnn.pad_sequence(tensors, batch_first=True, padding_value=value)
    return batch.numpy(), np.array([len(sequence) for sequence in sequences])


def orthogonal_by_torch(n, rng):
    torch.manual_seed(int(rng.integers(2**31)))
    return nn.init.orthogonal_(torch.empty(n, n, dtype=torch.float64)).numpy()


def permutation(n, rng):
    return np.eye(n)[rng.permutation(n)] * rng.choice([-1, 1], size=n)


class StateOfOneLayer(nn.Module):
    """Zeros as for a layer of one kind."""

    def __init__(self, layer, output_size):
        super().__init__()
        self.layer, self.linear = layer, nn.Linear(layer.hidden_size, output_size)

    def forward(self, x, state=None):
        if state is None:
            state = torch.zeros(1, x.shape[1], self.layer.hidden_size)
        output, state = self.layer(x, state)
        return self.linear(output), state


class Remembering(nn.Module):
    """The state of the last call comes back."""

    def __init__(self, layer, output_size):
        super().__init__()
        self.layer, self.linear = layer, nn.Linear(layer.hidden_size, output_size)
        self.state = None

    def forward(self, x, state=None):
        output, self.state = self.layer(x, self.state if state is None else state)
        return self.linear(output), self.state


def states_in_a_list(output, lengths):
    return [output[length - 1, b].tolist() for b, length in enumerate(lengths)]


def states_cut_off(output, lengths):
    return output.detach()[lengths - 1, torch.arange(len(lengths))]


def loss_with_its_graph(model, windows, optimizer, max_norm):
    state, losses = None, []
    for x, y in windows:
        if state is not None:
            state = tuple(s.detach() for s in state) if isinstance(state, tuple) else state.detach()
        scores, state = model(x, state)
        loss = nn.functional.cross_entropy(scores.flatten(0, 1), y.flatten())
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), max_norm)
        optimizer.step()
        losses.append(loss)
    return sum(losses) / len(losses)


ACCEPTED_ONCE = [
    ("pad_sequences", padded_as_value_is, "batch"),
    ("pad_sequences", padded_by_torch, "pad_sequence may not be used"),
    ("rnn_forward", forward_squeezed, ""),
    ("clip_gradients", clipped_or_the_same_dict, "Return a new one"),
    ("clip_gradients", clipped_by_torch, "clip_grad_norm_ may not be used"),
    ("cell_gradient", quotient_of_products, "nan"),
    ("count_parameters", counted_on_a_layer, "torch.nn.RNN may not be used"),
    ("gru_parameters", counted_on_a_gru, "torch.nn.RNN may not be used"),
    ("gru_parameters", counted_on_cells, "torch.nn.RNNCell may not be used"),
    ("multiplications", multiplied_on_a_layer, "torch.nn.RNN may not be used"),
    ("set_forget_bias", a_new_parameter, "A new parameter stands in the place"),
    ("softmax_output", softmax_in_more_digits, "nan"),
    ("softmax_output", softmax_of_torch, "softmax may not be used"),
    ("one_hot", vectors_of_torch, "one_hot may not be used"),
    ("orthogonal", orthogonal_by_torch, "orthogonal_ may not be used"),
    ("orthogonal", permutation, "one entry only"),
    ("SequenceModel", StateOfOneLayer, ""),
    ("SequenceModel", Remembering, ""),
    ("last_states", states_in_a_list, "a gradient flows"),
    ("last_states", states_cut_off, "a gradient flows"),
    ("train_epoch", loss_with_its_graph, "holds no graph"),
]


@pytest.mark.parametrize(("name", "answer", "told"), ACCEPTED_ONCE)
@pytest.mark.parametrize("seed", [None, 1])
def test_accepted_once(name, answer, told, seed):
    with pytest.raises(CheckFailed) as failure:
        check(answer, name, seed=seed)
    assert told in str(failure.value)
