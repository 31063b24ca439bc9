"""How choices are taken out of a released notebook."""

import pytest
from nbformat.v4 import new_code_cell

from rnn_grading.release import ClearAnswers

CELL = """kinds = {
    ### BEGIN CHOICES
    "a text": "sequence",
    "a log, one value a minute": "time series",
    ### END CHOICES
}"""


def cleared(source):
    cell = new_code_cell(source)
    assert ClearAnswers()._replace_solution_region(cell, "python")
    return cell.source


def test_questions_stay_and_answers_go():
    source = cleared(CELL)
    namespace = {}
    exec(source, namespace)
    assert namespace["kinds"] == {"a text": None, "a log, one value a minute": None}
    assert "CHOICES" not in source


def test_other_cells_are_cleared_as_nbgrader_does():
    source = cleared("def f():\n    ### BEGIN SOLUTION\n    return 1\n    ### END SOLUTION")
    assert "return 1" not in source
    assert "raise NotImplementedError()" in source


def test_a_missing_end_is_an_error():
    with pytest.raises(RuntimeError, match="without ### END CHOICES"):
        cleared(CELL.replace("    ### END CHOICES\n", ""))
