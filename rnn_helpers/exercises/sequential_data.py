"""The exercises of notebook 01_sequential_data: cases, right answers and known mistakes."""

from collections import Counter, defaultdict
from functools import partial

import numpy as np

from ..reference import next_character_accuracy
from .exercise import Case, Choices, Exercise, Question, Written

_NOTEBOOK = "01_sequential_data"
_exercise = partial(Exercise, notebook=_NOTEBOOK, refuses_torch_layers=False)


# --- task_shapes: which of three shapes a task has ----------------------------------------------

_ONE_OUT = "The whole sequence is read, but a single answer comes out: {}."
_ONE_IN = "A single thing goes in, not a sequence: {}. The sequence comes out."
_MANY_OUT = "A sequence goes in, and a sequence comes out too: {}."


def _many_to_one(answer):
    hint = _ONE_OUT.format(answer)
    return Question("many-to-one", {"one-to-many": hint, "many-to-many": hint})


def _one_to_many(thing):
    hint = _ONE_IN.format(thing)
    return Question("one-to-many", {"many-to-one": hint, "many-to-many": hint})


def _many_to_many(answers):
    hint = _MANY_OUT.format(answers)
    return Question("many-to-many", {"many-to-one": hint, "one-to-many": hint})


task_shapes = Choices(
    name="task_shapes",
    notebook=_NOTEBOOK,
    points=2,
    options=("many-to-one", "one-to-many", "many-to-many"),
    questions={
        "the sentiment of a film review": _many_to_one("one verdict for the whole review"),
        "a caption for a photo": _one_to_many("one photo"),
        "the translation of a sentence": _many_to_many("one word after another"),
        "a label for every frame of a video": _many_to_many(
            "\u201cevery\u201d asks for one label a frame"
        ),
        "the speaker of a recorded word": _many_to_one("one name for the whole recording"),
        "a melody in a given style": _one_to_many("the name of one style"),
        "the part of speech of each word": _many_to_many(
            "\u201ceach\u201d asks for one answer a word"
        ),
        "tomorrow's temperature from the last 30 days": _many_to_one("one number, for tomorrow"),
    },
)


# --- data_kinds: independent, a sequence, or a sequence with time stamps -------------------------

_ORDER = "Put the elements in another order, and the meaning is lost: they are not independent."
_NO_STAMP = "{} has an order, but no time stamps: there is no clock between its elements."
_STAMPED = "It is a sequence, and more: each element belongs to {}."
_NO_ORDER = "Shuffle {} and nothing is lost: none says anything about the next one."

data_kinds = Choices(
    name="data_kinds",
    notebook=_NOTEBOOK,
    points=1,
    options=("iid", "sequence", "time series"),
    questions={
        "the text of a novel": Question(
            "sequence", {"iid": _ORDER, "time series": _NO_STAMP.format("A text")}
        ),
        "a strand of DNA": Question(
            "sequence", {"iid": _ORDER, "time series": _NO_STAMP.format("A strand of DNA")}
        ),
        "the log of a temperature sensor, one value a minute": Question(
            "time series",
            {
                "iid": "A warm minute is followed by another warm one: neighbours are dependent.",
                "sequence": _STAMPED.format("a known minute"),
            },
        ),
        "1,000 throws of a die": Question(
            "iid",
            {
                "sequence": _NO_ORDER.format("the throws"),
                "time series": _NO_ORDER.format("the throws"),
            },
        ),
        "the closing price of a share on each trading day": Question(
            "time series",
            {
                "iid": "Tomorrow's price starts from today's: neighbours are dependent.",
                "sequence": _STAMPED.format("a known day"),
            },
        ),
        "photos of handwritten digits, each by another person": Question(
            "iid",
            {
                "sequence": _NO_ORDER.format("the photos"),
                "time series": _NO_ORDER.format("the photos"),
            },
        ),
    },
)


# --- one_hot(ids, vocab_size) -> (T, V) ----------------------------------------------------------


def _one_hot(ids, vocab_size):
    return np.eye(vocab_size)[ids]


def _one_hot_cases(rng):
    def arguments(T, V):
        return {"ids": rng.integers(0, V, size=T), "vocab_size": V}

    first = arguments(4, 6)
    return [
        Case("a short text", first),
        Case("a long text, few symbols", arguments(int(rng.integers(8, 12)), 3)),
        Case("as many symbols as steps", {"ids": rng.permutation(5), "vocab_size": 5}),
        Case("a symbol that occurs twice", {"ids": np.array([2, 2, 0]), "vocab_size": 4}),
        Case("the last symbol of the vocabulary", {"ids": np.array([0, 4]), "vocab_size": 5}),
    ]


