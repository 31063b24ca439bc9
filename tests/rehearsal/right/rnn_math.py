"""Right answers to notebook 02, in styles that students write."""

import numpy as np
import torch

from .forward_pass import (
    layer_einsum,
    layer_lists,
    layer_matmul,
    layer_torch,
)

# --- rnn_step ------------------------------------------------------------------------------------


def step_matmul(x_t, h_prev, params, activation="tanh"):
    W_ih, W_hh, b_ih, b_hh = (params[name] for name in ("W_ih", "W_hh", "b_ih", "b_hh"))
    a = x_t @ W_ih.T + b_ih + h_prev @ W_hh.T + b_hh
    if activation == "tanh":
        return np.tanh(a)
    return a * (a > 0)


def step_columns(x_t, h_prev, params, activation="tanh"):
    """In column vectors, as the formula is written."""
    bias = (params["b_ih"] + params["b_hh"])[:, None]
    a = params["W_ih"] @ x_t.T + params["W_hh"] @ h_prev.T + bias
    return {"tanh": np.tanh, "relu": lambda a: np.where(a < 0, 0, a)}[activation](a).T


def step_joined(x_t, h_prev, params, activation="tanh"):
    """One product over input and state side by side."""
    W = np.hstack([params["W_ih"], params["W_hh"]])
    a = np.einsum("bk,hk->bh", np.hstack([x_t, h_prev]), W) + params["b_ih"] + params["b_hh"]
    return np.tanh(a) if activation == "tanh" else a.clip(min=0)


def step_torch(x_t, h_prev, params, activation="tanh"):
    p = {name: torch.tensor(value, requires_grad=True) for name, value in params.items()}
    linear = torch.nn.functional.linear
    a = linear(torch.tensor(x_t), p["W_ih"], p["b_ih"])
    a = a + linear(torch.tensor(h_prev), p["W_hh"], p["b_hh"])
    return getattr(torch, activation)(a)


def step_lists(x_t, h_prev, params, activation="tanh"):
    return [
        [
            (np.tanh if activation == "tanh" else lambda a: max(a, 0.0))(
                sum(w * v for w, v in zip(params["W_ih"][k], row, strict=True))
                + params["b_ih"][k]
                + sum(w * v for w, v in zip(params["W_hh"][k], state, strict=True))
                + params["b_hh"][k]
            )
            for k in range(len(params["b_hh"]))
        ]
        for row, state in zip(x_t, h_prev, strict=True)
    ]


# --- rnn_forward ---------------------------------------------------------------------------------


def forward_with(layer):
    def forward(x, h_0, params):
        states = layer(x, h_0[0], params)
        return states, [states[-1]]

    forward.__name__ = f"forward_{layer.__name__}"
    return forward


# --- softmax_output ------------------------------------------------------------------------------


def softmax_max(h, W_ho, b_o):
    o = h @ W_ho.T + b_o
    e = np.exp(o - o.max(axis=1)[:, None])
    return e / e.sum(axis=1)[:, None]


def softmax_log_sum_exp(h, W_ho, b_o):
    o = np.einsum("bh,vh->bv", h, W_ho) + b_o
    return np.exp(o - np.logaddexp.reduce(o, axis=1, keepdims=True))


def softmax_torch(h, W_ho, b_o):
    logits = torch.nn.functional.linear(*map(torch.from_numpy, (h, W_ho, b_o)))
    weights = torch.exp(logits - logits.max(dim=-1, keepdim=True).values)
    return weights / weights.sum(dim=-1, keepdim=True)


def softmax_row_by_row(h, W_ho, b_o):
    rows = []
    for state in h:
        o = W_ho.dot(state) + b_o
        e = np.exp(o - max(o))
        rows.append(e / sum(e))
    return rows


# --- rnn_shapes, count_parameters, multiplications ------------------------------------------------


def shapes_list(T, B, F, H, layers, directions, batch_first):
    first = [B, T] if batch_first else [T, B]
    return [[*first, directions * H], [directions * layers, B, H]]


def shapes_torch_size(T, B, F, H, layers, directions, batch_first):
    out = torch.empty(T, B, H * directions)
    output_shape = out.transpose(0, 1).shape if batch_first else out.shape
    return output_shape, torch.Size([layers * directions, B, H])


def shapes_array(T, B, F, H, layers, directions, batch_first):
    output = np.array([T, B, H * directions])
    return output[[1, 0, 2]] if batch_first else output, np.array([layers * directions, B, H])


def count_with_shapes(F, H, layers, directions):
    widths = [F] + [directions * H] * (layers - 1)
    shapes = [[(H, width), (H, H), (H,), (H,)] for width in widths]
    return directions * sum(int(np.prod(shape)) for layer in shapes for shape in layer)


def count_closed_form(F, H, layers, directions):
    lowest = H * (F + H + 2)
    upper = H * (directions * H + H + 2)
    return directions * (lowest + (layers - 1) * upper)


def count_loop(F, H, layers, directions):
    total = np.int64(0)
    for layer in range(layers):
        width = F if layer == 0 else directions * H
        for shape in ((H, width), (H, H), (H,), (H,)):
            total += directions * np.prod(shape)
    return total


def work_factored(T, F, H):
    return T * H * (F + H)


def work_loop(T, F, H):
    return sum(H * F + H**2 for _ in range(T))


def work_array(T, F, H):
    return np.array(T * F * H + T * H * H)


ANSWERS = {
    "rnn_step": [step_matmul, step_columns, step_joined, step_torch, step_lists],
    "rnn_forward": [
        forward_with(layer) for layer in (layer_matmul, layer_einsum, layer_torch, layer_lists)
    ],
    "softmax_output": [softmax_max, softmax_log_sum_exp, softmax_torch, softmax_row_by_row],
    "rnn_shapes": [shapes_list, shapes_torch_size, shapes_array],
    "count_parameters": [count_with_shapes, count_closed_form, count_loop],
    "multiplications": [work_factored, work_loop, work_array],
}
