"""What is known of a graded class: gradebook, records and notebooks, read and not changed."""

from collections import defaultdict
from typing import NamedTuple

from nbgrader.api import BaseCell, Comment, Grade, SubmittedAssignment, SubmittedNotebook

from rnn_helpers.exercises import Item, Written, items_of

from ..course import Course
from ..errors import CannotGrade
from ..gradebook import Book


class ReportedStudent(NamedTuple):
    """One student who handed in."""

    name: str  # the student's id
    points: float  # what they have, after the late penalty
    # From items' names to points; None where a person has yet to decide.
    scores: dict[str, float | None]
    tried: frozenset[str]  # the names of the items that were answered
    mistakes: dict[str, str]  # from items' names to those of known mistakes
    notes: tuple[str, ...] = ()  # what was noted while grading
    alarms: tuple[str, ...] = ()
    seconds: float | None = None  # how long grading took; None if it is not known


class Facts(NamedTuple):
    """A class after an assignment."""

    assignment: str
    items: tuple[Item, ...]  # what is graded, in the notebook's order
    students: tuple[ReportedStudent, ...]  # those who handed in, sorted by name
    absent: tuple[str, ...]  # names of those in the gradebook who did not

    @property
    def max_points(self) -> float:
        """The points that can be had."""
        return float(sum(item.points for item in self.items))


def facts_of(course: Course) -> Facts:
    """Reads them. Raises CannotGrade if there is no gradebook, or nobody is graded yet."""
    with Book(course.db_url, course.course_id) as book:
        totals = book.totals(course.assignment)
        scores, untouched = _scores(book, course.assignment)
    handed_in = course.students() & totals.keys()
    if not handed_in:
        raise CannotGrade(
            f"Nobody is graded yet: run `rnn-grade run {course.assignment}` before the report."
        )
    items = items_of(course.assignment)
    students = []
    for name in sorted(handed_in):
        record = course.state.record(name)
        mistakes = record.mistakes if record else {}
        students.append(
            ReportedStudent(
                name,
                totals[name].points,
                {item.name: scores[name].get(_cell(item)) for item in items},
                frozenset(i.name for i in items if (name, i.question.name) not in untouched),
                {i.name: mistakes[_cell(i)] for i in items if _cell(i) in mistakes},
                *((tuple(record.notes), tuple(record.alarms), record.seconds) if record else ()),
            )
        )
    absent = sorted(totals.keys() - handed_in)
    return Facts(course.assignment, items, tuple(students), tuple(absent))


def _cell(item):
    """The name of the cell that the gradebook has for an item."""
    return item.name if isinstance(item.question, Written) else f"test_{item.name}"


def _scores(book, assignment):
    """``{student: {cell: points or None}}``, and the ``(student, answer)`` that are as released."""

    def rows(kind, *columns):
        """Of all grades, or all comments: the student, the cell, and ``columns``."""
        query = book.db.query(SubmittedAssignment.student_id, BaseCell.name, *columns)
        joined = query.select_from(kind).join(kind.cell).join(kind.notebook)
        return joined.join(SubmittedNotebook.assignment).filter(
            SubmittedAssignment.name == assignment
        )

    scores = defaultdict(dict)
    for student, cell, points, waits in rows(Grade, Grade.score, Grade.needs_manual_grade):
        scores[student][cell] = None if waits else points
    untouched = {
        (student, cell)
        for student, cell, comment in rows(Comment, Comment.auto_comment)
        if (comment or "").startswith("No response.")
    }
    return scores, untouched
