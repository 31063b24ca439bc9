"""The vanilla (Elman) recurrent layer: one step, a whole sequence, and backward through time.

``params`` is a dict with PyTorch's names and shapes: ``W_ih (H, F)``, ``W_hh (H, H)``,
``b_ih (H,)`` and ``b_hh (H,)``.

Source: J. L. Elman, Finding structure in time, Cognitive Science 14 (1990), 179-211, with
the two biases of ``torch.nn.RNN``.
"""

from typing import Any

import numpy as np

Array = np.ndarray
Params = dict[str, Array]  # weights, or their gradients, by name
Cache = dict[str, Any]  # what the backward pass needs from the forward pass, by name


def _relu(a):
    return np.maximum(a, 0)


# Each activation, and its derivative written in terms of its own result h.
ACTIVATIONS = {
    "tanh": (np.tanh, lambda h: 1 - h**2),
    "relu": (_relu, lambda h: (h > 0).astype(h.dtype)),
}


def _activation(name):
    if name not in ACTIVATIONS:
        raise ValueError(f"activation must be 'tanh' or 'relu', got {name!r}")
    return ACTIVATIONS[name]


def rnn_step(x_t: Array, h_prev: Array, params: Params, activation: str = "tanh") -> Array:
    """One step of the layer: ``h_t = tanh(W_ih x_t + b_ih + W_hh h_prev + b_hh)``.

    Args:
        x_t: input at time t, ``(B, F)``.
        h_prev: hidden state at time t-1, ``(B, H)``.
        params: the layer's weights, see above.
        activation: ``"tanh"`` or ``"relu"``.

    Returns:
        The hidden state ``h_t``, ``(B, H)``.

    Raises:
        ValueError: for another activation.
    """
    act, _ = _activation(activation)
    from_input = x_t @ params["W_ih"].T + params["b_ih"]  # (B, H)
    from_state = h_prev @ params["W_hh"].T + params["b_hh"]  # (B, H)
    return act(from_input + from_state)


def rnn_forward(
    x: Array, h_0: Array, params: Params, activation: str = "tanh"
) -> tuple[Array, Array]:
    """The layer over a whole sequence, as ``torch.nn.RNN`` with one layer.

    Args:
        x: inputs, ``(T, B, F)``.
        h_0: state before the first step, ``(1, B, H)``.
        params: the layer's weights, see above.
        activation: ``"tanh"`` or ``"relu"``.

    Returns:
        ``output (T, B, H)``, the state after each step, and ``h_n (1, B, H)``, the last one.
    """
    act, _ = _activation(activation)
    # The input's part needs no state: one product serves all time steps.
    from_input = x @ params["W_ih"].T + (params["b_ih"] + params["b_hh"])  # (T, B, H)
    W_hh_T = params["W_hh"].T
    output = np.empty_like(from_input)
    h = h_0[0]  # (B, H)
    for t in range(len(x)):
        h = act(from_input[t] + h @ W_hh_T)
        output[t] = h
    return output, h[np.newaxis].copy()


def rnn_step_backward(dh: Array, cache: Cache) -> Params:
    """Backward through one step.

    Args:
        dh: gradient of the loss for ``h_t``, ``(B, H)``.
        cache: a dict with the step's ``x_t (B, F)``, ``h_prev (B, H)``, ``h_t (B, H)``,
            ``params`` and, when it is not tanh, ``activation``.

    Returns:
        A dict of gradients ``dx (B, F)``, ``dh_prev (B, H)``, ``dW_ih (H, F)``,
        ``dW_hh (H, H)``, ``db_ih (H,)``, ``db_hh (H,)``, summed over the batch.
    """
    _, derivative = _activation(cache.get("activation", "tanh"))
    params = cache["params"]
    da = dh * derivative(cache["h_t"])  # (B, H), before the activation
    return {
        "dx": da @ params["W_ih"],  # (B, F)
        "dh_prev": da @ params["W_hh"],  # (B, H)
        **weight_gradients(da, da, cache["x_t"], cache["h_prev"]),
    }


def rnn_backward(doutput: Array, cache: Cache, dh_n: Array | None = None) -> Params:
    """Backward through time over a whole sequence.

    Args:
        doutput: gradient of the loss for every state in ``output``, ``(T, B, H)``.
        cache: a dict with ``x (T, B, F)``, ``h_0 (1, B, H)``, ``output (T, B, H)``,
            ``params`` and, when it is not tanh, ``activation``.
        dh_n: gradient that reaches ``h_n`` besides, ``(1, B, H)``; zero when not given.

    Returns:
        A dict of gradients ``dx (T, B, F)``, ``dh_0 (1, B, H)``, ``dW_ih (H, F)``,
        ``dW_hh (H, H)``, ``db_ih (H,)``, ``db_hh (H,)``, summed over time and batch.

    Source: P. J. Werbos, Backpropagation through time: what it does and how to do it,
    Proceedings of the IEEE 78 (1990), 1550-1560.
    """
    x, h_0, output = cache["x"], cache["h_0"], cache["output"]
    da, from_future = before_activation(doutput, cache, dh_n)
    return {
        "dx": da @ cache["params"]["W_ih"],  # (T, B, F)
        "dh_0": from_future[np.newaxis],  # (1, B, H)
        **weight_gradients(da, da, x, np.concatenate([h_0, output[:-1]])),
    }


def before_activation(
    doutput: Array, cache: Cache, dh_n: Array | None = None
) -> tuple[Array, Array]:
    """The backward pass through time alone; arguments as ``rnn_backward``.

    Returns:
        The gradient for what goes into the activation of each step, ``(T, B, H)``, and the one
        that is left for ``h_0``, ``(B, H)``.
    """
    _, derivative = _activation(cache.get("activation", "tanh"))
    output, W_hh = cache["output"], cache["params"]["W_hh"]
    local = derivative(output)  # (T, B, H)
    da = np.empty_like(output)  # (T, B, H)
    from_future = np.zeros_like(output[0]) if dh_n is None else dh_n[0]  # (B, H)
    for t in reversed(range(len(output))):
        # h_t reaches the loss twice: through its own output and through the next step.
        da[t] = (doutput[t] + from_future) * local[t]
        from_future = da[t] @ W_hh
    return da, from_future


def weight_gradients(da_input: Array, da_state: Array, x: Array, h_prev: Array) -> Params:
    """The gradients of a layer's weights and biases, summed over time and batch.

    Args:
        da_input, da_state: gradients for ``W_ih x + b_ih`` and for ``W_hh h + b_hh``,
            ``(T, B, G)`` with G rows of weights.
        x, h_prev: what the weights met, ``(T, B, F)`` and ``(T, B, H)``.
    """
    da_input, da_state, x, h_prev = (
        array.reshape(-1, array.shape[-1]) for array in (da_input, da_state, x, h_prev)
    )
    return {
        "dW_ih": da_input.T @ x,
        "dW_hh": da_state.T @ h_prev,
        "db_ih": da_input.sum(axis=0),
        "db_hh": da_state.sum(axis=0),
    }
