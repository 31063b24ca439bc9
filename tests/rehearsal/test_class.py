"""The made-up class: who is in it, what is expected, and that a difference is seen."""

import importlib
import pickle
import sys

import nbformat
import numpy as np
import pytest

from rnn_grading import cli
from rnn_grading.course import Course
from rnn_grading.errors import CannotGrade
from rnn_grading.report import facts_of, groups_alike
from rnn_helpers import data
from rnn_helpers.data.withheld import speakers_of_the_test
from rnn_helpers.exercises import Choices, Written, hints_of, key_of, of_notebook
from tests.conftest import ROOT
from tests.grading.course_folder import A, graded, hand_in, release_of, solved
from tests.rehearsal.answers import packed
from tests.rehearsal.classroom import Classroom
from tests.rehearsal.compared import blemishes, miscounted, outcome
from tests.rehearsal.students import Plan

KINDS = {"right", "mistakes", "copied", "half done", "untouched", "broken", "hostile"}
HERE = {"course": "/nowhere", "port": 1, "pid": 1}


def class_of(assignment, **more):
    release, solution = (
        nbformat.read(ROOT / kind / assignment / f"{assignment}.ipynb", as_version=4)
        for kind in ("notebooks", "solutions")
    )
    return Plan(assignment, release, solution, 3, HERE, **more).students()


@pytest.mark.parametrize("assignment", ["01_sequential_data", A, "08_sequence_models"])
def test_everybody_is_there(assignment):
    students = class_of(assignment)
    assert {student.kind for student in students} == KINDS
    assert len({student.name for student in students}) == len(students)
    planned = {
        (cell, mistake)
        for student in students
        for cell, (_, mistake) in student.expected.items()
        if mistake
    }
    for exercise in of_notebook(assignment):
        if isinstance(exercise, Written):
            continue
        known = hints_of(exercise.name).keys()
        if isinstance(exercise, Choices):
            assert known <= {mistake for _, mistake in planned}
        else:
            assert {(f"test_{exercise.name}", mistake) for mistake in known} <= planned
    # A spread of marks, from nearly all points to few.
    totals = [
        sum(points for points, _ in student.expected.values())
        for student in students
        if student.kind == "mistakes"
    ]
    assert len(set(totals)) > 5 and max(totals) > 2 * min(totals)


def test_attacks_can_be_left_out():
    assert "hostile" not in {student.kind for student in class_of(A, hostile=False)}


def test_answers_travel_without_the_course():
    key = key_of("train_speakers")
    functions = {mistake: key.wrong_answer(mistake) for mistake in key.mistakes}
    _, arrived = pickle.loads(packed(functions, needs_models=True))
    named = arrived["counted_from_one"](*data.vowels(), 0)(data.vowels_test())
    assert np.array_equal(named, speakers_of_the_test() + 1)


@pytest.fixture
def room(folder, tmp_path):
    """A classroom of its own folder, and the course that it is made from."""
    return Classroom(folder, tmp_path / "rehearsal")


def test_a_folder_that_is_not_its_own_is_left_alone(folder, tmp_path):
    (tmp_path / "mine").mkdir()
    with pytest.raises(CannotGrade, match="mine is there already, and is no rehearsal's"):
        Classroom(folder, tmp_path / "mine")
    Classroom(folder, tmp_path / "again")
    (tmp_path / "again" / "left").touch()
    Classroom(folder, tmp_path / "again")
    assert not (tmp_path / "again" / "left").exists()


def test_a_call_to_the_network_is_noticed(room):
    import socket

    with (
        pytest.raises(CannotGrade, match="came through to the network"),
        room.listening(),
        socket.create_connection(("127.0.0.1", room.port)),
    ):
        pass
    with room.listening():
        pass


def test_differences_are_seen(folder):
    expected = next(s for s in class_of(A) if s.name == "right-1")
    hand_in(folder, "right-1", solved(folder))
    rows = graded(folder)  # synthetic points, which cannot be as expected
    course = Course(folder, A)
    found = outcome(expected, rows["right-1"], course, "secret")
    assert any("points, expected" in sentence for sentence in found.wrong)
    assert 0 < found.points < sum(points for points, _ in expected.expected.values())
    missing = outcome(expected, None, course, "secret")
    assert missing == (expected, 0.0, 0, ["There is no row in the gradebook."])
    notebook = nbformat.read(course.autograded("right-1"), as_version=4)
    notebook.cells[0].outputs = [{"output_type": "stream", "name": "stdout", "text": "secret"}]
    path = course.autograded("right-1")
    path.chmod(0o644)
    nbformat.write(notebook, path)
    assert "came through" in outcome(expected, rows["right-1"], course, "secret").wrong[-1]


def test_a_wrong_count_is_seen(folder):
    students = [student for student in class_of(A) if student.kind in ("mistakes", "copied")]
    hand_in(folder, "somebody", release_of(folder))
    graded(folder)
    facts = facts_of(Course(folder, A))
    wrong = miscounted(facts, students, groups_alike(Course(folder, A), facts))
    assert "rnn_step: no_activation was made by 0, expected 1." in wrong
    assert wrong[-1] == "Alike: copied-by, copied-from; not found."


@pytest.mark.parametrize(
    "page",
    ["<script src=x></script>", "<p onclick='x'>", "<a href=' JavaScript:x'>", "check(f, seed=7)",
     "### BEGIN HIDDEN TESTS", "Traceback (most recent call last):"],
)  # fmt: skip
def test_blemishes(page):
    assert len(blemishes(page)) == 1
    assert blemishes("<p>javascript: on a page</p><a href='#x'>x</a>") == []


def test_the_command_says_what_is_missing(folder, monkeypatch, capsys):
    monkeypatch.chdir(folder)
    assert cli.main(["rehearse", "99_nothing"]) == 1
    told = "rnn-grade: There is no assignment '99_nothing'; there is 02_rnn_math."
    assert capsys.readouterr().err.strip() == told
    monkeypatch.chdir(folder / "notebooks")
    assert cli.main(["rehearse"]) == 1
    assert "There is no folder solutions/ here" in capsys.readouterr().err


def test_the_command_says_that_it_needs_a_checkout(monkeypatch, capsys):
    def nothing_installed(name):
        raise ModuleNotFoundError(f"No module named {name!r}", name=name)

    monkeypatch.setattr(sys, "path", [*sys.path])
    monkeypatch.setattr(importlib, "import_module", nothing_installed)
    assert cli.main(["rehearse"]) == 1
    assert capsys.readouterr().err.strip() == (
        "rnn-grade: The made-up class is not installed: run `rnn-grade rehearse` in a checkout of "
        "the course."
    )
