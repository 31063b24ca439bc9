"""Whatever was handed in, a notebook that can be graded comes out."""

import copy
import json
from importlib import resources

import nbformat
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nbformat.v4 import new_code_cell, new_markdown_cell
from nbgrader.nbgraderformat import MetadataValidator

from rnn_grading.notebooks import MAX_BYTES
from rnn_grading.repair import grade_id_of, repair
from rnn_grading.submissions import read_notebook
from tests.conftest import ROOT

NAME = "01_sequential_data"
RELEASE = nbformat.read(ROOT / "notebooks" / NAME / f"{NAME}.ipynb", as_version=4)
KNOWN = [grade_id_of(cell) for cell in RELEASE.cells if grade_id_of(cell)]
ANSWERS = [n for n in KNOWN if not n.startswith("test_") and n != "setup"]
CODE = [
    grade_id_of(cell)
    for cell in RELEASE.cells
    if grade_id_of(cell) in ANSWERS and cell.cell_type == "code"
]


def written():
    """The release with something written into every answer."""
    notebook = copy.deepcopy(RELEASE)
    for cell in notebook.cells:
        if grade_id_of(cell) in ANSWERS:
            cell.source = answer_to(grade_id_of(cell))
    return notebook


def answer_to(name):
    if name not in CODE:
        return f"What I think of {name}."
    if f"def {name}" not in sources(RELEASE)[name]:  # a dict of choices
        return f"{name} = {{'a': 1}}\nassert {name}"
    return f"def {name}(x):\n    return '{name}'"


def place(notebook, name):
    return next(i for i, cell in enumerate(notebook.cells) if grade_id_of(cell) == name)


def as_bytes(notebook):
    return json.dumps(notebook).encode()


def sources(notebook):
    return {grade_id_of(cell): cell.source for cell in notebook.cells if grade_id_of(cell)}


def fit_to_be_graded(notebook):
    """Every cell that counts is there once, in its order and its kind, and is nbgrader's."""
    nbformat.validate(notebook)
    MetadataValidator().validate_nb(notebook)
    assert b"\\u0000" not in as_bytes(notebook)
    assert all(cell.source.encode() for cell in notebook.cells if cell.source)
    found = [cell for cell in notebook.cells if grade_id_of(cell)]
    assert [grade_id_of(cell) for cell in found] == KNOWN
    originals = [cell for cell in RELEASE.cells if grade_id_of(cell)]
    for cell, original in zip(found, originals, strict=True):
        assert cell.cell_type == original.cell_type
        assert cell.metadata.nbgrader == original.metadata.nbgrader
        if not original.metadata.nbgrader["solution"]:
            assert cell.source == original.source
    assert len({cell.id for cell in notebook.cells}) == len(notebook.cells)
    return notebook


def repaired(notebook):
    result = repair(as_bytes(notebook), RELEASE)
    fit_to_be_graded(result.notebook)
    return result


def with_all_answers(result):
    found = sources(result.notebook)
    assert {name: found[name] for name in ANSWERS} == {name: answer_to(name) for name in ANSWERS}


def test_an_honest_submission_is_left_as_it_is():
    result = repaired(written())
    assert result.notes == ()
    with_all_answers(result)
    assert [cell.source for cell in result.notebook.cells] == [c.source for c in written().cells]


def test_the_untouched_release_is_left_as_it_is():
    result = repaired(RELEASE)
    assert result.notes == ()
    assert sources(result.notebook) == sources(RELEASE)


# --- Cells ---------------------------------------------------------------------------------------


def test_a_copied_answer_counts_once():
    notebook = written()
    i = place(notebook, CODE[0])
    notebook.cells.insert(i + 1, copy.deepcopy(notebook.cells[i]))
    result = repaired(notebook)
    with_all_answers(result)
    assert result.notes == (
        f"{CODE[0]} was there more than once. The one version with an answer counts.",
    )


