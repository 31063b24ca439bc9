"""Writes results to nbgrader's database, each student's in one transaction."""

import ast
import contextlib
import math
import re
from collections.abc import Collection, Iterator
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from nbgrader.api import (
    Assignment,
    Grade,
    Gradebook,
    MissingEntry,
    SubmittedAssignment,
    SubmittedNotebook,
)
from nbgrader.preprocessors import AssignLatePenalties
from sqlalchemy import case, func, make_url, select, text
from sqlalchemy.exc import OperationalError, SQLAlchemyError
from sqlalchemy.orm import Session
from traitlets.config import Config

from .errors import CannotGrade
from .jobs import GradedSubmission
from .judging import checked_items


class Total(NamedTuple):
    """What a student has in an assignment, what people gave included."""

    points: float  # after the late penalty
    penalty: float  # the late penalty
    by_hand: int  # how many cells wait for a person


Cells = dict[str, tuple[str, float | None]]  # by id: their names, and their maximum points


class Book(Gradebook):
    """nbgrader's Gradebook, whose methods commit after each step, made to commit once.

    It waits ``patience`` seconds while another program, such as formgrader, writes. CannotGrade if
    the database cannot be opened.
    """

    def __init__(self, db_url: str, course_id: str, patience: float = 60) -> None:
        try:
            url = make_url(db_url)
            self._is_sqlite = url.get_backend_name() == "sqlite"
            if self._is_sqlite:
                if not Path(url.database or "").exists():  # Gradebook would make an empty one
                    raise CannotGrade(
                        "There is no gradebook yet: run `nbgrader generate_assignment --force`."
                    )
                url = url.update_query_dict({"timeout": str(patience)})
            super().__init__(url.render_as_string(hide_password=False), course_id)
        except ModuleNotFoundError as error:
            raise CannotGrade(
                f"The gradebook cannot be opened without {error.name}; for PostgreSQL: "
                "pip install 'rnn-helpers[postgres]'."
            ) from error
        except SQLAlchemyError as error:
            raise _unusable(error) from error

    def cells(self, assignment: str) -> Cells:
        """The cells of the assignment's notebook; no maximum for one without points. CannotGrade if
        the assignment is not in the gradebook, or its notebook is not alone.
        """
        try:
            notebooks = self.find_assignment(assignment).notebooks
        except MissingEntry:
            raise CannotGrade(
                f"{assignment} is not in the gradebook: run `nbgrader generate_assignment --force "
                f"{assignment}`."
            ) from None
        except SQLAlchemyError as error:
            raise _unusable(error) from error
        if [notebook.name for notebook in notebooks] != [assignment]:
            raise CannotGrade(f"{assignment} has not one notebook, of the same name.")
        found = {cell.id: (cell.name, None) for cell in notebooks[0].solution_cells}
        graded = (*notebooks[0].grade_cells, *notebooks[0].task_cells)
        return found | {cell.id: (cell.name, cell.max_score) for cell in graded}

    def own_checks(self, assignment: str) -> tuple[tuple[str, str], ...]:
        """The checks that are the instructor's own and not the course's: names and whole sources,
        with what the release hides.
        """
        ours = _names_of_ours(assignment)
        return tuple(check for check in self._checks(assignment) if check[0] not in ours)

    def changed_checks(self, assignment: str) -> list[str]:
        """The names of the course's checks to which the instructor added something, which is not
        run: they are judged outside of the kernel.
        """
        ours = _names_of_ours(assignment)
        checks = self._checks(assignment)
        return [name for name, source in checks if name in ours and not _only_checks(source)]

    def _checks(self, assignment):
        """Pairs of the name and the source of each cell that is graded and no answer."""
        notebook = self.find_assignment(assignment).notebooks[0]
        graded = {cell.name for cell in notebook.grade_cells}
        answers = {cell.name for cell in notebook.solution_cells}
        for cell in notebook.source_cells:
            if cell.cell_type == "code" and cell.name in graded - answers:
                yield cell.name, cell.source

    def totals(self, assignment: str) -> dict[str, Total]:
        """The totals of the students who have a row."""
        one = (
            select(
                SubmittedAssignment.student_id,
                func.coalesce(func.sum(Grade.score), 0.0),
                func.max(func.coalesce(SubmittedNotebook.late_submission_penalty, 0.0)),
                func.sum(case((Grade.needs_manual_grade, 1), else_=0)),
            )
            .select_from(SubmittedAssignment)
            .join(Assignment, Assignment.id == SubmittedAssignment.assignment_id)
            .join(SubmittedNotebook, SubmittedNotebook.assignment_id == SubmittedAssignment.id)
            .outerjoin(Grade, Grade.notebook_id == SubmittedNotebook.id)  # it may have no cell
            .where(Assignment.name == assignment)
            .group_by(SubmittedAssignment.student_id)
        )
        rows = self.db.execute(one).all()
        self.db.rollback()  # no transaction stays open while a class is graded
        return {
            student: Total(max(0.0, points - penalty), penalty, by_hand)
            for student, points, penalty, by_hand in rows
        }

    @contextlib.contextmanager
    def one_transaction(self) -> Iterator[Session]:
        """All that is done with the book meanwhile is written at the end, or nothing of it.
        CannotGrade if the database stayed locked, or is gone.
        """
        session = self.db()
        try:
            if self._is_sqlite:
                # Waits here, where it can: a lock met on the way may be refused without waiting.
                session.execute(text("begin immediate"))
            vars(session)["commit"] = session.flush  # for Gradebook's methods
            # no_autoflush: Gradebook would warn about half-made objects
            with session.no_autoflush:
                yield session
            del vars(session)["commit"]
            session.commit()
        except BaseException as error:
            vars(session).pop("commit", None)
            session.rollback()
            if isinstance(error, OperationalError):
                raise _unusable(error) from error
            raise
        session.expunge_all()  # the next student's objects are read anew


