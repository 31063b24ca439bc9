"""What trained models are judged by: the speakers of the test utterances, and later sunspots.

Nothing else in the package needs this folder: where a submission runs, it is left out.
"""

from collections.abc import Callable

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from ..files import read
from ..series import parse_sunspots, sunspots, vowels_test

YEARS_BACK = 12  # that a forecast may look at
PERIODS = {"1921-1955": (1921, 1955), "1956-1979": (1956, 1979)}


def speakers_of_the_test() -> np.ndarray:
    """The speakers of ``vowels_test()``, integers from 0 to 8, ``(370,)``."""
    labels = read("withheld/japanese_vowels_test_speakers.txt").split()
    return np.array(labels, dtype=int) - 1


def speaker_accuracy(name_speakers: Callable[[list[np.ndarray]], np.ndarray]) -> float:
    """The accuracy of a classifier on the 370 test utterances.

    Args:
        name_speakers: a function from a list of utterances, ``(frames, 12)`` each, to their
            speakers, ``(N,)``, integers from 0 to 8.

    Returns:
        The accuracy, from 0 to 1.
    """
    return float(np.mean(np.asarray(name_speakers(vowels_test())) == speakers_of_the_test()))


def later_years(last: int = 2008) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The years from 1921 on, none of which is in ``sunspots()``.

    Args:
        last: the last of them, 2008 at most.

    Returns:
        ``years (n,)``, ``windows (n, 12)``, the numbers of the twelve years before each, and
        ``numbers (n,)``, what is to be forecast.
    """
    years, later = parse_sunspots("withheld/sunspots_later.csv")
    windows = sliding_window_view(_all_numbers(), YEARS_BACK)[-len(later) - 1 : -1]
    asked = years <= last
    return years[asked], windows[asked], later[asked]


def forecast_errors(forecast: Callable[[np.ndarray], float]) -> dict[str, float]:
    """The errors of a forecast in years that it could not learn from.

    Args:
        forecast: a function from the numbers of twelve years, ``(12,)``, to that of the next.

    Returns:
        A dict from ``"1921-1955"`` and ``"1956-1979"`` to the mean squared error there over the
        variance of the numbers of 1700 to 1979.
    """
    years, windows, numbers = later_years(1979)
    return relative_errors(years, np.array([forecast(window) for window in windows]), numbers)


def relative_errors(
    years: np.ndarray, forecasts: np.ndarray, numbers: np.ndarray
) -> dict[str, float]:
    """As ``forecast_errors``, of forecasts for ``later_years(1979)``, ``(59,)`` each."""
    variance = _all_numbers()[: 1979 - 1700 + 1].var()
    squared = (np.asarray(forecasts) - numbers) ** 2 / variance
    return {
        name: float(squared[(years >= first) & (years <= last)].mean())
        for name, (first, last) in PERIODS.items()
    }


def _all_numbers() -> np.ndarray:
    """The numbers of 1700 to 2008, ``(309,)``."""
    return np.concatenate([sunspots()[1], parse_sunspots("withheld/sunspots_later.csv")[1]])
