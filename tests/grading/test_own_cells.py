"""Points and cells that are the instructor's own, and machines on which nobody could be graded."""

import shutil

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell

from rnn_grading import kernels, runner
from rnn_grading.course import Course
from rnn_grading.errors import CannotGrade
from rnn_grading.grade import grade
from rnn_grading.gradebook import Book
from rnn_grading.jobs import Job
from rnn_grading.kernel_client import KernelNotReady
from tests.conftest import ROOT
from tests.grading.course_folder import A, graded, hand_in, notebook_of, rows, solved
from tests.nbgrader_runs import environment, run_nbgrader


def info(name, **more):
    defaults = {"grade": True, "solution": False, "locked": True, "schema_version": 3}
    return {"nbgrader": {**defaults, "grade_id": name, "task": False, **more}}


def check_cell(name, points, source):
    metadata = info(name, points=points, cell_type="code")
    return new_code_cell(source, id=name.replace("_", "-"), metadata=metadata)


OWN = {
    "plain": "assert rnn_shapes is not None",
    "hidden": "x = 1\n### BEGIN HIDDEN TESTS\nassert x == 2\n### END HIDDEN TESTS",
    "partial": "0.5",
    "negative": "-1",
    "too_much": "99",
    "words": "'done'",
    "warns": "import sys; print('no', file=sys.stderr)",
    "crashes": "import os; os._exit(1)",
    "ours": "check(rnn_step)",
    "layers": "torch.nn.RNN(2, 3)(torch.zeros(1, 1, 2))",
    "named": "import time; assert rnn_step.__name__ == 'rnn_step'",
}
# By nbgrader's rule; None waits for a person.
WANTED = {
    "plain": 2.0,
    "hidden": 0.0,
    "partial": 0.5,
    "negative": 2.0,
    "too_much": None,
    "words": 2.0,
    "warns": 0.0,
    "crashes": 0.0,
    "ours": None,
    "layers": None,
    "named": 2.0,
}


@pytest.fixture(scope="module")
def changed(tmp_path_factory):
    """A course folder whose instructor changed points, and added checks, a question and a task."""
    folder = tmp_path_factory.mktemp("own") / "course"
    shutil.copytree(ROOT / "solutions" / A, folder / "solutions" / A)
    shutil.copy(ROOT / "nbgrader_config.py", folder)
    path = folder / "solutions" / A / f"{A}.ipynb"
    notebook = nbformat.read(path, as_version=4)
    points = {"test_rnn_step": 5, "test_rnn_forward": 1.5, "test_softmax_output": 0}
    for cell in notebook.cells:
        name = cell.metadata.get("nbgrader", {}).get("grade_id")
        if name in points:
            cell.metadata.nbgrader.points = points[name]
    notebook.cells += [check_cell(f"own_{name}", 2, source) for name, source in OWN.items()]
    task = info("a_task", task=True, points=4, cell_type="markdown", locked=True)
    notebook.cells.append(new_markdown_cell("Draw something.", id="a-task", metadata=task))
    words = info("my_question", points=3, cell_type="markdown", solution=True, locked=False)
    notebook.cells.append(new_markdown_cell("Why?", id="my-question", metadata=words))
    nbformat.write(notebook, path)
    run_nbgrader(folder, "generate_assignment", A)
    right, untouched = solved(folder), notebook_from(folder)
    right.cells[-1].source = "Because."
    hand_in(folder, "ann", right)
    hand_in(folder, "bob", untouched)
    hand_in(folder, "nobody", None)
    return folder


def notebook_from(folder):
    return nbformat.read(folder / "notebooks" / A / f"{A}.ipynb", as_version=4)


