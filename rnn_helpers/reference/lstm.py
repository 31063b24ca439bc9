"""The long short-term memory cell: one step, a whole sequence, and backward, with projection.

``params`` is a dict with PyTorch's names and shapes, four gates above each other in the order
i (input), f (forget), g (cell), o (output): ``W_ih (4H, F)``, ``W_hh (4H, H)``, ``b_ih (4H,)``,
``b_hh (4H,)``. With a projection there is ``W_hr (P, H)`` too, and ``W_hh`` is ``(4H, P)``: then
every hidden state has P numbers, while the cell state keeps H.

Source: S. Hochreiter and J. Schmidhuber, Long short-term memory, Neural Computation 9 (1997),
1735-1780, with the forget gate of F. A. Gers, J. Schmidhuber and F. Cummins, Learning to forget,
Neural Computation 12 (2000), 2451-2471, as in ``torch.nn.LSTM``.
"""

from typing import Any

import numpy as np

from .gru import sigmoid
from .rnn import Array, Cache, Params, weight_gradients

State = tuple[Array, Array]  # hidden and cell state


def lstm_step(x_t: Array, state: State, params: Params) -> State:
    """One step, as ``torch.nn.LSTMCell``: ``c_t = f * c + i * g``, ``h_t = o * tanh(c_t)``.

    Args:
        x_t: input at time t, ``(B, F)``.
        state: hidden and cell state at time t-1, ``(h_prev, c_prev)``, each ``(B, H)``.
        params: the layer's weights, see above.

    Returns:
        ``h_t`` and ``c_t``, each ``(B, H)``; with ``W_hr`` in ``params``, ``h_t`` is ``(B, P)``.
    """
    from_input = x_t @ params["W_ih"].T + (params["b_ih"] + params["b_hh"])  # (B, 4H)
    h_t, c_t = _after_the_input(from_input, *state, params["W_hh"].T)
    return _project(h_t, params), c_t


def _after_the_input(from_input, h_prev, c_prev, W_hh_T):
    """The rest of a step, before the projection, when the input's part ``(B, 4H)`` is known."""
    i, f, g, o = _gates(from_input + h_prev @ W_hh_T)
    c_t = f * c_prev + i * g  # (B, H)
    return o * np.tanh(c_t), c_t


def _gates(a):
    """The four gates from what goes into them, ``(..., 4H)``; g alone is a tanh."""
    H = a.shape[-1] // 4
    i_and_f, o = sigmoid(a[..., : 2 * H]), sigmoid(a[..., 3 * H :])
    return i_and_f[..., :H], i_and_f[..., H:], np.tanh(a[..., 2 * H : 3 * H]), o


def _project(h, params):
    return h @ params["W_hr"].T if "W_hr" in params else h


def lstm_forward(x: Array, state: State, params: Params) -> tuple[Array, State]:
    """The layer over a whole sequence, as ``torch.nn.LSTM`` with one layer.

    Args:
        x: inputs, ``(T, B, F)``.
        state: ``(h_0, c_0)``, the states before the first step, ``(1, B, H)`` each; with a
            projection ``h_0`` is ``(1, B, P)``.
        params: the layer's weights, see above.

    Returns:
        ``output (T, B, H)``, the hidden state after each step, and ``(h_n, c_n)``, the last
        hidden and cell state, ``(1, B, H)`` each; with a projection P stands for H in
        ``output`` and ``h_n``.
    """
    from_input = x @ params["W_ih"].T + (params["b_ih"] + params["b_hh"])  # (T, B, 4H)
    W_hh_T = params["W_hh"].T
    h, c = state[0][0], state[1][0]
    output = np.empty((len(x), *h.shape), dtype=from_input.dtype)
    for t in range(len(x)):
        h, c = _after_the_input(from_input[t], h, c, W_hh_T)
        h = output[t] = _project(h, params)
    return output, (h[np.newaxis].copy(), c[np.newaxis])


def lstm_step_cache(x_t: Array, state: State, params: Params) -> Cache:
    """What ``lstm_step_backward`` needs; arguments as ``lstm_step``, without projection.

    Returns:
        A dict with ``x_t (B, F)``, ``h_prev``, ``c_prev``, ``c_t``, the gates ``i``, ``f``, ``g``,
        ``o``, ``(B, H)`` each, and ``params``.
    """
    h_prev, c_prev = state
    biases = params["b_ih"] + params["b_hh"]
    gates = _gates(x_t @ params["W_ih"].T + biases + h_prev @ params["W_hh"].T)
    cache: Cache = {"x_t": x_t, "h_prev": h_prev, "c_prev": c_prev, "params": params}
    cache |= zip("ifgo", gates, strict=True)
    return cache | {"c_t": cache["f"] * c_prev + cache["i"] * cache["g"]}


