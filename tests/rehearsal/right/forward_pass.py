"""Right answers to notebook 03, in styles that students write."""

import numpy as np
import torch

# --- One layer in four styles; each returns its states as a list over time ----------------------


def layer_matmul(x, h, p):
    states = []
    for x_t in x:
        h = np.tanh(x_t @ p["W_ih"].T + p["b_ih"] + h @ p["W_hh"].T + p["b_hh"])
        states.append(h)
    return np.array(states)


def layer_einsum(x, h, p):
    states = np.zeros((*x.shape[:2], len(p["b_hh"])))
    drive = np.einsum("tbf,hf->tbh", x, p["W_ih"])
    for t in range(len(x)):
        h = np.tanh(drive[t] + np.einsum("bk,hk->bh", h, p["W_hh"]) + (p["b_ih"] + p["b_hh"]))
        states[t] = h
    return states


def layer_torch(x, h, p):
    p = {name: torch.tensor(value, requires_grad=True) for name, value in p.items()}
    x, h, states = torch.as_tensor(x), torch.as_tensor(h), []
    for x_t in x:
        a = torch.nn.functional.linear(x_t, p["W_ih"], p["b_ih"])
        h = torch.tanh(a + torch.nn.functional.linear(h, p["W_hh"], p["b_hh"]))
        states.append(h)
    return torch.stack(states)


def layer_lists(x, h, p):
    """No NumPy arithmetic at all: nested lists of Python floats."""
    p = {name: value.tolist() for name, value in p.items()}
    h = np.asarray(h).tolist()
    H = len(p["b_ih"])

    def unit(k, inputs, state):
        total = p["b_ih"][k] + p["b_hh"][k]
        total += sum(w * value for w, value in zip(p["W_ih"][k], inputs, strict=True))
        total += sum(w * value for w, value in zip(p["W_hh"][k], state, strict=True))
        return float(np.tanh(total))

    states = []
    for x_t in np.asarray(x).tolist():
        h = [
            [unit(k, inputs, state) for k in range(H)] for inputs, state in zip(x_t, h, strict=True)
        ]
        states.append(h)
    return states


# --- forward_by_hand ----------------------------------------------------------------------------


def weights_of(layer):
    names = ("weight_ih_l0", "weight_hh_l0", "bias_ih_l0", "bias_hh_l0")
    short = ("W_ih", "W_hh", "b_ih", "b_hh")
    return {s: getattr(layer, n).detach().numpy() for s, n in zip(short, names, strict=True)}


def forward_matmul(x, layer):
    h_0 = np.zeros((x.shape[0], layer.hidden_size))
    return layer_matmul(x.transpose(1, 0, 2), h_0, weights_of(layer)).transpose(1, 0, 2)


def forward_einsum(x, layer):
    h_0 = np.zeros((x.shape[0], layer.hidden_size))
    return np.swapaxes(layer_einsum(np.swapaxes(x, 0, 1), h_0, weights_of(layer)), 0, 1)


def forward_torch_with_grad(x, layer):
    h_0 = torch.zeros(x.shape[0], layer.hidden_size, dtype=torch.float64)
    return layer_torch(x.swapaxes(0, 1), h_0, weights_of(layer)).transpose(0, 1)


def forward_sequence_by_sequence(x, layer):
    h_0 = np.zeros((1, layer.hidden_size))
    p = weights_of(layer)
    return [[state[0] for state in layer_lists(seq[:, None], h_0, p)] for seq in x]


def forward_column_vectors(x, layer):
    state_dict = {name: value.numpy() for name, value in layer.state_dict().items()}
    W, U = state_dict["weight_ih_l0"], state_dict["weight_hh_l0"]
    bias = state_dict["bias_ih_l0"] + state_dict["bias_hh_l0"]
    out = np.empty((*x.shape[:2], len(bias)))
    for b in range(len(x)):
        s = np.zeros(len(bias))
        for t in range(x.shape[1]):
            s = np.tanh(W.dot(x[b, t]) + U.dot(s) + bias)
            out[b, t] = s
    return out


