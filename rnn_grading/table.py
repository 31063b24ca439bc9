"""What a run prints in the terminal."""

import shutil
import textwrap
from collections.abc import Iterable, Sequence

from .files import printable
from .grade_class import GradedStudent


def table(rows: Sequence[GradedStudent]) -> str:
    """A line for each student, and the remarks on them below it.

    Whatever the rows hold, the text holds printable characters and line ends alone.
    """
    names = [printable(row.student) for row in rows]
    name_width = max(map(len, [*names, "student"]))
    scores = [_score(row) for row in rows]
    score_width = max(map(len, [*scores, "score"]))
    lines = [f"{'student':{name_width}}  {'score':>{score_width}}"]
    for row, name, score in zip(rows, names, scores, strict=True):
        by_hand = f"  + {row.by_hand} by hand" if row.by_hand else ""
        lines.append(f"{name:{name_width}}  {score:>{score_width}}{by_hand}")
        for sign, text in _remarks(row):
            lines += remark(sign, text)
    return "\n".join(lines)


def remark(sign: str, text: str) -> list[str]:
    """The lines of a remark on somebody, as wide as the terminal; printable alone."""
    width = max(60, shutil.get_terminal_size((100, 24)).columns - 1)
    return textwrap.wrap(
        printable(text), width, initial_indent=f"    {sign} ", subsequent_indent="      "
    )


def summary(rows: Sequence[GradedStudent]) -> str:
    """How many there are, in a line: of students, of those graded now, of those with remarks."""
    counts = {
        "graded now": sum(row.is_new for row in rows),
        "with something by hand": sum(row.by_hand > 0 for row in rows),
        "with notes": sum(bool(row.notes) for row in rows),
        "with alarms (!)": sum(bool(row.alarms or row.failure) for row in rows),
    }
    return summary_line(len(rows), "graded now", counts.items())


def summary_line(students: int, first: str, counts: Iterable[tuple[str, int]]) -> str:
    """``2 students, 0 graded now, 1 with notes.``; of the counts that are 0 only the ``first``."""
    parts = [f"{students} student" + ("" if students == 1 else "s")]
    parts += [f"{count} {what}" for what, count in counts if count or what == first]
    return f"\n{', '.join(parts)}."


def _score(row):
    return "none" if row.failure else f"{_number(row.points)} / {_number(row.max_points)}"


def _number(points):
    return f"{points:.2f}".rstrip("0").rstrip(".")


def _remarks(row):
    """Pairs of a sign and a sentence, the alarming ones first."""
    for alarm in (*filter(None, [row.failure]), *row.alarms):
        yield "!", alarm
    for note in row.notes:
        yield "-", note
    if row.penalty:
        yield "-", f"Handed in late: {_number(row.penalty)} taken off."
