"""Every source notebook: its form, its skeleton, its release. New ones need no new line here."""

import re

import nbformat
import pytest

from rnn_helpers import exercises
from tests.conftest import ROOT
from tests.nbgrader_runs import run_nbgrader

SOURCES = sorted((ROOT / "solutions").glob("*/*.ipynb"))
BANNED = re.compile(r"\b(simply|obviously|as you know|of course|trivial(ly)?)\b", re.IGNORECASE)


@pytest.fixture(params=SOURCES, ids=lambda path: path.stem)
def source(request):
    return request.param


@pytest.fixture
def notebook(source):
    return nbformat.read(source, as_version=4)


def grading(cell):
    return cell.metadata.get("nbgrader", {})


def text(notebook):
    return "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")


def test_there_are_notebooks():
    assert SOURCES


def test_folder_and_file_share_their_name(source):
    assert source.stem == source.parent.name


def test_outputs_are_stripped(notebook):
    for cell in notebook.cells:
        if cell.cell_type == "code":
            assert cell.outputs == []
            assert cell.execution_count is None


def test_ids_are_names(notebook):
    ids = [cell.id for cell in notebook.cells]
    assert len(set(ids)) == len(ids)
    for cell in notebook.cells:
        # A readable name; what notebooks make up for themselves is eight hexadecimal digits.
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", cell.id)
        assert not re.fullmatch(r"[0-9a-f]{8}", cell.id)
        if grading(cell):
            assert not grading(cell)["grade_id"].startswith("cell-")


def test_metadata_is_complete(notebook):
    keys = {"grade_id", "grade", "solution", "locked", "task", "schema_version"}
    for cell in notebook.cells:
        if grading(cell):
            wanted = keys | ({"points"} if grading(cell)["grade"] else set())
            assert set(grading(cell)) == wanted
            assert grading(cell)["schema_version"] == 3
    assert notebook.metadata.kernelspec.name == "python3"
    assert (notebook.nbformat, notebook.nbformat_minor) == (4, 5)


def test_skeleton(source, notebook):
    prose = text(notebook)
    number = source.stem[:2]
    assert notebook.cells[0].source.startswith(f"# {number} · ")
    for part in ("What you'll do", "What you'll learn", "What you need"):
        assert f"**{part}.**" in notebook.cells[0].source
    assert "**Predict.**" in prose
    assert "## On your own" in prose
    assert "## Further reading" in prose
    code = [cell.source for cell in notebook.cells if cell.cell_type == "code"]
    assert sum("widgets." in cell for cell in code) >= 1
    assert f'progress("{source.stem}")' in code[-1]


def test_plain_words(notebook):
    assert not BANNED.search(text(notebook))


def test_graded_cells_are_the_exercises(source, notebook):
    """Names and points in the notebook are those in rnn_helpers.exercises, in the same order."""
    graded = [cell for cell in notebook.cells if grading(cell).get("grade")]
    found = [
        (grading(cell)["grade_id"].removeprefix("test_"), grading(cell)["points"])
        for cell in graded
    ]
    wanted = [(item.name, item.points) for item in exercises.items_of(source.stem)]
    assert sorted(found) == sorted(wanted)


def test_checks_stand_right_under_their_exercise(source, notebook):
    items = {item.name: item for item in exercises.items_of(source.stem)}
    answer_above = None  # the cell of the last exercise, as long as only its checks follow
    for cell in notebook.cells:
        info = grading(cell)
        if not info.get("grade") or info["solution"]:
            answer_above = cell if info.get("solution") else None
            continue
        item = items[info["grade_id"].removeprefix("test_")]
        assert answer_above is not None
        assert grading(answer_above)["grade_id"] == item.question.name
        assert info["locked"]
        part = f', part="{item.part}"' if item.part else ""
        if isinstance(item.question, exercises.Choices):
            name = item.question.name
            assert cell.source == f'check({name}, "{name}"{part})'
            assert "### BEGIN CHOICES" in answer_above.source
        else:
            assert cell.source.startswith(f"check({item.question.name}{part})\n")
            assert f"check({item.question.name}{part}, seed=" in cell.source
            assert "### BEGIN SOLUTION" in answer_above.source
            assert "### BEGIN HIDDEN TESTS" in cell.source
        # JupyterLab's Run All goes on behind an exercise that is still empty.
        assert "raises-exception" in cell.metadata.tags


def test_written_answers_have_a_mark_scheme(notebook):
    written = [
        cell for cell in notebook.cells if grading(cell).get("grade") and grading(cell)["solution"]
    ]
    assert written
    for cell in written:
        assert cell.cell_type == "markdown"
        assert "**Model answer.**" in cell.source
        assert "**Mark scheme.**" in cell.source


def test_sync(tmp_path, root):
    """Generating the release again leaves notebooks/ as committed."""
    (tmp_path / "solutions").symlink_to(root / "solutions")
    (tmp_path / "nbgrader_config.py").write_bytes((root / "nbgrader_config.py").read_bytes())
    run_nbgrader(tmp_path, "generate_assignment", "--force", "--no-db", "--assignment=*")

    def files(folder):
        return {
            path.relative_to(folder): path.read_bytes()
            for path in sorted(folder.rglob("*"))
            if path.is_file() and ".ipynb_checkpoints" not in path.parts
        }

    generated, committed = files(tmp_path / "notebooks"), files(root / "notebooks")
    assert generated.keys() == committed.keys()
    for path, content in generated.items():
        assert content == committed[path], f"{path} is stale: run make release"


def test_the_release_tells_nothing(source, root):
    release = (root / "notebooks" / source.stem / source.name).read_text(encoding="utf-8")
    for secret in ("SOLUTION", "CHOICES", "HIDDEN TESTS", "Model answer", "Mark scheme", "seed="):
        assert secret not in release
