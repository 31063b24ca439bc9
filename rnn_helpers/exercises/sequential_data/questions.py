"""What notebook 01 asks: kinds of data and tasks, sequences as arrays, prediction by counting."""

import numpy as np

from ..question import Choices, Question, Written
from ..shared_cases import case_of

# --- data_kinds, task_shapes --------------------------------------------------------------------

data_kinds = Choices(
    name="data_kinds",
    points=1,
    options=("iid", "sequence", "time series"),
    lines=(
        "the text of a novel",
        "a strand of DNA",
        "the log of a temperature sensor, one value a minute",
        "1,000 throws of a die",
        "the closing price of a share on each trading day",
        "photos of handwritten digits, each by another person",
    ),
)

task_shapes = Choices(
    name="task_shapes",
    points=2,
    options=("many-to-one", "one-to-many", "many-to-many"),
    lines=(
        "the sentiment of a film review",
        "a caption for a photo",
        "the translation of a sentence",
        "a label for every frame of a video",
        "the speaker of a recorded word",
        "a melody in a given style",
        "the part of speech of each word",
        "tomorrow's temperature from the last 30 days",
    ),
)

# --- one_hot ------------------------------------------------------------------------------------

_one_hot_case = case_of("ids", "vocab_size")


def _one_hot_cases(rng):
    short = _one_hot_case("a short text", rng.integers(0, 6, size=4), 6)
    ids = rng.integers(0, 3, size=int(rng.integers(8, 12)))
    return {
        "short": short,
        "long": _one_hot_case("a long text, few symbols", ids, 3),
        "permutation": _one_hot_case("as many symbols as steps", rng.permutation(5), 5),
        "twice": _one_hot_case("a symbol that occurs twice", np.array([2, 2, 0]), 4),
        "last symbol": _one_hot_case("the last symbol of the vocabulary", np.array([0, 4]), 5),
    }


one_hot = Question(
    name="one_hot",
    refuses=("torch.nn.functional.one_hot",),
    points=1,
    returns={"result": "T symbol"},
    cases=_one_hot_cases,
    edge_cases=lambda rng: {
        "one of each": _one_hot_case("one step, one symbol", np.array([0]), 1),
        "large": _one_hot_case("a large vocabulary", rng.integers(0, 500, size=40), 500),
    },
    refuses_torch_layers=False,
)

# --- sliding_windows ----------------------------------------------------------------------------

_windows_case = case_of("series", "length", "horizon")


def _windows_cases(rng):
    n = int(rng.integers(12, 16))
    # Whole numbers, so that a student can follow a case by hand.
    series = rng.permutation(np.arange(10.0, 10.0 + n))
    noise = rng.normal(size=n + 1)
    return {
        "next": _windows_case("the next value", series, 4, 1),
        "no horizon given": _windows_case("horizon left out", series, 5),
        "three ahead": _windows_case("three steps ahead", series, 3, 3),
        "one value": _windows_case("windows of one value", series, 1, 1),
        "two ahead": _windows_case("two steps ahead", noise, 5, 2),
    }


sliding_windows = Question(
    name="sliding_windows",
    points=2,
    returns={"x": "N length feature", "y": "N feature"},
    cases=_windows_cases,
    edge_cases=lambda rng: {
        "one window": _windows_case("a single window", rng.normal(size=6), 5, 1),
        "long": _windows_case("a long series", rng.normal(size=400), 12, 6),
    },
    refuses_torch_layers=False,
)

# --- pad_sequences ------------------------------------------------------------------------------

_pad_case = case_of("sequences", "value")


def _sequences(rng, *lengths, F):
    return [rng.normal(size=(length, F)) for length in lengths]


