"""How hard an item is, how well it tells strong students from weak ones, which mistakes were made.

The terms are those of classical test theory: difficulty is the mean share of the points that was
earned, discrimination the correlation of an item with the sum of all others (corrected item-total
correlation; F. M. Lord and M. R. Novick, Statistical Theories of Mental Test Scores, 1968).
"""

from collections import Counter, defaultdict
from typing import NamedTuple

import numpy as np

from rnn_helpers.exercises import hints_of

from .facts import Facts

_MIN_STUDENTS = 10  # students for a correlation that says something
_STRONG = 0.25  # of the class
_HALF = 0.5  # of the points: less is failed, more is strong
# "named" is a known mistake, "wrong" another one, and for a person it "waits".
_OUTCOMES = ("right", "partly", "named", "wrong", "untried", "waits")


class ItemFigures(NamedTuple):
    """Of one item."""

    name: str  # the item's
    points: float  # what it is worth
    difficulty: float | None  # the mean share of its points, 0 to 1; None if nobody has a score yet
    discrimination: float | None  # -1 to 1; None where it means nothing: few students, or all alike
    outcomes: dict[str, int]  # numbers of students, by those of _OUTCOMES
    strong: tuple[str, ...]  # names of strong students who tried and failed it


def item_figures(facts: Facts) -> list[ItemFigures]:
    """The figures of each item, in the notebook's order."""
    points = np.array([item.points for item in facts.items], dtype=float)
    scores = [[student.scores[item.name] for item in facts.items] for student in facts.students]
    earned = np.array(scores, dtype=float)  # (students, items); None becomes NaN
    most = np.where(np.isnan(earned), 0.0, points)
    figures = []
    for column, item in enumerate(facts.items):
        shares = earned[:, column] / item.points
        known = shares[~np.isnan(shares)]
        others = np.arange(len(points)) != column
        with np.errstate(invalid="ignore"):  # NaN where none of them is decided
            rest = np.nansum(earned[:, others], axis=1) / most[:, others].sum(axis=1)
        tried = np.array([item.name in student.tried for student in facts.students])
        failed = _strong(rest) & tried & (shares < _HALF)
        pairs = zip(facts.students, shares, strict=True)
        counts = Counter(_outcome(student, item.name, share) for student, share in pairs)
        figures.append(
            ItemFigures(
                item.name,
                float(item.points),
                float(known.mean()) if len(known) else None,
                _correlation(shares, rest),
                {outcome: counts[outcome] for outcome in _OUTCOMES},
                tuple(facts.students[row].name for row in np.flatnonzero(failed)),
            )
        )
    return figures


def _strong(rest):
    """Who is strong in everything else: in the first quarter, with more than half of the points."""
    if np.isnan(rest).all():
        return np.zeros(len(rest), dtype=bool)
    return (rest >= np.nanquantile(rest, 1 - _STRONG)) & (rest > _HALF)


def _correlation(shares, rest):
    known = ~np.isnan(shares + rest)
    shares, rest = shares[known], rest[known]
    if len(shares) < _MIN_STUDENTS or np.ptp(shares) == 0 or np.ptp(rest) == 0:
        return None
    return float(np.corrcoef(shares, rest)[0, 1])


def _outcome(student, name, share):
    if np.isnan(share):
        return "waits"
    if share > 0:
        return "right" if share >= 1 else "partly"
    if name not in student.tried:
        return "untried"
    return "named" if name in student.mistakes else "wrong"


class MistakeMade(NamedTuple):
    """A known mistake that students made."""

    item: str  # where it was made
    name: str  # the mistake's
    hint: str  # what a student saw
    students: tuple[str, ...]  # who made it


def mistakes_made(facts: Facts) -> list[MistakeMade]:
    """In the notebook's order, in each item the commonest first."""
    made: list[MistakeMade] = []
    for item in facts.items:
        who = defaultdict(list)
        for student in facts.students:
            if item.name in student.mistakes:
                who[student.mistakes[item.name]].append(student.name)
        hints = hints_of(item.question.name)
        found = [
            MistakeMade(item.name, name, hints.get(name, ""), tuple(students))
            for name, students in who.items()
        ]
        made += sorted(found, key=lambda made: (-len(made.students), made.name))
    return made
