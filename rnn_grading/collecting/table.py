"""What collecting prints in the terminal."""

from ..files import printable
from ..table import remark, summary_line
from .collect import Collected
from .filing import NEW, OTHER, SAME

_MAX_FILES = 4  # that are named
_MAX_NOTES = 6


def table(collected: Collected, replace: bool) -> str:
    """A line for each student whose submission is filed, older ones replaced or not, and what is
    not filed.

    Whatever the names are, the text holds printable characters and line ends alone.
    """
    filed = [row for row in collected.rows if _is_filed(row, replace)]
    others = [row for row in collected.rows if row.status == OTHER and not replace]
    nothing = [row for row in collected.rows if row.status is None]
    parts = []
    if filed:
        width = max(len("student"), *(len(printable(row.student)) for row in filed))
        lines = [f"{'student':{width}}  files"]
        for row in filed:
            lines += [f"{printable(row.student):{width}}  {_files(row)}", *_remarks(row)]
        parts.append(lines)
    if others:
        parts.append(["Left alone, as they have another submission already (see --replace):"])
        parts[-1] += [f"  {printable(row.student)}" for row in others]
    if nothing:
        parts.append(["Nothing of theirs could be filed:"])
        for row in nothing:
            parts[-1] += [f"  {printable(row.student)}", *_remarks(row)]
    if collected.unassigned:
        parts.append(["Not assigned to anybody (see --map and --new):"])
        for why, names in sorted(collected.unassigned.items()):
            parts[-1] += [f"  {printable(name)}" for name in names]
            parts[-1] += remark("-", why)
    return "\n\n".join("\n".join(lines) for lines in parts)


def summary(collected: Collected, replace: bool, dry_run: bool) -> str:
    """How many there are of each, in a line."""
    rows, filed = collected.rows, "would be filed" if dry_run else "filed now"
    counts = {
        filed: sum(_is_filed(row, replace) for row in rows),
        "already there": sum(row.status == SAME for row in rows),
        "left alone": sum(row.status == OTHER for row in rows) if not replace else 0,
        "late": sum(row.late for row in rows),
        "new in the gradebook": sum(row.is_new for row in rows),
    }
    return summary_line(len(rows), filed, counts.items())


def _is_filed(row, replace):
    return row.status == NEW or (row.status == OTHER and replace)


def _files(row):
    more = len(row.files) - _MAX_FILES
    names = row.files[:_MAX_FILES] + ([f"and {more} more"] if more > 0 else [])
    return ", ".join(map(printable, names))


def _remarks(row):
    remarks = []
    if row.late:
        remarks.append("Late, says Canvas.")
    if row.is_new:
        remarks.append("New in the gradebook.")
    if row.previous:
        remarks.append(f"The older submission is in {row.previous} now.")
    remarks += row.notes[:_MAX_NOTES]
    if len(row.notes) > _MAX_NOTES:
        remarks.append(f"There are {len(row.notes) - _MAX_NOTES} more notes like these.")
    return [line for note in remarks for line in remark("-", note)]
