"""Right answers to notebook 06, in styles that students write."""

import numpy as np
import torch


def sigma(a):
    return 1 / (1 + np.exp(-np.clip(a, -500, 500)))


# --- gru_step -----------------------------------------------------------------------------------


def step_blocks(x_t, h_prev, p):
    H = h_prev.shape[1]
    W, U, b, c = p["W_ih"], p["W_hh"], p["b_ih"], p["b_hh"]
    r = sigma(x_t @ W[:H].T + b[:H] + h_prev @ U[:H].T + c[:H])
    z = sigma(x_t @ W[H : 2 * H].T + b[H : 2 * H] + h_prev @ U[H : 2 * H].T + c[H : 2 * H])
    n = np.tanh(x_t @ W[2 * H :].T + b[2 * H :] + r * (h_prev @ U[2 * H :].T + c[2 * H :]))
    return (1 - z) * n + z * h_prev


def step_einsum(x, h, params):
    a = np.einsum("bf,gf->bg", x, params["W_ih"]) + params["b_ih"]
    s = np.einsum("bh,gh->bg", h, params["W_hh"]) + params["b_hh"]
    (a_r, a_z, a_n), (s_r, s_z, s_n) = np.split(a, 3, axis=1), np.split(s, 3, axis=1)
    reset, update = 0.5 + 0.5 * np.tanh((a_r + s_r) / 2), 0.5 + 0.5 * np.tanh((a_z + s_z) / 2)
    new = np.tanh(a_n + reset * s_n)
    return new + update * (h - new)


def step_torch(x_t, h_prev, params):
    x_t, h_prev = torch.from_numpy(x_t), torch.from_numpy(h_prev)
    p = {name: torch.from_numpy(value) for name, value in params.items()}
    gi = torch.nn.functional.linear(x_t, p["W_ih"], p["b_ih"]).chunk(3, dim=-1)
    gh = torch.nn.functional.linear(h_prev, p["W_hh"], p["b_hh"]).chunk(3, dim=-1)
    r, z = torch.sigmoid(gi[0] + gh[0]), torch.sigmoid(gi[1] + gh[1])
    return torch.lerp(torch.tanh(gi[2] + r * gh[2]), h_prev, z)


def step_one_sequence_at_a_time(x_t, h_prev, params):
    rows = []
    for x, h in zip(x_t, h_prev, strict=True):
        a, s = params["W_ih"].dot(x) + params["b_ih"], params["W_hh"].dot(h) + params["b_hh"]
        k = len(h)
        r, z = sigma(a[:k] + s[:k]), sigma(a[k:-k] + s[k:-k])
        n = np.tanh(a[-k:] + r * s[-k:])
        rows.append([float((1 - z[j]) * n[j] + z[j] * h[j]) for j in range(k)])
    return rows


# --- gru_forward --------------------------------------------------------------------------------


def forward_with(step):
    def forward(x, h_0, params):
        h, states = h_0[0], []
        for x_t in x:
            h = np.asarray(step(x_t, h, params))
            states.append(h)
        return np.stack(states), h[None]

    forward.__name__ = f"forward_{step.__name__}"
    return forward


# --- gru_step_cho -------------------------------------------------------------------------------


def cho_blocks(x_t, h_prev, p):
    H = h_prev.shape[-1]
    gates = sigma(
        x_t @ p["W_ih"][: 2 * H].T
        + p["b_ih"][: 2 * H]
        + h_prev @ p["W_hh"][: 2 * H].T
        + p["b_hh"][: 2 * H]
    )
    r, z = gates[:, :H], gates[:, H:]
    n = x_t @ p["W_ih"][2 * H :].T + p["b_ih"][2 * H :]
    n = np.tanh(n + (r * h_prev) @ p["W_hh"][2 * H :].T + p["b_hh"][2 * H :])
    return n - z * n + z * h_prev


def cho_torch(x_t, h_prev, params):
    x, h = torch.as_tensor(x_t), torch.as_tensor(h_prev)
    W, U, b, c = (torch.as_tensor(params[n]).chunk(3) for n in ("W_ih", "W_hh", "b_ih", "b_hh"))
    r = torch.sigmoid(x @ W[0].T + b[0] + h @ U[0].T + c[0])
    z = torch.sigmoid(x @ W[1].T + b[1] + h @ U[1].T + c[1])
    n = torch.tanh(x @ W[2].T + b[2] + (r * h) @ U[2].T + c[2])
    return (1 - z) * n + z * h


def cho_einsum(x_t, h_prev, params):
    p = {k: v.reshape(3, h_prev.shape[1], -1) for k, v in params.items()}  # (3, H, F or H or 1)
    gi = np.einsum("bf,ghf->gbh", x_t, p["W_ih"]) + p["b_ih"].transpose(0, 2, 1)
    b_hh = p["b_hh"].transpose(0, 2, 1)
    r, z = sigma(gi[:2] + np.einsum("bk,ghk->gbh", h_prev, p["W_hh"][:2]) + b_hh[:2])
    n = np.tanh(gi[2] + np.einsum("bk,hk->bh", r * h_prev, p["W_hh"][2]) + b_hh[2])
    return (1 - z) * n + z * h_prev


# --- gru_parameters -----------------------------------------------------------------------------


def count_formula(F, H):
    return 3 * H * (F + H + 2)


def count_shapes(n_features, n_hidden):
    shapes = [(3 * n_hidden, n_features), (3 * n_hidden, n_hidden)] + 2 * [(3 * n_hidden,)]
    return sum(int(np.prod(shape)) for shape in shapes)


def count_arrays(F, H):
    arrays = np.zeros((3 * H, F)), np.zeros((3 * H, H)), np.zeros(3 * H), np.zeros(3 * H)
    return np.sum([array.size for array in arrays])


# --- keep_gate ----------------------------------------------------------------------------------


def keep_copies(params, bias):
    new = {name: value.copy() for name, value in params.items()}
    H = new["W_hh"].shape[1]
    new["b_ih"][H : 2 * H] = bias
    new["b_hh"][H : 2 * H] = 0
    return new


def keep_other_bias(params, bias):
    """All of it in b_hh."""
    H = len(params["b_hh"]) // 3
    b_hh = params["b_hh"].copy()
    b_hh[H : 2 * H] = bias - params["b_ih"][H : 2 * H]
    return dict(params, b_hh=b_hh)


def keep_halves(params, bias):
    def half(b):
        r, z, n = np.split(b, 3)
        return np.concatenate([r, np.full_like(z, bias / 2), n])

    return {k: half(v) if k.startswith("b") else v for k, v in params.items()}


def keep_torch(params, bias):
    new = {name: torch.tensor(value) for name, value in params.items()}
    new["b_ih"].chunk(3)[1].fill_(bias)
    new["b_hh"].chunk(3)[1].zero_()
    return new


STEPS = [step_blocks, step_einsum, step_torch, step_one_sequence_at_a_time]
ANSWERS = {
    "gru_step": STEPS,
    "gru_forward": [forward_with(step) for step in STEPS],
    "gru_step_cho": [cho_blocks, cho_torch, cho_einsum],
    "gru_parameters": [count_formula, count_shapes, count_arrays],
    "keep_gate": [keep_copies, keep_other_bias, keep_halves, keep_torch],
}
