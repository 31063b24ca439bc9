"""``grade``, from the bytes of a submission to its result, in a sandboxed kernel."""

import base64

import nbformat
import pytest
from nbformat.v4 import new_code_cell

from rnn_grading.grade import grade
from rnn_grading.jobs import Job
from rnn_grading.repair import grade_id_of
from tests.conftest import ROOT
from tests.rehearsal.notebooks import answered

SEED = 20_261


def read(folder, assignment):
    return nbformat.read(ROOT / folder / assignment / f"{assignment}.ipynb", as_version=4)


def release(assignment):
    return read("notebooks", assignment)


def solved(assignment, *names):
    """The release with the model answers to these, or to all."""
    return answered(release(assignment), read("solutions", assignment), *names)


def graded(assignment, notebook, options=None, **more):
    submitted = nbformat.writes(notebook).encode()
    handed_out = nbformat.writes(release(assignment)).encode()
    return grade(Job("ann", assignment, submitted, handed_out, SEED, **more), **(options or {}))


def cell_of(result, name):
    notebook = nbformat.reads(result.notebook, as_version=4)
    return next(cell for cell in notebook.cells if grade_id_of(cell) == name)


def test_an_ordinary_kernel_gives_the_same():
    """``--unsafe``, where kernels cannot be sandboxed."""
    notebook = solved("02_rnn_math", "rnn_step", "count_parameters")
    safe, unsafe = (graded("02_rnn_math", notebook, options) for options in ({}, {"unsafe": True}))
    assert unsafe._replace(seconds=0.0) == safe._replace(seconds=0.0)
    assert sum(points or 0 for points in unsafe.scores.values()) == 5.0


def test_the_same_job_gives_the_same_bytes():
    notebook = solved("02_rnn_math", "rnn_step")
    del notebook.cells[8:20]
    first, second = (graded("02_rnn_math", notebook) for _ in range(2))
    assert first._replace(seconds=0.0) == second._replace(seconds=0.0)
    assert first.notes


@pytest.mark.parametrize("options", [{}, {"unsafe": True}], ids=["safe", "unsafe"])
def test_who_asks_for_help_is_graded_as_before_and_told_nothing(options):
    notebook = solved("02_rnn_math", "rnn_step")
    asked = ["hint(rnn_step)", "failing_case(rnn_step)", "show_solution(rnn_step)"]
    check = next(i for i, cell in enumerate(notebook.cells) if cell.id == "test-rnn-step")
    notebook.cells[check + 1 : check + 1] = map(new_code_cell, asked)
    result = graded("02_rnn_math", notebook, options)
    assert result.scores["test_rnn_step"] == 3.0
    cells = nbformat.reads(result.notebook, as_version=4).cells
    for cell in (cell for cell in cells if cell.source in asked):
        (output,) = cell.outputs
        assert output.data["text/plain"] == "'No help while grading.'"


def test_hidden_tests_and_seeds_are_not_in_the_notebook():
    result = graded("02_rnn_math", solved("02_rnn_math"))
    assert b"HIDDEN" not in result.notebook
    assert b"seed=" not in result.notebook


def test_a_known_mistake_is_named():
    notebook = solved("02_rnn_math")
    for cell in notebook.cells:
        if grade_id_of(cell) == "rnn_step":
            cell.source = cell.source.replace(' + params["b_hh"]', "")
    result = graded("02_rnn_math", notebook)
    assert result.scores["test_rnn_step"] == 0.0
    assert result.scores["test_multiplications"] == 1.0
    assert "b_hh" in cell_of(result, "test_rnn_step").outputs[0].evalue
    assert "b_hh" in result.mistakes["test_rnn_step"]


def put_first(assignment, code, *names):
    notebook = solved(assignment, *names)
    notebook.cells.insert(0, new_code_cell(code))
    return notebook


