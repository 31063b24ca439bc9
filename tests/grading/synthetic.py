"""Stand-ins for ``grade`` that cost nothing, so that what is tried is all around it."""

import contextlib
import fcntl
import hashlib
import os
import signal
import time

import nbformat
from nbgrader.utils import compute_checksum, is_grade, is_solution

from rnn_grading.jobs import GradedSubmission
from rnn_grading.outputs import notes_cell, verdict_outputs
from rnn_grading.repair import repair


def grade(job):
    """Points that depend on the submission and the seed, and on nothing else."""

    def points(cell):
        name = cell.metadata.nbgrader.grade_id
        told = hashlib.sha256((job.submitted or b"") + f"{name}{job.seed}".encode()).digest()
        return float(told[0] % (cell.metadata.nbgrader.points + 1))

    notebook, repaired = _repaired(job)
    return _graded(job, notebook, points, (*job.notes, *repaired, f"seen with seed {job.seed}"))


def by_effort(job):
    """As stock autograde grades the suite's class: all points if anything was answered, else none,
    and nothing to note.
    """
    notebook, _ = _repaired(job)
    is_answered = not all(map(_is_untouched, filter(is_solution, notebook.cells)))
    return _graded(job, notebook, lambda cell: cell.metadata.nbgrader.points * is_answered, ())


def _repaired(job):
    return repair(job.submitted, nbformat.reads(job.release, as_version=4))


def _graded(job, notebook, points, notes):
    scores, comments = {}, {}
    for cell in notebook.cells:
        name = cell.metadata.get("nbgrader", {}).get("grade_id")
        if is_solution(cell):
            comments[name] = "No response." if _is_untouched(cell) else None
        if is_grade(cell) and is_solution(cell):
            scores[name] = 0.0 if _is_untouched(cell) else None
        elif is_grade(cell):
            scores[name], most = float(points(cell)), float(cell.metadata.nbgrader.points)
            cell.outputs = verdict_outputs(scores[name], most, f"{scores[name]} points.")
    if notes:
        notebook.cells.insert(0, notes_cell(notes))
    content = nbformat.writes(notebook).encode() + b"\n"
    return GradedSubmission(job.student, content, scores, comments, notes, job.seed)


def _is_untouched(cell):
    return compute_checksum(cell) == cell.metadata.nbgrader.get("checksum")


def grade_or_die(job, once=None):
    """``grade``, but a student called ``killer...`` takes the worker along, and so does, once,
    whoever finds the file ``once``.
    """
    if job.student.startswith("killer"):
        os.kill(os.getpid(), signal.SIGKILL)
    if once:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(once)
            os.kill(os.getpid(), signal.SIGKILL)
    return grade(job)


def grade_or_raise(job):
    """``grade``, but for a student called ``bug...`` grading itself fails."""
    if job.student.startswith("bug"):
        raise RuntimeError("a bug in the \x1b grader")
    return grade(job)


def grade_or_hang(job, held, **settings):
    """``grade`` for the first student, and for ever for the others; meanwhile the process holds a
    lock on the file ``held``.
    """
    if job.student != "student00":
        with open(held) as file:
            fcntl.flock(file, fcntl.LOCK_SH)
            time.sleep(600)
    return grade(job)
