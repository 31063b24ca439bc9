"""Notebooks as students fill them in."""

import copy

from rnn_grading.repair import grade_id_of


def answered(release, solution, *names):
    """A copy of the release with the model answers to these exercises, or to all."""
    notebook = copy.deepcopy(release)
    right = {grade_id_of(cell): cell.source for cell in solution.cells}
    for cell in notebook.cells:
        info = cell.metadata.get("nbgrader", {})
        if info.get("solution") and (not names or info.grade_id in names):
            cell.source = right[info.grade_id]
    return notebook
