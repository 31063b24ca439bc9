"""Which cells of a submission are run."""

from nbformat.v4 import new_code_cell

from rnn_grading.runner import cells_to_run

SHOWN = ["x = 3", "figures.draw(x)", "y = x + 1\nfigures.draw(y)", "import numpy as np"]
RELEASED = [new_code_cell(source) for source in SHOWN]


def chosen(*sources):
    return cells_to_run([new_code_cell(source) for source in sources], RELEASED)


def test_what_only_shows_something_is_not_run():
    assert chosen("x = 3", "figures.draw(x)", "print(1)") == {2}


def test_what_defines_a_name_that_is_used_is_run():
    assert chosen("x = 3", "figures.draw(x)", "def answer():\n    return x") == {0, 2}
    assert chosen("import numpy as np", "def answer():\n    return np.ones(2)") == {0, 1}


def test_what_that_needs_is_run_too():
    assert chosen("x = 3", "y = x + 1\nfigures.draw(y)", "print(y)") == {0, 1, 2}


def test_a_local_variable_is_no_use_of_a_name():
    assert chosen("x = 3", "def answer(x):\n    y = x\n    return y") == {1}


def test_a_released_cell_that_was_edited_is_run():
    assert chosen("x = 4") == {0}


def test_cells_that_nbgrader_knows_are_run():
    cell = new_code_cell("x = 3", metadata={"nbgrader": {"grade_id": "setup"}})
    assert cells_to_run([cell], RELEASED) == {0}


def test_what_is_no_python_uses_every_word_in_it():
    assert chosen("x = 3", "def answer(:\n    return x") == {0, 1}
    assert chosen("x = 3", "%timeit x") == {0, 1}
