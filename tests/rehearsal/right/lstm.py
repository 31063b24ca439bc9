"""Right answers to notebook 07, in styles that students write."""

import numpy as np
import torch

from .gru import sigma

# --- lstm_step ----------------------------------------------------------------------------------


def step_blocks(x_t, state, p):
    h, c = state
    H = h.shape[1]
    W, U, b = p["W_ih"], p["W_hh"], p["b_ih"] + p["b_hh"]
    i = sigma(x_t @ W[:H].T + h @ U[:H].T + b[:H])
    f = sigma(x_t @ W[H : 2 * H].T + h @ U[H : 2 * H].T + b[H : 2 * H])
    g = np.tanh(x_t @ W[2 * H : 3 * H].T + h @ U[2 * H : 3 * H].T + b[2 * H : 3 * H])
    o = sigma(x_t @ W[3 * H :].T + h @ U[3 * H :].T + b[3 * H :])
    c_new = f * c + i * g
    return o * np.tanh(c_new), c_new


def step_one_product(x, state, params):
    """Input and state side by side, one product with all the weights."""
    h_prev, c_prev = state
    weights = np.hstack([params["W_ih"], params["W_hh"]])
    a = np.hstack([x, h_prev]) @ weights.T + params["b_ih"] + params["b_hh"]
    i, f, g, o = np.split(a, 4, axis=1)
    c_t = sigma(f) * c_prev + sigma(i) * np.tanh(g)
    return [sigma(o) * np.tanh(c_t), c_t]


def step_torch(x_t, state, params):
    h, c = map(torch.from_numpy, state)
    p = {name: torch.from_numpy(value) for name, value in params.items()}
    a = torch.nn.functional.linear(torch.from_numpy(x_t), p["W_ih"], p["b_ih"])
    a = a + torch.nn.functional.linear(h, p["W_hh"], p["b_hh"])
    i, f, g, o = a.chunk(4, dim=-1)
    c = torch.addcmul(torch.sigmoid(f) * c, torch.sigmoid(i), torch.tanh(g))
    return torch.sigmoid(o) * torch.tanh(c), c


def step_unit_by_unit(x_t, state, params):
    h_prev, c_prev = state
    B, H = h_prev.shape
    h_t, c_t = np.zeros((B, H)), np.zeros((B, H))
    for b in range(B):
        for k in range(H):
            a = [
                params["W_ih"][row] @ x_t[b]
                + params["W_hh"][row] @ h_prev[b]
                + params["b_ih"][row]
                + params["b_hh"][row]
                for row in range(k, 4 * H, H)
            ]
            c_t[b, k] = sigma(a[1]) * c_prev[b, k] + sigma(a[0]) * np.tanh(a[2])
            h_t[b, k] = sigma(a[3]) * np.tanh(c_t[b, k])
    return h_t, c_t


STEPS = [step_blocks, step_one_product, step_torch, step_unit_by_unit]


# --- lstm_forward -------------------------------------------------------------------------------


def forward_with(step):
    def forward(x, state, params):
        h, c = state[0][0], state[1][0]
        states = []
        for x_t in x:
            h, c = map(np.asarray, step(x_t, (h, c), params))
            states.append(h)
        return np.stack(states), (h[None], c[None])

    forward.__name__ = f"forward_{step.__name__}"
    return forward


def forward_filled(x, state, params):
    """Arrays filled step by step, and lists in the place of tuples."""
    h, c = (s.copy() for s in state)
    output = np.zeros((x.shape[0], *h.shape[1:]))
    for t in range(len(x)):
        h[0], c[0] = step_blocks(x[t], (h[0], c[0]), params)
        output[t] = h[0]
    return [output, [h, c]]


# --- lstm_shapes --------------------------------------------------------------------------------


def shapes_formula(T, B, F, H, layers, directions, proj_size):
    P = proj_size if proj_size > 0 else H
    return (T, B, directions * P), (layers * directions, B, P), (layers * directions, B, H)


