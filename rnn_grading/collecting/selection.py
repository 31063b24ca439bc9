"""Which files of a student are the submission, and what they are called in it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from ..notebooks import NOTEBOOK_ENDING
from ..submissions import TIMESTAMP, UNREADABLE_TIMESTAMP
from .archives import ByteBudget, Entry, Refused, unpack
from .filing import safe_name
from .names import CANVAS, Name, split_resubmission
from .roster import Verdict

_MAX_FILES = 1_000  # of a student's zip


class FoundFile(NamedTuple):
    """A file that somebody handed in."""

    archive: int  # the place of its archive among those given
    name: Name
    entry: Entry


def by_student(
    found: Iterable[FoundFile], verdicts: Mapping[str, Verdict]
) -> tuple[dict[str, list[FoundFile]], dict[str, list[str]]]:
    """Each student's files, by the verdicts of ``identify``; and by the reason the labels of those
    files that are nobody's, that of a folder once.
    """
    theirs: dict[str, list[FoundFile]] = defaultdict(list)
    doubtful: dict[str, list[str]] = defaultdict(list)
    for one in found:
        verdict = verdicts[one.name.person]
        for student in verdict.students:
            theirs[student].append(one)
        if not verdict.students and one.name.label not in doubtful[verdict.why]:
            doubtful[verdict.why].append(one.name.label)
    return theirs, doubtful


def newest_attempt(found: Sequence[FoundFile]) -> tuple[list[FoundFile], list[FoundFile]]:
    """The files of a student's newest attempt, and all earlier ones.

    An export holds one attempt of each student. Of several exports that with the latest upload
    counts. In it, a notebook counts once, as the one that was handed in last.
    """
    attempts = defaultdict(list)
    for one in found:
        attempts[one.archive, one.name.folders, one.name.person].append(one)
    newest = max(attempts.values(), key=lambda group: max(map(_age, group)))
    last = {_which(one.name): one for one in sorted(newest, key=_age)}
    chosen = set(last.values())
    return list(last.values()), [one for one in found if one not in chosen]


def _age(one):
    return one.name.upload, split_resubmission(one.name.file[-1])[1], one.entry.when, one.archive


def _which(name):
    """What a later file stands in for: the same file, or one that Canvas added a number to."""
    *folders, file = name.file
    if name.system == CANVAS and (is_notebook(file) or _is_zip(file)):
        file = split_resubmission(file)[0]
    return (*folders, file.casefold())


def is_notebook(file: str) -> bool:
    """Whether a file of this name is a notebook."""
    return NOTEBOOK_ENDING.search(file) is not None


def _is_zip(file):
    return file.casefold().endswith(".zip")


def filing_path(path: tuple[str, ...]) -> tuple[str, ...]:
    """The path under which a file is filed, with the ending that nbgrader expects of a notebook."""
    *folders, file = path
    return tuple(map(safe_name, (*folders, NOTEBOOK_ENDING.sub(".ipynb", file))))


def assemble(
    chosen: Sequence[FoundFile], assignment: str, budget: ByteBudget
) -> tuple[dict[tuple[str, ...], bytes], list[str]]:
    """Reads the files of a submission and names them; the only notebook is called as the
    assignment. Returns the contents by paths, and what was unusual, in sentences.
    """
    notes: list[str] = []
    files = _read(chosen, budget, notes)
    notebooks = [path for path, _ in files if is_notebook(path[-1])]
    if len(notebooks) == 1:
        files = _rename_notebook(notebooks[0], files, f"{assignment}.ipynb", notes)
    elif notebooks:
        notes.append(f"There are {len(notebooks)} notebooks, under their own names.")
    kept = _without_clashes(files, notes)
    if kept and not notebooks:
        notes.append("There is no notebook.")
    return kept, notes


def _read(chosen, budget, notes):
    """Pairs of a path and the bytes; notebooks come first, while the budget lasts."""
    names = {one.name.file for one in chosen}
    attempts = {name for name in names if is_notebook(name[-1]) or _is_zip(name[-1])}
    zips = sum(_is_zip(one.name.file[-1]) for one in chosen)
    counts = {split_resubmission(name[-1])[1] for name in attempts}
    files = []
    for one in sorted(chosen, key=lambda one: (not is_notebook(one.name.file[-1]), one.name.file)):
        path = one.name.file
        *folders, file = path
        try:
            content = one.entry.read(budget)
        except Refused as reason:
            notes.append(f"{_shown(path)} is left out. {reason}")
            continue
        if _is_zip(file):
            folder = () if zips == 1 else (*folders, file[: -len(".zip")])
            files += _unpacked(path, content, folder, budget, notes)
            continue
        own, count = split_resubmission(file)
        is_numbered = one.name.system == CANVAS and path not in attempts and count in counts - {0}
        if is_numbered and (*folders, own) not in names:
            notes.append(f"{file} is called {own} again. Canvas added the number.")
            path = (*folders, own)
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


def _rename_notebook(notebook, files, name, notes):
    """Gives the only notebook its name; what is next to it moves out of its folder with it."""
    own = split_resubmission(notebook[-1])[0]
    if NOTEBOOK_ENDING.sub(".ipynb", own) != name:
        notes.append(f"{_shown(notebook)} is filed as {name}.")
    folder, depth = notebook[:-1], len(notebook) - 1

    def moved(path):
        if path == notebook:
            return (name,)
        return path[depth:] if len(path) > depth and path[:depth] == folder else path

    return [(moved(path), content) for path, content in files]


def _without_clashes(files, notes):
    """Contents by the paths under which they are filed, of which no system takes two for one; and
    without what nbgrader would read something else in.
    """
    kept, names, folders = {}, set(), set()
    for path, content in files:
        path = filing_path(path)
        folded = tuple(part.casefold() for part in path)
        above = {folded[:depth] for depth in range(1, len(folded))}
        if folded in ((TIMESTAMP,), (UNREADABLE_TIMESTAMP,)):
            notes.append(f"{_shown(path)} is left out. Students do not say when they handed in.")
        elif folded in names or folded in folders or above & names:
            notes.append(f"{_shown(path)} is left out. There is another file of this name.")
        else:
            names.add(folded)
            folders |= above
            kept[path] = content
    return kept


def _shown(path):
    return "/".join(path)
