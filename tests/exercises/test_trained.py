"""What the exercises that train a model accept and refuse, over ten seeds.

The vowels: share of the 370 test utterances, lowest to highest of ten seeds; asked for: 0.90, and
the same answers beside an utterance of more than 50 frames. The sunspots: relative errors in
1921-1955 and 1956-1979; asked for: below 0.25 and 0.60. The tables below are what these tests
print (``pytest -s``) on one machine.

    packed GRU, 32 units, 10 epochs          0.96 - 0.98   accepted 10 of 10
    packed tanh layer, 64 units, 15 epochs   0.96 - 0.98   accepted 10 of 10
    padded tanh layer, 64 units, 15 epochs   0.14 - 0.44   accepted 0 of 10
    padded GRU, 32 units, 10 epochs          0.63 - 0.91   accepted 0 of 10
    not trained                              0.04 - 0.21   accepted 0 of 10

    GRU, early stopping                      0.09 - 0.11  0.25 - 0.28   accepted 10 of 10
    not trained                              0.33 - 0.49  0.53 - 0.84   accepted 0 of 10
    last value                               0.43         0.96          accepted 0
    straight line                            0.37         0.69          accepted 0
    AR(12)                                   0.13         0.37
"""

import pytest
import torch
from torch import nn

from rnn_helpers import check, data, models
from rnn_helpers.checking import CheckFailed
from rnn_helpers.exercises import by_name

SEEDS = range(10)


@pytest.fixture(autouse=True)
def one_thread(monkeypatch):
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    monkeypatch.setattr("rnn_helpers.checking.shortcuts._ours", list)
    yield
    torch.set_num_threads(before)


def of_seed(name, train, seed):
    """The answer to an exercise that trains under this seed, whichever the check hands over."""
    parameters = [key for key in by_name()[name].draw(0)[0].arguments if key != "seed"]
    if parameters == ["numbers"]:
        return lambda numbers, seed_: train(numbers, seed)
    return lambda utterances, speakers, seed_: train(utterances, speakers, seed)


def verdicts(name, train):
    """For each seed: whether it is accepted, and the mistake that is named."""
    found = []
    for seed in SEEDS:
        try:
            found.append((check(of_seed(name, train, seed), name).passed, None))
        except CheckFailed as failure:
            found.append((False, failure.result.mistake))
    return found


def vowels(kind, units, model, **how):
    def train(utterances, speakers, seed):
        return models.train_speakers(
            utterances, speakers, seed, lambda: model(kind(12, units)), **how
        )

    return train


TANH, GRU = {"epochs": 15, "rate": 3e-3}, {"epochs": 10, "rate": 1e-2}
WAYS = {
    "packed GRU": (vowels(nn.GRU, 32, models.SpeakerModel, **GRU), 10),
    "packed tanh layer": (vowels(nn.RNN, 64, models.SpeakerModel, **TANH), 10),
    "padded tanh layer": (vowels(nn.RNN, 64, models.PaddedSpeakerModel, **TANH), 0),
    "padded GRU": (vowels(nn.GRU, 32, models.PaddedSpeakerModel, **GRU), 0),
    "not trained": (vowels(nn.GRU, 32, models.SpeakerModel, epochs=0), 0),
}


@pytest.mark.parametrize("way", WAYS)
def test_speakers(way):
    train, accepted = WAYS[way]
    found = verdicts("train_speakers", train)
    shares = [data.share_named(train(*data.vowels(), seed)) for seed in SEEDS]
    count = sum(passed for passed, _ in found)
    print(f"\n{way:40} {min(shares):.2f} - {max(shares):.2f}   accepted {count} of 10")
    assert count == accepted
    if way.startswith("padded"):
        assert {mistake for _, mistake in found} == {"padding_is_read"}
        # What the notebook shows: far from what the same layer reaches when it is packed.
        assert max(shares) < (0.6 if "tanh" in way else 0.96)
    if way.startswith("packed"):
        assert min(shares) > 0.94
    if way == "not trained":
        assert {mistake for _, mistake in found} == {"guessing"}


def test_sunspots():
    found = verdicts("train_forecaster", models.train_forecaster)
    assert all(passed for passed, _ in found)
    linear = data.forecast_errors(models.linear_forecaster(data.sunspots()[1]))
    assert [round(error, 3) for error in linear.values()] == [0.130, 0.368]
    errors = [
        data.forecast_errors(models.train_forecaster(data.sunspots()[1], seed)) for seed in SEEDS
    ]
    told = [
        f"{min(e[period] for e in errors):.3f} - {max(e[period] for e in errors):.3f}"
        for period in linear
    ]
    print("\nGRU, early stopping", *told, "AR(12)", linear)
    for period in linear:
        assert max(error[period] for error in errors) < linear[period]


def test_sunspots_without_training():
    def train(numbers, seed):
        return models.train_forecaster(numbers, seed, epochs=0)

    assert not any(passed for passed, _ in verdicts("train_forecaster", train))


def test_the_baselines_are_below_what_is_asked_for():
    """Last value and straight line are mistakes of their own; an autoregression is no network,
    but it beats them honestly, and so it is accepted.
    """
    for forecast in (lambda window: window[-1], lambda window: 2 * window[-1] - window[-2]):
        errors = data.forecast_errors(forecast)
        assert errors["1921-1955"] > 0.25
        assert errors["1956-1979"] > 0.60
    assert check(lambda numbers, seed: models.linear_forecaster(numbers), "train_forecaster").passed