one_hot = _exercise(
    name="one_hot",
    points=1,
    returns={"result": "T V"},
    cases=_one_hot_cases,
    edge_cases=lambda rng: [
        Case("one step, one symbol", {"ids": np.array([0]), "vocab_size": 1}),
        Case("a large vocabulary", {"ids": rng.integers(0, 500, size=40), "vocab_size": 500}),
    ],
    answer=_one_hot,
)


@one_hot.mistake("Rows and columns are swapped. There is one row for each element of the sequence.")
def transposed(ids, vocab_size):
    return _one_hot(ids, vocab_size).T


@one_hot.mistake(
    "The ones stand one column too far to the left. Symbols are counted from 0: symbol 0 belongs "
    "to column 0."
)
def off_by_one(ids, vocab_size):
    return _one_hot(np.asarray(ids) - 1, vocab_size)


@one_hot.mistake(
    "The ones stand one column too far to the right. Symbols are counted from 0: symbol 0 belongs "
    "to column 0."
)
def off_by_one_right(ids, vocab_size):
    return np.roll(_one_hot(ids, vocab_size), 1, axis=1)


@one_hot.mistake(
    "The numbers are right, but they are whole numbers. A network multiplies them by weights: "
    "the result should be float64."
)
def whole_numbers(ids, vocab_size):
    return _one_hot(ids, vocab_size).astype(np.int64)


@one_hot.mistake(
    "The numbers are right, but they are True and False. A network multiplies them by weights: "
    "the result should be float64."
)
def true_and_false(ids, vocab_size):
    return _one_hot(ids, vocab_size).astype(bool)


@one_hot.mistake(
    "This counts how often each symbol occurs, and the order is lost. Every element of the "
    "sequence has a row of its own."
)
def bag_of_symbols(ids, vocab_size):
    return _one_hot(ids, vocab_size).sum(axis=0)


# --- sliding_windows(series, length, horizon=1) -> x (N, length, 1), y (N, 1) --------------------


def _windows(series, length, horizon=1, *, shift=0, step=1, drop=0):
    """The windows and targets; the keywords are what goes wrong in the known mistakes."""
    N = len(series) - length - max(horizon, 1) + 1 - drop
    starts = range(0, N, step)
    x = np.stack([series[i : i + length] for i in starts])[..., np.newaxis]
    y = np.stack(
        [series[i + length - 1 + horizon + shift : i + length + horizon + shift] for i in starts]
    )
    return x, y


def _sliding_windows(series, length, horizon=1):
    return _windows(series, length, horizon)


def _windows_cases(rng):
    n = int(rng.integers(12, 16))
    series = rng.normal(size=n)
    return [
        Case("the next value", {"series": series, "length": 4, "horizon": 1}),
        Case("horizon left out", {"series": series, "length": 5}),
        Case("three steps ahead", {"series": series, "length": 3, "horizon": 3}),
        Case("windows of one value", {"series": series, "length": 1, "horizon": 1}),
        Case("two steps ahead", {"series": rng.normal(size=n + 1), "length": 5, "horizon": 2}),
    ]


sliding_windows = _exercise(
    name="sliding_windows",
    points=2,
    returns={"x": "N length 1", "y": "N 1"},
    cases=_windows_cases,
    edge_cases=lambda rng: [
        Case("a single window", {"series": rng.normal(size=6), "length": 5, "horizon": 1}),
        Case("a long series", {"series": rng.normal(size=400), "length": 12, "horizon": 6}),
    ],
    answer=_sliding_windows,
)


@sliding_windows.mistake(
    "The target is the last value of its own window: the model could copy the answer. It should "
    "come after the window."
)
def target_inside(series, length, horizon=1):
    return _windows(series, length, horizon, shift=-horizon)


@sliding_windows.mistake(
    "The target comes one step too late. With horizon 1 it is the value right behind the window."
)
def target_one_late(series, length, horizon=1):
    x, y = _windows(series, length, horizon + 1)
    return x, y


@sliding_windows.mistake(
    "With a horizon above 1 the target comes one step too early. Horizon 2 means the second "
    "value behind the window."
)
def target_one_early(series, length, horizon=1):
    return _windows(series, length, horizon, shift=-1 if horizon > 1 else 0)


@sliding_windows.mistake("The horizon is not used: the target is always the next value.")
def horizon_ignored(series, length, horizon=1):
    return _windows(series, length, 1)


@sliding_windows.mistake(
    "The last window is missing: its target is the last value of the series, which exists."
)
def last_window_lost(series, length, horizon=1):
    return _windows(series, length, horizon, drop=1)


@sliding_windows.mistake(
    "x and y lack the feature axis at the end. A network wants (N, length, features), also when "
    "there is one feature."
)
def no_feature_axis(series, length, horizon=1):
    x, y = _windows(series, length, horizon)
    return x[..., 0], y[..., 0]


@sliding_windows.mistake(
    "x lacks the feature axis at the end. A network wants (N, length, features), also when there "
    "is one feature."
)
def no_feature_axis_in_x(series, length, horizon=1):
    x, y = _windows(series, length, horizon)
    return x[..., 0], y


