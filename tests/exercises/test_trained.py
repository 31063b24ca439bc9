"""What the exercises that train a model accept and refuse, over ten seeds.

The vowels: share of the 370 test utterances, lowest to highest of ten seeds; asked for: 0.90, and
the same answers beside an utterance of more than 50 frames. The sunspots: relative errors in
1921-1955 and 1956-1979; asked for: below 0.25 and 0.80. The tables below are what these tests
print (``pytest -s``) on one machine.

    packed GRU          0.96 - 0.98                   accepted 10 of 10
    packed tanh layer   0.96 - 0.98                   accepted 10 of 10
    padded tanh layer   0.14 - 0.54                   accepted 0 of 10
    padded GRU          0.83 - 0.94                   accepted 0 of 10
    not trained         0.03 - 0.14                   accepted 0 of 10

    GRU                 0.092 - 0.111  0.246 - 0.342  accepted 10 of 10
    not trained         0.359 - 0.460  0.819 - 1.002  accepted 0 of 10
    last value          0.427  0.965                  accepted 0 of 1
    straight line       0.374  0.689                  accepted 0 of 1
    AR(12)              0.130  0.368                  accepted 1 of 1
"""

import pytest
from torch import nn

from rnn_helpers import check, data, models
from rnn_helpers.checking import CheckFailed
from rnn_helpers.exercises import by_name

pytestmark = pytest.mark.usefixtures("reference_allowed")

SEEDS = range(10)


def verdicts(name, trained):
    """For each trained answer: whether it is accepted, and the mistake that is named.

    It is handed over whatever the check would train it on, so that each is trained once.
    """
    parameters = list(next(iter(by_name()[name].draw(0).values())).arguments)
    found = []
    for answer in trained:
        train = eval(f"lambda {', '.join(parameters)}: answer", {"answer": answer})
        try:
            found.append((check(train, name).passed, None))
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
    trained = [train(*data.vowels(), seed) for seed in SEEDS]
    found = verdicts("train_speakers", trained)
    shares = [data.speaker_accuracy(name_speakers) for name_speakers in trained]
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


def told(way, errors):
    """A line of the table: the lowest and the highest error in each period."""
    ranges = [[error[period] for error in errors] for period in errors[0]]
    return f"\n{way:20}" + "  ".join(f"{min(r):.3f} - {max(r):.3f}" for r in ranges)


@pytest.mark.parametrize(("way", "epochs", "accepted"), [("GRU", 300, 10), ("not trained", 0, 0)])
def test_sunspots(way, epochs, accepted):
    numbers = data.sunspots()[1]
    trained = [models.train_forecaster(numbers, seed, epochs) for seed in SEEDS]
    errors = [data.forecast_errors(forecast) for forecast in trained]
    count = sum(passed for passed, _ in verdicts("train_forecaster", trained))
    print(f"{told(way, errors)}  accepted {count} of 10")
    assert count == accepted
    if way == "GRU":  # better than the autoregression, with room for another machine's rounding
        linear = data.forecast_errors(models.linear_forecaster(numbers))
        assert sum(all(error[p] < linear[p] for p in linear) for error in errors) >= 8


BASELINES = {
    "last value": (lambda window: window[-1], "last_value"),
    "straight line": (lambda window: 2 * window[-1] - window[-2], "straight_line"),
    # No network, but it beats the others honestly.
    "AR(12)": (models.linear_forecaster(data.sunspots()[1]), None),
}


@pytest.mark.parametrize("way", BASELINES)
def test_sunspot_baselines(way):
    forecast, mistake = BASELINES[way]
    errors = data.forecast_errors(forecast)
    print(told(way, [errors]))
    assert verdicts("train_forecaster", [forecast]) == [(mistake is None, mistake)]
    if way == "AR(12)":
        assert [round(error, 3) for error in errors.values()] == [0.130, 0.368]
