"""The closing cell of a notebook: which exercises are done."""

import inspect
from dataclasses import dataclass
from html import escape

from .. import exercises
from . import judge
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
    def points(self):
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


def progress(notebook, namespace=None):
    """Checks every exercise of a notebook again and says which are done.

    Args:
        notebook: the notebook's name, e.g. ``"03_forward_pass"``.
        namespace: where the answers are looked up by name; the caller's globals when not given.

    Returns:
        A Progress, which shows itself as a table.
    """
    if namespace is None:
        namespace = inspect.currentframe().f_back.f_globals
    return Progress(
        _Line(item.name, item.points, _state(item.exercise, item.part, namespace))
        for item in exercises.items_of(notebook)
    )


def _state(exercise, part, namespace):
    if isinstance(exercise, exercises.Written):
        return "graded by hand"
    if exercise.name not in namespace:
        return "not attempted"
    try:
        stage = judge(namespace[exercise.name], exercise.name, part).stage
    except CheckFailed:
        stage = "no answer"
    return {"passed": "done", "not attempted": "not attempted"}.get(stage, "not right yet")
