"""What becomes of a notebook on its way: broken, renamed, half deleted, not there at all.

``BROKEN`` maps a name to ``(what, change)``. ``change(notebook, assignment, release)`` makes of a
notebook whose answers are right, and which it may change, ``(files, is_right, told)``: what is
handed in, whether the answers still earn their points, and a word of what is noted.
"""

import copy
import json

import nbformat
from nbformat.v4 import new_markdown_cell, new_output

from rnn_grading.notebooks import grade_id_of, is_solution

from .shapes import CODE, place_of


def _written(notebook):
    return json.dumps(notebook).encode()  # nbformat would mend what is broken here


def _still_right(notebook, assignment, told):
    return {f"{assignment}.ipynb": _written(notebook)}, True, told


def _copied_cells(notebook, assignment, release):
    cells = [copy.deepcopy(cell) for cell in notebook.cells]
    notebook.cells = [cell for pair in zip(notebook.cells, cells, strict=True) for cell in pair]
    return _still_right(notebook, assignment, "more than once")


def _checks_deleted(notebook, assignment, release):
    notebook.cells = [
        cell for cell in notebook.cells if not (grade_id_of(cell) or "").startswith("test_")
    ]
    return _still_right(notebook, assignment, "Missing cells were taken from")


def _turned_round(notebook, assignment, release):
    notebook.cells.reverse()
    return _still_right(notebook, assignment, "another order")


def _checks_changed(notebook, assignment, release):
    for cell in notebook.cells:
        if (grade_id_of(cell) or "").startswith("test_"):
            cell.source = "print('all right')"
    return _still_right(notebook, assignment, "had been changed")


def _without_metadata(notebook, assignment, release):
    for cell in notebook.cells:
        cell.metadata = {}
    return _still_right(notebook, assignment, "")


def _renamed(notebook, assignment, release):
    return {f"{assignment} (final) (2).ipynb": _written(notebook)}, True, "The notebook is "


def _utf_16(notebook, assignment, release):
    return {f"{assignment}.ipynb": _written(notebook).decode().encode("utf-16")}, True, ""


def _old_format(notebook, assignment, release):
    old = nbformat.convert(notebook, 3)
    return {f"{assignment}.ipynb": nbformat.writes(old, version=3).encode()}, True, "format is 3"


def _cell_that_fails(notebook, assignment, release):
    notebook.cells.insert(0, nbformat.v4.new_code_cell("1 / 0"))
    return _still_right(notebook, assignment, "")


def _cut_off(notebook, assignment, release):
    content = _written(notebook)
    begin = content.index(b'"source"')
    return {f"{assignment}.ipynb": content[:begin]}, False, "counts as not attempted"


def _no_notebook(notebook, assignment, release):
    return {f"{assignment}.ipynb": b"dear teacher"}, False, "it is not JSON"


def _empty(notebook, assignment, release):
    return {f"{assignment}.ipynb": b""}, False, "The file is empty"


def _nothing(notebook, assignment, release):
    return {}, False, "No notebook was handed in"


def _shaped(shape, told=""):
    """A right answer in one of the shapes that tests/grading/test_elsewhere.py tries."""

    def change(notebook, assignment, release):
        CODE[shape](notebook, release)
        return _still_right(notebook, assignment, told)

    return change


def _words_below(notebook, assignment, release):
    name = next(
        grade_id_of(cell)
        for cell in release.cells
        if is_solution(cell) and cell.cell_type == "markdown"
    )
    place = place_of(notebook, name)
    notebook.cells[place].source = release.cells[place_of(release, name)].source
    notebook.cells.insert(place + 1, new_markdown_cell("The words are here."))
    return _still_right(notebook, assignment, f"{name} was written in another cell")


def _original_beside_a_copy(notebook, assignment, release):
    files = {f"{assignment}.ipynb": release, f"{assignment}-Copy1.ipynb": notebook}
    told = f"{assignment}-Copy1.ipynb counts"
    return {name: _written(content) for name, content in files.items()}, True, told


def _large_picture(notebook, assignment, release):
    cell = next(cell for cell in notebook.cells if cell.cell_type == "code")
    cell.outputs = [new_output("display_data", data={"image/png": "A" * 21_000_000})]
    return _still_right(notebook, assignment, "")


BROKEN = {
    "copied-cells": ("every cell is there twice", _copied_cells),
    "checks-deleted": ("the cells with the checks are deleted", _checks_deleted),
    "checks-changed": ("the checks are replaced by a print", _checks_changed),
    "turned-round": ("the cells stand in the opposite order", _turned_round),
    "without-metadata": ("another tool has taken the metadata away", _without_metadata),
    "renamed": ("the file has another name", _renamed),
    "utf-16": ("the file is in UTF-16", _utf_16),
    "old-format": ("the notebook is in format 3", _old_format),
    "cell-that-fails": ("the first cell raises an error", _cell_that_fails),
    "helper-first": ("an answer's cell is made anew, a helper first", _shaped("a helper first")),
    "all-in-one": ("all answers stand in one cell", _shaped("all in one cell", "another cell")),
    "stub-kept": ("an answer stands above its stub", _shaped("stub, code above", "another cell")),
    "stripped": ("neither metadata nor ids, a helper first", _shaped("stripped")),
    "shell-line": ("a line for the shell above the code", _shaped("pip")),
    "windows": ("lines end as on Windows", _shaped("windows")),
    "words-below": ("the words stand below their cell", _words_below),
    "two-files": ("the answers are in a copy beside the original", _original_beside_a_copy),
    "large-picture": ("a picture of 21 MB in an output", _large_picture),
    "cut-off": ("the file breaks off before the first cell ends", _cut_off),
    "no-notebook": ("the file is a letter", _no_notebook),
    "empty": ("the file is empty", _empty),
    "nothing": ("the folder is empty", _nothing),
}
