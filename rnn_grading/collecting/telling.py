"""What collecting tells in the terminal."""

from ..files import printable
from ..table import remark
from .filing import NEW, OTHER, SAME

_MOST_FILES = 4  # that are named
_MOST_NOTES = 6


def table(collected, replace):
    """A line for each student whose submission is filed, and what is not filed.

    Args:
        collected: a Collected.
        replace: whether older submissions are set aside.

    Returns:
        Text. Whatever the names are, it holds printable characters and line ends alone.
    """
    filed = [row for row in collected.rows if _is_filed(row, replace)]
    others = [row for row in collected.rows if row.standing == OTHER and not replace]
    nothing = [row for row in collected.rows if row.standing is None]
    parts = []
    if filed:
        width = max(len(printable(row.student)) for row in filed)
        lines = [f"{'student':{max(width, len('student'))}}  files"]
        for row in filed:
            name = printable(row.student)
            lines += [f"{name:{max(width, len('student'))}}  {_files(row)}", *_remarks(row)]
        parts.append(lines)
    if others:
        parts.append(["Left alone, as they have another submission already (see --replace):"])
        parts[-1] += [f"  {printable(row.student)}" for row in others]
    if nothing:
        parts.append(["Nothing of theirs could be filed:"])
        for row in nothing:
            parts[-1] += [f"  {printable(row.student)}", *_remarks(row)]
    if collected.left:
        parts.append(["Not assigned to anybody (see --map and --new):"])
        for why, names in sorted(collected.left.items()):
            parts[-1] += [f"  {printable(name)}" for name in names]
            parts[-1] += remark("-", why)
    return "\n\n".join("\n".join(lines) for lines in parts)


def summary(collected, replace, dry_run):
    """How many there are of each, in a line."""
    rows = collected.rows
    filed = sum(_is_filed(row, replace) for row in rows)
    told = [
        f"{len(rows)} student" + ("" if len(rows) == 1 else "s"),
        f"{filed} would be filed" if dry_run else f"{filed} filed now",
    ]
    for what, count in (
        ("already there", sum(row.standing == SAME for row in rows)),
        ("left alone", sum(row.standing == OTHER for row in rows) if not replace else 0),
        ("late", sum(row.late for row in rows)),
        ("new in the gradebook", sum(row.is_new for row in rows)),
    ):
        if count:
            told.append(f"{count} {what}")
    return f"\n{', '.join(told)}."


def _is_filed(row, replace):
    return row.standing == NEW or (row.standing == OTHER and replace)


def _files(row):
    more = len(row.files) - _MOST_FILES
    names = row.files[:_MOST_FILES] + ([f"and {more} more"] if more > 0 else [])
    return ", ".join(map(printable, names))


def _remarks(row):
    told = []
    if row.late:
        told.append("Late, says Canvas.")
    if row.is_new:
        told.append("New in the gradebook.")
    if row.aside:
        told.append(f"The older submission is in {row.aside} now.")
    told += row.notes[:_MOST_NOTES]
    if len(row.notes) > _MOST_NOTES:
        told.append(f"There are {len(row.notes) - _MOST_NOTES} more notes like these.")
    return [line for note in told for line in remark("-", note)]
