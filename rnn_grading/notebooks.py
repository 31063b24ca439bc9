"""Reads the cells of a file that should be a notebook, and perhaps is none."""

import ast
import codecs
import contextlib
import json
import re
import symtable
from collections.abc import Iterable, Mapping
from functools import lru_cache

import nbformat
from nbformat import NotebookNode

# Of a notebook's name, as browsers and some systems save it.
NOTEBOOK_ENDING = re.compile(r"\.ipynb(\.(txt|json|download|bak))?\s*\Z", re.IGNORECASE)
MAX_BYTES = 100_000_000  # of a notebook: pictures in its outputs may be large
_MAX_CELLS = 2_000
_MAX_CELL = 1_000_000  # characters
_CELL = re.compile(r'\{\s*"(attachments|cell_type|execution_count|id|metadata)"\s*:')
_ID = re.compile(r"[a-zA-Z0-9_-]{1,64}")


class Unreadable(Exception):
    """There is no cell to be read; the message says why, in a sentence."""


@lru_cache(maxsize=4)  # one for a whole class
def read_release(content: bytes) -> NotebookNode:
    """The notebook that was handed out, from its bytes; to be looked at and not changed."""
    return nbformat.reads(content, as_version=4)


def grade_id_of(cell: NotebookNode) -> str | None:
    """The name that nbgrader knows a cell by, or None."""
    name = _info(cell).get("grade_id")
    return name if isinstance(name, str) else None


def _info(cell):
    info = cell.metadata.get("nbgrader")
    return info if isinstance(info, dict) else {}


def written(cells: Iterable[NotebookNode], release: NotebookNode) -> list[NotebookNode]:
    """Those of the cells that say something which the release does not."""
    released = {"", *map(said, release.cells)}
    return [cell for cell in cells if said(cell) not in released]


def said(cell: NotebookNode) -> str:
    """What a cell says, to be compared: of Python neither comments nor docstrings nor spaces."""
    return _said(cell.cell_type, cell.source)


@lru_cache(maxsize=1000)  # most cells are the same in a whole class
def _said(kind, source):
    body = []
    if kind == "code":
        with contextlib.suppress(SyntaxError, ValueError, RecursionError, MemoryError):
            body = ast.parse(source).body
    for node in body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and ast.get_docstring(node) is not None:
            del node.body[0]
    return "\n".join(map(ast.dump, body)) or source.strip()


@lru_cache(maxsize=1000)
def names_in(source: str) -> tuple[frozenset[str], frozenset[str], frozenset[str]] | None:
    """The global names that a cell's code uses, defines and imports, wherever in it; None where it
    is not Python. IPython's lines are none, and are left out.
    """
    for text in (source, _IPYTHON.sub(r"\1pass", source)):
        with contextlib.suppress(SyntaxError, ValueError, RecursionError, MemoryError):
            used: set[str] = set()
            defined: set[str] = set()
            imported: set[str] = set()
            _walk(symtable.symtable(text, "cell", "exec"), used, defined, imported)
            return frozenset(used), frozenset(defined), frozenset(imported)
    return None


_IPYTHON = re.compile(r"^(\s*)(?:[%!?].*|.*\?\s*)$", re.MULTILINE)


def _walk(table, used, defined, imported):
    is_module = table.get_type() == "module"
    for symbol in table.get_symbols():
        if is_module or symbol.is_global():
            for which, names in (
                (symbol.is_referenced(), used),
                (symbol.is_assigned(), defined),
                (symbol.is_imported(), imported),
            ):
                if which:
                    names.add(symbol.get_name())
    for child in table.get_children():
        _walk(child, used, defined, imported)


# As nbgrader.utils has them, which takes more than a second to import, in every worker.
def is_grade(cell: NotebookNode) -> bool:
    """Whether a cell has points."""
    return bool(_info(cell).get("grade"))


def is_solution(cell: NotebookNode) -> bool:
    """Whether a cell is there for an answer."""
    return bool(_info(cell).get("solution"))


