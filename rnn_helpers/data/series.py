"""Measured series: spoken vowels and sunspots, what a model may learn from."""

from functools import cache

import numpy as np

from .files import read

LAST_YEAR = 1920  # that a forecaster may learn from


def vowels():
    """270 utterances of two Japanese vowels by nine speakers, to learn from.

    Returns:
        ``utterances``, a list of arrays ``(frames, 12)``, and ``speakers (270,)``, 0 to 8.

    Source: M. Kudo, J. Toyama and M. Shimbo, Multidimensional curve classification using
    passing-through regions, Pattern Recognition Letters 20 (1999); UCI Machine Learning
    Repository, CC BY 4.0.
    """
    utterances, speakers = parse_vowels("japanese_vowels_train.ts")
    return [utterance.copy() for utterance in utterances], speakers.copy()


def vowels_test():
    """370 further utterances by the same nine, a list of arrays ``(frames, 12)``.

    Who speaks is not told; ``share_named`` says how many a classifier gets right.
    """
    return [utterance.copy() for utterance in parse_vowels("japanese_vowels_test.ts")[0]]


def sunspots():
    """Yearly mean sunspot numbers from 1700 to 1920, to learn from.

    Returns:
        ``years (221,)``, whole numbers, and ``numbers (221,)``.

    Source: National Geophysical Data Center, NOAA.
    """
    years, numbers = parse_sunspots()
    known = years <= LAST_YEAR
    return years[known], numbers[known]


@cache
def parse_vowels(name):
    """The utterances and speakers of a file, shared by all who ask: not to be changed."""
    utterances, speakers = [], []
    for line in read(name).splitlines():
        if line and line[0] not in "#@":
            *channels, speaker = line.split(":")
            utterances.append(np.array([c.split(",") for c in channels], dtype=float).T)
            speakers.append(int(speaker) - 1)
    return tuple(utterances), np.array(speakers)


@cache
def parse_sunspots():
    """Every year of the file, and its number; not to be changed."""
    table = np.array([line.split(",") for line in read("sunspots.csv").split()[1:]], dtype=float)
    return table[:, 0].astype(int), table[:, 1]
