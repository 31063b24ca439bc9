"""What a page shows of an error in a student's own cell."""

from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from rnn_grading.outputs import shorten_errors


def shown(*traceback):
    error = new_output("error", ename="NameError", evalue="no x", traceback=[*traceback])
    cells = [new_markdown_cell("text"), new_code_cell("x", outputs=[error])]
    notebook = new_notebook(cells=cells)
    shorten_errors(notebook)
    return notebook.cells[1].outputs[0].traceback


def test_an_error_is_told_in_a_line():
    told = shown(
        "\x1b[31mNameError\x1b[39m        Traceback (most recent call last)",
        "\x1b[36mCell\x1b[39m\x1b[36m \x1b[39m\x1b[32mIn[2]\x1b[39m\x1b[32m, line 3\x1b[39m\n",
        "\x1b[36mFile \x1b[39m\x1b[32m/somewhere/reference.py:70\x1b[39m",
    )
    assert told == ["NameError: no x (line 3 of this cell)"]


def test_an_error_from_nowhere():
    assert shown("whatever") == ["NameError: no x"]
    assert shown() == ["NameError: no x"]