def shapes_lists(T, B, F, H, layers, directions, proj_size):
    shown = H
    if proj_size != 0:
        shown = proj_size
    rows = 0
    for _ in range(layers):
        rows += directions
    return [[T, B, shown * directions], [rows, B, shown], [rows, B, H]]


def shapes_of_arrays(T, B, F, H, n_layers, n_directions, P):
    h_n = np.zeros((n_layers, n_directions, B, P or H)).reshape(-1, B, P or H)
    c_n = np.zeros((n_layers * n_directions, B, H))
    output = np.concatenate([np.zeros((T, B, P or H))] * n_directions, axis=-1)
    return np.array(output.shape), np.array(h_n.shape), np.array(c_n.shape)


# --- projected_step -----------------------------------------------------------------------------


def projected_by_slices(x_t, state, p):
    h, c = state
    H = c.shape[1]
    a = x_t @ p["W_ih"].T + p["b_ih"] + h @ p["W_hh"].T + p["b_hh"]
    i, f, o = (sigma(a[:, k * H : (k + 1) * H]) for k in (0, 1, 3))
    c = f * c + i * np.tanh(a[:, 2 * H : 3 * H])
    return (o * np.tanh(c)) @ p["W_hr"].T, c


def projected_from_lstm_step(x_t, state, params):
    h_t, c_t = step_one_product(x_t, state, params)
    return np.einsum("bh,ph->bp", h_t, params["W_hr"]), c_t


def projected_torch(x_t, state, params):
    h_t, c_t = step_torch(x_t, state, params)
    return torch.nn.functional.linear(h_t, torch.from_numpy(params["W_hr"])), c_t


# --- cell_gradient ------------------------------------------------------------------------------


def gradient_loop(forget_gates, k, t):
    product = np.ones(forget_gates.shape[1:])
    for s in range(k + 1, t + 1):
        product = product * forget_gates[s]
    return product


def gradient_backwards(forget_gates, k, t):
    """As in backpropagation: from t down to k."""
    dc = np.ones_like(forget_gates[0])
    while t > k:
        dc, t = dc * forget_gates[t], t - 1
    return dc


def gradient_logarithms(f, k, t):
    return np.exp(np.log(f)[k + 1 : t + 1].sum(axis=0))


def gradient_torch(forget_gates, k, t):
    return torch.from_numpy(forget_gates)[k + 1 : t + 1].prod(dim=0)


# --- half_life ----------------------------------------------------------------------------------


def half_life_log(bias):
    return np.log(0.5) / np.log(1 / (1 + np.exp(-bias)))


def half_life_base_two(bias):
    return -1 / np.log2(sigma(bias))


def half_life_torch(bias):
    gate = torch.sigmoid(torch.tensor(bias, dtype=torch.float64))
    return torch.log(torch.tensor(0.5, dtype=torch.float64)) / gate.log()


# --- set_forget_bias ----------------------------------------------------------------------------


def set_data(layer, value):
    H = layer.hidden_size
    layer.bias_ih_l0.data[H : 2 * H] = value
    layer.bias_hh_l0.data[H : 2 * H] = 0


def set_no_grad(layer, value):
    with torch.no_grad():
        for bias, share in ((layer.bias_ih_l0, 0.25), (layer.bias_hh_l0, 0.75)):
            i, f, g, o = bias.chunk(4)
            f.fill_(share * value)
    return layer


def set_state_dict(layer, value):
    weights = {name: weight.clone() for name, weight in layer.state_dict().items()}
    H = len(weights["bias_hh_l0"]) // 4
    weights["bias_hh_l0"][H : 2 * H] = value - weights["bias_ih_l0"][H : 2 * H]
    layer.load_state_dict(weights)


# --- lstm_step_backward -------------------------------------------------------------------------


