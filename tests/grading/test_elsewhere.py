"""A right answer counts wherever it was written, in whichever file, and beside shell lines."""

import copy
import re

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_output, new_raw_cell

from rnn_grading.course import Course
from rnn_grading.grade import grade
from rnn_grading.jobs import Job
from tests.conftest import ROOT
from tests.grading.course_folder import BY_HAND, A, graded, hand_in, release_of, solved
from tests.rehearsal.notebooks import answered
from tests.rehearsal.shapes import CODE, place_of


def read(kind):
    return nbformat.read(ROOT / kind / A / f"{A}.ipynb", as_version=4)


RELEASE = nbformat.writes(read("notebooks")).encode()


def right():
    return answered(read("notebooks"), read("solutions"))


def graded_alone(notebook):
    return grade(Job("ann", A, nbformat.writes(notebook).encode(), RELEASE, 1))


@pytest.mark.parametrize("shape", CODE)
def test_a_right_answer_counts(shape):
    notebook = right()
    CODE[shape](notebook, read("notebooks"))
    result = graded_alone(notebook)
    lost = {name: points for name, points in result.scores.items() if points == 0}
    assert not lost, (lost, result.notes, result.alarms)
    assert sum(points or 0 for points in result.scores.values()) == 11.0


def test_it_is_told_where_the_answer_was_found():
    notebook = right()
    CODE["stub, code above"](notebook, read("notebooks"))
    assert (
        "rnn_step was written in another cell than its own. It counts."
        in graded_alone(notebook).notes
    )


def test_what_only_uses_a_name_is_no_answer():
    """The stub stays, and the answer is as empty as it was."""
    notebook = read("notebooks")
    notebook.cells.insert(5, new_code_cell("result = 1\nrnn_step_2 = None\nprint('rnn_step')"))
    result = graded_alone(notebook)
    assert set(result.scores.values()) == {0.0}
    assert not [note for note in result.notes if "another cell" in note]


def test_a_package_that_is_not_there_is_named():
    notebook = right()
    cell = notebook.cells[place_of(notebook, "rnn_step")]
    cell.source = "import no_such_package\n" + cell.source
    result = graded_alone(notebook)
    assert result.scores["test_rnn_step"] == 3.0  # it does not need the package
    told = "The cell of rnn_step ended with ModuleNotFoundError: No module named 'no_such_package'."
    assert told in result.alarms
    cell.source = cell.source.replace("\n    ", "\n    no_such_package.use()\n    ", 1)
    result = graded_alone(notebook)
    assert result.scores["test_rnn_step"] == 0.0 and told in result.alarms
    shown = nbformat.reads(result.notebook, as_version=4)
    verdict = shown.cells[place_of(shown, "test_rnn_step")].outputs[0].evalue
    assert "no_such_package is not defined" in verdict


# --- In words ------------------------------------------------------------------------------------

WORDS = "The weights are the same at every step."


def below_the_placeholder(notebook, place):
    notebook.cells.insert(place + 1, new_markdown_cell(WORDS))


def in_its_place(notebook, place):
    notebook.cells[place] = new_markdown_cell(WORDS)


def without_metadata(notebook, place):
    notebook.cells[place] = new_markdown_cell(WORDS, id="x1")


def at_the_top(notebook, place):
    del notebook.cells[place]
    notebook.cells.insert(0, new_markdown_cell(WORDS))


def as_it_should_be(notebook, place):
    notebook.cells[place].source = WORDS


def in_the_questions_cell(notebook, place):
    notebook.cells[place - 1].source += f"\n\n{WORDS}"


def above_the_placeholder(notebook, place):
    notebook.cells.insert(place, new_markdown_cell(WORDS))


def in_a_raw_cell(notebook, place):
    notebook.cells.insert(place + 1, new_raw_cell(WORDS))


def in_a_code_cell(notebook, place):
    notebook.cells.insert(place + 1, new_code_cell(WORDS))


def as_a_comment(notebook, place):
    notebook.cells[place] = new_code_cell(f"# {WORDS}")


def its_own_made_raw(notebook, place):
    notebook.cells[place] = new_raw_cell(WORDS, metadata=notebook.cells[place].metadata)


def its_own_made_code(notebook, place):
    notebook.cells[place] = new_code_cell(WORDS, metadata=notebook.cells[place].metadata)


def in_two_cells(notebook, place):
    notebook.cells[place].source = "First:"
    notebook.cells.insert(
        place + 1, new_markdown_cell(WORDS, metadata=notebook.cells[place].metadata)
    )


def behind_the_placeholders_words(notebook, place):
    notebook.cells[place].source += f"\n{WORDS}"


PLACES = [
    *(below_the_placeholder, in_its_place, without_metadata, at_the_top, as_it_should_be),
    *(in_the_questions_cell, above_the_placeholder, in_a_raw_cell, in_a_code_cell, as_a_comment),
    *(its_own_made_raw, its_own_made_code, in_two_cells, behind_the_placeholders_words),
]


