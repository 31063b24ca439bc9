"""Reads the cells of a file that should be a notebook, and perhaps is none."""

import codecs
import json
import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

import nbformat
from nbformat import NotebookNode

# Of a notebook's name, as browsers and some systems save it.
NOTEBOOK_ENDING = re.compile(r"\.ipynb(\.txt|\.json)?\Z", re.IGNORECASE)
MAX_BYTES = 100_000_000  # of a notebook: pictures in its outputs may be large
_MAX_CELLS = 2_000
_MAX_CELL = 1_000_000  # characters
_BETWEEN = re.compile(r"[,\s]*")
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
    released = {"", *(cell.source.strip() for cell in release.cells)}
    return [cell for cell in cells if cell.source.strip() not in released]


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
    text = text.replace("\r\n", "\n")
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
    """The whole cells at the start of a damaged file."""
    start = re.search(r'"cells"\s*:\s*\[', text)
    if not start:
        return []
    decoder, place, cells = json.JSONDecoder(), start.end(), []
    while True:
        place = _BETWEEN.match(text, place).end()
        try:
            cell, place = decoder.raw_decode(text, place)
        except (ValueError, RecursionError):
            return cells
        cells.append(cell)
