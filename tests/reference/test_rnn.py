"""The vanilla layer against torch.nn.RNN and autograd, over random shapes, in float64."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from rnn_helpers import reference
from tests.reference.torch_twin import TOLERANCE, rnn_and_params, tensor, weight_gradients

SIZES = {
    "T": st.integers(1, 7),
    "B": st.integers(1, 4),
    "F": st.integers(1, 5),
    "H": st.integers(1, 5),
    "activation": st.sampled_from(["tanh", "relu"]),
    "seed": st.integers(0, 2**32 - 1),
}


def assert_same_gradients(ours, autograds):
    assert ours.keys() == autograds.keys()
    for name, gradient in autograds.items():
        np.testing.assert_allclose(ours[name], gradient, **TOLERANCE, err_msg=name)


@given(**SIZES)
def test_step_and_forward(T, B, F, H, activation, seed):
    rng = np.random.default_rng(seed)
    layer, (params,) = rnn_and_params(rng, F, H, nonlinearity=activation)
    x, h_0 = rng.normal(size=(T, B, F)), rng.normal(size=(1, B, H))
    output, h_n = layer(tensor(x), tensor(h_0))

    ours, ours_n = reference.rnn_forward(x, h_0, params, activation)
    np.testing.assert_allclose(ours, output.detach(), **TOLERANCE)
    np.testing.assert_allclose(ours_n, h_n.detach(), **TOLERANCE)

    step = reference.rnn_step(x[0], h_0[0], params, activation)
    np.testing.assert_allclose(step, output[0].detach(), **TOLERANCE)


@given(**SIZES)
def test_backward_through_time(T, B, F, H, activation, seed):
    rng = np.random.default_rng(seed)
    layer, (params,) = rnn_and_params(rng, F, H, nonlinearity=activation)
    x = tensor(rng.normal(size=(T, B, F))).requires_grad_()
    h_0 = tensor(rng.normal(size=(1, B, H))).requires_grad_()
    doutput, dh_n = rng.normal(size=(T, B, H)), rng.normal(size=(1, B, H))

    output, h_n = layer(x, h_0)
    ((output * tensor(doutput)).sum() + (h_n * tensor(dh_n)).sum()).backward()

    cache = {
        "x": x.detach().numpy(),
        "h_0": h_0.detach().numpy(),
        "output": output.detach().numpy(),
        "params": params,
        "activation": activation,
    }
    grads = reference.rnn_backward(doutput, cache, dh_n)
    expected = {
        "dx": x.grad,
        "dh_0": h_0.grad,
    }
    assert_same_gradients(grads, expected | weight_gradients(layer))


@given(**SIZES)
def test_step_backward(T, B, F, H, activation, seed):
    rng = np.random.default_rng(seed)
    layer, (params,) = rnn_and_params(rng, F, H, nonlinearity=activation)
    x_t = tensor(rng.normal(size=(1, B, F))).requires_grad_()
    h_prev = tensor(rng.normal(size=(1, B, H))).requires_grad_()
    dh = rng.normal(size=(B, H))
    output, _ = layer(x_t, h_prev)
    (output[0] * tensor(dh)).sum().backward()

    cache = {
        "x_t": x_t.detach().numpy()[0],
        "h_prev": h_prev.detach().numpy()[0],
        "h_t": output.detach().numpy()[0],
        "params": params,
        "activation": activation,
    }
    grads = reference.rnn_step_backward(dh, cache)
    expected = {
        "dx": x_t.grad[0],
        "dh_prev": h_prev.grad[0],
    }
    assert_same_gradients(grads, expected | weight_gradients(layer))


def test_float32_stays_float32():
    rng = np.random.default_rng(0)
    _, (params,) = rnn_and_params(rng, 3, 4)
    params = {name: value.astype(np.float32) for name, value in params.items()}
    x, h_0 = rng.normal(size=(5, 2, 3)).astype("f4"), np.zeros((1, 2, 4), dtype="f4")
    output, h_n = reference.rnn_forward(x, h_0, params)
    cache = {"x": x, "h_0": h_0, "output": output, "params": params}
    grads = reference.rnn_backward(np.ones_like(output), cache)
    assert {a.dtype for a in (output, h_n, *grads.values())} == {np.dtype("f4")}


def test_h_n_is_not_a_view_of_output():
    rng = np.random.default_rng(0)
    _, (params,) = rnn_and_params(rng, 3, 4)
    output, h_n = reference.rnn_forward(rng.normal(size=(5, 2, 3)), np.zeros((1, 2, 4)), params)
    h_n[:] = 7
    assert not (output == 7).any()


def test_unknown_activation_is_named():
    rng = np.random.default_rng(0)
    _, (params,) = rnn_and_params(rng, 3, 4)
    with pytest.raises(ValueError, match="'tanh' or 'relu', got 'sigmoid'"):
        reference.rnn_step(np.zeros((2, 3)), np.zeros((2, 4)), params, "sigmoid")


def test_the_numbers_of_the_course():
    """Seed 1 of notebook 03, as curriculum and notebook state them."""
    torch.manual_seed(1)
    layer = torch.nn.RNN(5, 2, batch_first=True)
    params = {
        "W_ih": layer.weight_ih_l0.detach().numpy(),
        "W_hh": layer.weight_hh_l0.detach().numpy(),
        "b_ih": layer.bias_ih_l0.detach().numpy(),
        "b_hh": layer.bias_hh_l0.detach().numpy(),
    }
    x = np.repeat([[[1.0]], [[2.0]], [[3.0]]], 5, axis=-1)  # (T, B, F)
    input_part = x[:, 0] @ params["W_ih"].T + params["b_ih"]
    np.testing.assert_allclose(
        input_part, [[-0.4702, 0.5864], [-0.8888, 1.2364], [-1.3075, 1.8865]], atol=5e-5
    )
    output, _ = reference.rnn_forward(x, np.zeros((1, 1, 2)), params)
    np.testing.assert_allclose(
        output[:, 0], [[-0.3520, 0.5253], [-0.6842, 0.7607], [-0.8649, 0.9047]], atol=5e-5
    )
