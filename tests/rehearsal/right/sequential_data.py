"""Right answers to notebook 01, in styles that students write."""

from collections import Counter, defaultdict

import numpy as np

# --- one_hot -------------------------------------------------------------------------------------


def one_hot_eye(ids, vocab_size):
    return np.eye(vocab_size)[ids]


def one_hot_compare(ids, vocab_size):
    return (ids[:, None] == np.arange(vocab_size)).astype(float)


def one_hot_lists(ids, vocab_size):
    return [[1.0 if k == symbol else 0.0 for k in range(vocab_size)] for symbol in ids]


def one_hot_index(ids, vocab_size):
    result = np.zeros((len(ids), vocab_size))
    result[np.arange(len(ids)), ids] = 1
    return result


# --- sliding_windows -----------------------------------------------------------------------------


def windows_view(series, length, horizon=1):
    x = np.lib.stride_tricks.sliding_window_view(series, length)
    y = series[length + horizon - 1 :]
    return x[: len(y), :, None], y[:, None]


def windows_append(series, length, horizon=1):
    x, y, i = [], [], 0
    while i + length + horizon <= len(series):
        x.append([[value] for value in series[i : i + length]])
        y.append([series[i + length + horizon - 1]])
        i += 1
    return x, y


def windows_index(series, length, horizon=1):
    N = len(series) - length - horizon + 1
    where = np.arange(N)[:, None] + np.arange(length)
    return series[where].reshape(N, length, 1), series[-N:].reshape(N, 1)


# --- pad_sequences -------------------------------------------------------------------------------


def pad_full(sequences, value=0.0):
    lengths = [len(sequence) for sequence in sequences]
    batch = np.full((len(sequences), max(lengths), sequences[0].shape[-1]), float(value))
    for b, sequence in enumerate(sequences):
        batch[b, : lengths[b], :] = sequence
    return batch, np.array(lengths)


def pad_np_pad(sequences, value=0.0):
    T = max(s.shape[0] for s in sequences)
    padded = [np.pad(s, ((0, T - len(s)), (0, 0)), constant_values=value) for s in sequences]
    return np.stack(padded), [len(s) for s in sequences]


def pad_lists(sequences, value=0.0):
    T, F = max(map(len, sequences)), sequences[0].shape[1]
    batch = [s.tolist() + [[float(value)] * F] * (T - len(s)) for s in sequences]
    return batch, tuple(map(len, sequences))


# --- next_character_accuracy ---------------------------------------------------------------------


def accuracy_counter(train_text, test_text, context):
    after = defaultdict(Counter)
    for before_and_next in (
        train_text[i : i + context + 1] for i in range(len(train_text) - context)
    ):
        after[before_and_next[:-1]][before_and_next[-1]] += 1
    hits = []
    for i in range(context, len(test_text)):
        counts = after.get(test_text[i - context : i], Counter(train_text))
        hits.append(counts.most_common(1)[0][0] == test_text[i])
    return np.mean(hits)


def accuracy_dicts(train_text, test_text, context):
    table, everything = {}, {}
    for i, character in enumerate(train_text):
        everything[character] = everything.get(character, 0) + 1
        if i >= context:
            row = table.setdefault(train_text[i - context : i], {})
            row[character] = row.get(character, 0) + 1
    right = total = 0
    for i in range(context, len(test_text)):
        row = table.get(test_text[i - context : i]) or everything
        right += max(row, key=row.get) == test_text[i]
        total += 1
    return right / total


def accuracy_lists(train_text, test_text, context):
    """What followed, as lists; the favourite by counting in them, first come first."""
    followers = defaultdict(list)
    for i in range(context, len(train_text)):
        followers[train_text[i - context : i]].append(train_text[i])
    best = {}
    for before, seen in {**followers, None: list(train_text)}.items():
        best[before] = max(dict.fromkeys(seen), key=seen.count)
    guesses = [
        best.get(test_text[i - context : i], best[None]) for i in range(context, len(test_text))
    ]
    return float(np.mean(np.array(guesses) == np.array(list(test_text[context:]))))


ANSWERS = {
    "one_hot": [one_hot_eye, one_hot_compare, one_hot_lists, one_hot_index],
    "sliding_windows": [windows_view, windows_append, windows_index],
    "pad_sequences": [pad_full, pad_np_pad, pad_lists],
    "next_character_accuracy": [accuracy_counter, accuracy_dicts, accuracy_lists],
}