def test_of_two_answers_the_last_counts_and_the_first_still_runs():
    notebook = written()
    i = place(notebook, CODE[0])
    other = copy.deepcopy(notebook.cells[i])
    other.source += "  # the first try"
    notebook.cells.insert(i, other)
    result = repaired(notebook)
    with_all_answers(result)
    assert result.notebook.cells[i].source == other.source
    assert "with different answers. The last one counts." in result.notes[0]


def test_a_split_answer_is_joined():
    notebook = written()
    i = place(notebook, CODE[0])
    second = copy.deepcopy(notebook.cells[i])
    notebook.cells[i].source, second.source = second.source.split("\n")
    notebook.cells.insert(i + 1, second)
    result = repaired(notebook)
    with_all_answers(result)
    assert result.notes == (f"{CODE[0]} was split into 2 cells. They were joined.",)


def test_a_helper_in_a_cell_split_off_is_kept():
    notebook = written()
    i = place(notebook, CODE[0])
    helper = copy.deepcopy(notebook.cells[i])
    helper.source = "def helper():\n    return 1"
    notebook.cells.insert(i, helper)
    result = repaired(notebook)
    assert sources(result.notebook)[CODE[0]] == f"{helper.source}\n{answer_to(CODE[0])}"


@pytest.mark.parametrize("name", KNOWN)
def test_any_cell_may_be_missing(name):
    notebook = written()
    del notebook.cells[place(notebook, name)]
    result = repaired(notebook)
    assert result.notes == (f"Missing cells were taken from the release: {name}.",)
    assert sources(result.notebook)[name] == sources(RELEASE)[name]


@pytest.mark.parametrize("name", KNOWN)
def test_any_cell_may_be_of_another_kind(name):
    notebook = written()
    i = place(notebook, name)
    old = notebook.cells[i]
    make = new_markdown_cell if old.cell_type == "code" else new_code_cell
    notebook.cells[i] = make(old.source, metadata=old.metadata, id=old.id)
    result = repaired(notebook)
    with_all_answers(result)


def test_other_order():
    notebook = written()
    notebook.cells.reverse()
    result = repaired(notebook)
    with_all_answers(result)
    assert "Cells stood in another order" in result.notes[0]


@pytest.mark.parametrize("kept", ["ids", "nothing"])
def test_metadata_that_another_tool_has_stripped(kept):
    notebook = written()
    for i, cell in enumerate(notebook.cells):
        cell.metadata = {}
        if kept == "nothing":
            cell.id = f"cell{i}"
    result = repaired(notebook)
    found = sources(result.notebook)
    for name in CODE:
        assert found[name] == answer_to(name)
    if kept == "ids":
        with_all_answers(result)


def test_a_changed_check_is_told():
    notebook = written()
    name = next(name for name in KNOWN if name.startswith("test_"))
    notebook.cells[place(notebook, name)].source = "print('all right')"
    result = repaired(notebook)
    assert "had been changed" in result.notes[0]
    assert name in result.notes[0]


def test_the_students_own_cells_stay_where_they_were():
    notebook = written()
    i = place(notebook, CODE[0])
    own = new_code_cell("mine = 1", metadata={"nbgrader": {"grade_id": "no_such", "grade": True}})
    notebook.cells.insert(i + 1, own)
    result = repaired(notebook)
    assert result.notes == ()
    assert result.notebook.cells[i + 1].source == "mine = 1"
    assert result.notebook.cells[i + 1].metadata == {}


# --- Files ---------------------------------------------------------------------------------------

DAMAGED = {
    "nothing": (None, "No notebook was handed in."),
    "empty": (b"", "The file is empty."),
    "blanks": (b" \n\t", "The file is empty."),
    "zeros": (b"\0" * 100, "The file is empty."),
    "no JSON": (b"dear teacher", "it is not JSON"),
    "no text": (b"\x89PNG\r\n\x1a\n\x00\xff\xfe\xfd", "it is no text"),
    "a number": (b"3", "there are no cells in it"),
    "a list of numbers": (b"[1, 2]", "The file holds no cell."),
    "no cells": (b'{"nbformat": 4}', "there are no cells in it"),
    "cells of another kind": (b'{"nbformat": 4, "cells": {"a": 1}}', "there are no cells in it"),
    "nested deeply": (b"[" * 200_000, "nested too deeply"),
    "large": (b"x" * (MAX_BYTES + 1), "more than the 100 MB that are read"),
}


