"""What collecting prints in the terminal."""

from collections import Counter

from ..files import printable
from ..table import remark, summary_line
from .collect import FILED, NOTHING, Collected
from .filing import OTHER, SAME

_MAX_FILES = 4  # that are named
_MAX_NOTES = 6


def table(collected: Collected) -> str:
    """A line for each student whose submission is filed, and what is not filed.

    Whatever the names are, the text holds printable characters and line ends alone.
    """
    filed, others, nothing = (
        [(printable(row.student), row) for row in collected.rows if row.status == status]
        for status in (FILED, OTHER, NOTHING)
    )
    parts = []
    if filed:
        width = max(len("student"), *(len(student) for student, _ in filed))
        parts.append([f"{'student':{width}}  files"])
        for student, row in filed:
            parts[-1] += [f"{student:{width}}  {_files(row)}", *_remarks(row)]
    if others:
        parts.append(["Left alone, as they have another submission already (see --replace):"])
        parts[-1] += [f"  {student}" for student, _ in others]
    if nothing:
        parts.append(["Nothing of theirs could be filed:"])
        for student, row in nothing:
            parts[-1] += [f"  {student}", *_remarks(row)]
    if collected.unassigned:
        parts.append(["Not assigned to anybody (see --map and --new):"])
        for why, names in sorted(collected.unassigned.items()):
            parts[-1] += [*(f"  {printable(name)}" for name in names), *remark("-", why)]
    return "\n\n".join("\n".join(lines) for lines in parts)


def summary(collected: Collected, dry_run: bool) -> str:
    """How many there are of each, in a line."""
    rows, filed = collected.rows, "would be filed" if dry_run else "filed now"
    statuses = Counter(row.status for row in rows)
    counts = {
        filed: statuses[FILED],
        "already there": statuses[SAME],
        "left alone": statuses[OTHER],
        "late": sum(row.late for row in rows),
        "new in the gradebook": sum(row.is_new for row in rows),
    }
    return summary_line(len(rows), filed, counts.items())


def _files(row):
    more = len(row.files) - _MAX_FILES
    names = row.files[:_MAX_FILES] + ([f"and {more} more"] if more > 0 else [])
    return ", ".join(map(printable, names))


def _remarks(row):
    remarks = ["Late, says Canvas."] if row.late else []
    if row.is_new:
        remarks.append("New in the gradebook.")
    if row.previous:
        remarks.append(f"The older submission is in {row.previous} now.")
    remarks += row.notes[:_MAX_NOTES]
    if len(row.notes) > _MAX_NOTES:
        remarks.append(f"There are {len(row.notes) - _MAX_NOTES} more notes like these.")
    return [line for note in remarks for line in remark("-", note)]
