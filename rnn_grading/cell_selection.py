"""Which cells of a submission are run: all that its answers could depend on."""

import re
import symtable
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from nbformat import NotebookNode


class _Names(NamedTuple):
    used: frozenset
    defined: frozenset


def cells_to_run(cells: Sequence[NotebookNode], released: Iterable[str]) -> set[int]:
    """The cells that take part in grading, by their places in the list.

    What a student wrote always does. A cell that is as it was released, and has no name that
    nbgrader knows, only shows something: a figure, a widget, an experiment. It is run if it defines
    a name that others use.

    Args:
        cells: the code cells of a repaired submission, in order.
        released: the sources of the released cells of that kind.
    """
    released = {source.strip() for source in released}
    shows = ["nbgrader" not in cell.metadata and cell.source.strip() in released for cell in cells]
    names = [_names(cell.source) for cell in cells]
    chosen = {i for i, only_shows in enumerate(shows) if not only_shows}
    wanted = {name for i in chosen for name in names[i].used}
    while True:
        more = {i for i in range(len(cells)) if i not in chosen and names[i].defined & wanted}
        if not more:
            return chosen
        chosen |= more
        wanted |= {name for i in more for name in names[i].used}


@lru_cache(maxsize=1000)  # most cells are the same in a whole class
def _names(source):
    """The global names that a cell uses and defines; where it is not Python, all its words."""
    try:
        table = symtable.symtable(source, "cell", "exec")
    except (SyntaxError, ValueError, RecursionError, MemoryError):  # IPython's % and ! are none
        words = frozenset(re.findall(r"\w+", source))
        return _Names(words, words)
    used, defined = set(), set()
    _walk(table, used, defined)
    return _Names(frozenset(used), frozenset(defined))


def _walk(table, used, defined):
    is_module = table.get_type() == "module"
    for symbol in table.get_symbols():
        if not (is_module or symbol.is_global()):
            continue
        if symbol.is_referenced():
            used.add(symbol.get_name())
        if symbol.is_assigned() or symbol.is_imported():
            defined.add(symbol.get_name())
    for child in table.get_children():
        _walk(child, used, defined)