# --- stacked_forward ----------------------------------------------------------------------------


def stacked_with(layer):
    def stacked(x, h_0, layers):
        last = []
        for h, p in zip(h_0, layers, strict=True):
            x = layer(x, h, p)
            last.append(x[-1])
        return x, last

    stacked.__name__ = f"stacked_{layer.__name__}"
    return stacked


def stacked_step_by_step(x, h_0, layers):
    """Time outside, layers inside."""
    h, out = [h.copy() for h in h_0], []
    for x_t in x:
        below = x_t
        for k, p in enumerate(layers):
            h[k] = np.tanh(below @ p["W_ih"].T + p["b_ih"] + h[k] @ p["W_hh"].T + p["b_hh"])
            below = h[k]
        out.append(below)
    return [np.stack(out), np.stack(h)]  # a list instead of a tuple


# --- bidirectional_forward ----------------------------------------------------------------------


def bidirectional_matmul(x, h_0, forward, backward):
    f = layer_matmul(x, h_0[0], forward)
    b = layer_matmul(np.flip(x, axis=0), h_0[1], backward)
    return np.concatenate((f, np.flip(b, axis=0)), axis=2), np.stack((f[-1], b[-1]))


def bidirectional_einsum(x, h_0, forward, backward):
    f = layer_einsum(x, h_0[0], forward)
    b = layer_einsum(x[::-1], h_0[1], backward)[::-1]
    return np.dstack([f, b]), np.array([f[-1], b[0]])


def bidirectional_torch(x, h_0, forward, backward):
    f = layer_torch(x, h_0[0], forward)
    b = layer_torch(x[::-1].copy(), h_0[1], backward).flip(0)
    return torch.cat([f, b], dim=-1), torch.stack([f[-1], b[0]])


def bidirectional_index_from_the_end(x, h_0, forward, backward):
    T, B, _ = x.shape
    H = h_0.shape[2]
    output = np.zeros((T, B, 2 * H))
    h = h_0.copy()
    for i in range(T):
        for d, (t, p) in enumerate([(i, forward), (T - 1 - i, backward)]):
            h[d] = np.tanh(x[t] @ p["W_ih"].T + p["b_ih"] + h[d] @ p["W_hh"].T + p["b_hh"])
            output[t, :, d * H : (d + 1) * H] = h[d]
    return output, h


# --- jordan_forward and output_recurrent_forward ------------------------------------------------


def jordan_matmul(x, y_0, p):
    y, ys = y_0, []
    for t in range(x.shape[0]):
        h = np.tanh(x[t] @ p["W_ih"].T + p["b_ih"] + y @ p["W_oh"].T + p["b_oh"])
        y = h @ p["W_ho"].T + p["b_o"]
        ys.append(y)
    return ys


def jordan_einsum(x, y_0, p):
    out = np.empty((x.shape[0], *y_0.shape))
    for t, x_t in enumerate(x):
        back = y_0 if t == 0 else out[t - 1]
        total = np.einsum("bf,hf->bh", x_t, p["W_ih"]) + np.einsum("bv,hv->bh", back, p["W_oh"])
        h = np.tanh(total + p["b_ih"] + p["b_oh"])
        out[t] = np.einsum("bh,vh->bv", h, p["W_ho"]) + p["b_o"]
    return out


def jordan_torch(x, y_0, p):
    p = {name: torch.tensor(value, requires_grad=True) for name, value in p.items()}
    y, ys = torch.tensor(y_0), []
    for x_t in torch.tensor(x):
        h = (x_t @ p["W_ih"].mT + p["b_ih"] + y @ p["W_oh"].mT + p["b_oh"]).tanh()
        y = torch.addmm(p["b_o"], h, p["W_ho"].mT)
        ys.append(y)
    return ys  # a list of tensors that require grad