@pytest.mark.parametrize("change", PLACES)
def test_words_wait_for_a_person(change):
    notebook = read("notebooks")
    change(notebook, place_of(notebook, BY_HAND))
    result = graded_alone(notebook)
    assert result.scores[BY_HAND] is None
    shown = nbformat.reads(result.notebook, as_version=4)
    assert WORDS in shown.cells[place_of(shown, BY_HAND)].source


def test_no_words_are_worth_nothing():
    notebook = read("notebooks")
    notebook.cells.insert(3, new_markdown_cell("# My notes"))
    assert graded_alone(notebook).scores[BY_HAND] == 0.0
    del notebook.cells[3], notebook.cells[place_of(notebook, BY_HAND)]
    assert graded_alone(notebook).scores[BY_HAND] == 0.0


# --- Two files ----------------------------------------------------------------------------------


def test_the_file_with_the_answers_counts(folder):
    copied = hand_in(folder, "ann", release_of(folder))
    nbformat.write(solved(folder), copied / f"{A}-Copy1.ipynb")
    both = hand_in(folder, "bob", solved(folder))
    nbformat.write(release_of(folder), both / f"{A}-Copy1.ipynb")
    neither = hand_in(folder, "eve", release_of(folder))
    nbformat.write(release_of(folder), neither / "checkpoint.ipynb")
    rows = graded(folder, grade)
    assert rows["ann"].points == rows["bob"].points == 11.0 and rows["eve"].points == 0.0
    (note,) = rows["ann"].notes
    assert note == f"{A}-Copy1.ipynb counts: it holds more answers than {A}.ipynb."
    assert not rows["bob"].notes and not rows["eve"].notes


def in_a_folder(target, content):
    (target / "my work").mkdir()
    (target / "my work" / f"{A}.ipynb").write_bytes(content)
    return f"The notebook is my work/{A}.ipynb, expected {A}.ipynb."


def called(ending):
    def way(target, content):
        (target / f"{A}{ending}").write_bytes(content)
        return f"The notebook is {A}{ending}, expected {A}.ipynb."

    return way


def in_a_folder_of_the_notebooks_name(target, content):
    (target / f"{A}.ipynb").mkdir()
    (target / f"{A}.ipynb" / f"{A}.ipynb").write_bytes(content)
    return f"The notebook is {A}.ipynb/{A}.ipynb, expected {A}.ipynb."


def beside_an_untouched_copy(target, content):
    (target / "a.ipynb").write_bytes(RELEASE)
    (target / "b.ipynb").write_bytes(content)
    return (
        f"The notebook is b.ipynb, expected {A}.ipynb.",
        "There are 2 notebooks. The one with most answers counts.",
    )


def beside_less_of_it(target, content):
    notebook = nbformat.reads(content, as_version=4)
    for name in ("rnn_step", "rnn_forward", "softmax_output"):
        stub = read("notebooks").cells[place_of(read("notebooks"), name)].source
        notebook.cells[place_of(notebook, name)].source = stub
    (target / f"{A}.ipynb").write_bytes(nbformat.writes(notebook).encode())
    (target / "later.ipynb").write_bytes(content)
    return f"later.ipynb counts: it holds more answers than {A}.ipynb."


def in_cells_of_its_own_beside_the_original(target, content):
    notebook = nbformat.reads(content, as_version=4)
    CODE["all in one cell"](notebook, read("notebooks"))
    words = place_of(notebook, BY_HAND)
    notebook.cells[words].source = read("notebooks").cells[words].source
    (target / f"{A}.ipynb").write_bytes(RELEASE)
    (target / "mine.ipynb").write_bytes(nbformat.writes(notebook).encode())
    names = "rnn_step, rnn_forward, softmax_output, rnn_shapes, count_parameters, multiplications"
    return (
        f"mine.ipynb counts: it holds more answers than {A}.ipynb.",
        f"{names} were written in another cell than their own. They count.",
    )


def beside_another_assignment(target, content):
    name = "03_forward_pass"
    other = (ROOT / "solutions" / name / f"{name}.ipynb").read_bytes()
    (target / f"{A}.ipynb").write_bytes(content)
    (target / f"{name}.ipynb").write_bytes(other)


def of_an_old_mac(target, content):
    notebook = nbformat.reads(content, as_version=4)
    for cell in notebook.cells:
        cell.source = cell.source.replace("\n", "\r")
    (target / f"{A}.ipynb").write_bytes(nbformat.writes(notebook).encode())


def formatted(target, content):
    """Blanks at the ends of lines, and two empty ones before each comment."""
    notebook = nbformat.reads(content, as_version=4)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.source = cell.source.replace("\n", "  \n") + "\n"
    (target / f"{A}.ipynb").write_bytes(nbformat.writes(notebook).encode())


