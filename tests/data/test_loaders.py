import socket

import numpy as np
import pytest

from rnn_helpers import data


def test_time_machine():
    text = data.time_machine()
    assert text.startswith("The Time Machine, by H. G. Wells")
    assert len(text) == 178_887
    assert len(set(text)) == 69  # as notebook 01 says


def test_first_names():
    names = data.first_names()
    assert len(names) == len(set(names)) == 5163
    assert all(name.isalpha() and name.islower() for name in names)


def test_no_network_is_needed(monkeypatch):
    def refuse(*arguments):
        pytest.fail("the loaders went to the network")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    data.time_machine.cache_clear()
    data.first_names.cache_clear()
    assert data.time_machine()
    assert data.first_names()


def test_temporal_order():
    x, y = data.temporal_order(np.random.default_rng(0), T=40, B=500)
    assert x.shape == (40, 500, 6)
    np.testing.assert_array_equal(x.sum(axis=-1), 1)
    symbols = x.argmax(axis=-1)
    for b in range(500):
        (first, second) = np.flatnonzero(symbols[:, b] < 2)
        assert 4 <= first < 8
        assert 20 <= second < 24
        assert y[b] == 2 * symbols[first, b] + symbols[second, b]
    assert set(y) == {0, 1, 2, 3}
    with pytest.raises(ValueError, match="at least 10, got 9"):
        data.temporal_order(np.random.default_rng(0), T=9, B=1)


def test_recall():
    x, y = data.recall(np.random.default_rng(0), T=30, B=500)
    assert x.shape == (31, 500, 12)
    np.testing.assert_array_equal(x.sum(axis=-1), 1)
    symbols = x.argmax(axis=-1)
    np.testing.assert_array_equal(symbols[0], y)
    assert set(y) == set(range(8))
    assert set(symbols[1:].flat) == {8, 9, 10, 11}