def read_cells(content: bytes | None) -> tuple[list[NotebookNode], list[str]]:
    """The cells of a submitted notebook, or of None, in format 4 and without outputs; and what was
    unusual, in sentences. Unreadable if there is no cell to be read.
    """
    if content is None:
        raise Unreadable("No notebook was handed in.")
    if len(content) > MAX_BYTES:
        raise Unreadable(f"The file has more than the {MAX_BYTES // 10**6} MB that are read.")
    text = _decode(content)
    if not text.strip("\0 \t\r\n"):
        raise Unreadable("The file is empty.")
    notes = []
    try:
        raw = json.loads(text)
    except RecursionError:
        raise Unreadable("The file is no notebook: it is nested too deeply.") from None
    except ValueError:
        raw = _salvage(text)
        if not raw:
            raise Unreadable("The file is no notebook: it is not JSON.") from None
        count = "1 cell" if len(raw) == 1 else f"{len(raw)} cells"
        notes.append(f"The file breaks off or is damaged. {count} could be read.")
    cells = [cell for cell in map(_cell, _raw_cells(raw, notes)) if cell]
    if not cells:
        raise Unreadable("The file holds no cell.")
    if len(cells) > _MAX_CELLS:
        notes.append(f"There are {len(cells)} cells. The first {_MAX_CELLS} were read.")
    return cells[:_MAX_CELLS], notes


def without_outputs(content: bytes) -> bytes:
    """A notebook's bytes without what its cells put out, which does not count and may be large; as
    they are where it is no notebook, or too large.
    """
    try:
        raw = json.loads(content) if len(content) <= MAX_BYTES else {}
        for cell in raw["cells"]:
            cell.pop("outputs", None)
    except (ValueError, RecursionError, KeyError, TypeError, AttributeError):
        return content
    return json.dumps(raw).encode()


def _decode(content):
    is_utf16 = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    try:
        return content.decode("utf-16" if is_utf16 else "utf-8-sig")
    except UnicodeError:
        raise Unreadable("The file is no notebook: it is no text.") from None


def _raw_cells(raw, notes):
    """The list of cells in what JSON gave, whatever the format's version."""
    if isinstance(raw, list):
        return raw  # salvaged
    if isinstance(raw, dict) and raw.get("nbformat") != 4:
        notes.append(f"The notebook's format is {raw.get('nbformat')!r}, expected 4.")
        try:
            upgraded = nbformat.reads(json.dumps(raw), as_version=4)
            if upgraded.cells:
                return upgraded.cells
        except Exception:  # whatever an old or a made-up format brings nbformat to
            pass
    cells = raw.get("cells") if isinstance(raw, dict) else None
    if not isinstance(cells, list):
        raise Unreadable("The file is no notebook: there are no cells in it.")
    return cells


def _cell(raw):
    """A cell in the form of format 4, or None for what is none."""
    if not isinstance(raw, dict):
        return None
    source = raw.get("source", "")
    if isinstance(source, list):
        source = "".join(part for part in source if isinstance(part, str))
    text = source[:_MAX_CELL] if isinstance(source, str) else ""
    # Without what no file or database takes, lone surrogates and the character 0, and with one
    # kind of line end.
    text = text.encode("utf-8", "replace").decode().replace("\0", "\N{REPLACEMENT CHARACTER}")
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    kind, metadata, name = raw.get("cell_type"), raw.get("metadata"), raw.get("id")
    return new_cell(
        kind if kind in ("code", "markdown", "raw") else "code",
        text,
        name if isinstance(name, str) and _ID.fullmatch(name) else "",
        metadata if isinstance(metadata, dict) else {},
    )


def new_cell(kind: str, source: str, name: str, metadata: Mapping | None = None) -> NotebookNode:
    """A cell of format 4 with the id ``name``, without outputs.

    nbformat's own functions validate each one against a schema, and draw its id at random: the same
    file should give the same cells.
    """
    cell = NotebookNode(
        id=name, cell_type=kind, source=source, metadata=nbformat.from_dict(dict(metadata or {}))
    )
    if kind == "code":
        cell.update(outputs=[], execution_count=None)
    return cell


def _salvage(text):
    """The whole cells in a damaged file, after what cannot be read, too."""
    start = re.search(r'"cells"\s*:\s*\[', text)
    decoder, place, cells = json.JSONDecoder(), start.end() if start else len(text), []
    while found := _CELL.search(text, place):
        try:
            cell, place = decoder.raw_decode(text, found.start())
        except (ValueError, RecursionError):
            place = found.start() + 1
            continue
        if "source" in cell:
            cells.append(cell)
    return cells
