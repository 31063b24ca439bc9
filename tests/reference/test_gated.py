"""GRU and LSTM against torch.nn and autograd, over random shapes, in float64."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

from rnn_helpers import reference
from tests.reference.torch_twin import TOLERANCE, rnn_and_params, tensor, weight_gradients

SIZES = {
    "T": st.integers(1, 6),
    "B": st.integers(1, 4),
    "F": st.integers(1, 4),
    "H": st.integers(2, 5),
    "seed": st.integers(0, 2**32 - 1),
}
LSTM_SIZES = {**SIZES, "P": st.integers(0, 4)}  # 0 is no projection


def assert_same(ours, expected, what=""):
    """Arrays, or dicts or tuples of arrays, to ten digits."""
    if isinstance(expected, dict):
        assert ours.keys() == expected.keys()
        for name in expected:
            assert_same(ours[name], expected[name], name)
    elif isinstance(expected, tuple):
        for got, right in zip(ours, expected, strict=True):
            assert_same(got, right, what)
    else:
        np.testing.assert_allclose(ours, expected.detach(), **TOLERANCE, err_msg=what)


def gru(rng, F, H, **options):
    return rnn_and_params(rng, F, H, kind=torch.nn.GRU, **options)


def lstm(rng, F, H, P=0, **options):
    return rnn_and_params(rng, F, H, kind=torch.nn.LSTM, proj_size=P if P < H else 0, **options)


def lstm_states(rng, rows, B, H, layers):
    """Random ``(h_0, c_0)`` that fit the layers' dicts."""
    hidden = layers[0]["W_hh"].shape[1]  # P with a projection
    return rng.normal(size=(rows, B, hidden)), rng.normal(size=(rows, B, H))


# --- Forward ------------------------------------------------------------------------------------


@given(**SIZES)
def test_gru_step_and_forward(T, B, F, H, seed):
    rng = np.random.default_rng(seed)
    layer, (params,) = gru(rng, F, H)
    x, h_0 = rng.normal(size=(T, B, F)), rng.normal(size=(1, B, H))
    expected = layer(tensor(x), tensor(h_0))
    assert_same(reference.gru_forward(x, h_0, params), expected)
    assert_same(reference.gru_step(x[0], h_0[0], params), expected[0][0])


@given(**LSTM_SIZES)
def test_lstm_step_and_forward(T, B, F, H, P, seed):
    rng = np.random.default_rng(seed)
    layer, layers = lstm(rng, F, H, P)
    x, state = rng.normal(size=(T, B, F)), lstm_states(rng, 1, B, H, layers)
    expected = layer(tensor(x), tuple(map(tensor, state)))
    assert_same(reference.lstm_forward(x, state, layers[0]), expected)
    h, c = reference.lstm_step(x[0], (state[0][0], state[1][0]), layers[0])
    output, (_, c_1) = layer(tensor(x[:1]), tuple(map(tensor, state)))
    assert_same((h, c), (output[0], c_1[0]))


@given(**SIZES)
def test_gru_as_published(T, B, F, H, seed):
    """Cho's unit, written once more in torch, and equal to PyTorch's where r is 1."""
    rng = np.random.default_rng(seed)
    _, (params,) = gru(rng, F, H)
    x, h = rng.normal(size=(B, F)), rng.normal(size=(B, H))
    W, U, b_W, b_U = (tensor(params[name]) for name in ("W_ih", "W_hh", "b_ih", "b_hh"))
    a, state = tensor(x) @ W.T + b_W, tensor(h)
    r, z = (
        torch.sigmoid(a[:, rows] + state @ U[rows].T + b_U[rows])
        for rows in (slice(0, H), slice(H, 2 * H))
    )
    n = torch.tanh(a[:, 2 * H :] + (r * state) @ U[2 * H :].T + b_U[2 * H :])
    assert_same(reference.gru_step_cho(x, h, params), (1 - z) * n + z * state)

    open_reset = {**params, "b_ih": params["b_ih"] + np.repeat([100.0, 0.0, 0.0], H)}
    pytorchs = reference.gru_step(x, h, open_reset)
    np.testing.assert_allclose(reference.gru_step_cho(x, h, open_reset), pytorchs, **TOLERANCE)


@given(**SIZES)
def test_gru_gates(T, B, F, H, seed):
    """What a step makes of its own gates and states."""
    rng = np.random.default_rng(seed)
    _, (params,) = gru(rng, F, H)
    x, h_0 = rng.normal(size=(T, B, F)), rng.normal(size=(1, B, H))
    r, z, n = reference.gru_gates(x, h_0, params)
    output, _ = reference.gru_forward(x, h_0, params)
    h_prev = np.concatenate([h_0, output[:-1]])
    np.testing.assert_allclose(n + z * (h_prev - n), output, **TOLERANCE)
    blocks = {name: np.split(value, 3) for name, value in params.items()}
    a_r, a_z = (
        x @ blocks["W_ih"][k].T
        + blocks["b_ih"][k]
        + h_prev @ blocks["W_hh"][k].T
        + blocks["b_hh"][k]
        for k in (0, 1)
    )
    assert_same(r, torch.sigmoid(tensor(a_r)))
    assert_same(z, torch.sigmoid(tensor(a_z)))


