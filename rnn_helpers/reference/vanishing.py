"""Why gradients vanish and explode, and what is done about it: Jacobians of the layer, gradient
norms by lag, clipping, and initial weights.

Source: R. Pascanu, T. Mikolov and Y. Bengio, On the difficulty of training recurrent neural
networks, ICML 2013.
"""

import numpy as np

from .rnn import ACTIVATIONS, Array, Params


def linear_factor(w: float, steps: int) -> float:
    """What ``steps`` steps of ``h_t = w h_{t-1}`` multiply a gradient by: ``w**steps``."""
    return float(w) ** steps


def step_jacobian(h_t: Array, W_hh: Array, activation: str = "tanh") -> Array:
    """The Jacobian ``dh_t / dh_{t-1}`` of a layer; with tanh ``diag(1 - h_t**2) W_hh``.

    Args:
        h_t: state of one sequence, ``(H,)``.
        W_hh: recurrent weights, ``(H, H)``.
        activation: ``"tanh"`` or ``"relu"``.

    Returns:
        ``(H, H)``: row i holds the derivatives of unit i of ``h_t``.
    """
    _, derivative = ACTIVATIONS[activation]
    return derivative(h_t)[:, np.newaxis] * W_hh


def state_jacobian(h: Array, W_hh: Array, k: int, t: int) -> Array:
    """The Jacobian ``dh[t] / dh[k]``, a product of ``t - k`` step Jacobians.

    Args:
        h: states of one sequence, ``(T, H)``.
        W_hh: recurrent weights, ``(H, H)``.
        k, t: indices with ``0 <= k <= t < T``.

    Returns:
        ``(H, H)``; the identity where ``k == t``.
    """
    product = np.eye(len(W_hh))
    for i in range(k + 1, t + 1):
        product = step_jacobian(h[i], W_hh) @ product
    return product


def gradient_norms(h: Array, W_hh: Array, dh_T: Array, activation: str = "tanh") -> Array:
    """The norm of the gradient after each step back.

    Args:
        h: states of one sequence, ``(T, H)``.
        W_hh, activation: as ``step_jacobian``.
        dh_T: gradient of the loss for the last state ``h[-1]``, ``(H,)``.

    Returns:
        ``(T,)``: at index ``lag`` the Euclidean norm of the gradient for ``h[T - 1 - lag]``.
    """
    norms = [np.linalg.norm(dh_T)]
    dh = dh_T
    for h_t in h[:0:-1]:  # from the last state to the second
        dh = dh @ step_jacobian(h_t, W_hh, activation)
        norms.append(np.linalg.norm(dh))
    return np.array(norms)


def clip_gradients(grads: Params, max_norm: float) -> tuple[Params, float]:
    """Scales all gradients together so that their norm is at most ``max_norm``.

    Args:
        grads: dict of arrays; left as it is.
        max_norm: the largest norm, over all numbers of all arrays, that is let through.

    Returns:
        A dict of the clipped gradients, and the norm before clipping, as
        ``torch.nn.utils.clip_grad_norm_``.
    """
    norm = np.sqrt(sum(np.sum(grad**2) for grad in grads.values()))
    factor = min(1.0, max_norm / (norm + 1e-6))
    return {name: factor * grad for name, grad in grads.items()}, norm


def rescale(W: Array, spectral_radius: float) -> Array:
    """``W (H, H)`` times the positive number that gives it this spectral radius, the largest
    absolute value of its eigenvalues.
    """
    return W * (spectral_radius / np.abs(np.linalg.eigvals(W)).max())


def orthogonal(n: int, rng: np.random.Generator) -> Array:
    """A random orthogonal matrix ``(n, n)``, drawn uniformly from all of them.

    Source: F. Mezzadri, How to generate random matrices from the classical compact groups,
    Notices of the AMS 54 (2007), 592-604.
    """
    Q, R = np.linalg.qr(rng.normal(size=(n, n)))
    return Q * np.sign(np.diag(R))  # QR alone prefers some signs