def lstm_step_backward(dh: Array, dc: Array, cache: Cache) -> Params:
    """Backward through one step, without projection.

    Args:
        dh, dc: gradients of the loss for ``h_t`` and ``c_t``, ``(B, H)`` each; ``dc`` is what
            reaches ``c_t`` otherwise than through ``h_t``.
        cache: what ``lstm_step_cache`` returns.

    Returns:
        A dict of gradients ``dx (B, F)``, ``dh_prev (B, H)``, ``dc_prev (B, H)``,
        ``dW_ih (4H, F)``, ``dW_hh (4H, H)``, ``db_ih (4H,)``, ``db_hh (4H,)``, summed over the
        batch.
    """
    i, f, g, o = (cache[name] for name in "ifgo")
    tanh_c = np.tanh(cache["c_t"])
    dc = dc + dh * o * (1 - tanh_c**2)  # (B, H), the cell's own and what comes through h_t
    da = np.concatenate(
        [
            dc * g * i * (1 - i),
            dc * cache["c_prev"] * f * (1 - f),
            dc * i * (1 - g**2),
            dh * tanh_c * o * (1 - o),
        ],
        axis=-1,
    )  # (B, 4H), before the activations
    params = cache["params"]
    return {
        "dx": da @ params["W_ih"],
        "dh_prev": da @ params["W_hh"],
        "dc_prev": dc * f,
        **weight_gradients(da, da, cache["x_t"], cache["h_prev"]),
    }


def lstm_backward(
    doutput: Array, cache: Cache, dh_n: Array | None = None, dc_n: Array | None = None
) -> Params:
    """Backward through time over a whole sequence.

    Args:
        doutput: gradient of the loss for every state in ``output``, ``(T, B, H)``.
        cache: a dict with ``x (T, B, F)``, ``h_0`` and ``c_0 (1, B, H)``, ``output (T, B, H)``,
            ``params``; with a projection P stands for H in ``doutput``, ``h_0`` and ``output``.
        dh_n, dc_n: gradients that reach ``h_n`` and ``c_n`` besides; zero when not given.

    Returns:
        A dict of gradients ``dx (T, B, F)``, ``dh_0``, ``dc_0 (1, B, H)``, ``dW_ih (4H, F)``,
        ``dW_hh (4H, H)``, ``db_ih (4H,)``, ``db_hh (4H,)`` and, with a projection,
        ``dW_hr (P, H)``, summed over time and batch.
    """
    x, h_0, c_0, output, params = (cache[name] for name in ("x", "h_0", "c_0", "output", "params"))
    h_prev = np.concatenate([h_0, output[:-1]])  # (T, B, P)
    # All hidden states are known, so the gates of all steps come from two products.
    biases = params["b_ih"] + params["b_hh"]
    i, f, g, o = _gates(x @ params["W_ih"].T + biases + h_prev @ params["W_hh"].T)  # (T, B, H)
    c = _cells(c_0, f, i * g)  # (T + 1, B, H), c_0 first
    tanh_c = np.tanh(c[1:])
    # What dc, and for o what dh, is multiplied by on its way to each gate.
    factors = np.concatenate([g * i * (1 - i), c[:-1] * f * (1 - f), i * (1 - g**2)], axis=-1)
    to_o, to_c = tanh_c * o * (1 - o), o * (1 - tanh_c**2)

    T, B, H = f.shape
    W_hh, W_hr = params["W_hh"], params.get("W_hr")
    da = np.empty((T, B, 4 * H), dtype=factors.dtype)
    dhs = np.empty_like(output)
    dh = np.zeros_like(h_0[0]) if dh_n is None else dh_n[0]  # (B, P)
    dc = np.zeros_like(c_0[0]) if dc_n is None else dc_n[0]  # (B, H)
    for t in reversed(range(T)):
        dh = dhs[t] = dh + doutput[t]
        if W_hr is not None:
            dh = dh @ W_hr  # (B, H), back through the projection
        dc = dc + dh * to_c[t]
        da[t, :, : 3 * H] = factors[t] * np.concatenate([dc, dc, dc], axis=-1)
        da[t, :, 3 * H :] = dh * to_o[t]
        dh = da[t] @ W_hh
        dc = dc * f[t]
    grads = {
        "dx": da @ params["W_ih"],
        "dh_0": dh[np.newaxis],
        "dc_0": dc[np.newaxis],
        **weight_gradients(da, da, x, h_prev),
    }
    if W_hr is not None:
        grads["dW_hr"] = np.einsum("tbp,tbh->ph", dhs, o * tanh_c)
    return grads


def _cells(c_0, forget, new):
    """The cell states ``c_0, ..., c_T``: each is forget times the last one plus the new part."""
    cells = np.empty((len(forget) + 1, *c_0.shape[1:]), dtype=forget.dtype)
    cells[0] = c_0[0]
    for t in range(len(forget)):
        cells[t + 1] = forget[t] * cells[t] + new[t]
    return cells


def cell_gradient(forget_gates: Array, k: int, t: int) -> Array:
    """``dc[t] / dc[k]`` along the cell: the product of the forget gates in between.

    Args:
        forget_gates: the forget gate of every step, ``(T, B, H)``; that at index i leads from
            ``c[i - 1]`` to ``c[i]``.
        k, t: indices, ``0 <= k <= t < T``.

    Returns:
        ``(B, H)``.
    """
    return np.prod(forget_gates[k + 1 : t + 1], axis=0)


def half_life(bias: float) -> float:
    """Steps after which half of a cell state is left, when every ``f`` is ``sigmoid(bias)``."""
    # log1p, because sigmoid(40) is 1 in float64.
    return float(np.log(2) / np.log1p(np.exp(-bias)))


def set_forget_bias(layer: Any, value: float) -> None:
    """Sets the bias of the forget gate of a ``torch.nn.LSTM`` with one layer, in place.

    PyTorch adds two bias vectors. The first one gets ``value``, the second one 0.
    """
    H = layer.hidden_size
    layer.bias_ih_l0.data[H : 2 * H] = value
    layer.bias_hh_l0.data[H : 2 * H] = 0.0