def test_large_inputs_do_not_overflow():
    rng = np.random.default_rng(0)
    x, zeros = 1e6 * rng.normal(size=(3, 2, 4)), np.zeros((1, 2, 3))
    with np.errstate(all="raise"):
        output, _ = reference.gru_forward(x, zeros, gru(rng, 4, 3)[1][0])
        hidden, _ = reference.lstm_forward(x, (zeros, zeros), lstm(rng, 4, 3)[1][0])
    assert np.isfinite(output).all()
    assert np.isfinite(hidden).all()


# --- Networks -----------------------------------------------------------------------------------


@given(L=st.integers(1, 3), **SIZES)
def test_gru_stacked_and_bidirectional(T, B, F, H, L, seed):
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(T, B, F))
    network, layers = gru(rng, F, H, num_layers=L)
    h_0 = rng.normal(size=(L, B, H))
    ours = reference.stacked_forward(x, h_0, layers, layer_forward=reference.gru_forward)
    assert_same(ours, network(tensor(x), tensor(h_0)))

    network, directions = gru(rng, F, H, bidirectional=True)
    h_0 = rng.normal(size=(2, B, H))
    ours = reference.bidirectional_forward(x, h_0, *directions, layer_forward=reference.gru_forward)
    assert_same(ours, network(tensor(x), tensor(h_0)))


@given(L=st.integers(1, 3), **LSTM_SIZES)
def test_lstm_stacked_and_bidirectional(T, B, F, H, P, L, seed):
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(T, B, F))
    network, layers = lstm(rng, F, H, P, num_layers=L)
    state = lstm_states(rng, L, B, H, layers)
    ours = reference.stacked_forward(x, state, layers, layer_forward=reference.lstm_forward)
    assert_same(ours, network(tensor(x), tuple(map(tensor, state))))

    network, directions = lstm(rng, F, H, P, bidirectional=True)
    state = lstm_states(rng, 2, B, H, directions)
    ours = reference.bidirectional_forward(
        x, state, *directions, layer_forward=reference.lstm_forward
    )
    assert_same(ours, network(tensor(x), tuple(map(tensor, state))))


@given(data=st.data(), **LSTM_SIZES)
def test_padded(T, B, F, H, P, seed, data):
    rng = np.random.default_rng(seed)
    lengths = data.draw(st.lists(st.integers(1, T), min_size=B, max_size=B))
    x = rng.normal(size=(T, B, F))
    packed = pack_padded_sequence(tensor(x), lengths, enforce_sorted=False)

    layer, (params,) = gru(rng, F, H)
    h_0 = rng.normal(size=(1, B, H))
    packed_output, h_n = layer(packed, tensor(h_0))
    output, _ = pad_packed_sequence(packed_output, total_length=T)
    ours = reference.padded_forward(x, lengths, h_0, params, step=reference.gru_step)
    assert_same(ours, (output, h_n))

    layer, layers = lstm(rng, F, H, P)
    state = lstm_states(rng, 1, B, H, layers)
    packed_output, last = layer(packed, tuple(map(tensor, state)))
    output, _ = pad_packed_sequence(packed_output, total_length=T)
    ours = reference.padded_forward(x, lengths, state, layers[0], step=reference.lstm_step)
    assert_same(ours, (output, last))


# --- Backward -----------------------------------------------------------------------------------


@given(**SIZES)
def test_gru_backward(T, B, F, H, seed):
    rng = np.random.default_rng(seed)
    layer, (params,) = gru(rng, F, H)
    x = tensor(rng.normal(size=(T, B, F))).requires_grad_()
    h_0 = tensor(rng.normal(size=(1, B, H))).requires_grad_()
    doutput, dh_n = rng.normal(size=(T, B, H)), rng.normal(size=(1, B, H))
    output, h_n = layer(x, h_0)
    torch.autograd.backward([output, h_n], [tensor(doutput), tensor(dh_n)])
    cache = {
        "x": x.detach().numpy(),
        "h_0": h_0.detach().numpy(),
        "output": output.detach().numpy(),
        "params": params,
    }
    expected = {"dx": x.grad, "dh_0": h_0.grad, **weight_gradients(layer)}
    assert_same(reference.gru_backward(doutput, cache, dh_n), expected)


