"""Shapes and counts against layers that PyTorch builds and runs."""

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from rnn_helpers import reference


@given(
    T=st.integers(1, 6),
    B=st.integers(1, 4),
    F=st.integers(1, 5),
    H=st.integers(1, 5),
    layers=st.integers(1, 4),
    directions=st.sampled_from([1, 2]),
    batch_first=st.booleans(),
)
def test_shapes_and_count(T, B, F, H, layers, directions, batch_first):
    rnn = torch.nn.RNN(F, H, layers, batch_first=batch_first, bidirectional=directions == 2)
    output, h_n = rnn(torch.zeros((B, T, F) if batch_first else (T, B, F)))
    shapes = reference.rnn_shapes(T, B, F, H, layers, directions, batch_first)
    assert shapes == (tuple(output.shape), tuple(h_n.shape))
    count = sum(weight.numel() for weight in rnn.parameters())
    assert reference.count_parameters(F, H, layers, directions) == count


@given(
    T=st.integers(1, 6),
    B=st.integers(1, 4),
    F=st.integers(1, 5),
    H=st.integers(2, 5),
    layers=st.integers(1, 4),
    directions=st.sampled_from([1, 2]),
    proj_size=st.integers(0, 4),
)
def test_lstm_shapes(T, B, F, H, layers, directions, proj_size):
    proj_size = proj_size if proj_size < H else 0  # PyTorch projects to fewer than H
    lstm = torch.nn.LSTM(F, H, layers, proj_size=proj_size, bidirectional=directions == 2)
    output, states = lstm(torch.zeros(T, B, F))
    shapes = reference.lstm_shapes(T, B, F, H, layers, directions, proj_size)
    assert shapes == tuple(tuple(array.shape) for array in (output, *states))


def test_lstm_shapes_of_the_course():
    assert reference.lstm_shapes(12, 3, 10, 8, 1, 1, 5) == ((12, 3, 5), (1, 3, 5), (1, 3, 8))
    assert reference.lstm_shapes(5, 64, 10, 5, 2, 2, 0) == ((5, 64, 10), (4, 64, 5), (4, 64, 5))


@pytest.mark.parametrize(
    ("sizes", "output", "h_n"),
    [
        ((3, 32, 20, 50, 1, 1, False), (3, 32, 50), (1, 32, 50)),
        ((3, 32, 20, 50, 2, 1, False), (3, 32, 50), (2, 32, 50)),
        ((12, 64, 10, 5, 2, 1, True), (64, 12, 5), (2, 64, 5)),
        ((5, 64, 20, 10, 4, 2, False), (5, 64, 20), (8, 64, 10)),
    ],
)
def test_the_shapes_of_the_course(sizes, output, h_n):
    assert reference.rnn_shapes(*sizes) == (output, h_n)


def test_the_counts_of_the_course():
    assert reference.count_parameters(1, 10, 2, 1) == 350
    assert sum(weight.numel() for weight in torch.nn.Linear(10, 1).parameters()) == 11
    assert reference.count_parameters(20, 50, 1, 1) == 3600  # as the model answer of 02 says


def test_multiplications():
    """Every weight matrix is used once a step: its size is its number of multiplications."""
    T, F, H = 7, 3, 5
    rnn = torch.nn.RNN(F, H)
    matrices = rnn.weight_ih_l0.numel() + rnn.weight_hh_l0.numel()
    assert reference.multiplications(T, F, H) == T * matrices
