"""Jacobians, norms and remedies against PyTorch, over random shapes, in float64."""

import numpy as np
import torch
from hypothesis import given
from hypothesis import strategies as st

from rnn_helpers import reference
from tests.reference.torch_twin import TOLERANCE, tensor

SEED = st.integers(0, 2**32 - 1)
SIZES = {"T": st.integers(1, 6), "H": st.integers(1, 5), "seed": SEED}


def states_and_weights(T, H, seed):
    """States of a layer driven by noise, the noise, and the recurrent weights, as tensors."""
    rng = np.random.default_rng(seed)
    W_hh, drive = tensor(rng.normal(size=(H, H))), tensor(rng.normal(size=(T, H)))
    h = [torch.tanh(drive[0])]
    for step in drive[1:]:
        h.append(torch.tanh(step + W_hh @ h[-1]))
    return torch.stack(h), drive, W_hh


@given(**SIZES)
def test_jacobians_are_autograds(T, H, seed):
    h, drive, W_hh = states_and_weights(T, H, seed)

    def run(start, first, last):
        state = start
        for step in drive[first + 1 : last + 1]:
            state = torch.tanh(step + W_hh @ state)
        return state

    for k in range(T):
        for t in range(k, T):
            expected = torch.autograd.functional.jacobian(lambda s, k=k, t=t: run(s, k, t), h[k])
            ours = reference.state_jacobian(h.numpy(), W_hh.numpy(), k, t)
            np.testing.assert_allclose(ours, expected, **TOLERANCE)
            if t == k + 1:
                step = reference.step_jacobian(h[t].numpy(), W_hh.numpy())
                np.testing.assert_allclose(step, expected, **TOLERANCE)


@given(**SIZES)
def test_gradient_norms_are_autograds(T, H, seed):
    _, drive, W_hh = states_and_weights(T, H, seed)
    dh_T = np.random.default_rng(seed).normal(size=H)
    h = [torch.tanh(drive[0]).requires_grad_()]
    for step in drive[1:]:
        h.append(torch.tanh(step + W_hh @ h[-1]))
    gradients = torch.autograd.grad(h[-1] @ tensor(dh_T), h)
    expected = [gradient.norm().item() for gradient in reversed(gradients)]
    states = torch.stack(h).detach().numpy()
    ours = reference.gradient_norms(states, W_hh.numpy(), dh_T)
    np.testing.assert_allclose(ours, expected, **TOLERANCE)


@given(scale=st.floats(0, 1e3), max_norm=st.floats(0.1, 10), seed=SEED)
def test_clipping_is_torchs(scale, max_norm, seed):
    rng = np.random.default_rng(seed)
    grads = {name: scale * rng.normal(size=shape) for name, shape in (("a", (3, 2)), ("b", (4,)))}
    before = {name: grad.copy() for name, grad in grads.items()}
    weights = [torch.nn.Parameter(tensor(grad)) for grad in grads.values()]
    for weight, grad in zip(weights, grads.values(), strict=True):
        weight.grad = tensor(grad)
    expected = torch.nn.utils.clip_grad_norm_(weights, max_norm)
    clipped, norm = reference.clip_gradients(grads, max_norm)
    np.testing.assert_allclose(norm, expected, **TOLERANCE)
    for name, weight in zip(grads, weights, strict=True):
        np.testing.assert_allclose(clipped[name], weight.grad, **TOLERANCE)
        np.testing.assert_array_equal(grads[name], before[name])


@given(n=st.integers(1, 8), radius=st.floats(0.1, 3), seed=SEED)
def test_rescale_sets_the_spectral_radius(n, radius, seed):
    W = np.random.default_rng(seed).normal(size=(n, n))
    scaled = reference.rescale(W, radius)
    np.testing.assert_allclose(np.abs(np.linalg.eigvals(scaled)).max(), radius, rtol=1e-9)
    np.testing.assert_allclose(scaled / np.abs(scaled).max(), W / np.abs(W).max(), atol=1e-12)


@given(n=st.integers(1, 8), seed=SEED)
def test_orthogonal(n, seed):
    Q = reference.orthogonal(n, np.random.default_rng(seed))
    np.testing.assert_allclose(Q.T @ Q, np.eye(n), atol=1e-12)


def test_orthogonal_prefers_no_sign():
    """With QR alone the first entry would always have one sign."""
    rng = np.random.default_rng(0)
    signs = [np.sign(reference.orthogonal(3, rng)[0, 0]) for _ in range(200)]
    assert 70 < signs.count(1.0) < 130


def test_linear_factor():
    assert reference.linear_factor(-0.5, 3) == -0.125
    assert reference.linear_factor(2, 0) == 1.0
