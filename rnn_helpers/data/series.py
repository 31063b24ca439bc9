"""Measured series: spoken vowels and sunspots. What a model is judged by is in ``withheld``."""

from functools import cache

import numpy as np

from .files import read

_CHANNELS = 12


def vowels() -> tuple[list[np.ndarray], np.ndarray]:
    """270 utterances of two Japanese vowels by nine speakers, the training set.

    Returns:
        ``utterances``, a list of arrays ``(frames, 12)``: linear prediction coefficients, one row
        a frame; and ``speakers (270,)``, integers from 0 to 8.

    Source: M. Kudo, J. Toyama and M. Shimbo, Multidimensional curve classification using
    passing-through regions, Pattern Recognition Letters 20 (1999); UCI Machine Learning
    Repository, CC BY 4.0.
    """
    utterances, speakers = parse_vowels("japanese_vowels_train.ts")
    return [utterance.copy() for utterance in utterances], speakers.copy()


def vowels_test() -> list[np.ndarray]:
    """370 further utterances by the same nine speakers, a list of arrays ``(frames, 12)``.

    Their speakers are withheld; ``speaker_accuracy`` says how many a classifier gets right.
    """
    return [utterance.copy() for utterance in parse_vowels("japanese_vowels_test.ts")[0]]


def sunspots() -> tuple[np.ndarray, np.ndarray]:
    """Yearly mean sunspot numbers from 1700 to 1920, the training set.

    Returns:
        ``years (221,)``, integers, and ``numbers (221,)``, floats.

    Source: National Geophysical Data Center, NOAA.
    """
    years, numbers = parse_sunspots("sunspots.csv")
    return years.copy(), numbers.copy()


@cache
def parse_vowels(name: str) -> tuple[tuple[np.ndarray, ...], np.ndarray]:
    """The utterances of a file and their speakers, if it tells them; shared, not to be changed."""
    utterances, speakers = [], []
    for line in read(name).splitlines():
        if line and line[0] not in "#@":
            channels = line.split(":")
            speakers += [int(label) - 1 for label in channels[_CHANNELS:]]
            table = [channel.split(",") for channel in channels[:_CHANNELS]]
            utterances.append(np.array(table, dtype=float).T)
    return tuple(utterances), np.array(speakers)


@cache
def parse_sunspots(name: str) -> tuple[np.ndarray, np.ndarray]:
    """The years of a file and their numbers; shared, not to be changed."""
    table = np.array([line.split(",") for line in read(name).split()[1:]], dtype=float)
    return table[:, 0].astype(int), table[:, 1]
