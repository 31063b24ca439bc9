"""Losses, differences, paths and truncation against autograd, over random shapes, in float64."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from rnn_helpers import reference
from tests.reference.torch_twin import TOLERANCE, rnn_and_params, tensor

SEED = st.integers(0, 2**32 - 1)
SMALL = st.integers(1, 5)


def layer_and_cache(T, B, F, H, seed):
    """A torch layer, and what the forward pass of its twin leaves behind."""
    rng = np.random.default_rng(seed)
    layer, (params,) = rnn_and_params(rng, F, H)
    x, h_0 = rng.normal(size=(T, B, F)), rng.normal(size=(1, B, H))
    output, _ = reference.rnn_forward(x, h_0, params)
    return layer, {"x": x, "h_0": h_0, "output": output, "params": params}


@given(T=SMALL, B=SMALL, V=SMALL, seed=SEED)
def test_loss_and_gradient(T, B, V, seed):
    rng = np.random.default_rng(seed)
    y, target = tensor(rng.normal(size=(T, B, V))).requires_grad_(), rng.normal(size=(T, B, V))
    expected = 0.5 * torch.nn.functional.mse_loss(y, tensor(target))
    expected.backward()
    loss, dy = reference.loss_and_gradient(y.detach().numpy(), target)
    np.testing.assert_allclose(loss, expected.item(), **TOLERANCE)
    np.testing.assert_allclose(dy, y.grad, **TOLERANCE)


@given(T=SMALL, B=SMALL, F=SMALL, H=SMALL, seed=SEED)
def test_step_contributions_add_up_to_autograds_gradient(T, B, F, H, seed):
    layer, cache = layer_and_cache(T, B, F, H, seed)
    doutput = np.random.default_rng(seed).normal(size=cache["output"].shape)
    output, _ = layer(tensor(cache["x"]), tensor(cache["h_0"]))
    output.backward(tensor(doutput))
    parts = reference.step_contributions(doutput, cache)
    assert parts.shape == (T, H, H)
    np.testing.assert_allclose(parts.sum(axis=0), layer.weight_hh_l0.grad, **TOLERANCE)


@given(T=SMALL, B=SMALL, F=SMALL, H=SMALL, k=st.integers(1, 7), seed=SEED)
def test_truncation_is_detaching(T, B, F, H, k, seed):
    layer, cache = layer_and_cache(T, B, F, H, seed)
    doutput = np.random.default_rng(seed).normal(size=(T, B, H))
    x, h_0 = tensor(cache["x"]).requires_grad_(), tensor(cache["h_0"]).requires_grad_()
    cut = max(T - k, 0)
    state = h_0
    if cut:
        _, state = layer(x[:cut], h_0)
        state = state.detach()
    output, _ = layer(x[cut:], state)
    output.backward(tensor(doutput[cut:]))

    grads = reference.truncated_backward(doutput, cache, k)
    expected = {
        "dx": x.grad,
        "dh_0": torch.zeros_like(h_0) if cut else h_0.grad,
        "dW_ih": layer.weight_ih_l0.grad,
        "dW_hh": layer.weight_hh_l0.grad,
        "db_ih": layer.bias_ih_l0.grad,
        "db_hh": layer.bias_hh_l0.grad,
    }
    assert grads.keys() == expected.keys()
    for name, gradient in expected.items():
        np.testing.assert_allclose(grads[name], gradient, **TOLERANCE, err_msg=name)


def test_truncation_wants_at_least_one_step():
    _, cache = layer_and_cache(3, 2, 2, 2, 0)
    with pytest.raises(ValueError, match="k must be at least 1, got 0"):
        reference.truncated_backward(cache["output"], cache, 0)


@given(F=SMALL, H=SMALL, G=SMALL, seed=SEED)
def test_three_paths_are_the_whole_gradient(F, H, G, seed):
    rng = np.random.default_rng(seed)
    shapes = {"U": (H, F), "W": (H, H), "V": (G, H), "R": (G, G)}
    weights = {
        name: tensor(rng.normal(size=shape) / shape[1]).requires_grad_()
        for name, shape in shapes.items()
    }
    x, dz_2 = tensor(rng.normal(size=(2, F))), tensor(rng.normal(size=G))
    s, z = [tensor(np.zeros(H))], [tensor(np.zeros(G))]
    for x_t in x:
        s.append(torch.tanh(weights["U"] @ x_t + weights["W"] @ s[-1]))
        z.append(torch.tanh(weights["V"] @ s[-1] + weights["R"] @ z[-1]))
    (z[-1] * dz_2).sum().backward()

    cache = {
        "x": x.numpy(),
        "s": torch.stack(s[1:]).detach().numpy(),
        "z": torch.stack(z[1:]).detach().numpy(),
        "params": {name: weight.detach().numpy() for name, weight in weights.items()},
    }
    A, B, C = reference.path_contributions(dz_2.numpy(), cache)
    np.testing.assert_allclose(A + B + C, weights["U"].grad, rtol=0, atol=1e-12)

    # Each path alone: what is left of the gradient when the others are cut.
    def with_cuts(*cut):
        U = weights["U"].detach().clone().requires_grad_()
        W, V, R = (weights[name].detach() for name in "WVR")
        hold = {name: (lambda v: v.detach()) if name in cut else (lambda v: v) for name in "ABC"}
        s_1 = torch.tanh(U @ x[0])
        z_1 = torch.tanh(V @ hold["C"](s_1))
        s_2 = torch.tanh(hold["A"](U) @ x[1] + W @ hold["B"](s_1))
        z_2 = torch.tanh(V @ s_2 + R @ z_1)
        return torch.autograd.grad((z_2 * dz_2).sum(), U, allow_unused=True)[0]

    for path, cut in ((A, "BC"), (B, "AC"), (C, "AB")):
        np.testing.assert_allclose(path, with_cuts(*cut), rtol=0, atol=1e-12)


@given(shape=st.lists(st.integers(1, 4), min_size=1, max_size=3), seed=SEED)
def test_numerical_gradient(shape, seed):
    rng = np.random.default_rng(seed)
    x, a = rng.normal(size=shape), rng.normal(size=shape)
    before = x.copy()
    gradient = reference.numerical_gradient(lambda v: np.sum(a * np.sin(v)) + np.sum(v) ** 2, x)
    np.testing.assert_allclose(gradient, a * np.cos(x) + 2 * x.sum(), rtol=1e-6, atol=1e-6)
    np.testing.assert_array_equal(x, before)
