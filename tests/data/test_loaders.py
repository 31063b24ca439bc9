import shutil
import socket
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import rnn_helpers
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
    data.series.parse_vowels.cache_clear()
    data.series.parse_sunspots.cache_clear()
    assert data.time_machine()
    assert data.first_names()
    assert data.vowels_test()
    assert data.sunspots()


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


def test_vowels():
    utterances, speakers = data.vowels()
    assert [len(utterances), *np.bincount(speakers)] == [270, *[30] * 9]
    assert all(u.shape[1] == 12 and u.dtype == np.float64 for u in utterances)
    lengths = [len(u) for u in utterances]
    assert (min(lengths), max(lengths)) == (7, 26)
    # The first number of the file, and the last one of its first utterance.
    assert utterances[0][0, 0] == 1.860936
    test = data.vowels_test()
    assert len(test) == 370
    assert (min(map(len, test)), max(map(len, test))) == (7, 29)


def test_loaded_data_may_be_changed_without_harm():
    utterances, speakers = data.vowels()
    utterances[0][:] = 0
    speakers[:] = 0
    data.vowels_test()[0][:] = 0
    numbers = data.sunspots()[1]
    numbers[:] = 0
    assert data.vowels()[0][0].any()
    assert data.vowels()[1].any()
    assert data.vowels_test()[0].any()
    assert data.sunspots()[1].any()


def test_speaker_accuracy():
    # The counts of the archive: 31, 35, 88, 44, 29, 24, 40, 50, 29 utterances.
    always = [data.speaker_accuracy(lambda test, k=k: [k] * len(test)) for k in range(9)]
    assert [round(370 * accuracy) for accuracy in always] == [31, 35, 88, 44, 29, 24, 40, 50, 29]


def test_sunspots_end_where_the_test_begins():
    years, numbers = data.sunspots()
    np.testing.assert_array_equal(years, np.arange(1700, 1921))
    assert (numbers[0], numbers[-1]) == (5, 37.6)


def test_forecast_errors():
    last = data.forecast_errors(lambda window: window[-1])
    assert [round(error, 3) for error in last.values()] == [0.427, 0.965]
    assert list(last) == ["1921-1955", "1956-1979"]


def test_adding():
    x, y = data.adding(np.random.default_rng(0), T=50, B=500)
    assert x.shape == (50, 500, 2)
    assert set(x[:, :, 1].flat) == {0, 1}
    for b in range(500):
        first, second = np.flatnonzero(x[:, b, 1])
        assert first < 25 <= second
        assert y[b] == pytest.approx(x[first, b, 0] + x[second, b, 0])
    assert np.mean((y - 1) ** 2) == pytest.approx(1 / 6, rel=0.1)
    with pytest.raises(ValueError, match="at least 2, got 1"):
        data.adding(np.random.default_rng(0), T=1, B=1)


def test_the_files_outside_withheld_hold_nothing_of_it():
    folder = Path(data.__file__).parent
    years = [line[:4] for line in (folder / "sunspots.csv").read_text().splitlines()[1:]]
    assert (years[0], years[-1]) == ("1700", "1920")
    lines = (folder / "japanese_vowels_test.ts").read_text().splitlines()
    utterances = [line for line in lines if line[0] not in "#@"]
    assert [line.count(":") for line in utterances] == [11] * 370  # 12 channels, no label
    assert "@classLabel false" in lines


def test_all_but_what_is_withheld_works_without_its_folder(tmp_path):
    package = Path(rnn_helpers.__file__).parent
    ignore = shutil.ignore_patterns("withheld", "__pycache__")
    shutil.copytree(package, tmp_path / "rnn_helpers", ignore=ignore)
    program = """
from rnn_helpers import data, figures, models, reference, widgets
print(len(data.vowels()[0]), len(data.vowels_test()), len(data.sunspots()[0]), data.adding)
try:
    data.speaker_accuracy
except ModuleNotFoundError as error:
    print(error.name)
"""
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=tmp_path, capture_output=True, text=True
    )
    assert done.stderr == ""
    assert done.stdout.startswith("270 370 221 <function")
    assert done.stdout.endswith("rnn_helpers.data.withheld\n")
