"""What a check answers: a result that shows well, or an exception that reads as a sentence."""

import re
import textwrap
from dataclasses import dataclass
from html import escape

import numpy as np

# What the axes are called in a sentence; an axis that is not listed is called by its own name.
_AXIS_WORDS = {
    "T": "time step",
    "B": "sequence",
    "H": "unit",
    "2H": "unit",
    "V": "output unit",
    "F": "feature",
    "L": "layer",
    "1": "layer",
    "2": "direction",
}


@dataclass(frozen=True)
class Comparison:
    """An array that came out wrong: ``got`` against ``expected``, first different at ``index``."""

    name: str
    axes: tuple[str, ...]
    got: np.ndarray
    expected: np.ndarray
    index: tuple[int, ...]

    @property
    def words(self) -> tuple[str, ...]:
        """The axes in words, e.g. ``("time step", "sequence", "unit")``."""
        return tuple(_AXIS_WORDS.get(axis, axis) for axis in self.axes)


@dataclass(frozen=True)
class CheckResult:
    """The verdict on one answer.

    Attributes:
        exercise: name of the exercise.
        passed: whether the answer is right.
        stage: the first stage that failed, e.g. ``"shape"`` or ``"value"``; ``"passed"`` if none.
        message: one or two sentences for the student.
        mistake: name of the known mistake that the answer shows, if it does.
        is_explained: whether the message says what is wrong, and not only what came out.
        comparison: the first array that is wrong in value, if no known mistake explains it.
    """

    exercise: str
    passed: bool
    stage: str
    message: str
    mistake: str | None = None
    is_explained: bool = True
    comparison: Comparison | None = None

    def __str__(self):
        mark = "\N{HEAVY CHECK MARK}" if self.passed else "\N{HEAVY BALLOT X}"
        return f"{mark} {self.exercise}: {self.message}"

    __repr__ = __str__

    def _repr_html_(self):
        colour = "#009E73" if self.passed else "#D55E00"
        mark = "&#10004;" if self.passed else "&#10008;"
        return (
            f'<div style="border-left: 4px solid {colour}; padding: 0.3em 0.8em">'
            f'<span aria-hidden="true">{mark}</span> <strong>{escape(self.exercise)}</strong>: '
            f"{escape(self.message)}</div>"
        )


class CheckFailed(AssertionError):
    """An answer is not right yet, or ``check`` was given something it cannot check.

    ``result`` is the CheckResult, or None in the second case. Notebooks show the message alone,
    without a traceback.
    """

    def __init__(self, message, result=None):
        super().__init__(message)
        self.result = result

    def _render_traceback_(self):
        # JupyterLab breaks long lines in the middle of a word, so they are broken here, and
        # not inside the brackets of a shape.
        whole = re.sub(r"(?<=\d,) (?=\d)", "\0", str(self))
        lines = textwrap.wrap(whole, width=84, break_long_words=False, break_on_hyphens=False)
        return [line.replace("\0", " ") for line in lines]


class ShortcutUsed(CheckFailed):
    """A by-hand exercise called a ready-made recurrent layer."""
