"""Backpropagation through time, looked at from all sides: the loss it starts from, central
differences that judge it, single time steps and paths of it, and its truncation.
"""

from collections.abc import Callable

import numpy as np

from .rnn import Array, Cache, Params, before_activation, rnn_backward


def loss_and_gradient(y: Array, target: Array) -> tuple[float, Array]:
    """Half the mean squared error, and its gradient.

    Args:
        y: outputs, any shape.
        target: what they should be, the same shape.

    Returns:
        ``loss``, half the mean over all numbers of ``(y - target)**2``, and ``dy``, its gradient
        for ``y``, the same shape.
    """
    error = y - target
    return 0.5 * np.mean(error**2), error / error.size


def numerical_gradient(f: Callable[[Array], float], x: Array, eps: float = 1e-5) -> Array:
    """The gradient of ``f`` at ``x`` by central differences.

    Args:
        f: function from an array like ``x`` to a number.
        x: float array of any shape; left as it is.
        eps: how far each number is moved to each side.

    Returns:
        An array like ``x``: ``(f(x + eps e_i) - f(x - eps e_i)) / (2 eps)`` for each number i.
    """
    gradient = np.empty_like(x)
    moved = x.copy()
    for i in np.ndindex(x.shape):
        moved[i] = x[i] + eps
        above = f(moved)
        moved[i] = x[i] - eps
        below = f(moved)
        moved[i] = x[i]
        gradient[i] = (above - below) / (2 * eps)
    return gradient


def step_contributions(doutput: Array, cache: Cache) -> Array:
    """The part of the gradient for ``W_hh`` that each time step adds.

    Args:
        doutput, cache: as ``rnn_backward``.

    Returns:
        An array ``(T, H, H)``; its sum over T is ``rnn_backward(doutput, cache)["dW_hh"]``.
    """
    da, _ = before_activation(doutput, cache)  # (T, B, H)
    h_prev = np.concatenate([cache["h_0"], cache["output"][:-1]])  # (T, B, H)
    return da.swapaxes(1, 2) @ h_prev


def path_contributions(dz_2: Array, cache: Cache) -> tuple[Array, Array, Array]:
    """The three paths from the loss back to the input weight of a two-layer network.

    The network is ``s_t = tanh(U x_t + W s_{t-1})``, ``z_t = tanh(V s_t + R z_{t-1})`` over two
    time steps, with a loss that reads ``z_2``.

    Args:
        dz_2: gradient of the loss for ``z_2``, ``(G,)``.
        cache: dict with ``x (2, F)``, ``s (2, H)``, ``z (2, G)`` and ``params``, a dict with
            ``U (H, F)``, ``W (H, H)``, ``V (G, H)``, ``R (G, G)``.

    Returns:
        Three arrays ``(H, F)`` that add up to the gradient for ``U``: ``A`` through
        ``z_2, s_2``; ``B`` through ``z_2, s_2, s_1``; ``C`` through ``z_2, z_1, s_1``.
    """
    (x_1, x_2), (s_1, s_2), (z_1, z_2) = cache["x"], cache["s"], cache["z"]
    U, W, V, R = (cache["params"][name] for name in "UWVR")
    at_z_2 = dz_2 * (1 - z_2**2)  # (G,), before the activation
    at_s_2 = (at_z_2 @ V) * (1 - s_2**2)  # (H,)
    at_z_1 = (at_z_2 @ R) * (1 - z_1**2)  # (G,)
    s_1_through_s_2 = (at_s_2 @ W) * (1 - s_1**2)  # (H,)
    s_1_through_z_1 = (at_z_1 @ V) * (1 - s_1**2)  # (H,)
    return (
        np.outer(at_s_2, x_2),
        np.outer(s_1_through_s_2, x_1),
        np.outer(s_1_through_z_1, x_1),
    )


def truncated_backward(doutput: Array, cache: Cache, k: int) -> Params:
    """Backward through the last ``k`` time steps alone.

    The state that enters them is kept as a number, and its history is cut: nothing flows to
    earlier steps, whose losses are left out too.

    Args:
        doutput, cache: as ``rnn_backward``.
        k: number of steps, at least 1; from T on nothing is cut.

    Returns:
        A dict of gradients with the keys and shapes of ``rnn_backward``; ``dx`` is zero before
        the last ``k`` steps, and ``dh_0`` is zero where the history is cut.

    Source: R. J. Williams and J. Peng, An efficient gradient-based algorithm for on-line
    training of recurrent network trajectories, Neural Computation 2 (1990), 490-501.
    """
    if k < 1:
        raise ValueError(f"k must be at least 1, got {k}")
    x, output = cache["x"], cache["output"]
    cut = max(len(x) - k, 0)  # the first step that is looked at
    if cut == 0:
        return rnn_backward(doutput, cache)
    window = {**cache, "x": x[cut:], "h_0": output[cut - 1 : cut], "output": output[cut:]}
    grads = rnn_backward(doutput[cut:], window)
    dx = np.zeros_like(x)
    dx[cut:] = grads["dx"]
    return {**grads, "dx": dx, "dh_0": np.zeros_like(cache["h_0"])}
