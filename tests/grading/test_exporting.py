"""Marks as Canvas and Moodle import them, through nbgrader's own command."""

import csv

import pytest
from nbgrader.api import Gradebook

from tests.grading.course_folder import A, add_config, graded, hand_in, solved
from tests.nbgrader_runs import run_nbgrader

PLUGINS = "rnn_grading.exporting"


@pytest.fixture
def marked(folder):
    """A graded class of two, and one who handed in nothing."""
    with Gradebook(f"sqlite:///{folder / 'gradebook.db'}", "rnn_course") as book:
        book.add_student(
            "ann", first_name="Ann", last_name="O'Neil, Jr.", email="ann@x.org", lms_user_id="17"
        )
        book.add_student("bob")
    hand_in(folder, "ann", solved(folder))
    hand_in(folder, "bob", None)
    graded(folder)
    with Gradebook(f"sqlite:///{folder / 'gradebook.db'}", "rnn_course") as book:
        book.add_student("zoë", first_name="Zoë")
        grade = book.find_grade("why_share_weights", A, A, "ann")
        grade.manual_score, grade.needs_manual_grade = 1.5, False
        book.db.commit()
        marks = {name: book.find_submission(A, name).score for name in ("ann", "bob")}
    return folder, marks


def exported(folder, plugin, name):
    run_nbgrader(folder, "export", f"--exporter={PLUGINS}.{plugin}", "--to", name)
    with (folder / name).open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def test_canvas(marked):
    folder, marks = marked
    assert exported(folder, "CanvasExport", "canvas.csv") == [
        ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", A],
        ["    Points Possible", "", "", "", "", "13"],
        ["bob", "", "", "bob", "", f"{marks['bob']:g}"],
        ["Zoë", "", "", "zoë", "", ""],
        ["O'Neil, Jr., Ann", "17", "", "ann", "", f"{marks['ann']:g}"],
    ]


def test_moodle_and_columns_of_another_name(marked):
    folder, marks = marked
    assert exported(folder, "MoodleExport", "moodle.csv")[0][-1] == f"Assignment: {A} (Real)"
    add_config(folder, f"c.MoodleExport.columns = {{'{A}': 'Homework 2'}}")
    assert exported(folder, "MoodleExport", "moodle.csv") == [
        ["First name", "Last name", "ID number", "Email address", "Homework 2"],
        ["", "", "bob", "", f"{marks['bob']:g}"],
        ["Zoë", "", "zoë", "", "-"],
        ["Ann", "O'Neil, Jr.", "17", "ann@x.org", f"{marks['ann']:g}"],
    ]
