"""Makes a submission fit to be graded: whatever was handed in, a complete notebook comes out.

The release says which cells count and in which order. What the student wrote is put in its place;
what is not theirs to write, such as a check, is taken from the release.
"""

import copy
import itertools
import re
from typing import NamedTuple

from nbformat import NotebookNode
from nbformat.v4 import new_notebook

from .notebooks import (
    Unreadable,
    grade_id_of,
    is_solution,
    names_in,
    new_cell,
    read_cells,
    said,
    written,
)


class Repaired(NamedTuple):
    """A notebook that can be graded, and what was done to it."""

    # Every cell of the release that counts, once and in its order, without outputs; the student's
    # other cells stand where they stood among them.
    notebook: NotebookNode
    # What was repaired, in sentences for student and instructor; none where nothing was.
    notes: tuple[str, ...]


def repair(submitted: bytes | None, release: NotebookNode) -> Repaired:
    """Puts the bytes that were handed in, or None, into the form of the release, a notebook of
    format 4. It never raises for what was handed in.
    """
    try:
        cells, notes = read_cells(submitted)
    except Unreadable as reason:
        return _assemble(release, {}, {}, [], [f"{reason} It counts as not attempted."])
    known = {grade_id_of(cell): cell for cell in release.cells if grade_id_of(cell)}
    found, free, leading, order = _sort_out(cells, known, release)
    if not found:
        notes.append("The notebook holds none of the cells that count in this assignment.")
    if order != sorted(order, key=list(known).index):
        notes.append("Cells stood in another order than in the release. They were put back.")
    names = {grade_id_of(cell) for cell in cells} - {None}
    answers = {grade_id_of(cell) for cell in release.cells if is_solution(cell)}
    is_another = bool(names - known.keys()) and not names & answers
    return _assemble(release, found, free, leading, notes, is_another)


def _sort_out(cells, known, release):
    """Tells the cells that count from the others.

    Returns:
        ``found``, from the name of a known cell to the student's versions of it; ``free``, from
        such a name to the cells that follow it; the ``leading`` ones, before any known cell; and
        the known names in the order in which they first occur.
    """
    by_id = {cell.get("id"): grade_id_of(cell) for cell in release.cells if grade_id_of(cell)}
    by_start = {_start(cell.source): name for name, cell in known.items() if _start(cell.source)}
    names = [
        grade_id_of(cell) if grade_id_of(cell) in known else by_id.get(cell.id) for cell in cells
    ]
    # By what it says only where nothing else tells: a student's own cell may begin like another.
    missing = known.keys() - set(names)
    for i, cell in enumerate(cells):
        if names[i] is None and by_start.get(_start(cell.source)) in missing:
            names[i] = by_start[_start(cell.source)]

    found, free, leading, order = {}, {}, [], []
    place = leading
    for name, cell in zip(names, cells, strict=True):
        if name is None:
            place.append(cell)
            continue
        if name not in found:
            order.append(name)
        found.setdefault(name, []).append(cell)
        place = free.setdefault(name, [])
    return found, free, leading, order


def _start(source):
    """What tells a cell's code from others, once its imports are done: ``def name``, ``name =``,
    or a whole line such as ``check(name)``.
    """
    lines = (line for line in source.splitlines() if line.strip() and line[0] not in " #@")
    for line in lines:
        if line.startswith(("def ", "class ")):
            return line.split("(")[0]
        if not line.startswith(("import ", "from ")):
            return re.sub(r"^(\w+) = .*", r"\1 =", line.strip())
    return ""


def _assemble(release, found, free, leading, notes, is_another=False):
    cells, notes = [*map(_without_name, leading)], list(notes)
    lost, changed, moved = [], [], []
    elsewhere = _written_elsewhere(release, found, free, leading)
    texts = [] if is_another else written(itertools.chain(leading, *free.values()), release)
    own_words = [cell for cell in texts if _is_text(cell)]
    defined = set().union(*(_defined(cell.source) for cell in leading))
    previous = None
    for original in release.cells:
        name = grade_id_of(original)
        if name is None:
            continue
        versions = found.get(name, [])
        if name in elsewhere:
            moved.append(name)
            asked = _defined(original.source)
            # Below its check it comes too late, and is run here already.
            text = "" if asked <= defined else elsewhere[name]
            cells.append(_from_release(original, text or f"# {name} is in another cell."))
        elif is_solution(original):
            if original.cell_type == "markdown":
                versions = _words(name, original, versions, previous, free, own_words, notes)
            cells += _answer(name, original, versions, notes)
        else:
            cells.append(_from_release(original))
            if any(said(version) != said(original) for version in versions):
                changed.append(name)
            elif len(versions) > 1:
                notes.append(f"{name} was there {len(versions)} times. One is enough.")
        if not versions and found and name not in elsewhere:
            lost.append(name)
        if name in found:
            previous = name
        cells += map(_without_name, free.get(name, []))
        defined |= set().union(*(_defined(cell.source) for cell in free.get(name, [])))
        defined |= _defined(cells[-1].source) if is_solution(original) else set()
    if is_another:
        notes.append("No answer of this assignment is in it: perhaps it is another notebook.")
    elif changed:
        notes.append(
            "What is not the student's to change had been changed; the release's counts: "
            f"{', '.join(changed)}."
        )
    if len(moved) == 1:
        notes.append(f"{moved[0]} was written in another cell than its own. It counts.")
    elif moved:
        notes.append(f"{', '.join(moved)} were written in another cell than their own. They count.")
    if lost:
        notes.append(f"Missing cells were taken from the release: {', '.join(lost)}.")
    notebook = new_notebook(cells=_with_ids(cells), metadata=copy.deepcopy(release.metadata))
    notebook.nbformat_minor = 5
    return Repaired(notebook, tuple(notes))