@given(**LSTM_SIZES)
def test_lstm_backward(T, B, F, H, P, seed):
    rng = np.random.default_rng(seed)
    layer, layers = lstm(rng, F, H, P)
    x = tensor(rng.normal(size=(T, B, F))).requires_grad_()
    h_0, c_0 = (tensor(s).requires_grad_() for s in lstm_states(rng, 1, B, H, layers))
    output, (h_n, c_n) = layer(x, (h_0, c_0))
    doutput, dh_n, dc_n = (rng.normal(size=tuple(s.shape)) for s in (output, h_n, c_n))
    torch.autograd.backward([output, h_n, c_n], [tensor(doutput), tensor(dh_n), tensor(dc_n)])
    cache = {
        "x": x.detach().numpy(),
        "h_0": h_0.detach().numpy(),
        "c_0": c_0.detach().numpy(),
        "output": output.detach().numpy(),
        "params": layers[0],
    }
    expected = {"dx": x.grad, "dh_0": h_0.grad, "dc_0": c_0.grad, **weight_gradients(layer)}
    assert_same(reference.lstm_backward(doutput, cache, dh_n, dc_n), expected)


@given(**SIZES)
def test_lstm_step_backward(T, B, F, H, seed):
    rng = np.random.default_rng(seed)
    layer, (params,) = lstm(rng, F, H)
    x = tensor(rng.normal(size=(1, B, F))).requires_grad_()
    h_0, c_0 = (tensor(rng.normal(size=(1, B, H))).requires_grad_() for _ in range(2))
    dh, dc = rng.normal(size=(B, H)), rng.normal(size=(B, H))
    output, (_, c_n) = layer(x, (h_0, c_0))
    torch.autograd.backward([output[0], c_n[0]], [tensor(dh), tensor(dc)])

    x_t, h_prev, c_prev = (s.detach().numpy()[0] for s in (x, h_0, c_0))
    cache = reference.lstm_step_cache(x_t, (h_prev, c_prev), params)
    assert_same(cache["c_t"], c_n[0])
    grads = reference.lstm_step_backward(dh, dc, cache)
    expected = {"dx": x.grad[0], "dh_prev": h_0.grad[0], "dc_prev": c_0.grad[0]}
    assert_same(grads, expected | weight_gradients(layer))


@pytest.mark.parametrize("kind", ["gru", "lstm"])
def test_float32_stays_float32(kind):
    rng = np.random.default_rng(0)
    _, (params,) = {"gru": gru, "lstm": lstm}[kind](rng, 3, 4)
    params = {name: value.astype("f4") for name, value in params.items()}
    x, zeros = rng.normal(size=(5, 2, 3)).astype("f4"), np.zeros((1, 2, 4), dtype="f4")
    state = zeros if kind == "gru" else (zeros, zeros)
    output, _ = getattr(reference, f"{kind}_forward")(x, state, params)
    cache = {"x": x, "h_0": zeros, "c_0": zeros, "output": output, "params": params}
    grads = getattr(reference, f"{kind}_backward")(np.ones_like(output), cache)
    assert {array.dtype for array in (output, *grads.values())} == {np.dtype("f4")}


def test_counts_of_the_course():
    """GRU(20, 50) has 10,800 weights and LSTM(20, 50) 14,400; RNN(20, 50) has 3,600."""
    for kind, count in ((torch.nn.RNN, 3_600), (torch.nn.GRU, 10_800), (torch.nn.LSTM, 14_400)):
        assert sum(weight.numel() for weight in kind(20, 50).parameters()) == count


# --- The forget gate ----------------------------------------------------------------------------


@given(**SIZES, data=st.data())
def test_cell_gradient(T, B, F, H, seed, data):
    """Along the cell alone: the gates are held still, as numbers that c does not change."""
    k = data.draw(st.integers(0, T - 1))
    t = data.draw(st.integers(k, T - 1))
    rng = np.random.default_rng(seed)
    gates, new = rng.uniform(size=(T, B, H)), rng.normal(size=(T, B, H))
    start = c = tensor(rng.normal(size=(B, H))).requires_grad_()
    for i in range(k + 1, t + 1):
        c = tensor(gates[i]) * c + tensor(new[i])
    (expected,) = torch.autograd.grad(c.sum(), start)
    assert_same(reference.cell_gradient(gates, k, t), expected)


@pytest.mark.parametrize(("bias", "steps"), [(0, 1.0), (1, 2.2), (5, 103.2)])
def test_half_life_of_the_course(bias, steps):
    assert round(reference.half_life(bias), 1) == steps
    gate = float(torch.sigmoid(torch.tensor(float(bias), dtype=torch.float64)))
    assert gate ** reference.half_life(bias) == pytest.approx(0.5, rel=1e-12)


def test_half_life_of_a_gate_that_rounds_to_one():
    assert reference.half_life(40) == pytest.approx(np.log(2) * np.exp(40))


def test_set_forget_bias():
    """The gate itself is sigmoid(value) when inputs and states are zero; nothing else moves."""
    layer = torch.nn.LSTM(3, 4)
    before = {name: weight.clone() for name, weight in layer.state_dict().items()}
    reference.set_forget_bias(layer, 2.0)
    for bias, value in (("bias_ih_l0", 2.0), ("bias_hh_l0", 0.0)):
        assert (layer.state_dict()[bias][4:8] == value).all()
        before[bias][4:8] = value
    assert all(torch.equal(before[name], weight) for name, weight in layer.state_dict().items())
