"""Which files of a student are the submission, and what they are called in it."""

from collections import defaultdict
from typing import NamedTuple

from ..beside import SET_ASIDE, TIMESTAMP
from .archives import Entry, Refused, unpacked
from .names import CANVAS, Name, handed_in_again
from .safe import safe_part

_MOST_FILES = 1_000  # of a student's zip
_NOTEBOOK = ".ipynb"
_NOTEBOOKS = (_NOTEBOOK, f"{_NOTEBOOK}.txt", f"{_NOTEBOOK}.json")  # as browsers save them


class Found(NamedTuple):
    """A file that somebody handed in: the place of its archive among those given, its Name, and
    the Entry to read it from.
    """

    archive: int
    name: Name
    entry: Entry


class Submission(NamedTuple):
    """``files``: ``{path: bytes}``, a path being a tuple of text; ``notes``: what was unusual."""

    files: dict[tuple[str, ...], bytes]
    notes: list[str]


def newest(found):
    """The files of a student's newest attempt.

    An export holds one attempt of each student. Of several exports that with the latest upload
    counts. In it, a notebook counts once, as the one that was handed in last.

    Args:
        found: a list of Found, all of one student.

    Returns:
        ``(chosen, earlier)``: two lists of Found.
    """
    attempts = defaultdict(list)
    for one in found:
        attempts[one.archive, one.name.above, one.name.person].append(one)
    last = {}
    for one in sorted(max(attempts.values(), key=lambda group: max(map(_age, group))), key=_age):
        last[_which(one.name)] = one
    chosen = set(last.values())
    return list(last.values()), [one for one in found if one not in chosen]


def _age(one):
    return one.name.upload, handed_in_again(one.name.file[-1])[1], one.entry.when, one.archive


def _which(name):
    """What a later file stands in for: the same file, or one that Canvas added a number to."""
    *folders, file = name.file
    if name.system == CANVAS and file.casefold().endswith((*_NOTEBOOKS, ".zip")):
        file = handed_in_again(file)[0]
    return (*folders, file.casefold())


def is_notebook(file):
    """Whether a file of this name is a notebook."""
    return file.casefold().endswith(_NOTEBOOKS)


def submission(chosen, assignment, room):
    """Reads a submission and names its files.

    Args:
        chosen: a list of Found.
        assignment: the assignment's name, which is the notebook's, too.
        room: a Room.

    Returns:
        A Submission.
    """
    notes = []
    files = _read(chosen, room, notes)
    notebooks = [path for path, _ in files if is_notebook(path[-1])]
    if len(notebooks) == 1:
        files = _around(notebooks[0], files, f"{assignment}{_NOTEBOOK}", notes)
    elif notebooks:
        notes.append(f"There are {len(notebooks)} notebooks, under their own names.")
    named = _Named(notes)
    for path, content in files:
        named.add(filed_as(path), content)
    if named.files and not notebooks:
        notes.append("There is no notebook.")
    return Submission(named.files, notes)


# --- Reading ------------------------------------------------------------------------------------


def _read(chosen, room, notes):
    """Pairs of a path and the bytes; notebooks come first, while there is room."""
    zips = sum(_is_zip(one.name.file) for one in chosen)
    counts = {handed_in_again(one.name.file[-1])[1] for one in chosen if _counts(one.name.file)}
    names, files = {one.name.file for one in chosen}, []
    for one in sorted(chosen, key=lambda one: (not is_notebook(one.name.file[-1]), one.name.file)):
        path = one.name.file
        try:
            content = one.entry.read(room)
            if _is_zip(path):
                folder = () if zips == 1 else (*path[:-1], path[-1][: -len(".zip")])
                files += _unpacked(path, content, folder, room, notes)
                continue
        except Refused as reason:
            notes.append(f"{_shown(path)} is left out. {reason}")
            continue
        if one.name.system == CANVAS and not _counts(path):
            own, count = handed_in_again(path[-1])
            if count in counts - {0} and (*path[:-1], own) not in names:
                notes.append(f"{path[-1]} is called {own} again. Canvas added the number.")
                path = (*path[:-1], own)
        files.append((path, content))
    return files


def _unpacked(path, content, folder, room, notes):
    """The files in a zip; the zip itself, if it cannot be read."""
    try:
        inside, refused = unpacked(content, room, _MOST_FILES)
    except Refused as reason:
        notes.append(f"{_shown(path)} is not unpacked. {reason}")
        return [(path, content)]
    notes += [f"{name} in {_shown(path)} is left out. {why}" for name, why in refused]
    return [((*folder, *parts), content) for parts, content in inside]


def _is_zip(path):
    return path[-1].casefold().endswith(".zip")


def _counts(path):
    return is_notebook(path[-1]) or _is_zip(path)


# --- Names --------------------------------------------------------------------------------------


def _around(notebook, files, called, notes):
    """Gives the only notebook its name; what is beside it comes with it out of its folder."""
    own = handed_in_again(notebook[-1])[0]
    if _with_its_ending(own) != called:
        notes.append(f"{_shown(notebook)} is filed as {called}.")
    folder = notebook[:-1]
    moved = []
    for path, content in files:
        if path == notebook:
            moved.append(((called,), content))
        else:
            inside = path[: len(folder)] == folder
            moved.append((path[len(folder) :] if inside else path, content))
    return moved


def filed_as(path):
    """The path under which a file is filed, a tuple of text."""
    *folders, file = path
    return tuple(map(safe_part, (*folders, _with_its_ending(file))))


def _with_its_ending(file):
    """A notebook's name as nbgrader looks for it."""
    for ending in _NOTEBOOKS:
        if file.casefold().endswith(ending):
            return file[: -len(ending)] + _NOTEBOOK
    return file


class _Named:
    """Files by name, none of which would be in another's way on any system."""

    def __init__(self, notes):
        self.files, self._notes = {}, notes
        self._names, self._folders = set(), set()

    def add(self, path, content):
        """Adds a file, unless there is one of its name, or nbgrader reads something else in it."""
        folded = tuple(part.casefold() for part in path)
        folders = {folded[:depth] for depth in range(1, len(folded))}
        if folded in ((TIMESTAMP,), (SET_ASIDE,)):
            why = "Students do not say when they handed in."
        elif folded in self._names or folded in self._folders or folders & self._names:
            why = "There is another file of this name."
        else:
            self._names.add(folded)
            self._folders |= folders
            self.files[path] = content
            return
        self._notes.append(f"{_shown(path)} is left out. {why}")


def _shown(path):
    return "/".join(path)
