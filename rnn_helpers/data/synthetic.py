"""Synthetic tasks: B random sequences of T time steps, drawn with the generator ``rng``."""

import numpy as np


def temporal_order(rng: np.random.Generator, T: int, B: int) -> tuple[np.ndarray, np.ndarray]:
    """Sequences that ask which of two symbols came first.

    Each has T symbols out of six, T at least 10. Two places hold A or B: one between 10 and 20 per
    cent of the sequence, one between 50 and 60 per cent. All others hold one of four distractors.

    Returns:
        ``x (T, B, 6)``, one-hot with A and B first, and ``y (B,)``, integers: 0, 1, 2, 3 for
        AA, AB, BA, BB.

    Source: S. Hochreiter and J. Schmidhuber, Long short-term memory, Neural Computation 9
    (1997), experiment 6a, at a length of one's own choice.
    """
    if T < 10:
        raise ValueError(f"T must be at least 10, got {T}")
    symbols = rng.integers(2, 6, size=(T, B))
    first, second = rng.integers(0, 2, size=(2, B))
    sequences = np.arange(B)
    symbols[rng.integers(T // 10, T // 5, size=B), sequences] = first
    symbols[rng.integers(T // 2, 6 * T // 10, size=B), sequences] = second
    return np.eye(6)[symbols], 2 * first + second


def recall(rng: np.random.Generator, T: int, B: int) -> tuple[np.ndarray, np.ndarray]:
    """Sequences whose first symbol is to be named at the end.

    Each starts with one of eight symbols. T symbols of four other kinds follow, which mean nothing.

    Returns:
        ``x (T + 1, B, 12)``, one-hot with the eight symbols first, and ``y (B,)``, integers:
        the first symbol, 0 to 7.
    """
    first = rng.integers(0, 8, size=B)
    symbols = np.concatenate([first[np.newaxis], rng.integers(8, 12, size=(T, B))])
    return np.eye(12)[symbols], first


def adding(rng: np.random.Generator, T: int, B: int) -> tuple[np.ndarray, np.ndarray]:
    """Sequences of at least two numbers of which two are marked; their sum is asked for.

    Returns:
        ``x (T, B, 2)``: numbers between 0 and 1, and marks, 1 at one step in each half of the
        sequence and 0 elsewhere; and ``y (B,)``: the sum of the two marked numbers.

    Source: S. Hochreiter and J. Schmidhuber, Long short-term memory, Neural Computation 9
    (1997), experiment 4, with numbers from 0 to 1 and marks of 0 and 1.
    """
    if T < 2:
        raise ValueError(f"T must be at least 2, got {T}")
    numbers, marks = rng.uniform(size=(T, B)), np.zeros((T, B))
    sequences = np.arange(B)
    marks[rng.integers(0, T // 2, size=B), sequences] = 1
    marks[rng.integers(T // 2, T, size=B), sequences] = 1
    return np.stack([numbers, marks], axis=2), (numbers * marks).sum(axis=0)
