"""What a trained model is judged by, and no notebook shows: who speaks, and later sunspots."""

import numpy as np

from .series import LAST_YEAR, parse_sunspots, parse_vowels, vowels_test

YEARS_BACK = 12  # that a forecast may look at
PERIODS = {"1921-1955": (1921, 1955), "1956-1979": (1956, 1979)}


def speakers_of_the_test():
    """The speakers of ``vowels_test()``, 0 to 8, ``(370,)``."""
    return parse_vowels("japanese_vowels_test.ts")[1]


def share_named(name_speakers):
    """How many of the 370 test utterances a classifier assigns to the right speaker.

    Args:
        name_speakers: a function from a list of utterances, ``(frames, 12)`` each, to their
            speakers, ``(N,)``, 0 to 8.

    Returns:
        A share from 0 to 1.
    """
    return float(np.mean(np.asarray(name_speakers(vowels_test())) == speakers_of_the_test()))


def later_years(last=2008):
    """The years after those that a forecaster may learn from.

    Returns:
        ``years (n,)``, ``windows (n, 12)``, the numbers of the twelve years before each, and
        ``numbers (n,)``, what is to be forecast.
    """
    years, numbers = parse_sunspots()
    later = np.flatnonzero((years > LAST_YEAR) & (years <= last))
    windows = np.stack([numbers[i - YEARS_BACK : i] for i in later])
    return years[later], windows, numbers[later]


def forecast_errors(forecast):
    """How far a forecast is off in years that it could not learn from.

    Args:
        forecast: a function from the numbers of twelve years, ``(12,)``, to that of the next.

    Returns:
        A dict from ``"1921-1955"`` and ``"1956-1979"`` to the mean squared error there over the
        variance of the numbers of 1700 to 1979.
    """
    years, windows, numbers = later_years(1979)
    return relative_errors(years, np.array([forecast(window) for window in windows]), numbers)


def relative_errors(years, forecasts, numbers):
    """As ``forecast_errors``, of forecasts that are made already, ``(n,)`` each."""
    all_years, all_numbers = parse_sunspots()
    variance = all_numbers[all_years <= 1979].var()
    squared = (np.asarray(forecasts) - numbers) ** 2 / variance
    return {
        name: float(squared[(years >= first) & (years <= last)].mean())
        for name, (first, last) in PERIODS.items()
    }
