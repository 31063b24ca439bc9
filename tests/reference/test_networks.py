"""Stacked, bidirectional and padded networks against torch.nn.RNN, over random shapes."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

from rnn_helpers import reference
from tests.reference.torch_twin import TOLERANCE, rnn_and_params, tensor

SIZES = {
    "T": st.integers(1, 7),
    "B": st.integers(1, 4),
    "F": st.integers(1, 5),
    "H": st.integers(1, 5),
    "seed": st.integers(0, 2**32 - 1),
}


def assert_same(ours, torchs):
    for got, expected in zip(ours, torchs, strict=True):
        np.testing.assert_allclose(got, expected.detach(), **TOLERANCE)


@given(L=st.integers(1, 4), **SIZES)
def test_stacked(T, B, F, H, L, seed):
    rng = np.random.default_rng(seed)
    rnn, layers = rnn_and_params(rng, F, H, num_layers=L)
    x, h_0 = rng.normal(size=(T, B, F)), rng.normal(size=(L, B, H))
    assert_same(reference.stacked_forward(x, h_0, layers), rnn(tensor(x), tensor(h_0)))


@given(**SIZES)
def test_bidirectional(T, B, F, H, seed):
    rng = np.random.default_rng(seed)
    rnn, (forward, backward) = rnn_and_params(rng, F, H, bidirectional=True)
    x, h_0 = rng.normal(size=(T, B, F)), rng.normal(size=(2, B, H))
    ours = reference.bidirectional_forward(x, h_0, forward, backward)
    assert_same(ours, rnn(tensor(x), tensor(h_0)))


@given(data=st.data(), **SIZES)
def test_padded(T, B, F, H, seed, data):
    rng = np.random.default_rng(seed)
    lengths = data.draw(st.lists(st.integers(1, T), min_size=B, max_size=B))
    rnn, (params,) = rnn_and_params(rng, F, H)
    x, h_0 = rng.normal(size=(T, B, F)), rng.normal(size=(1, B, H))
    packed = pack_padded_sequence(tensor(x), lengths, enforce_sorted=False)
    packed_output, h_n = rnn(packed, tensor(h_0))
    output, _ = pad_packed_sequence(packed_output, total_length=T)
    assert_same(reference.padded_forward(x, lengths, h_0, params), (output, h_n))
