"""Sequences as arrays: one-hot vectors, windows, padding."""

from functools import partial

import numpy as np

from ..exercise import Case, Exercise

_NOTEBOOK = "01_sequential_data"
_exercise = partial(Exercise, notebook=_NOTEBOOK, refuses_torch_layers=False)


# --- one_hot(ids, vocab_size) -> (T, V) ---


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
    returns={"result": "T symbol"},
    cases=_one_hot_cases,
    edge_cases=lambda rng: [
        Case("one step, one symbol", {"ids": np.array([0]), "vocab_size": 1}),
        Case("a large vocabulary", {"ids": rng.integers(0, 500, size=40), "vocab_size": 500}),
    ],
    answer=_one_hot,
)


@one_hot.mistake(
    "Every row has ones for all the symbols of the sequence. Row t has a single one, for the "
    "symbol at time t."
)
def all_symbols_in_every_row(ids, vocab_size):
    return np.tile(_one_hot(ids, vocab_size).max(axis=0), (len(ids), 1))


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


# --- sliding_windows(series, length, horizon=1) -> x (N, length, 1), y (N, 1) ---


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
    # Whole numbers, so that a student can follow a case by hand.
    series = rng.permutation(np.arange(10.0, 10.0 + n))
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
    returns={"x": "N length feature", "y": "N feature"},
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
    "The target comes one step too late. With horizon 1 it is the value right after the window."
)
def target_one_late(series, length, horizon=1):
    x, y = _windows(series, length, horizon + 1)
    return x, y


@sliding_windows.mistake(
    "With a horizon above 1 the target comes one step too early. Horizon 2 means the second "
    "value after the window."
)
def target_one_early(series, length, horizon=1):
    return _windows(series, length, horizon, shift=-1 if horizon > 1 else 0)


@sliding_windows.mistake(
    "The number of windows is right, but the target is always the next value: the horizon is not "
    "used for it."
)
def horizon_ignored_in_target(series, length, horizon=1):
    return _windows(series, length, horizon, shift=1 - horizon)


@sliding_windows.mistake(
    "The target is counted from the first value of the window. It should be counted from the last."
)
def target_from_the_start(series, length, horizon=1):
    return _windows(series, length, horizon, shift=1 - length)


@sliding_windows.mistake(
    "Your windows run from the end of the series to its start. The first window comes first."
)
def windows_reversed(series, length, horizon=1):
    x, y = _windows(series, length, horizon)
    return x[::-1], y[::-1]


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


# --- pad_sequences(sequences, value=0.0) -> batch (B, T_max, F), lengths (B,) ---


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
        Case(
            "elements that are 0 or equal to value",
            {
                "sequences": [rng.integers(-1, 2, size=(n, 2)).astype(float) for n in (6, 4, 8)],
                "value": -1.0,
            },
        ),
    ]


pad_sequences = _exercise(
    name="pad_sequences",
    points=2,
    returns={"batch": "B T_max feature", "lengths": "B"},
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
    "padding after them."
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
