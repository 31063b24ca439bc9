"""Grades a class: goes on where it was stopped, and has a row for everybody."""

import itertools
from collections import defaultdict
from collections.abc import Callable
from typing import NamedTuple

import nbformat

from .course import Course
from .errors import CannotGrade, KernelsFail
from .files import printable
from .gradebook import Book, update_penalties, write_result
from .jobs import GradedSubmission, Job
from .notebooks import grade_id_of, is_grade, is_solution, read_release
from .outputs import notes_cell
from .pools import InProcessPool, run_jobs
from .sandbox import SandboxUnavailable
from .state import Record
from .submissions import misread_zone

_MAX_ID = 128  # characters, in nbgrader's database
_MAX_FILE_NAME = 240  # bytes, with an ending


class GradedStudent(NamedTuple):
    """A student's line in the table of a run."""

    student: str
    points: float = 0.0  # what they have, what people gave included
    max_points: float = 0.0
    by_hand: int = 0  # how many cells wait for a person
    penalty: float = 0.0  # for being late; it is taken off already
    notes: tuple[str, ...] = ()  # as in a GradedSubmission
    mistakes: dict[str, str] = {}  # nobody writes to it
    alarms: tuple[str, ...] = ()
    is_new: bool = False  # whether they were graded in this run
    failure: str = ""  # why there is no row in the gradebook, in a sentence, or an empty text


def grade_class(
    course: Course,
    pool: InProcessPool,
    function: Callable[[Job], GradedSubmission],
    *,
    force: bool = False,
    seed: int | None = None,
    only: str | None = None,
    absent: bool = True,
    on_progress: Callable[[int, int], None] | None = None,
    patience: float = 60,
    try_out: Callable[[Job], str] | None = None,
) -> list[GradedStudent]:
    """Grades an assignment of everybody who handed it in or is in the gradebook.

    Args:
        pool: where ``function``, such as ``grade``, is run; not open.
        force: grade those again, too, who are done.
        seed: grade with this one instead of a fresh one.
        only: one student's name, to grade nobody else.
        absent: whether those of the gradebook who handed in nothing get a row, too.
        on_progress: called with how many students are done, and of how many.
        patience: how many seconds to wait while another program holds the gradebook.
        try_out: asked where ``function`` is run, before the first job, why nobody could be graded.

    Returns:
        A line for each, sorted by student.

    Raises:
        CannotGrade: it cannot begin or go on. What is written is complete; the next run goes on.
    """
    with course.state.locked(), Book(course.db_url, course.course_id, patience) as book:
        return _Class(course, book, force, seed, only, absent, on_progress).grade(
            function, pool, try_out
        )