def output_recurrent_matmul(x, y_0, p):
    y, ys = y_0, []
    for x_t in x:
        h = np.tanh(x_t @ p["W_ih"].T + p["b_ih"])
        y = h @ p["W_ho"].T + p["b_o"] + y @ p["W_oo"].T + p["b_oo"]
        ys.append(y)
    return np.stack(ys)


def output_recurrent_einsum(x, y_0, p):
    h = np.tanh(np.einsum("tbf,hf->tbh", x, p["W_ih"]) + p["b_ih"])
    y = np.einsum("tbh,vh->tbv", h, p["W_ho"]) + (p["b_o"] + p["b_oo"])
    back = y_0
    for t in range(len(y)):
        y[t] += np.einsum("bv,wv->bw", back, p["W_oo"])
        back = y[t]
    return y


def output_recurrent_torch(x, y_0, p):
    p = {name: torch.from_numpy(value) for name, value in p.items()}
    y, ys = torch.from_numpy(y_0), []
    for h in torch.tanh(torch.from_numpy(x) @ p["W_ih"].T + p["b_ih"]):
        y = h @ p["W_ho"].T + p["b_o"] + y @ p["W_oo"].T + p["b_oo"]
        ys.append(y.tolist())
    return ys  # nested lists of floats


# --- padded_forward -----------------------------------------------------------------------------


def padded_mask(x, lengths, h_0, p):
    states = layer_matmul(x, h_0[0], p)
    mask = np.arange(len(x))[:, None] < np.asarray(lengths)[None]
    last = states[lengths - 1, np.arange(len(lengths))]
    return states * mask[:, :, None], last[None]


def padded_one_by_one(x, lengths, h_0, p):
    output = np.zeros((x.shape[0], x.shape[1], h_0.shape[2]))
    h_n = np.zeros_like(h_0)
    for b, length in enumerate(lengths):
        states = layer_lists(x[:length, b : b + 1], h_0[0, b : b + 1], p)
        output[:length, b] = np.array(states)[:, 0]
        h_n[0, b] = states[-1][0]
    return output, h_n


def padded_torch(x, lengths, h_0, p):
    states = layer_torch(x, h_0[0], p)
    running = torch.arange(len(x))[:, None] < torch.as_tensor(lengths)
    output = torch.where(running[..., None], states, 0.0)
    h_n = torch.stack([states[n - 1, b] for b, n in enumerate(lengths)])
    return output, h_n.unsqueeze(0)


def padded_sorted(x, lengths, h_0, p):
    """Sorted by length, run, and sorted back."""
    order = np.argsort(-lengths)
    output, h = np.zeros((*x.shape[:2], h_0.shape[-1])), h_0[0, order].copy()
    for t in range(len(x)):
        n = int((lengths > t).sum())
        if n:
            h[:n] = np.tanh(
                x[t, order[:n]] @ p["W_ih"].T + p["b_ih"] + h[:n] @ p["W_hh"].T + p["b_hh"]
            )
            output[t, order[:n]] = h[:n]
    return output, h[np.argsort(order)][None]


ANSWERS = {
    "forward_by_hand": [
        forward_matmul,
        forward_einsum,
        forward_torch_with_grad,
        forward_sequence_by_sequence,
        forward_column_vectors,
    ],
    "stacked_forward": [
        stacked_with(layer_matmul),
        stacked_with(layer_einsum),
        stacked_with(layer_torch),
        stacked_with(layer_lists),
        stacked_step_by_step,
    ],
    "bidirectional_forward": [
        bidirectional_matmul,
        bidirectional_einsum,
        bidirectional_torch,
        bidirectional_index_from_the_end,
    ],
    "jordan_forward": [jordan_matmul, jordan_einsum, jordan_torch],
    "output_recurrent_forward": [
        output_recurrent_matmul,
        output_recurrent_einsum,
        output_recurrent_torch,
    ],
    "padded_forward": [padded_mask, padded_one_by_one, padded_torch, padded_sorted],
}