@pytest.mark.parametrize("what", DAMAGED)
def test_a_file_that_is_no_notebook(what):
    content, reason = DAMAGED[what]
    result = repair(content, RELEASE)
    fit_to_be_graded(result.notebook)
    assert sources(result.notebook) == sources(RELEASE)
    (note,) = result.notes
    assert reason in note
    assert note.endswith("It counts as not attempted.")


def test_of_a_file_that_breaks_off_what_is_whole_counts():
    content = as_bytes(written())
    most = 0
    for end in range(0, len(content), 997):
        result = repair(content[:end], RELEASE)
        fit_to_be_graded(result.notebook)
        found = sources(result.notebook)
        right = sum(found[name] == answer_to(name) for name in ANSWERS)
        assert right >= most
        most = right
    assert most >= len(ANSWERS) - 1
    assert "breaks off" in result.notes[0]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_other_encodings(encoding):
    result = repair(json.dumps(written()).encode(encoding), RELEASE)
    assert result.notes == ()
    with_all_answers(result)


def test_an_older_format():
    old = nbformat.convert(copy.deepcopy(written()), 3)
    result = repair(json.dumps(old).encode(), RELEASE)
    fit_to_be_graded(result.notebook)
    with_all_answers(result)
    assert "format is 3, expected 4" in result.notes[0]


def test_a_format_that_does_not_exist():
    notebook = written()
    notebook.nbformat = 17
    with_all_answers(repaired(notebook))


def test_nbgraders_own_notebooks_go_through_as_one_class():
    """Broken, changed, old and too new ones, each against the release they were made from."""
    release = nbformat.read(
        resources.files("nbgrader") / "tests/apps/files/submitted-unchanged.ipynb", as_version=4
    )
    wanted = [grade_id_of(cell) for cell in release.cells if grade_id_of(cell)]
    class_ = [
        path
        for folder in ("apps", "preprocessors")
        for path in (resources.files("nbgrader") / "tests" / folder / "files").iterdir()
        if path.name.endswith(".ipynb")
    ]
    assert len(class_) > 40
    for path in class_:
        result = repair(path.read_bytes(), release)
        nbformat.validate(result.notebook)
        assert [grade_id_of(c) for c in result.notebook.cells if grade_id_of(c)] == wanted, path


# --- Whatever a student may do -------------------------------------------------------------------

CHANGES = {
    "copy": lambda cells, i, j: cells.insert(j, copy.deepcopy(cells[i])),
    "delete": lambda cells, i, j: cells.pop(i),
    "move": lambda cells, i, j: cells.insert(j, cells.pop(i)),
    "empty": lambda cells, i, j: cells[i].update(source=""),
    "no metadata": lambda cells, i, j: cells[i].update(metadata={}),
    "strange metadata": lambda cells, i, j: cells[i].update(metadata={"nbgrader": [1]}),
    "another's metadata": lambda cells, i, j: cells[i].update(metadata=cells[j]["metadata"]),
    "no source": lambda cells, i, j: cells[i].pop("source", None),
    "source of numbers": lambda cells, i, j: cells[i].update(source=[1, 2]),
    "no cell": lambda cells, i, j: cells.insert(j, None),
    "half a character": lambda cells, i, j: cells[i].update(source="x = '\ud800\0'"),
    "strange kind": lambda cells, i, j: cells[i].update(cell_type="video"),
    "strange id": lambda cells, i, j: cells[i].update(id="../../etc"),
    "same id": lambda cells, i, j: cells[i].update(id=cells[j].get("id")),
    "split": lambda cells, i, j: cells.insert(i + 1, {**cells[i], "source": "    return 1"}),
}


