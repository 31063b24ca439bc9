"""What a run tells in the terminal."""

import shutil
import textwrap

from .files import printable


def table(rows):
    """A line for each student, and below it what is to be said of them.

    Args:
        rows: a list of Row.

    Returns:
        Text. Whatever the rows hold, it holds printable characters and line ends alone.
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


def remark(sign, text):
    """The lines of what is said of somebody, as wide as the terminal; printable alone."""
    width = max(60, shutil.get_terminal_size((100, 24)).columns - 1)
    return textwrap.wrap(
        printable(text), width, initial_indent=f"    {sign} ", subsequent_indent="      "
    )


def summary(rows):
    """How many there are, in a line: of students, of those graded now, of those with remarks."""
    new = sum(row.is_new for row in rows)
    told = [f"{len(rows)} student" + ("s" if len(rows) > 1 else ""), f"{new} graded now"]
    for what, count in (
        ("with something by hand", sum(row.by_hand > 0 for row in rows)),
        ("with notes", sum(bool(row.notes) for row in rows)),
        ("with alarms (!)", sum(bool(row.alarms or row.trouble) for row in rows)),
    ):
        if count:
            told.append(f"{count} {what}")
    return f"\n{', '.join(told)}."


def _score(row):
    return "none" if row.trouble else f"{_number(row.points)} / {_number(row.most)}"


def _number(points):
    return f"{points:.2f}".rstrip("0").rstrip(".")


def _remarks(row):
    """Pairs of a sign and a sentence, the alarming ones first."""
    for alarm in (*filter(None, [row.trouble]), *row.alarms):
        yield "!", alarm
    for note in row.notes:
        yield "-", note
    if row.penalty:
        yield "-", f"Handed in late: {_number(row.penalty)} taken off."
