"""The models of notebook 08, against PyTorch and by what they should do."""

import math

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import nn

from rnn_helpers import models

# --- SequenceModel ---------------------------------------------------------------------------


@pytest.mark.parametrize("kind", [nn.RNN, nn.GRU, nn.LSTM])
def test_a_text_read_in_two_parts_is_a_text_read_at_once(kind):
    torch.manual_seed(0)
    model = models.SequenceModel(kind(3, 5, num_layers=2), 4).double()
    x = torch.randn(7, 2, 3, dtype=torch.float64)
    whole, last = model(x)
    assert whole.shape == (7, 2, 4)
    first, state = model(x[:3])
    second, other = model(x[3:], state)
    torch.testing.assert_close(torch.cat([first, second]), whole, rtol=0, atol=1e-12)
    torch.testing.assert_close(other, last, rtol=0, atol=1e-12)


def test_the_weights_of_1_10_10_1():
    model = models.SequenceModel(nn.RNN(1, 10, num_layers=2), 1)
    assert sum(weight.numel() for weight in model.parameters()) == 361


def test_detached():
    h = torch.ones(2, requires_grad=True) * 2
    assert models.detached(None) is None
    assert not models.detached(h).requires_grad
    assert [part.requires_grad for part in models.detached((h, h))] == [False, False]


@given(V=st.integers(2, 90))
def test_perplexity_of_a_uniform_guess_is_the_number_of_classes(V):
    loss = nn.functional.cross_entropy(torch.zeros(1, V).double(), torch.tensor([0])).item()
    assert models.perplexity(loss) == pytest.approx(V, rel=1e-12)


@given(seed=st.integers(0, 999))
def test_last_states_are_those_of_a_packed_batch(seed):
    rng = np.random.default_rng(seed)
    T, B = rng.integers(1, 9, size=2)
    lengths = torch.tensor(rng.integers(1, T + 1, size=B))
    x = torch.tensor(rng.normal(size=(lengths.max(), B, 3)))
    layer = nn.GRU(3, 4, dtype=torch.float64)
    packed = nn.utils.rnn.pack_padded_sequence(x, lengths, enforce_sorted=False)
    with torch.no_grad():
        found = models.last_states(layer(x)[0], lengths)
        torch.testing.assert_close(found, layer(packed)[1][0], rtol=0, atol=1e-12)


# --- Text ------------------------------------------------------------------------------------


def test_windows_hold_a_text_in_streams():
    alphabet = models.Alphabet("abcdefghijklmnopqrstuvwxy")
    windows = alphabet.windows("abcdefghijklmnopqrstuvwxy", T=3, B=2)
    assert len(windows) == 4
    assert [alphabet.text(x[:, 0].argmax(dim=1)) for x, _ in windows] == [
        "abc",
        "def",
        "ghi",
        "jkl",
    ]
    assert [alphabet.text(x[:, 1].argmax(dim=1)) for x, _ in windows] == [
        "mno",
        "pqr",
        "stu",
        "vwx",
    ]
    assert [alphabet.text(y[:, 1]) for _, y in windows] == ["nop", "qrs", "tuv", "wxy"]
    assert all(x.shape == (3, 2, 25) and y.shape == (3, 2) for x, y in windows)


def test_an_alphabet_and_its_ids():
    alphabet = models.Alphabet("banana")
    assert (len(alphabet), alphabet.characters) == (3, "abn")
    assert alphabet.ids("nab").tolist() == [2, 0, 1]
    assert alphabet.text([1, 0, 2]) == "ban"
    assert alphabet.one_hot("ab").tolist() == [[[1, 0, 0]], [[0, 1, 0]]]


def test_training_learns_a_text_that_repeats():
    text = "abcd" * 200
    alphabet = models.Alphabet(text)
    torch.manual_seed(0)
    model = models.SequenceModel(nn.GRU(4, 8), 4)
    assert models.mean_loss(model, alphabet, text) > 1.2
    optimizer = torch.optim.Adam(model.parameters(), lr=3e-2)
    windows = alphabet.windows(text, T=10, B=4)
    losses = [models.train_epoch(model, windows, optimizer, 1.0) for _ in range(6)]
    assert losses == sorted(losses, reverse=True)
    assert models.mean_loss(model, alphabet, text) < 0.1
    new = models.sample(model, alphabet.one_hot("ab"), 8, 0.2, torch.Generator().manual_seed(0))
    assert alphabet.text(new) == "cdabcdab"


def test_symbols_are_drawn_by_their_probabilities():
    """5,000 first symbols: frequencies near softmax(scores / temperature)."""
    torch.manual_seed(1)
    model = models.SequenceModel(nn.RNN(3, 4), 3)
    prefix = torch.eye(3)[:, None]
    generator = torch.Generator().manual_seed(0)
    drawn = torch.cat([models.sample(model, prefix, 1, 0.7, generator) for _ in range(5000)])
    with torch.no_grad():
        probabilities = (model(prefix)[0][-1, 0] / 0.7).softmax(dim=0)
    frequencies = torch.bincount(drawn, minlength=3) / 5000
    assert (frequencies - probabilities).abs().max() < 4 * math.sqrt(0.25 / 5000)


# --- What is trained -------------------------------------------------------------------------


@pytest.mark.parametrize("padding", [1, 11, 40])
def test_padding_changes_nothing_in_a_packed_batch_and_all_in_a_padded_one(padding):
    torch.manual_seed(0)
    x, lengths = torch.randn(20, 6, 12), torch.tensor([20, 7, 12, 1, 19, 13])
    longer = nn.functional.pad(x, (0, 0, 0, 0, 0, padding))
    packed, padded = models.SpeakerModel(nn.GRU(12, 8)), models.PaddedSpeakerModel(nn.GRU(12, 8))
    with torch.no_grad():
        assert torch.equal(packed(x, lengths), packed(longer, lengths))
        assert (padded(x, lengths) - padded(longer, lengths)).abs().min() > 1e-6


def test_the_autoregression_is_the_least_squares_solution():
    rng = np.random.default_rng(0)
    weights = np.array([0.3, -0.5])
    series = list(rng.normal(size=12))
    for _ in range(400):
        series.append(series[-2] * weights[0] + series[-1] * weights[1] + 1.0)
    series = np.array(series) + 1e-6 * rng.normal(size=len(series))
    forecast = models.linear_forecaster(series[:300])
    assert forecast(series[300:312]) == pytest.approx(series[312], abs=1e-4)


def test_the_adding_problem_is_followed_and_left_when_solved():
    torch.manual_seed(0)
    steps = list(models.learn_adding(nn.GRU(2, 16), 6, 0, range(2000)))
    updates, errors = zip(*steps, strict=True)
    assert updates == tuple(range(0, 50 * len(updates), 50))
    assert min(errors[:-1]) >= 0.01 > errors[-1]
    assert updates[-1] < 1950
