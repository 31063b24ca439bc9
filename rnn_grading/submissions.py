"""Finds what a student handed in for an assignment, and reads no more than it should: the notebook,
its attachments (data, a helper module), the time of submission.
"""

import fnmatch
import os
import re
import stat
import warnings
from collections.abc import Iterable
from datetime import datetime
from itertools import islice
from pathlib import Path, PurePosixPath

from nbformat import NotebookNode
from nbgrader.utils import parse_utc

from .files import read_regular
from .jobs import Attachments
from .notebooks import (
    MAX_BYTES,
    NOTEBOOK_ENDING,
    Unreadable,
    grade_id_of,
    is_solution,
    read_cells,
    without_outputs,
    written,
)

TIMESTAMP = "timestamp.txt"
UNREADABLE_TIMESTAMP = "timestamp.unreadable"
_LARGE = 2_000_000  # bytes of a notebook, from which on its outputs are worth leaving out
_ZONE = re.compile(r":\d\d(?:\.\d+)?\s+([A-Za-z]{1,5}|[+-]\d\d:?\d\d)\b")
_MAX_ATTACHMENTS = 1_000
_MAX_ATTACHED_BYTES = 5_000_000  # together


def read_notebook(
    folder: Path, assignment: str, release: NotebookNode
) -> tuple[bytes | None, list[str]]:
    """The bytes of the notebook that a student handed in, or None when there is none that may be
    read; and what was unusual, in sentences.

    Args:
        folder: the student's folder for this assignment; it need not exist.
        assignment: the assignment's name, which is the notebook's, too.
        release: the notebook that was handed out, to recognise one under another name.

    Raises:
        OSError: we may not read it, which is nobody's fault but the system's.
    """
    notes: list[str] = []
    if folder.is_symlink() or not folder.is_dir():
        return None, notes
    wanted = folder / f"{assignment}.ipynb"
    others = {
        path
        for path in folder.rglob("*")
        if NOTEBOOK_ENDING.search(path.name)
        and not path.is_dir()
        and not any(part.startswith(".") for part in path.relative_to(folder).parts)
    }
    if os.path.lexists(wanted) and not wanted.is_dir():
        others.add(wanted)
    contents = {path: _content(path, notes) for path in sorted(others)}
    readable = {path: content for path, content in contents.items() if content is not None}
    if not readable:
        names = [str(name) for name in list_attachments(folder, ())[:3]]
        if names and not notes:
            notes.append(f"There is no notebook in what was handed in: {', '.join(names)}.")
        return None, notes
    if readable.keys() == {wanted}:  # most hand in one: it is looked into where there is a choice
        return readable[wanted], notes
    counts = {path: _answers(content, release) for path, content in readable.items()}
    best = max(readable, key=lambda path: (counts[path], path == wanted))
    shown = best.relative_to(folder)
    if best != wanted and wanted in readable:
        notes.append(f"{shown} counts: it holds more answers than {wanted.name}.")
    elif best != wanted:
        notes.append(f"The notebook is {shown}, expected {wanted.name}.")
    if len(readable) > 1 and wanted not in readable:
        notes.append(f"There are {len(readable)} notebooks. The one with most answers counts.")
    return readable[best], notes


def _answers(content, release):
    """How much was written in a notebook, and whether it is of this release at all: answers and
    cells of the student's own, and a part for each cell that it has in common.
    """
    try:
        cells, _ = read_cells(content)
    except Unreadable:
        return -1.0
    known = {grade_id_of(cell) for cell in release.cells} - {None}
    names = {grade_id_of(cell) for cell in cells} - {None}
    if len(names - known) > len(names & known):
        return 0.0  # it is another notebook
    answers = [
        cell
        for cell in written(cells, release)
        if grade_id_of(cell) in known or "nbgrader" not in cell.metadata
    ]
    return sum(map(is_solution, answers)) + len(answers) / 1e4 + len(names & known) / 1e6


def _content(path, notes):
    """A regular file's bytes, or None with a note."""
    try:
        # One byte more than is allowed: whoever reads it sees that it is too large.
        content = read_regular(path, MAX_BYTES + 1)
    except OSError:
        if path.is_file() and not path.is_symlink():
            raise
        what = "a symbolic link" if path.is_symlink() else "no file"
        notes.append(f"{path.name} is {what}. It was not read.")
        return None
    if len(content) > MAX_BYTES:
        size = path.stat().st_size / 1e6
        notes.append(f"{path.name} has {size:.0f} MB, at most {MAX_BYTES / 1e6:.0f} are read.")
    return without_outputs(content) if len(content) > _LARGE else content


