"""The gated recurrent unit: one step, a whole sequence, and backward through time.

``params`` is a dict with PyTorch's names and shapes, three gates above each other in the order
r (reset), z (update), n (new): ``W_ih (3H, F)``, ``W_hh (3H, H)``, ``b_ih (3H,)``, ``b_hh (3H,)``.

Source: K. Cho et al., Learning phrase representations using RNN encoder-decoder for statistical
machine translation, EMNLP 2014, with the reset gate where ``torch.nn.GRU`` has it.
"""

import numpy as np

from .rnn import Array, Cache, Params, weight_gradients


def sigmoid(a: Array | float) -> Array:
    """The logistic function, without overflow for large negative ``a``."""
    # tanh saturates where exp would overflow.
    return 0.5 * (1 + np.tanh(0.5 * a))


def gru_step(x_t: Array, h_prev: Array, params: Params) -> Array:
    """One step, as ``torch.nn.GRUCell``: the reset gate acts after the recurrent product.

    ``r = sigmoid(W_ir x + b_ir + W_hr h + b_hr)``, ``z`` alike,
    ``n = tanh(W_in x + b_in + r * (W_hn h + b_hn))``, ``h_t = (1 - z) * n + z * h``.

    Args:
        x_t: input at time t, ``(B, F)``.
        h_prev: hidden state at time t-1, ``(B, H)``.
        params: the layer's weights, see above.

    Returns:
        The hidden state ``h_t``, ``(B, H)``.
    """
    from_input = x_t @ params["W_ih"].T + params["b_ih"]  # (B, 3H), one product for all gates
    return _after_the_input(from_input, h_prev, params["W_hh"].T, params["b_hh"])


def _after_the_input(from_input, h_prev, W_hh_T, b_hh):
    """The rest of a step, when the input's part ``(B, 3H)`` is known."""
    H = h_prev.shape[-1]
    from_state = h_prev @ W_hh_T + b_hh  # (B, 3H)
    gates = sigmoid(from_input[:, : 2 * H] + from_state[:, : 2 * H])  # (B, 2H)
    r, z = gates[:, :H], gates[:, H:]
    n = np.tanh(from_input[:, 2 * H :] + r * from_state[:, 2 * H :])  # (B, H)
    return n + z * (h_prev - n)


def gru_step_cho(x_t: Array, h_prev: Array, params: Params) -> Array:
    """One step of the unit as published: the reset gate acts before the recurrent product.

    As ``gru_step``, but ``n = tanh(W_in x + b_in + W_hn (r * h) + b_hn)``.
    """
    (W_ir, W_iz, W_in), (b_ir, b_iz, b_in) = _gates(params["W_ih"]), _gates(params["b_ih"])
    (W_hr, W_hz, W_hn), (b_hr, b_hz, b_hn) = _gates(params["W_hh"]), _gates(params["b_hh"])
    r = sigmoid(x_t @ W_ir.T + b_ir + h_prev @ W_hr.T + b_hr)  # (B, H)
    z = sigmoid(x_t @ W_iz.T + b_iz + h_prev @ W_hz.T + b_hz)  # (B, H)
    n = np.tanh(x_t @ W_in.T + b_in + (r * h_prev) @ W_hn.T + b_hn)  # (B, H)
    return (1 - z) * n + z * h_prev


def _gates(weights):
    """The rows of r, of z and of n."""
    r, z, n = np.split(weights, 3)
    return r, z, n


def gru_forward(x: Array, h_0: Array, params: Params) -> tuple[Array, Array]:
    """The layer over a whole sequence, as ``torch.nn.GRU`` with one layer.

    Args:
        x: inputs, ``(T, B, F)``.
        h_0: state before the first step, ``(1, B, H)``.
        params: the layer's weights, see above.

    Returns:
        ``output (T, B, H)``, the state after each step, and ``h_n (1, B, H)``, the last one.
    """
    from_input = x @ params["W_ih"].T + params["b_ih"]  # (T, B, 3H), all steps at once
    W_hh_T, b_hh = params["W_hh"].T, params["b_hh"]
    h = h_0[0]  # (B, H)
    output = np.empty((len(x), *h.shape), dtype=from_input.dtype)
    for t in range(len(x)):
        h = _after_the_input(from_input[t], h, W_hh_T, b_hh)
        output[t] = h
    return output, h[np.newaxis].copy()