def with_large_widgets(target, content):
    notebook = nbformat.reads(content, as_version=4)
    notebook.metadata["widgets"] = {"state": "A" * 30_000_000}
    (target / f"{A}.ipynb").write_bytes(nbformat.writes(notebook).encode())


def with_many_lines_put_out(target, content):
    notebook = nbformat.reads(content, as_version=4)
    cell = next(cell for cell in notebook.cells if cell.cell_type == "code")
    cell.outputs = [new_output("stream", name="stdout", text="x\n" * 1_500_000)] * 5
    (target / f"{A}.ipynb").write_bytes(nbformat.writes(notebook).encode())


def with_a_large_page_put_out(target, content):
    notebook = nbformat.reads(content, as_version=4)
    cell = next(cell for cell in notebook.cells if cell.cell_type == "code")
    cell.outputs = [new_output("execute_result", data={"text/html": "<p>" * 9_000_000})]
    (target / f"{A}.ipynb").write_bytes(nbformat.writes(notebook).encode())


def a_conflict_of_git(target, content):
    """Of two versions of a cell that only shows something both are in the file."""
    text = content.decode()
    place = text.index('"cell_type": "markdown"')
    start = text.rindex("{", 0, place)
    marked = f"{text[:start]}<<<<<<< HEAD\n{text[start:]}"
    (target / f"{A}.ipynb").write_text(marked)
    return "The file breaks off or is damaged. {} cells could be read."


def windows(target, content):
    notebook = nbformat.reads(content, as_version=4)
    for cell in notebook.cells:
        cell.source = cell.source.replace("\n", "\r\n")
    (target / f"{A}.ipynb").write_bytes(nbformat.writes(notebook).encode())


def with_a_large_picture(target, content):
    notebook = nbformat.reads(content, as_version=4)
    cell = next(cell for cell in notebook.cells if cell.cell_type == "code")
    cell.outputs = [new_output("display_data", data={"image/png": "A" * 30_000_000})]
    (target / f"{A}.ipynb").write_bytes(nbformat.writes(notebook).encode())


WAYS = [
    *(
        in_a_folder,
        windows,
        with_a_large_picture,
        *map(called, (".IPYNB", ".ipynb.txt", ".ipynb ", ".ipynb.download")),
    ),
    *(in_a_folder_of_the_notebooks_name, beside_an_untouched_copy, beside_less_of_it),
    *(
        in_cells_of_its_own_beside_the_original,
        beside_another_assignment,
        of_an_old_mac,
        formatted,
        with_large_widgets,
    ),
    *(with_many_lines_put_out, with_a_large_page_put_out, a_conflict_of_git),
]


@pytest.mark.parametrize("way", WAYS)
def test_however_it_was_handed_in(folder, way):
    target = hand_in(folder, "ann", None)
    notes = way(target, nbformat.writes(solved(folder)).encode()) or ()
    row = graded(folder, grade)["ann"]
    assert row.points == 11.0
    told = tuple(re.sub(r"\d+ cells", "{} cells", note) for note in row.notes)
    assert told == ((notes,) if isinstance(notes, str) else notes)


@pytest.mark.parametrize("name", ["answers.pdf", "notebook.py", "work.docx", "screen.png"])
def test_what_is_no_notebook_is_named(folder, name):
    (hand_in(folder, "ann", None) / name).write_bytes(b"dear teacher")
    row = graded(folder, grade)["ann"]
    assert f"There is no notebook in what was handed in: {name}." in row.notes


def test_what_is_too_large_is_told_with_both_numbers(folder):
    target = hand_in(folder, "ann", None)
    with (target / f"{A}.ipynb").open("wb") as file:
        file.truncate(123_000_000)
    row = graded(folder, grade)["ann"]
    assert f"{A}.ipynb has 123 MB, at most 100 are read." in row.notes


def test_another_notebook_is_told(folder):
    name = "03_forward_pass"
    hand_in(folder, "ann", nbformat.read(ROOT / "notebooks" / name / f"{name}.ipynb", as_version=4))
    notes = graded(folder, grade)["ann"].notes
    assert "No answer of this assignment is in it: perhaps it is another notebook." in notes
    assert not [note for note in notes if "had been changed" in note]


@pytest.mark.parametrize("odd", ["text", 5, [1], None, {"solution": "yes", "grade_id": 3}])
def test_metadata_may_be_anything(folder, odd):
    notebook = copy.deepcopy(release_of(folder))
    for cell in notebook.cells:
        cell.metadata = {"nbgrader": odd}
    target = hand_in(folder, "ann", nbformat.writes(notebook).encode())
    (target / "other.ipynb").write_text("{}")
    job, _, _ = Course(folder, A).job("ann", release_of_bytes(folder), 1)
    assert job.submitted is not None


def release_of_bytes(folder):
    return (folder / "notebooks" / A / f"{A}.ipynb").read_bytes()