@sliding_windows.mistake("y lacks its last axis: it should be (N, 1), one target for each window.")
def no_feature_axis_in_y(series, length, horizon=1):
    x, y = _windows(series, length, horizon)
    return x, y[..., 0]


@sliding_windows.mistake(
    "Your windows follow each other without overlap. The next window starts one step later, not "
    "one window later."
)
def no_overlap(series, length, horizon=1):
    return _windows(series, length, horizon, step=length)


# --- pad_sequences(sequences, value=0.0) -> batch (B, T_max, F), lengths (B,) -------------------


def _pad(sequences, value=0.0, *, left=False, length=None):
    T = length or max(map(len, sequences))
    batch = np.full((len(sequences), T, sequences[0].shape[1]), value, dtype=np.float64)
    for row, sequence in zip(batch, sequences, strict=True):
        kept = sequence[:T]
        row[slice(T - len(kept), None) if left else slice(None, len(kept))] = kept
    return batch, np.array([len(sequence) for sequence in sequences])


def _pad_sequences(sequences, value=0.0):
    return _pad(sequences, value)


def _pad_cases(rng):
    def sequences(lengths, F):
        return [rng.normal(size=(length, F)) for length in lengths]

    return [
        Case("three sequences", {"sequences": sequences([3, 5, 2], 2), "value": 0.0}),
        Case("padded with -1", {"sequences": sequences([2, 4, 6, 3], 3), "value": -1.0}),
        Case("value left out", {"sequences": sequences([4, 1, 3], 2)}),
        Case("all of one length", {"sequences": sequences([4, 4], 3), "value": 0.0}),
        Case("one sequence", {"sequences": sequences([5], 2), "value": 2.5}),
    ]


pad_sequences = _exercise(
    name="pad_sequences",
    points=2,
    returns={"batch": "B T_max F", "lengths": "B"},
    cases=_pad_cases,
    edge_cases=lambda rng: [
        Case("one step, one feature", {"sequences": [rng.normal(size=(1, 1))], "value": 0.0}),
        Case(
            "many sequences",
            {
                "sequences": [rng.normal(size=(n, 4)) for n in rng.integers(1, 30, size=25)],
                "value": 9.0,
            },
        ),
    ],
    answer=_pad_sequences,
)


@pad_sequences.mistake(
    "The padding stands before the sequences. They should start at the first time step, with the "
    "padding behind them."
)
def left_padding(sequences, value=0.0):
    return _pad(sequences, value, left=True)


@pad_sequences.mistake(
    "The sequences are cut to the shortest one. No element may get lost: the shorter ones are "
    "made longer."
)
def cut_to_shortest(sequences, value=0.0):
    return _pad(sequences, value, length=min(map(len, sequences)))


@pad_sequences.mistake(
    "The sequences are cut to the shortest one, in the batch and in the lengths. No element may "
    "get lost: the shorter ones are made longer."
)
def all_cut_to_shortest(sequences, value=0.0):
    batch, _ = cut_to_shortest(sequences, value)
    return batch, np.full(len(sequences), batch.shape[1])


@pad_sequences.mistake(
    "Your lengths are those after padding. They should say how many steps of each sequence are "
    "real."
)
def lengths_after_padding(sequences, value=0.0):
    batch, _ = _pad(sequences, value)
    return batch, np.full(len(sequences), batch.shape[1])


@pad_sequences.mistake("The padding is always 0: value is not used.")
def value_ignored(sequences, value=0.0):
    return _pad(sequences)


@pad_sequences.mistake("The batch has time first. Here the sequences come first: (B, T_max, F).")
def time_first(sequences, value=0.0):
    batch, lengths = _pad(sequences, value)
    return batch.swapaxes(0, 1), lengths


@pad_sequences.mistake(
    "The sequences come out sorted by length. They should stay in the order in which they came."
)
def sorted_by_length(sequences, value=0.0):
    return _pad(sorted(sequences, key=len, reverse=True), value)


@pad_sequences.mistake(
    "The lengths are right, but they are not whole numbers. They are counts, and will be used as "
    "an index."
)
def lengths_as_floats(sequences, value=0.0):
    batch, lengths = _pad(sequences, value)
    return batch, lengths.astype(np.float64)


@pad_sequences.mistake(
    "The shorter sequences are filled up with their last element. They should be filled up with "
    "value."
)
def last_element_repeated(sequences, value=0.0):
    batch, lengths = _pad(sequences, value)
    for row, sequence in zip(batch, sequences, strict=True):
        row[len(sequence) :] = sequence[-1]
    return batch, lengths


# --- next_character_accuracy(train_text, test_text, context) -> float ----------------------


