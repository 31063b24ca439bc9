"""The closing cell of a notebook: which exercises are done."""

import sys
from dataclasses import dataclass
from html import escape
from itertools import groupby

from .. import exercises
from . import verdicts
from .results import CheckFailed


@dataclass(frozen=True)
class _Line:
    name: str
    points: float
    state: str  # "done", "not right yet", "not attempted" or "graded by hand"


_MARKS = {"done": "\N{HEAVY CHECK MARK}", "not right yet": "\N{HEAVY BALLOT X}"}


class Progress:
    """The state of each exercise of a notebook; shows as a table."""

    def __init__(self, lines):
        self.lines = tuple(lines)

    @property
    def points(self) -> tuple[float, float]:
        """Points of the exercises that are done, and of all that a check can grade."""
        graded = [line for line in self.lines if line.state != "graded by hand"]
        return sum(line.points for line in graded if line.state == "done"), sum(
            line.points for line in graded
        )

    def _summary(self):
        done, total = self.points
        return f"{done:g} of {total:g} points that the checks can give"

    def __repr__(self):
        width = max(len(line.name) for line in self.lines)
        rows = [
            f"{_MARKS.get(line.state, ' ')} {line.name:<{width}}  "
            f"{line.points:g} {'point' if line.points == 1 else 'points'}  {line.state}"
            for line in self.lines
        ]
        return "\n".join([*rows, self._summary()])

    def _repr_html_(self):
        left = 'style="text-align: left"'
        rows = "".join(
            f"<tr><td>{_MARKS.get(line.state, '')}</td>"
            f"<td {left}><code>{escape(line.name)}</code></td>"
            f"<td>{line.points:g}</td><td {left}>{escape(line.state)}</td></tr>"
            for line in self.lines
        )
        return (
            f"<table><thead><tr><th></th><th {left}>exercise</th><th>points</th>"
            f"<th {left}>state</th></tr></thead>"
            f"<tbody>{rows}</tbody></table><p>{self._summary()}</p>"
        )


def progress(notebook: str, namespace: dict | None = None) -> Progress:
    """Checks every exercise of a notebook again and says which are done.

    Args:
        notebook: the notebook's name, e.g. ``"03_forward_pass"``.
        namespace: where the answers are looked up by name; the caller's globals when not given.

    Returns:
        A Progress, which shows itself as a table.
    """
    if namespace is None:
        namespace = sys._getframe(1).f_globals
    lines = []
    for _, group in groupby(exercises.items_of(notebook), lambda item: item.question.name):
        items = list(group)
        states = _states(items[0].question, [item.part for item in items], namespace)
        lines += [_Line(item.name, item.points, states[item.part]) for item in items]
    return Progress(lines)


def _states(question, parts, namespace):
    """The state of each part of an exercise; the answer is run once for all."""
    if isinstance(question, exercises.Written):
        return dict.fromkeys(parts, "graded by hand")
    if question.name not in namespace:
        return dict.fromkeys(parts, "not attempted")
    try:
        found = verdicts(namespace[question.name], question.name, parts)
    except CheckFailed:  # no answer at all
        return dict.fromkeys(parts, "not right yet")
    in_words = {"passed": "done", "not attempted": "not attempted"}
    return {part: in_words.get(result.stage, "not right yet") for part, result in found.items()}