def list_attachments(folder: Path, ignored: Iterable[str]) -> list[PurePosixPath]:
    """The relative names of regular files other than notebooks and the timestamp, sorted.

    The folder need not exist, and no link in it is followed. Names of files and folders that fit an
    ``ignored`` pattern do not count.
    """
    return [] if os.path.islink(folder) else list(islice(_walk(folder, ignored), _MAX_ATTACHMENTS))


def _walk(folder, ignored):
    def counts(name):
        return not any(fnmatch.fnmatchcase(name, pattern) for pattern in (*ignored, "*.ipynb"))

    times = (folder / TIMESTAMP, folder / UNREADABLE_TIMESTAMP)
    for here, folders, names in os.walk(folder):
        folders[:] = sorted(filter(counts, folders))
        for name in sorted(filter(counts, names)):
            path = Path(here, name)
            try:
                is_regular = stat.S_ISREG(path.lstat().st_mode)
            except OSError:  # its folder can be listed and not entered
                continue
            if is_regular and path not in times:
                yield PurePosixPath(path.relative_to(folder))


def read_attachments(folder: Path, ignored: Iterable[str]) -> tuple[Attachments, list[str]]:
    """Reads the attachments for an answer to use: pairs of a name and the bytes, as a Job has them;
    and what was left out, in sentences.
    """
    files, left_out, left = [], [], _MAX_ATTACHED_BYTES
    for name in list_attachments(folder, ignored):
        try:
            content = read_regular(folder / name, left + 1)
        except OSError:
            content = None
        if content is None or len(content) > left:
            left_out.append(str(name))
            continue
        files.append((str(name), content))
        left -= len(content)
    if not left_out:
        return tuple(files), []
    what = ", ".join(left_out[:3]) + (", ..." if len(left_out) > 3 else "")
    limit = f"{_MAX_ATTACHED_BYTES / 1e6:.0f} MB"
    return tuple(files), [f"Not there while grading, which takes files of {limit} at most: {what}."]


def read_timestamp(folder: Path) -> tuple[datetime | None, str, list[str]]:
    """When it was handed in, in UTC; the text that says so; what was unusual, in sentences.

    A file that does not say so is given another name: formgrader could show nothing of the whole
    assignment as long as it is there. Then there is neither time nor text.
    """
    file, renamed = folder / TIMESTAMP, folder / UNREADABLE_TIMESTAMP
    note = "The time of submission could not be read. It counts as in time."
    try:
        text = read_regular(file, 200).decode().strip()
        return _parsed(text) if text else None, text, []
    except Exception:  # there is none, or whatever dateutil makes of it
        if not os.path.lexists(file) or os.path.islink(folder):
            return None, "", [note] if os.path.lexists(renamed) else []
    try:
        os.replace(file, renamed)
    except OSError:
        note += f" {TIMESTAMP} should be renamed: formgrader stumbles over it."
    return None, "", [note]


def _parsed(text):
    with warnings.catch_warnings(action="ignore"):  # of time zones, see below
        return parse_utc(text)


def misread_zone(text: str) -> str | None:
    """What nbgrader makes of a timestamp's time zone, in a sentence, if that is not what it means;
    ``text`` is one that ``read_timestamp`` gave.
    """
    found = _ZONE.search(text)
    if not found or found[1].upper() in ("AM", "PM", "UTC", "GMT", "Z"):
        return None
    read = _parsed(text)
    try:
        offset = _parsed(text[: found.start(1)] + text[found.end(1) :]) - read
        meant = None if found[1].isalpha() else datetime.strptime(found[1], "%z").utcoffset()
    except Exception:  # whatever dateutil makes of what is left, or no offset at all, as +99:99
        return None
    if offset == meant or (meant is None and offset):
        return None
    return (
        f"\u201c{text}\u201d counts as {read:%H:%M} UTC, as nbgrader does not know the time zone "
        f"\u201c{found[1]}\u201d. It knows one that is right behind the time: 12:00:00+09:00."
    )