def _random_text(rng, n):
    """Text with some structure: a walk over syllables, so that contexts help."""
    syllables = ("the ", "he ", "then ", "a ", "cat ", "sat ", "on ", "mat ", "that ", "eats ")
    return "".join(rng.choice(syllables, size=n))


def _accuracy_cases(rng):
    def case(about, context, train=120, test=40):
        texts = {"train_text": _random_text(rng, train), "test_text": _random_text(rng, test)}
        return Case(about, {**texts, "context": context})

    return [
        case("two characters of context", 2),
        case("one character of context", 1),
        case("no context", 0),
        case("contexts that the training text lacks", 7),
        case("a small training text", 3, train=8),
    ]


next_character = _exercise(
    name="next_character_accuracy",
    points=2,
    returns={"accuracy": ""},
    cases=_accuracy_cases,
    edge_cases=lambda rng: [
        Case("one symbol", {"train_text": "aaaa", "test_text": "aaa", "context": 1}),
        Case(
            "a long training text",
            {
                "train_text": _random_text(rng, 4000),
                "test_text": _random_text(rng, 400),
                "context": 5,
            },
        ),
        Case("nothing in common", {"train_text": "abab", "test_text": "xyxyx", "context": 2}),
    ],
    answer=next_character_accuracy,
)


def _count(train_text, context):
    after = defaultdict(Counter)
    for i in range(context, len(train_text)):
        after[train_text[i - context : i]][train_text[i]] += 1
    return after


def _favourite(counts):
    return counts.most_common(1)[0][0]


@next_character.mistake(
    "This is the accuracy on the training text. It should be measured on the test text, which "
    "the counts have not seen."
)
def scored_on_training_text(train_text, test_text, context):
    return next_character_accuracy(train_text, train_text, context)


@next_character.mistake(
    "This is the accuracy when the counts come from the test text itself. They should come from "
    "the training text."
)
def counted_in_test_text(train_text, test_text, context):
    return next_character_accuracy(test_text, test_text, context)


@next_character.mistake(
    "This is the accuracy when a character is predicted from the ones behind it. The context "
    "stands before the character."
)
def context_behind(train_text, test_text, context):
    return next_character_accuracy(train_text[::-1], test_text[::-1], context)


@next_character.mistake(
    "A context that never occurs in the training text stops your function. There the most "
    "frequent character of the training text is predicted."
)
def unseen_context_crashes(train_text, test_text, context):
    after = {before: _favourite(counts) for before, counts in _count(train_text, context).items()}
    right = [
        after[test_text[i - context : i]] == test_text[i] for i in range(context, len(test_text))
    ]
    return sum(right) / len(right)


@next_character.mistake(
    "Positions whose context never occurs in the training text are left out of your share. There "
    "the most frequent character of the training text is predicted, and the position counts."
)
def unseen_left_out(train_text, test_text, context):
    after = _count(train_text, context)
    right = [
        _favourite(after[test_text[i - context : i]]) == test_text[i]
        for i in range(context, len(test_text))
        if test_text[i - context : i] in after
    ]
    return sum(right) / len(right)


@next_character.mistake(
    "A context that never occurs in the training text counts as wrong in your function. There "
    "the most frequent character of the training text is predicted, which may be right."
)
def unseen_always_wrong(train_text, test_text, context):
    after = _count(train_text, context)
    positions = range(context, len(test_text))
    right = [
        _favourite(after[test_text[i - context : i]]) == test_text[i]
        for i in positions
        if test_text[i - context : i] in after
    ]
    return sum(right) / len(positions)


@next_character.mistake(
    "The right predictions are divided by the length of the whole test text. The first "
    "characters, which have too little before them, are not predicted and do not count."
)
def divided_by_all(train_text, test_text, context):
    positions = len(test_text) - context
    return next_character_accuracy(train_text, test_text, context) * positions / len(test_text)


@next_character.mistake("The context is not used: the same character is predicted everywhere.")
def context_ignored(train_text, test_text, context):
    favourite = _favourite(Counter(train_text))
    return sum(c == favourite for c in test_text[context:]) / (len(test_text) - context)


@next_character.mistake("This is the share of wrong predictions. Asked is the share of right ones.")
def share_of_errors(train_text, test_text, context):
    return 1 - next_character_accuracy(train_text, test_text, context)


@next_character.mistake("This is the number of right predictions, not their share.")
def number_of_right(train_text, test_text, context):
    share = next_character_accuracy(train_text, test_text, context)
    return round(share * (len(test_text) - context))


@next_character.mistake("This is a percentage. Asked is a share, a number from 0 to 1.")
def percentage(train_text, test_text, context):
    return 100 * next_character_accuracy(train_text, test_text, context)


EXERCISES = (task_shapes, data_kinds, one_hot, sliding_windows, pad_sequences, next_character)
WRITTEN = (Written("why_not_more_counting", points=2),)
