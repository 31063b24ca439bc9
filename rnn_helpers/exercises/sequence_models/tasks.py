"""Whose voice it is, and next year's sunspots: models that are judged by what they say."""

import numpy as np

from ... import data
from ..question import Case, Question

# --- train_speakers -----------------------------------------------------------------------------

_ALONE = 74  # utterances that are also classified one by one, a fifth


def _speakers_case(rng, about):
    utterances, speakers = data.vowels()
    test = data.vowels_test()
    rng.shuffle(test)
    longest = sorted(test, key=len)[-2:]
    return Case(
        about,
        {"utterances": utterances, "speakers": speakers, "seed": int(rng.integers(1000))},
        # Beside it, padding is long: who reads it comes to other answers.
        probe_inputs={"test": test, "longer": np.concatenate(longest)},
    )


def _ask_classifier(name_speakers, test, longer):
    alone = [name_speakers([utterance]) for utterance in test[:_ALONE]]
    return name_speakers(test), name_speakers([*test, longer]), alone


train_speakers = Question(
    name="train_speakers",
    points=3,
    returns={
        "speakers": "B",
        "speakers_beside_a_longer_one": "B",
        "speakers_of_one_utterance_at_a_time": "B 1",
    },
    probe=_ask_classifier,
    in_words="a function that names the speakers of a list of utterances",
    refuses_torch_layers=False,
    time_limit=60.0,
    cases=lambda rng: {"test": _speakers_case(rng, "the 370 test utterances")},
    edge_cases=lambda rng: {},
    graded_cases=lambda rng: {
        "another seed": _speakers_case(rng, "the 370 test utterances after another seed")
    },
)

# --- train_forecaster ---------------------------------------------------------------------------


def _forecast_case(rng, about):
    from ...data.withheld import later_years  # not above: a kernel that grades does not have it

    _, numbers = data.sunspots()
    _, windows, _ = later_years(1979)
    return Case(
        about,
        {"numbers": numbers, "seed": int(rng.integers(1000))},
        probe_inputs={"windows": windows.copy()},
    )


def _ask_forecaster(forecast, windows):
    # One at a time: a window holds the numbers that the one before it asks for.
    return [forecast(window) for window in windows]


train_forecaster = Question(
    name="train_forecaster",
    points=3,
    returns={"forecasts": "year"},
    probe=_ask_forecaster,
    in_words="a function that forecasts the next number",
    refuses_torch_layers=False,
    time_limit=60.0,
    cases=lambda rng: {"years": _forecast_case(rng, "the years 1921 to 1979")},
    edge_cases=lambda rng: {},
    graded_cases=lambda rng: {
        "another seed": _forecast_case(rng, "the years 1921 to 1979 after another seed")
    },
)