@pytest.fixture(scope="module")
def scores(changed, tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        for name, value in environment(tmp_path_factory.mktemp("home")).items():
            patch.setenv(name, value)
        graded(changed, grade)
    found = {}
    for student, name, _, score, _, _, by_hand in rows(changed):
        found.setdefault(student, {})[name] = (score, bool(by_hand))
    return found


def test_the_instructors_points_are_given(scores):
    ann = scores["ann"]
    assert ann["test_rnn_step"] == (5.0, False)
    assert ann["test_rnn_forward"] == (1.5, False)
    assert ann["test_softmax_output"] == (0.0, False)
    assert ann["test_rnn_shapes"] == (2.0, False)
    assert scores["bob"]["test_rnn_step"] == (0.0, False)


@pytest.mark.parametrize("name", OWN)
def test_own_checks_are_judged_by_nbgraders_rule(scores, name):
    score, by_hand = scores["ann"][f"own_{name}"]
    assert (score, by_hand) == (WANTED[name], WANTED[name] is None)


def test_what_waits_for_a_person(scores):
    assert scores["ann"]["a_task"] == scores["bob"]["a_task"] == (None, True)
    assert scores["ann"]["my_question"] == (None, True)
    assert scores["bob"]["my_question"] == (0.0, False)
    assert scores["nobody"].keys() == scores["ann"].keys()


def test_a_hidden_test_of_the_instructors_is_not_shown(changed, scores):
    shown = nbformat.writes(notebook_of(changed, "ann"))
    assert "assert x == 2" not in shown and "AssertionError" in shown


def test_the_release_and_the_gradebook_have_to_agree(changed, scores, tmp_path):
    folder = shutil.copytree(changed, tmp_path / "course")
    path = folder / "notebooks" / A / f"{A}.ipynb"
    path.chmod(0o644)
    path.write_text(path.read_text().replace('"points": 5', '"points": 7'))
    with pytest.raises(CannotGrade, match="test_rnn_step has 7 points in the release and 5.0 in"):
        graded(folder, grade)


def test_an_assignment_of_the_instructors_alone(changed, tmp_path, monkeypatch):
    """No exercise of the course's is in it."""
    for name, value in environment(tmp_path).items():
        monkeypatch.setenv(name, value)
    folder = tmp_path / "course"
    source = folder / "solutions" / "hw1"
    source.mkdir(parents=True)
    shutil.copy(ROOT / "nbgrader_config.py", folder)
    answer = new_code_cell("def f(x):\n    ### BEGIN SOLUTION\n    return x\n    ### END SOLUTION")
    answer.metadata = info("f", grade=False, solution=True, locked=False, cell_type="code")
    notebook = nbformat.v4.new_notebook(cells=[answer, check_cell("test_f", 1, "assert f(2) == 2")])
    nbformat.write(notebook, source / "hw1.ipynb")
    run_nbgrader(folder, "generate_assignment", "hw1")
    release = (folder / "notebooks" / "hw1" / "hw1.ipynb").read_bytes()
    assert runner.try_out(Job("", "hw1", None, release, 1), unsafe=False) == ""
    checks = (("test_f", "assert f(2) == 2"),)
    right = (source / "hw1.ipynb").read_bytes()
    for submitted, points in ((right, 1.0), (release, 0.0)):
        result = grade(Job("ann", "hw1", submitted, release, 1, own_checks=checks))
        assert result.scores == {"test_f": points}
    assert Course(folder, "hw1").release() == release


def small_course(tmp_path, monkeypatch, change):
    """A course folder whose notebook was changed before it was released."""
    for name, value in environment(tmp_path).items():
        monkeypatch.setenv(name, value)
    folder = tmp_path / "course"
    shutil.copytree(ROOT / "solutions" / A, folder / "solutions" / A)
    shutil.copy(ROOT / "nbgrader_config.py", folder)
    path = folder / "solutions" / A / f"{A}.ipynb"
    notebook = nbformat.read(path, as_version=4)
    change(notebook)
    nbformat.write(notebook, path)
    run_nbgrader(folder, "generate_assignment", A)
    return folder


def test_an_assignment_in_which_nothing_is_graded(tmp_path, monkeypatch):
    def ungraded(notebook):
        notebook.cells = [
            c for c in notebook.cells if not c.metadata.get("nbgrader", {}).get("grade")
        ]

    folder = small_course(tmp_path, monkeypatch, ungraded)
    hand_in(folder, "ann", solved(folder))
    for _ in range(2):
        row = graded(folder, grade)["ann"]
        assert (row.points, row.max_points, row.by_hand) == (0.0, 0.0, 0)


def test_what_was_added_to_a_check_of_ours_is_told(tmp_path, monkeypatch, capsys):
    def longer(notebook):
        for cell in notebook.cells:
            if cell.metadata.get("nbgrader", {}).get("grade_id") == "test_rnn_step":
                cell.source += "\nassert rnn_step.__doc__"
            if cell.metadata.get("nbgrader", {}).get("grade_id") == "test_rnn_forward":
                cell.source += "\ncheck(rnn_forward, seed=5)"

    folder = small_course(tmp_path, monkeypatch, longer)
    course = Course(folder, A)
    with Book(course.db_url, course.course_id) as book:
        assert book.changed_checks(A) == ["test_rnn_step"] and book.own_checks(A) == ()


# --- Where nobody could get a point -------------------------------------------------------------


def release_bytes():
    return (ROOT / "notebooks" / A / f"{A}.ipynb").read_bytes()


def test_a_machine_that_can_grade_says_nothing():
    assert runner.try_out(Job("", A, None, release_bytes(), 1), unsafe=False) == ""


def test_a_first_cell_that_fails_is_told():
    release = release_bytes().replace(b"import numpy as np", b"import no_such_package", 1)
    told = runner.try_out(Job("", A, None, release, 1), unsafe=False)
    assert told.startswith("The first cell fails: ModuleNotFoundError: No module named 'no_such")


def test_kernels_that_never_get_ready_end_the_run(folder, monkeypatch):
    hand_in(folder, "ann", solved(folder))
    hand_in(folder, "bob", None)

    def never(*given):
        raise KernelNotReady("ImportError: libfancy.so is missing")

    monkeypatch.setattr(runner, "KernelClient", never)
    with pytest.raises(CannotGrade, match="No kernel gets ready: ImportError: libfancy"):
        graded(folder, grade)
    assert rows(folder) == []
    told = runner.try_out(Job("", A, None, release_bytes(), 1), unsafe=False)
    assert "libfancy" in told


def test_a_run_tries_the_machine_out_where_there_is_something_to_do(folder):
    hand_in(folder, "ann", solved(folder))
    with pytest.raises(CannotGrade, match="Nobody could be graded here. No paper."):
        graded(folder, try_out=lambda job: "No paper.")
    assert rows(folder) == []
    tried = []
    for _ in range(2):
        graded(folder, try_out=lambda job: tried.append(job.student) or "")
    assert tried == ["ann"]


def test_what_a_kernel_says_of_its_failure_is_told(monkeypatch):
    monkeypatch.setattr(kernels, "_ENVIRONMENT", {"not": 1})  # os.environ takes text alone
    with pytest.raises(Exception, match="TypeError: str expected"):
        grade(Job("ann", A, release_bytes(), release_bytes(), 1))