def test_what_a_student_prints_and_shows_is_kept():
    code = "print('hello')\nfrom IPython.display import HTML\nHTML('<b>bold</b><script>x</script>')"
    result = graded("02_rnn_math", put_first("02_rnn_math", code))
    notebook = nbformat.reads(result.notebook, as_version=4)
    stream, shown = notebook.cells[0].outputs
    assert stream.text == "hello\n"
    assert shown.data["text/html"] == "<b>bold</b>&lt;script&gt;x&lt;/script&gt;"


def test_a_figure_is_kept_as_a_picture():
    code = "import matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.show()"
    result = graded("02_rnn_math", put_first("02_rnn_math", code))
    notebook = nbformat.reads(result.notebook, as_version=4)
    (shown,) = notebook.cells[0].outputs
    assert base64.b64decode(shown.data["image/png"]).startswith(b"\x89PNG")


def test_a_comparison_with_pytorchs_layer_stops_nothing():
    """The layer is not there while answers are graded; what follows in the cell is run."""
    notebook = solved("02_rnn_math")
    for cell in notebook.cells:
        if grade_id_of(cell) == "rnn_step":
            before, after = "torch.nn.RNN(2, 3)(torch.zeros(4, 1, 2))", "scale = 1.0"
            right = cell.source.replace("a = from_input", "a = scale * from_input")
            cell.source = f"{right}\n{before}\n{after}"
    result = graded("02_rnn_math", notebook)
    assert result.scores["test_rnn_step"] == 3.0
    assert not cell_of(result, "rnn_step").outputs


def test_files_that_were_handed_in_can_be_read_and_imported():
    code = "import mine\nprint(mine.NUMBER, open('data/a.txt').read())"
    files = (("mine.py", b"NUMBER = 42"), ("data/a.txt", b"text"))
    result = graded("02_rnn_math", put_first("02_rnn_math", code), attachments=files)
    notebook = nbformat.reads(result.notebook, as_version=4)
    assert notebook.cells[0].outputs[0].text == "42 text\n"


@pytest.mark.parametrize("submitted", [None, b"", b"{", b"\xff\xfe", b'{"cells": []}'])
def test_what_cannot_be_read_gets_nothing_and_a_reason(submitted):
    handed_out = nbformat.writes(release("02_rnn_math")).encode()
    result = grade(Job("ann", "02_rnn_math", submitted, handed_out, SEED))
    assert set(result.scores.values()) == {0.0}
    (note,) = result.notes
    assert "not attempted" in note
    assert note.encode() in result.notebook


def test_an_answer_whose_cell_failed_is_told_so():
    notebook = solved("02_rnn_math")
    for cell in notebook.cells:
        if grade_id_of(cell) == "rnn_forward":
            cell.source = "1 / 0\n" + cell.source
    result = graded("02_rnn_math", notebook)
    told = cell_of(result, "test_rnn_forward").outputs[0].evalue
    assert "no rnn_forward" in told
    assert cell_of(result, "rnn_forward").outputs[0].ename == "ZeroDivisionError"
    assert result.scores["test_rnn_forward"] == 0.0


def test_a_death_is_blamed_on_the_cell_that_died():
    """Its last messages are lost with the kernel; the cell before it must not pay for it."""
    notebook = solved("02_rnn_math")
    place = next(i for i, c in enumerate(notebook.cells) if grade_id_of(c) == "rnn_step")
    notebook.cells[place].source = "scale = 1.0"
    dying = new_code_cell("import os\nos._exit(1)")
    right = release("02_rnn_math").cells[place].source.split("    # YOUR CODE")[0]
    right += "    a = x_t @ params['W_ih'].T + params['b_ih'] + params['b_hh']\n"
    right += "    a = scale * (a + h_prev @ params['W_hh'].T)\n"
    right += "    return np.tanh(a) if activation == 'tanh' else np.maximum(a, 0)\n"
    notebook.cells[place + 1 : place + 1] = [dying, new_code_cell(right)]
    result = graded("02_rnn_math", notebook)
    assert result.scores["test_rnn_step"] == 3.0
    assert sum(points or 0 for points in result.scores.values()) == 11.0
    assert result.alarms == ("A cell ended the kernel: import os",)
