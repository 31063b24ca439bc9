"""Grades a class: goes on where it was stopped, and has a row for everybody."""

import contextlib
from typing import NamedTuple

import nbformat
from nbgrader.utils import is_grade, is_solution

from .errors import CannotGrade
from .files import printable
from .gradebook import Book, record
from .lockin import CannotLockIn
from .pools import run
from .records import Graded
from .repair import grade_id_of
from .showing import notes_cell
from .state import Mark

_LONGEST_ID = 128  # characters, in nbgrader's database
_LONGEST_FILE_NAME = 240  # bytes, with an ending


class Row(NamedTuple):
    """What is to be told of a student.

    Attributes:
        student: a name.
        points, most: those that they have, what people gave included, and those there are.
        by_hand: how many cells wait for a person.
        penalty: for being late; it is taken off already.
        notes, mistakes, alarms: as in a Graded.
        is_new: whether they were graded in this run.
        trouble: why there is no row in the gradebook, in a sentence, or an empty text.
    """

    student: str
    points: float = 0.0
    most: float = 0.0
    by_hand: int = 0
    penalty: float = 0.0
    notes: tuple[str, ...] = ()
    mistakes: dict[str, str] = {}  # nobody writes to it
    alarms: tuple[str, ...] = ()
    is_new: bool = False
    trouble: str = ""


def grade_class(
    course,
    pool,
    function,
    *,
    force=False,
    seed=None,
    only=None,
    absent=True,
    told=None,
    patience=60,
):
    """Grades an assignment of everybody who handed it in or is in the gradebook.

    Args:
        course: a Course.
        pool: where to grade, one of those in ``pools``; not open.
        function: takes a Job and returns a Graded, such as ``grade``.
        force: grade those again, too, who are done.
        seed: grade with this one instead of a fresh one.
        only: one student's name, to grade nobody else.
        absent: whether those of the gradebook who handed in nothing get a row, too.
        told: called as ``told(done, all)`` with two numbers of students, as it goes on.
        patience: how many seconds to wait while another program holds the gradebook.

    Returns:
        A list of Row, sorted by student.

    Raises:
        CannotGrade: it cannot begin or go on. What is written is whole; the next run goes on.
    """
    with (
        course.state.locked(),
        contextlib.closing(Book(course.db_url, course.course_id, patience)) as book,
    ):
        return _Class(course, book, force, seed, only, absent, told).grade(function, pool)


class _Class:
    def __init__(self, course, book, force, seed, only, absent, told):
        self._course, self._book, self._state = course, book, course.state
        self._cells = book.cells(course.assignment)
        self._force, self._only, self._told = force, only, told or (lambda done, all_: None)
        self._in_book = book.standings(course.assignment).keys()
        self._release = course.release()
        self._seed = self._state.seed_of_run(seed)
        self._marks, self._pending, self._troubles = {}, {}, {}
        self._students = self._who(only, absent)

    def _who(self, only, absent):
        handed_in = self._course.students()
        if not handed_in:
            raise CannotGrade(f"Nobody has handed in anything for {self._course.assignment}.")
        enrolled = {student.id for student in self._book.students} if absent else set()
        everybody = sorted(handed_in | enrolled)
        self._book.db.rollback()  # no transaction stays open while a class is graded
        if only is None:
            return everybody
        if only not in everybody:
            raise CannotGrade(
                f"There is no student {printable(only)!r}, neither in the gradebook nor among "
                "those who handed something in."
            )
        return [only]

    def grade(self, function, pool):
        self._told(0, len(self._students))
        new = []
        for job, result in run(function, self._jobs(), pool):
            if isinstance(result, CannotLockIn):
                raise CannotGrade(str(result))
            self._write(job, result)
            new.append(job.student)
            self._tell()
        if self._only is None:
            self._state.end_run()
        return self._rows(set(new))

    def _jobs(self):
        """The jobs of those who are not done. While they are read, what is known is noted."""
        begun = self._only is not None  # one student is no run
        for student in self._students:
            if trouble := _unfit(student):
                self._troubles[student] = trouble
                self._tell()
                continue
            job, timestamp, text = self._course.job(student, self._release, self._seed)
            fingerprint, mark = job.fingerprint(text), self._state.mark(student)
            is_same = mark is not None and mark.fingerprint == fingerprint
            is_whole = student in self._in_book and self._course.autograded(student).exists()
            if is_same and mark.closed and is_whole and not self._force:
                self._marks[student] = mark
                self._tell()
                continue
            if not begun:
                self._state.begin_run(self._seed)
                begun = True
            self._pending[student] = timestamp, text, fingerprint, is_same
            yield job

    def _write(self, job, result):
        """The mark is opened first and closed last: while it is closed, notebook and grades match.
        A student whom no machine could grade is not done: the next run tries again.
        """
        is_failed = isinstance(result, Exception)
        graded = _not_graded(job, result) if is_failed else result
        timestamp, text, fingerprint, is_same = self._pending.pop(job.student)
        told = {name: getattr(graded, name) for name in Mark._fields[2:]}
        mark = Mark(not is_failed, fingerprint, **told)
        self._state.open_mark(job.student)
        self._course.write_files(graded, text)
        record(
            self._book,
            self._cells,
            self._course.assignment,
            graded,
            timestamp,
            self._course.config,
            changed=not is_same,
        )
        self._state.write_mark(job.student, mark)
        self._marks[job.student] = mark

    def _tell(self):
        self._told(len(self._marks) + len(self._troubles), len(self._students))

    def _rows(self, new):
        standings = self._book.standings(self._course.assignment)
        most = sum(points for _, points in self._cells.values() if points)
        rows = []
        for student in self._students:
            if student in self._troubles:
                rows.append(Row(student, most=most, trouble=self._troubles[student]))
                continue
            points, penalty, by_hand = standings[student]
            mark = self._marks[student]
            told = (tuple(mark.notes), mark.mistakes, tuple(mark.alarms))
            rows.append(Row(student, points, most, by_hand, penalty, *told, student in new))
        return rows


def _unfit(student):
    """Why a folder's name can be no student's, in a sentence; None if it can."""
    try:
        length = len(student.encode())
    except UnicodeEncodeError:
        return "The name of the folder is not in UTF-8, which the gradebook takes alone."
    if len(student) > _LONGEST_ID or length > _LONGEST_FILE_NAME:
        return f"The name of the folder is too long; the gradebook takes {_LONGEST_ID} characters."
    return None


def _not_graded(job, error):
    """A result where grading itself failed: nothing is decided, a person has to look."""
    notebook = nbformat.reads(job.release, as_version=4)
    notes = (*job.notes, "This could not be graded by machine. It is to be marked by hand.")
    scores = {grade_id_of(cell): None for cell in notebook.cells if is_grade(cell)}
    comments = {grade_id_of(cell): None for cell in notebook.cells if is_solution(cell)}
    notebook.cells.insert(0, notes_cell(notes))
    content = nbformat.writes(notebook).encode() + b"\n"
    alarm = printable(f"Grading failed: {type(error).__name__}: {error}")
    return Graded(job.student, content, scores, comments, notes, job.seed, alarms=(alarm,))