class _Class:
    def __init__(self, course, book, force, seed, only, absent, on_progress):
        self._course, self._book, self._state = course, book, course.state
        self._cells = book.cells(course.assignment)
        self._own_checks = book.own_checks(course.assignment)
        self._force, self._only = force, only
        self._on_progress = on_progress or (lambda done, total: None)
        self._before = book.totals(course.assignment)
        self._is_due = book.find_assignment(course.assignment).duedate is not None
        self._release = course.release()
        self._agree(read_release(self._release))
        self._seed = self._state.seed_of_run(seed)
        self._records, self._pending, self._failures, self._new = {}, {}, {}, set()
        self._remarks = defaultdict(list)  # on this run alone
        self._students = self._select(only, absent)

    def _select(self, only, absent):
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

    def _agree(self, release):
        """Raises CannotGrade where the release and the gradebook do not hold the same points."""
        book, name = dict(self._cells.values()), self._course.assignment
        for cell in filter(is_grade, release.cells):
            item, points = grade_id_of(cell), cell.metadata.nbgrader.get("points")
            if book.get(item) != points:
                raise CannotGrade(
                    f"{item} has {points} points in the release and {book.get(item)} in the "
                    f"gradebook: run `nbgrader generate_assignment --force {name}`."
                )

    def grade(self, function, pool, try_out):
        self._on_progress(0, len(self._students))
        jobs = self._jobs()
        first = list(itertools.islice(jobs, 1))  # there may be nothing to do
        if first and try_out:
            for _, reason in run_jobs(try_out, first, pool):
                if reason:
                    raise CannotGrade(f"Nobody could be graded here. {reason}")
        for job, result in run_jobs(function, itertools.chain(first, jobs), pool):
            if isinstance(result, (SandboxUnavailable, KernelsFail)):
                raise CannotGrade(str(result))
            self._finish(job, result)
        if self._only is None:
            self._state.end_run()
        # Where nothing is due, and nothing was, the gradebook is not locked for it.
        may_be_late = self._is_due or any(total.penalty for total in self._before.values())
        if may_be_late and (done := self._records.keys() - self._new):
            update_penalties(self._book, self._course.assignment, done, self._course.config)
        return self._rows()

    def _finish(self, job, result):
        self._write(job, result)
        self._new.add(job.student)
        self._report_progress()

    def _jobs(self):
        """The jobs of those who are not done. While they are read, what is known is noted."""
        begun = self._only is not None  # one student is no run
        for student in self._students:
            if failure := _name_problem(student):
                self._failures[student] = failure
                self._report_progress()
                continue
            error = None
            try:
                job, timestamp, text = self._course.job(
                    student, self._release, self._seed, self._own_checks
                )
            except OSError as problem:  # we may not read it
                job = Job(student, self._course.assignment, None, self._release, self._seed)
                timestamp, text, error = None, "", problem
            if self._is_due and (remark := misread_zone(text)):
                self._remarks[student].append(remark)
            fingerprint, record = job.fingerprint(text), self._state.record(student)
            is_same = record is not None and record.fingerprint == fingerprint
            is_there = student in self._before and self._course.autograded(student).exists()
            if is_same and record.complete and is_there and not self._force:
                self._records[student] = record
                self._report_progress()
                continue
            if not begun:
                self._state.begin_run(self._seed)
                begun = True
            self._pending[student] = timestamp, text, fingerprint, is_same
            if error is None:
                yield job
            else:
                self._finish(job, error)

    def _write(self, job, result):
        """The record is incomplete first and complete last: while it is complete, notebook and
        grades match. A student whom no machine could grade is not done: the next run tries again.
        """
        is_failed = isinstance(result, Exception)
        graded = _not_graded(job, result) if is_failed else result
        timestamp, text, fingerprint, is_same = self._pending.pop(job.student)
        graded_fields = {name: getattr(graded, name) for name in Record._fields[2:]}
        record = Record(not is_failed, fingerprint, **graded_fields)
        self._state.mark_incomplete(job.student)
        self._course.write_files(graded, text)
        name, config = self._course.assignment, self._course.config
        write_result(self._book, self._cells, name, graded, timestamp, config, not is_same)
        self._state.write_record(job.student, record)
        self._records[job.student] = record

    def _report_progress(self):
        self._on_progress(len(self._records) + len(self._failures), len(self._students))

    def _rows(self):
        totals = self._book.totals(self._course.assignment)
        max_points = sum(points for _, points in self._cells.values() if points)
        rows = []
        for student in self._students:
            if student in self._failures:
                failure = self._failures[student]
                rows.append(GradedStudent(student, max_points=max_points, failure=failure))
                continue
            points, penalty, by_hand = totals[student]
            record = self._records[student]
            before = self._before.get(student)
            if before and before.penalty != penalty:
                self._remarks[student].append(f"The late penalty was {before.penalty:g} before.")
            notes = (*record.notes, *self._remarks[student])
            remarks = (notes, record.mistakes, tuple(record.alarms))
            row = (student, points, max_points, by_hand, penalty, *remarks, student in self._new)
            rows.append(GradedStudent(*row))
        return rows


def _name_problem(student):
    """Why a folder's name can be no student's, in a sentence; None if it can."""
    try:
        length = len(student.encode())
    except UnicodeEncodeError:
        return "The name of the folder is not in UTF-8, which the gradebook takes alone."
    if len(student) > _MAX_ID or length > _MAX_FILE_NAME:
        return f"The name of the folder is too long; the gradebook takes {_MAX_ID} characters."
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
    return GradedSubmission(
        job.student, content, scores, comments, notes, job.seed, alarms=(alarm,)
    )