def gru_gates(x: Array, h_0: Array, params: Params) -> tuple[Array, Array, Array]:
    """What the gates are while the layer reads a sequence; arguments as ``gru_forward``.

    Returns:
        r, z and n at each step, ``(T, B, H)`` each.
    """
    output, _ = gru_forward(x, h_0, params)
    return _gates_of_all_steps(x, np.concatenate([h_0, output[:-1]]), params)[:3]


def _gates_of_all_steps(x, h_prev, params):
    """r, z, n and ``W_hn h + b_hn``, ``(T, B, H)`` each, when all states ``h_prev`` are known."""
    H = h_prev.shape[-1]
    # Two products for all steps.
    from_input = x @ params["W_ih"].T + params["b_ih"]  # (T, B, 3H)
    from_state = h_prev @ params["W_hh"].T + params["b_hh"]  # (T, B, 3H)
    gates = sigmoid(from_input[..., : 2 * H] + from_state[..., : 2 * H])
    r, z = gates[..., :H], gates[..., H:]
    hn = from_state[..., 2 * H :]
    return r, z, np.tanh(from_input[..., 2 * H :] + r * hn), hn


def keep_gate(params: Params, bias: float) -> Params:
    """The same weights, but with the two biases of z adding up to ``bias``; a new dict."""
    H = params["W_hh"].shape[1]
    b_ih, b_hh = params["b_ih"].copy(), params["b_hh"].copy()
    b_ih[H : 2 * H], b_hh[H : 2 * H] = bias, 0.0
    return {**params, "b_ih": b_ih, "b_hh": b_hh}


def gru_backward(doutput: Array, cache: Cache, dh_n: Array | None = None) -> Params:
    """Backward through time over a whole sequence.

    Args:
        doutput: gradient of the loss for every state in ``output``, ``(T, B, H)``.
        cache: a dict with ``x (T, B, F)``, ``h_0 (1, B, H)``, ``output (T, B, H)``, ``params``.
        dh_n: gradient that reaches ``h_n`` besides, ``(1, B, H)``; zero when not given.

    Returns:
        A dict of gradients ``dx (T, B, F)``, ``dh_0 (1, B, H)``, ``dW_ih (3H, F)``,
        ``dW_hh (3H, H)``, ``db_ih (3H,)``, ``db_hh (3H,)``, summed over time and batch.
    """
    x, h_0, output, params = cache["x"], cache["h_0"], cache["output"], cache["params"]
    H = h_0.shape[-1]
    h_prev = np.concatenate([h_0, output[:-1]])  # (T, B, H)
    r, z, n, hn = _gates_of_all_steps(x, h_prev, params)
    # What dh is multiplied by on its way to each gate, before its activation.
    to_n = (1 - z) * (1 - n**2)
    to_z = (h_prev - n) * z * (1 - z)
    to_r = to_n * hn * r * (1 - r)
    factors = np.concatenate([to_r, to_z, to_n * r], axis=-1)  # (T, B, 3H), into W_hh h + b_hh
    da_state = np.empty_like(factors)
    W_hh = params["W_hh"]
    dh = np.zeros_like(h_0[0]) if dh_n is None else dh_n[0]  # (B, H)
    dhs = np.empty_like(output)
    for t in reversed(range(len(x))):
        dh = dh + doutput[t]
        dhs[t] = dh
        da_state[t] = factors[t] * np.concatenate([dh, dh, dh], axis=-1)
        dh = dh * z[t] + da_state[t] @ W_hh
    da_input = da_state.copy()
    da_input[..., 2 * H :] = dhs * to_n  # here the reset gate stands outside
    return {
        "dx": da_input @ params["W_ih"],
        "dh_0": dh[np.newaxis],
        **weight_gradients(da_input, da_state, x, h_prev),
    }
