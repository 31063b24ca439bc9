"""How hard an item is, and how well it tells strong students from weak ones.

The terms are those of classical test theory: difficulty is the mean share of the points that was
earned, discrimination the correlation of an item with the sum of all others (corrected item-total
correlation; F. M. Lord and M. R. Novick, Statistical Theories of Mental Test Scores, 1968).
"""

from typing import NamedTuple

import numpy as np

_FEWEST = 10  # students for a correlation that says something
_STRONG = 0.25  # of the class
_HALF = 0.5  # of the points: less is failed, more is strong


class ItemFigures(NamedTuple):
    """Of one item.

    Attributes:
        name: the item's.
        points: what it is worth.
        difficulty: the mean share of its points, 0 to 1; None if nobody has a score yet.
        discrimination: -1 to 1; None where it means nothing: few students, or all alike.
        outcomes: numbers of students: ``right``, ``partly``, ``named`` (a known mistake),
            ``wrong`` (another one), ``untried``, ``waits`` (for a person).
        strong: names of strong students who tried and failed it.
    """

    name: str
    points: float
    difficulty: float | None
    discrimination: float | None
    outcomes: dict[str, int]
    strong: tuple[str, ...]


def item_figures(facts):
    """A list of ItemFigures, in the notebook's order.

    Args:
        facts: Facts.
    """
    # Shares of points, (students, items); NaN where a person has yet to decide.
    points = np.array([item.points for item in facts.items], dtype=float)
    scores = [[pupil.scores[item.name] for item in facts.items] for pupil in facts.pupils]
    earned = np.array(scores, dtype=float)  # None becomes NaN
    shares = earned / points
    figures = []
    for column, item in enumerate(facts.items):
        known = ~np.isnan(shares[:, column])
        rest = _rest(earned, points, column)
        tried = np.array([item.name in pupil.tried for pupil in facts.pupils])
        strong = _strong(rest) & known & tried & (shares[:, column] < _HALF)
        figures.append(
            ItemFigures(
                item.name,
                float(item.points),
                float(shares[known, column].mean()) if known.any() else None,
                _correlation(shares[known, column], rest[known]),
                _outcomes(facts.pupils, item.name, shares[:, column]),
                tuple(facts.pupils[row].name for row in np.flatnonzero(strong)),
            )
        )
    return figures


def _rest(earned, points, column):
    """What each student earned in all other items that are decided, as a share; NaN if in none."""
    others = np.delete(earned, column, axis=1)
    most = np.where(np.isnan(others), 0.0, np.delete(points, column)).sum(axis=1)
    with np.errstate(invalid="ignore"):
        return np.nansum(others, axis=1) / most


def _strong(rest):
    """Who is strong in everything else: in the first quarter, with more than half of the points."""
    if np.isnan(rest).all():
        return np.zeros(len(rest), dtype=bool)
    return (rest >= np.nanquantile(rest, 1 - _STRONG)) & (rest > _HALF)


def _correlation(shares, rest):
    known = ~np.isnan(rest)
    shares, rest = shares[known], rest[known]
    if len(shares) < _FEWEST or np.ptp(shares) == 0 or np.ptp(rest) == 0:
        return None
    return float(np.corrcoef(shares, rest)[0, 1])


def _outcomes(pupils, name, shares):
    counts = dict.fromkeys(("right", "partly", "named", "wrong", "untried", "waits"), 0)
    for pupil, share in zip(pupils, shares, strict=True):
        if np.isnan(share):
            outcome = "waits"
        elif share >= 1:
            outcome = "right"
        elif share > 0:
            outcome = "partly"
        elif name not in pupil.tried:
            outcome = "untried"
        else:
            outcome = "named" if name in pupil.mistakes else "wrong"
        counts[outcome] += 1
    return counts