def backward_plain(dh, dc, cache):
    i, f, g, o, p = cache["i"], cache["f"], cache["g"], cache["o"], cache["params"]
    t = np.tanh(cache["c_t"])
    do = dh * t
    dc = dc + dh * o * (1 - t * t)
    da = np.hstack(
        [
            dc * g * i * (1 - i),
            dc * cache["c_prev"] * f * (1 - f),
            dc * i * (1 - g * g),
            do * o * (1 - o),
        ]
    )
    return dict(
        dx=da @ p["W_ih"],
        dh_prev=da @ p["W_hh"],
        dc_prev=dc * f,
        dW_ih=da.T @ cache["x_t"],
        dW_hh=da.T @ cache["h_prev"],
        db_ih=da.sum(0),
        db_hh=da.sum(0),
    )


def backward_gate_by_gate(dh, dc, cache):
    """A product for each gate, and the gradients put together from blocks."""
    p, c_prev, tanh_c = cache["params"], cache["c_prev"], np.tanh(cache["c_t"])
    total = dc + dh * cache["o"] / np.cosh(cache["c_t"]) ** 2
    reaching = {
        "i": total * cache["g"],
        "f": total * c_prev,
        "g": total * cache["i"],
        "o": dh * tanh_c,
    }
    W, U = np.split(p["W_ih"], 4), np.split(p["W_hh"], 4)
    grads = {"dx": 0, "dh_prev": 0, "dc_prev": total * cache["f"]}
    blocks = {"dW_ih": [], "dW_hh": [], "db_ih": [], "db_hh": []}
    for k, name in enumerate("ifgo"):
        gate = cache[name]
        da = reaching[name] * (1 - gate**2 if name == "g" else gate - gate**2)
        grads["dx"] = grads["dx"] + da @ W[k]
        grads["dh_prev"] = grads["dh_prev"] + da @ U[k]
        blocks["dW_ih"].append(np.einsum("bh,bf->hf", da, cache["x_t"]))
        blocks["dW_hh"].append(np.einsum("bh,bk->hk", da, cache["h_prev"]))
        blocks["db_ih"].append(da.sum(axis=0))
        blocks["db_hh"].append(da.sum(axis=0))
    return grads | {name: np.concatenate(parts) for name, parts in blocks.items()}


def backward_torch(dh, dc, cache):
    """Torch tensors, by hand."""
    c = {k: torch.from_numpy(v) for k, v in cache.items() if k != "params"}
    p = {k: torch.from_numpy(v) for k, v in cache["params"].items()}
    dh, dc = torch.from_numpy(dh), torch.from_numpy(dc)
    seen = torch.tanh(c["c_t"])
    dc = dc + dh * c["o"] * (1 - seen.square())
    da = torch.cat(
        [
            dc * c["g"] * c["i"] * (1 - c["i"]),
            dc * c["c_prev"] * c["f"] * (1 - c["f"]),
            dc * c["i"] * (1 - c["g"].square()),
            dh * seen * c["o"] * (1 - c["o"]),
        ],
        dim=1,
    )
    bias = da.sum(dim=0)
    return {
        "dx": da.mm(p["W_ih"]),
        "dh_prev": da.mm(p["W_hh"]),
        "dc_prev": dc * c["f"],
        "dW_ih": da.t().mm(c["x_t"]),
        "dW_hh": da.t().mm(c["h_prev"]),
        "db_ih": bias,
        "db_hh": bias,
    }


ANSWERS = {
    "lstm_step": STEPS,
    "lstm_forward": [*(forward_with(step) for step in STEPS), forward_filled],
    "lstm_shapes": [shapes_formula, shapes_lists, shapes_of_arrays],
    "projected_step": [projected_by_slices, projected_from_lstm_step, projected_torch],
    "cell_gradient": [gradient_loop, gradient_backwards, gradient_logarithms, gradient_torch],
    "half_life": [half_life_log, half_life_base_two, half_life_torch],
    "set_forget_bias": [set_data, set_no_grad, set_state_dict],
    "lstm_step_backward": [backward_plain, backward_gate_by_gate, backward_torch],
}