def _names_of_ours(assignment):
    return {f"test_{item.name}" for item in checked_items(assignment)}


def _only_checks(source):
    """Whether a cell does nothing but call ``check``."""
    try:
        lines = ast.parse(source).body
    except SyntaxError:
        return False
    return all(re.match(r"check\(", ast.unparse(line)) for line in lines)


def _unusable(error):
    message = str(getattr(error, "orig", None) or error).strip().splitlines()[0]
    if "locked" in message:
        return CannotGrade("The gradebook stayed locked by another program for too long.")
    if re.search(r"no such (column|table)|(column|relation) \S+ does not exist", message):
        return CannotGrade(
            f"The gradebook is from another version of nbgrader ({message}): run "
            "`nbgrader db upgrade`, which keeps a copy of it, too."
        )
    return CannotGrade(f"The gradebook cannot be used: {message.rstrip('.')}.")


def write_result(
    book: Book,
    cells: Cells,
    assignment: str,
    graded: GradedSubmission,
    timestamp: datetime | None = None,
    config: Config | None = None,
    changed: bool = True,
) -> None:
    """Writes a result to the database: student, submission, grades, comments, late penalty.

    Args:
        cells: ``book.cells(assignment)``.
        assignment: its name, which is the notebook's, too.
        timestamp: when it was handed in, in UTC.
        config: nbgrader's configuration, for the late penalty's plugin.
        changed: whether the answers may differ from those last graded. If so, or if a score
            changed, cells that were marked by hand ask for another look, as stock autograde has it.

    Raises:
        ValueError: a score is none.
        CannotGrade: the database cannot be written.
    """
    with book.one_transaction() as session:
        book.update_or_create_student(graded.student)
        submission = book.update_or_create_submission(
            assignment, graded.student, timestamp=timestamp
        )
        session.flush()
        notebook = book.find_submission_notebook(assignment, assignment, graded.student)
        for row in notebook.grades:
            name, max_points = cells[row.cell_id]
            score = _checked(graded.scores.get(name), max_points, name)
            again = changed or row.auto_score != score
            row.auto_score = score
            if row.manual_score is None:
                row.needs_manual_grade = score is None
            elif again:
                row.needs_manual_grade = True
        comments = _with_notes(graded, {cells[row.cell_id][0] for row in notebook.comments})
        for row in notebook.comments:
            row.auto_comment = comments.get(cells[row.cell_id][0])
        session.flush()
        notebook.late_submission_penalty = _late(submission, notebook, config)


def update_penalties(
    book: Book, assignment: str, students: Collection[str], config: Config | None = None
) -> None:
    """Brings the late penalties of these students, who have a row, up to date: the due date may
    have moved since they were graded. CannotGrade if the database cannot be written.
    """
    with book.one_transaction():
        for submission in book.find_assignment(assignment).submissions:
            for notebook in submission.notebooks if submission.student_id in students else ():
                penalty = _late(submission, notebook, config)
                if penalty != notebook.late_submission_penalty:
                    notebook.late_submission_penalty = penalty


def _checked(score, max_points, name):
    if score is None:
        return None
    if type(score) is not float or not math.isfinite(score) or not 0 <= score <= max_points:
        raise ValueError(f"{name}: {score!r} is no score between 0 and {max_points}")
    return score


def _with_notes(graded, names):
    """The comments, the notes in the first answer's that is in the notebook."""
    comments = dict(graded.comments)
    first = next((name for name in comments if name in names), None)
    if graded.notes and first:
        comments[first] = "\n".join(filter(None, [comments[first], *graded.notes]))
    return comments


def _late(submission, notebook, config):
    """The late penalty, as AssignLatePenalties has it; None where there is none."""
    if submission.assignment.duedate is None or submission.total_seconds_late <= 0:
        return None
    step = AssignLatePenalties(config=config)
    step.init_plugin()
    penalty = step.plugin_inst.late_submission_penalty(
        submission.student_id, notebook.score, submission.total_seconds_late
    )
    return None if penalty is None else step._check_late_penalty(notebook, penalty)