def _pad_cases(rng):
    cases = {
        "three": _pad_case("three sequences", _sequences(rng, 3, 5, 2, F=2), 0.0),
        "minus one": _pad_case("padded with -1", _sequences(rng, 2, 4, 6, 3, F=3), -1.0),
        "no value given": _pad_case("value left out", _sequences(rng, 4, 1, 3, F=2)),
        "one length": _pad_case("all of one length", _sequences(rng, 4, 4, F=3), 0.0),
        "one sequence": _pad_case("one sequence", _sequences(rng, 5, F=2), 2.5),
    }
    few_values = [rng.integers(-1, 2, size=(length, 2)).astype(float) for length in (6, 4, 8)]
    about = "elements that are 0 or equal to value"
    return cases | {"value occurs": _pad_case(about, few_values, -1.0)}


pad_sequences = Question(
    name="pad_sequences",
    refuses=("torch.nn.utils.rnn.pad_sequence",),
    points=2,
    returns={"batch": "B T_max feature", "lengths": "B"},
    cases=_pad_cases,
    edge_cases=lambda rng: {
        "one of each": _pad_case("one step, one feature", _sequences(rng, 1, F=1), 0.0),
        "value is whole": _pad_case("a value without a point", _sequences(rng, 2, 3, F=2), 9),
        "many": _pad_case(
            "many sequences", _sequences(rng, *rng.integers(1, 30, size=25), F=4), 9.0
        ),
    },
    refuses_torch_layers=False,
)

# --- next_character_accuracy --------------------------------------------------------------------

_LETTERS = "qwertyuiopasdfghjklzxcvbn"
_accuracy_case = case_of("train_text", "test_text", "context")


def _random_text(rng, n):
    """Text with some structure: a walk over syllables, so that contexts help."""
    syllables = ("the ", "he ", "then ", "a ", "cat ", "sat ", "on ", "mat ", "that ", "eats ")
    return "".join(rng.choice(syllables, size=n))


def _accuracy_cases(rng):
    def case(about, context, train=120):
        return _accuracy_case(about, _random_text(rng, train), _random_text(rng, 40), context)

    unseen = "contexts that the training text lacks"
    return {
        "two characters": case("two characters of context", 2),
        "one character": case("one character of context", 1),
        "no context": case("no context", 0),
        "unseen": case(unseen, 7),
        "small": case("a small training text", 3, train=8),
        "unseen, no spaces": _accuracy_case(
            f"{unseen}, and no spaces", "EelsSeeTreeseel", "aaaaaeaaaaaeaaaa", 2
        ),
        "tie": _accuracy_case("a tie", "zbzbzaza", "zbzazb", 1),
        "last position": _accuracy_case("the last position counts", "xyxzxz", "xzxz", 1),
    }


next_character_accuracy = Question(
    name="next_character_accuracy",
    points=2,
    returns={"accuracy": ""},
    cases=_accuracy_cases,
    edge_cases=lambda rng: {
        "one symbol": _accuracy_case("one symbol", "aaaa", "aaa", 1),
        # The test begins as the training text does: whoever slices [-0:] finds a context again.
        "same beginning": _accuracy_case("no context, the same beginning", "abbb", "abab", 0),
        "capitals": _accuracy_case("capital and small letters", "ABABab", "AbAbaB", 1),
        # The first characters have nothing before them, and count all the same.
        "the first ones": _accuracy_case("the first characters, often", "aaabbc", "xyaxya", 2),
        "all once": _accuracy_case(
            "every character once", "m" + "".join(rng.permutation(list(_LETTERS))), "+-m+-m+-m", 2
        ),
        "long": _accuracy_case(
            "a long training text", _random_text(rng, 1500), _random_text(rng, 150), 5
        ),
        "nothing in common": _accuracy_case("nothing in common", "abab", "xyxyx", 2),
    },
    refuses_torch_layers=False,
    time_limit=20.0,  # a right answer may count all of the text at every place of the other
)

QUESTIONS = (
    data_kinds,
    task_shapes,
    one_hot,
    sliding_windows,
    pad_sequences,
    next_character_accuracy,
    Written("why_not_more_counting", points=2),
)
