"""A course folder with one assignment, its class, and what is read off it after grading."""

import contextlib
import sqlite3

import nbformat
from sqlalchemy import create_engine, text

from rnn_grading.course import Course
from rnn_grading.grade_class import grade_class
from rnn_grading.pools import InProcessPool
from tests.grading import synthetic
from tests.rehearsal.notebooks import answered

A = "02_rnn_math"
BY_HAND = "why_share_weights"

ROWS = """select sa.student_id, b.name, b.type, g.auto_score, g.manual_score, g.extra_credit,
    g.needs_manual_grade from grade g join submitted_notebook n on n.id = g.notebook_id
    join submitted_assignment sa on sa.id = n.assignment_id join base_cell b on b.id = g.cell_id
    order by 1, 2"""
COMMENTS = """select sa.student_id, b.name, c.auto_comment, c.manual_comment from comment c
    join submitted_notebook n on n.id = c.notebook_id
    join submitted_assignment sa on sa.id = n.assignment_id join base_cell b on b.id = c.cell_id
    order by 1, 2"""
TIMES = """select sa.student_id, sa.timestamp, sa.extension, n.flagged, n.late_submission_penalty
    from submitted_assignment sa join submitted_notebook n on n.assignment_id = sa.id
    order by 1"""


def release_of(folder):
    return nbformat.read(folder / "notebooks" / A / f"{A}.ipynb", as_version=4)


def solved(folder):
    """The release with the model answers."""
    source = nbformat.read(folder / "solutions" / A / f"{A}.ipynb", as_version=4)
    return answered(release_of(folder), source)


def hand_in(folder, student, content, timestamp=None):
    """``content``: a notebook, bytes, or None for an empty folder. Returns the folder."""
    target = folder / "submitted" / student / A
    target.mkdir(parents=True, exist_ok=True)
    if content is not None:
        data = content if isinstance(content, bytes) else nbformat.writes(content).encode()
        (target / f"{A}.ipynb").write_bytes(data)
    if timestamp is not None:
        (target / "timestamp.txt").write_text(timestamp)
    return target


def class_of(folder, count):
    """Hands in for ``student00`` and so on, each with other bytes and another time."""
    notebook = release_of(folder)
    start = notebook.cells[0].source
    for i in range(count):
        notebook.cells[0].source = f"{start}\n\nSubmission {i}."
        hand_in(folder, f"student{i:02}", notebook, f"2026-01-{i + 1:02} 12:00:00 UTC")


def graded(folder, function=synthetic.grade, pool=None, **more):
    """The GradedStudents, by name."""
    rows = grade_class(Course(folder, A), pool or InProcessPool(), function, **more)
    return {row.student: row for row in rows}


def rows(folder, query=ROWS):
    with contextlib.closing(sqlite3.connect(folder / "gradebook.db")) as connection:
        return connection.execute(query).fetchall()


def rows_at(db_url, query):
    engine = create_engine(db_url)
    with engine.connect() as connection:
        found = [tuple(row) for row in connection.execute(text(query))]
    engine.dispose()
    return found


def notebook_of(folder, student):
    return nbformat.read(folder / "autograded" / student / A / f"{A}.ipynb", as_version=4)


def add_config(folder, line):
    with (folder / "nbgrader_config.py").open("a") as file:
        file.write(f"\n{line}\n")