def _written_elsewhere(release, found, free, leading):
    """The answers whose own cells are as released, or gone, while other cells of the student's
    define what they ask for, by name: run after them, the stub would overwrite the answer. And the
    code of those cells.
    """
    answers = {grade_id_of(cell): cell for cell in release.cells if is_solution(cell)}
    run = itertools.chain(leading, *free.values(), *(found.get(name, []) for name in answers))
    codes = [cell.source for cell in written(run, release) if cell.cell_type == "code"]
    elsewhere = {}
    for name, original in answers.items():
        asked = _defined(original.source) if original.cell_type == "code" else set()
        sources = [source for source in codes if asked & _defined(source)]
        is_defined = asked and asked <= set().union(*map(_defined, sources))
        if is_defined and not _filled_in(found.get(name, []), original):
            elsewhere[name] = "\n\n".join(dict.fromkeys(sources))
    return elsewhere


def _filled_in(versions, original):
    """Those of an answer's versions in which something was written."""
    return [v for v in versions if said(v) not in ("", said(original))]


def _is_text(cell):
    """Whether a cell holds words: Markdown, a raw cell, or one of code that is none."""
    return cell.cell_type != "code" or names_in(cell.source) in (None, _NO_NAMES)


_NO_NAMES: tuple[frozenset[str], ...] = (frozenset(),) * 3


def _words(name, original, versions, previous, free, own_words, notes):
    """The versions of an answer in words, which may stand in a cell of the student's own: below its
    own cell, in its place, or in that of the question. Where there is no such cell and its own is
    gone a person has to look.
    """
    if _filled_in(versions, original):
        return versions
    around = [*free.get(previous, []), *(free.get(name, []) if versions else [])]
    here = [cell for cell in around if any(cell is own for own in own_words)]
    if here:
        notes.append(f"{name} was written in another cell than its own. It counts.")
    elif own_words and not versions:
        notes.append(f"{name} was not found. It may be in one of the student's own texts.")
    else:
        return versions
    text = "\n\n".join(cell.source for cell in here or own_words)
    return [new_cell("markdown", text, "")]


def _answer(name, original, versions, notes):
    """The cells of an answer: the last one is the answer itself."""
    filled = _filled_in(versions, original)
    if any(v.cell_type != original.cell_type for v in versions):
        notes.append(f"{name} was no {original.cell_type} cell any more. It was made one again.")
    if not filled:
        return [_from_release(original)]
    distinct = list(dict.fromkeys(v.source for v in filled))
    if len(versions) > 1:
        notes.append(_note_on_versions(name, original, distinct))
    if len(distinct) > 1 and (original.cell_type != "code" or _are_pieces(distinct)):
        distinct = ["\n".join(distinct) if original.cell_type == "code" else "\n\n".join(distinct)]
    *earlier, last = distinct
    return [*(new_cell("code", source, "") for source in earlier), _from_release(original, last)]


def _note_on_versions(name, original, distinct):
    if len(distinct) == 1:
        return f"{name} was there more than once. The one version with an answer counts."
    if original.cell_type != "code" or _are_pieces(distinct):
        return f"{name} was split into {len(distinct)} cells. They were joined."
    return f"{name} was there {len(distinct)} times, with different answers. The last one counts."


def _are_pieces(sources):
    """Whether several cells are parts of one: joined they are Python, and none
    redefines what another one defined.
    """
    if not _defined("\n".join(sources)):
        return False
    defined = [_defined(source) for source in sources]
    if not all(defined):
        return True  # one of them is no complete piece of Python
    return sum(map(len, defined)) == len(frozenset().union(*defined))


def _defined(source):
    """The names that a piece of Python defines, or an empty set where it is none."""
    found = names_in(source)
    return found[1] if found else frozenset()


def _from_release(original, source=None):
    """A cell as it was released, with what the student wrote in it."""
    source = original.source if source is None else source
    return new_cell(original.cell_type, source, original.get("id", ""), original.metadata)


def _without_name(cell):
    """A cell of the student's own: nothing about it concerns nbgrader."""
    return new_cell(cell.cell_type, cell.source, cell.id)


def _with_ids(cells):
    """The same cells, each with an id of its own."""
    taken = {cell.id for cell in cells if grade_id_of(cell)}
    for place, cell in enumerate(cells):
        if not cell.id or (cell.id in taken and not grade_id_of(cell)):
            names = (f"cell-{place}-{n}" for n in itertools.count())
            cell.id = next(name for name in names if name not in taken)
        taken.add(cell.id)
    return cells
