"""What becomes of a notebook on its way: broken, renamed, half deleted, not there at all.

``BROKEN`` maps a name to ``(what, change)``. ``change(notebook, assignment)`` makes of a notebook
whose answers are right, and which it may change, ``(files, is_right, told)``: what is handed in,
whether the answers still earn their points, and a word of what is noted.
"""

import copy
import json

import nbformat

from rnn_grading.repair import grade_id_of


def _written(notebook):
    return json.dumps(notebook).encode()  # nbformat would mend what is broken here


def _still_right(notebook, assignment, told):
    return {f"{assignment}.ipynb": _written(notebook)}, True, told


def _copied_cells(notebook, assignment):
    cells = [copy.deepcopy(cell) for cell in notebook.cells]
    notebook.cells = [cell for pair in zip(notebook.cells, cells, strict=True) for cell in pair]
    return _still_right(notebook, assignment, "more than once")


def _checks_deleted(notebook, assignment):
    notebook.cells = [
        cell for cell in notebook.cells if not (grade_id_of(cell) or "").startswith("test_")
    ]
    return _still_right(notebook, assignment, "Missing cells were taken from")


def _turned_round(notebook, assignment):
    notebook.cells.reverse()
    return _still_right(notebook, assignment, "another order")


def _checks_changed(notebook, assignment):
    for cell in notebook.cells:
        if (grade_id_of(cell) or "").startswith("test_"):
            cell.source = "print('all right')"
    return _still_right(notebook, assignment, "had been changed")


def _without_metadata(notebook, assignment):
    for cell in notebook.cells:
        cell.metadata = {}
    return _still_right(notebook, assignment, "")


def _renamed(notebook, assignment):
    return {f"{assignment} (final) (2).ipynb": _written(notebook)}, True, "The notebook is "


def _utf_16(notebook, assignment):
    return {f"{assignment}.ipynb": _written(notebook).decode().encode("utf-16")}, True, ""


def _old_format(notebook, assignment):
    old = nbformat.convert(notebook, 3)
    return {f"{assignment}.ipynb": nbformat.writes(old, version=3).encode()}, True, "format is 3"


def _cell_that_fails(notebook, assignment):
    notebook.cells.insert(0, nbformat.v4.new_code_cell("1 / 0"))
    return _still_right(notebook, assignment, "")


def _cut_off(notebook, assignment):
    content = _written(notebook)
    begin = content.index(b'"source"')
    return {f"{assignment}.ipynb": content[:begin]}, False, "counts as not attempted"


def _no_notebook(notebook, assignment):
    return {f"{assignment}.ipynb": b"dear teacher"}, False, "it is not JSON"


def _empty(notebook, assignment):
    return {f"{assignment}.ipynb": b""}, False, "The file is empty"


def _nothing(notebook, assignment):
    return {}, False, "No notebook was handed in"


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
    "cut-off": ("the file breaks off before the first cell ends", _cut_off),
    "no-notebook": ("the file is a letter", _no_notebook),
    "empty": ("the file is empty", _empty),
    "nothing": ("the folder is empty", _nothing),
}
