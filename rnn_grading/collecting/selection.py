"""Which files of a student are the submission, and what they are called in it."""

from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from ..submissions import TIMESTAMP, UNREADABLE_TIMESTAMP
from .archives import ByteBudget, Entry, Refused, unpack
from .names import CANVAS, Name, split_resubmission
from .paths import safe_name

_MAX_FILES = 1_000  # of a student's zip
_NOTEBOOK = ".ipynb"
_NOTEBOOKS = (_NOTEBOOK, f"{_NOTEBOOK}.txt", f"{_NOTEBOOK}.json")  # as browsers save them


class FoundFile(NamedTuple):
    """A file that somebody handed in: the place of its archive among those given, its Name, and
    the Entry to read it from.
    """

    archive: int
    name: Name
    entry: Entry


class Assembled(NamedTuple):
    """A submission: ``files``, contents by paths; ``notes``, what was unusual, in sentences."""

    files: dict[tuple[str, ...], bytes]
    notes: list[str]


def newest_attempt(found: Sequence[FoundFile]) -> tuple[list[FoundFile], list[FoundFile]]:
    """The files of a student's newest attempt, and all earlier ones.

    An export holds one attempt of each student. Of several exports that with the latest upload
    counts. In it, a notebook counts once, as the one that was handed in last.
    """
    attempts = defaultdict(list)
    for one in found:
        attempts[one.archive, one.name.folders, one.name.person].append(one)
    last = {}
    for one in sorted(max(attempts.values(), key=lambda group: max(map(_age, group))), key=_age):
        last[_which(one.name)] = one
    chosen = set(last.values())
    return list(last.values()), [one for one in found if one not in chosen]


def _age(one):
    return one.name.upload, split_resubmission(one.name.file[-1])[1], one.entry.when, one.archive


def _which(name):
    """What a later file stands in for: the same file, or one that Canvas added a number to."""
    *folders, file = name.file
    if name.system == CANVAS and file.casefold().endswith((*_NOTEBOOKS, ".zip")):
        file = split_resubmission(file)[0]
    return (*folders, file.casefold())


def is_notebook(file: str) -> bool:
    """Whether a file of this name is a notebook."""
    return file.casefold().endswith(_NOTEBOOKS)


def assemble(chosen: Sequence[FoundFile], assignment: str, budget: ByteBudget) -> Assembled:
    """Reads the files of a submission and names them; the only notebook is called as the
    assignment.
    """
    notes: list[str] = []
    files = _read(chosen, budget, notes)
    notebooks = [path for path, _ in files if is_notebook(path[-1])]
    if len(notebooks) == 1:
        files = _rename_notebook(notebooks[0], files, f"{assignment}{_NOTEBOOK}", notes)
    elif notebooks:
        notes.append(f"There are {len(notebooks)} notebooks, under their own names.")
    named = _FileSet(notes)
    for path, content in files:
        named.add(filing_path(path), content)
    if named.files and not notebooks:
        notes.append("There is no notebook.")
    return Assembled(named.files, notes)


def _read(chosen, budget, notes):
    """Pairs of a path and the bytes; notebooks come first, while the budget lasts."""
    zips = sum(_is_zip(one.name.file) for one in chosen)
    counts = {split_resubmission(one.name.file[-1])[1] for one in chosen if _counts(one.name.file)}
    names, files = {one.name.file for one in chosen}, []
    for one in sorted(chosen, key=lambda one: (not is_notebook(one.name.file[-1]), one.name.file)):
        path = one.name.file
        try:
            content = one.entry.read(budget)
            if _is_zip(path):
                folder = () if zips == 1 else (*path[:-1], path[-1][: -len(".zip")])
                files += _unpacked(path, content, folder, budget, notes)
                continue
        except Refused as reason:
            notes.append(f"{_shown(path)} is left out. {reason}")
            continue
        if one.name.system == CANVAS and not _counts(path):
            own, count = split_resubmission(path[-1])
            if count in counts - {0} and (*path[:-1], own) not in names:
                notes.append(f"{path[-1]} is called {own} again. Canvas added the number.")
                path = (*path[:-1], own)
        files.append((path, content))
    return files


def _unpacked(path, content, folder, budget, notes):
    """The files in a zip; the zip itself, if it cannot be read."""
    try:
        inside, refused = unpack(content, budget, _MAX_FILES)
    except Refused as reason:
        notes.append(f"{_shown(path)} is not unpacked. {reason}")
        return [(path, content)]
    notes += [f"{name} in {_shown(path)} is left out. {why}" for name, why in refused]
    return [((*folder, *parts), content) for parts, content in inside]


def _is_zip(path):
    return path[-1].casefold().endswith(".zip")


def _counts(path):
    return is_notebook(path[-1]) or _is_zip(path)


def _rename_notebook(notebook, files, name, notes):
    """Gives the only notebook its name; what is next to it moves out of its folder with it."""
    own = split_resubmission(notebook[-1])[0]
    if _normalise_ending(own) != name:
        notes.append(f"{_shown(notebook)} is filed as {name}.")
    folder = notebook[:-1]
    moved = []
    for path, content in files:
        if path == notebook:
            moved.append(((name,), content))
        else:
            inside = path[: len(folder)] == folder
            moved.append((path[len(folder) :] if inside else path, content))
    return moved


def filing_path(path: tuple[str, ...]) -> tuple[str, ...]:
    """The path under which a file is filed."""
    *folders, file = path
    return tuple(map(safe_name, (*folders, _normalise_ending(file))))


def _normalise_ending(file):
    """A file's name, with the ending that nbgrader expects of a notebook."""
    for ending in _NOTEBOOKS:
        if file.casefold().endswith(ending):
            return file[: -len(ending)] + _NOTEBOOK
    return file


class _FileSet:
    """Files by name, none of which would collide with another on any system."""

    def __init__(self, notes):
        self.files, self._notes = {}, notes
        self._names, self._folders = set(), set()

    def add(self, path, content):
        """Adds a file, unless there is one of its name, or nbgrader reads something else in it."""
        folded = tuple(part.casefold() for part in path)
        folders = {folded[:depth] for depth in range(1, len(folded))}
        if folded in ((TIMESTAMP,), (UNREADABLE_TIMESTAMP,)):
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
