"""Finds what a student handed in for an assignment, and reads no more than it should."""

import os
from pathlib import Path

from .files import read_regular
from .reading import LARGEST
from .repair import grade_id_of


def read_submission(folder, assignment, release):
    """The notebook that a student handed in.

    Args:
        folder: the student's folder for this assignment; it need not exist.
        assignment: the assignment's name, which is the notebook's, too.
        release: the notebook that was handed out, to recognise one under another name.

    Returns:
        ``(content, notes)``: the file's bytes, or None when there is none that may be read; and
        what was unusual, in sentences.
    """
    folder, notes = Path(folder), []
    if folder.is_symlink() or not folder.is_dir():
        return None, notes
    wanted = folder / f"{assignment}.ipynb"
    if os.path.lexists(wanted):
        return _content(wanted, notes), notes
    others = sorted(
        path
        for path in folder.rglob("*.ipynb")
        if not any(part.startswith(".") for part in path.relative_to(folder).parts)
    )
    readable = {path: content for path in others if (content := _content(path, notes)) is not None}
    if not readable:
        return None, notes
    names = [grade_id_of(cell).encode() for cell in release.cells if grade_id_of(cell)]
    best = max(readable, key=lambda path: sum(name in readable[path] for name in names))
    notes.append(f"The notebook is called {best.name}, expected {wanted.name}.")
    if len(readable) > 1:
        notes.append(f"There are {len(readable)} notebooks. The one most like the release counts.")
    return readable[best], notes


def _content(path, notes):
    """A regular file's bytes, or None with a note."""
    try:
        # One byte more than is allowed: whoever reads it sees that it is too large.
        return read_regular(path, LARGEST + 1)
    except OSError:
        if path.is_symlink():
            what = "a symbolic link"
        else:
            what = "not to be opened" if path.is_file() else "no file"
        notes.append(f"{path.name} is {what}. It was not read.")
        return None