@settings(max_examples=150)
@given(
    changes=st.lists(
        st.tuples(st.sampled_from(sorted(CHANGES)), st.integers(0, 999), st.integers(0, 999)),
        max_size=12,
    )
)
def test_any_changes_leave_a_notebook_that_can_be_graded(changes):
    raw = json.loads(json.dumps(written()))
    for what, i, j in changes:
        cells = [cell for cell in raw["cells"] if isinstance(cell, dict)] or raw["cells"]
        if not any(isinstance(cell, dict) for cell in cells):
            break
        i, j = i % len(cells), j % len(cells)
        CHANGES[what](cells, i, j)
        raw["cells"] = cells
    result = repair(json.dumps(raw).encode(), RELEASE)
    fit_to_be_graded(result.notebook)
    # Repairing what was repaired changes nothing more.
    again = repair(as_bytes(result.notebook), RELEASE)
    assert sources(again.notebook) == sources(result.notebook)


# --- Folders -------------------------------------------------------------------------------------


def hand_in(folder, **files):
    folder.mkdir()
    for name, content in files.items():
        (folder / f"{name}.ipynb").write_bytes(content)
    return folder


def test_the_notebook_of_its_name_is_read(tmp_path):
    folder = hand_in(tmp_path / "s", **{NAME: b"right", "another": b"wrong"})
    assert read_notebook(folder, NAME, RELEASE) == (b"right", [])


def test_no_folder_and_an_empty_one(tmp_path):
    assert read_notebook(tmp_path / "none", NAME, RELEASE) == (None, [])
    assert read_notebook(hand_in(tmp_path / "s"), NAME, RELEASE) == (None, [])


def test_a_renamed_notebook_is_found(tmp_path):
    mine = as_bytes(written())
    folder = hand_in(tmp_path / "s", notes=b"{}", homework=mine)
    (folder / ".ipynb_checkpoints").mkdir()
    (folder / ".ipynb_checkpoints" / "old.ipynb").write_bytes(as_bytes(RELEASE))
    content, notes = read_notebook(folder, NAME, RELEASE)
    assert content == mine
    assert notes == [
        f"The notebook is homework.ipynb, expected {NAME}.ipynb.",
        "There are 2 notebooks. The one with most answers counts.",
    ]


def test_links_pipes_and_folders_are_not_read(tmp_path):
    secret = tmp_path / "secret.ipynb"
    secret.write_bytes(as_bytes(written()))
    folder = hand_in(tmp_path / "s")
    (folder / f"{NAME}.ipynb").symlink_to(secret)
    content, notes = read_notebook(folder, NAME, RELEASE)
    assert content is None
    assert notes == [f"{NAME}.ipynb is a symbolic link. It was not read."]
    (tmp_path / "linked").symlink_to(tmp_path / "s")
    assert read_notebook(tmp_path / "linked", NAME, RELEASE) == (None, [])
    other = hand_in(tmp_path / "t")
    (other / f"{NAME}.ipynb").mkdir()
    assert read_notebook(other, NAME, RELEASE)[0] is None


def test_a_pipe_does_not_stop_the_class(tmp_path):
    os = pytest.importorskip("os")
    if not hasattr(os, "mkfifo"):
        pytest.skip("no pipes here")
    folder = hand_in(tmp_path / "s")
    os.mkfifo(folder / f"{NAME}.ipynb")
    content, notes = read_notebook(folder, NAME, RELEASE)
    assert content is None
    assert notes == [f"{NAME}.ipynb is no file. It was not read."]


def test_no_more_is_read_than_may_be(tmp_path):
    folder = hand_in(tmp_path / "s")
    with (folder / f"{NAME}.ipynb").open("wb") as file:
        file.truncate(10 * MAX_BYTES)
    content, _ = read_notebook(folder, NAME, RELEASE)
    assert len(content) == MAX_BYTES + 1
    assert "more than the 100 MB that are read" in repair(content, RELEASE).notes[0]
