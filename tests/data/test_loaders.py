import socket

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
