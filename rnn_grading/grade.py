"""``grade``: the bytes of a submission in, its result out."""

import time

import nbformat
from nbgrader.utils import compute_checksum, is_grade, is_solution

from .harmless import make_harmless
from .judging import judge_evidence
from .reading import read_release
from .records import Graded
from .repair import grade_id_of, repair
from .running import run
from .showing import notes_cell, shorten_errors, verdict_outputs


def grade(job, unsafe=False, seconds=30.0):
    """Grades one submission.

    The same job gives the same result wherever it is called: in this process, in another one, on
    another machine. Only ``seconds`` differs.

    Args:
        job: a Job.
        unsafe: run it in an ordinary kernel, see ``kernels.start``.
        seconds: how long a cell of the student's own may run. An exercise has its own limit.

    Returns:
        A Graded. It never raises for what was handed in.
    """
    begin = time.perf_counter()
    release = read_release(job.release)
    notebook, repaired = repair(job.submitted, release)
    notes = [*job.notes, *repaired]
    found = run(notebook, release, job.assignment, job.seed, job.files, unsafe, seconds)
    # Before our own verdicts are put in, which are HTML.
    shorten_errors(notebook)
    make_harmless(notebook, {cell.source for cell in release.cells})
    verdicts = judge_evidence(job.assignment, found.arrived, job.seed, found.lost)
    by_cell = {f"test_{verdict.name}": verdict for verdict in verdicts}
    scores = {}
    for cell in notebook.cells:
        name = grade_id_of(cell)
        if is_grade(cell):
            verdict = by_cell.get(name)
            scores[name] = verdict.points if verdict else _by_hand(cell)
            if verdict:
                cell.outputs = verdict_outputs(
                    verdict.points, verdict.most, verdict.message, verdict.page
                )
    comments = {
        grade_id_of(cell): "No response." if _is_untouched(cell) else None
        for cell in notebook.cells
        if is_solution(cell)
    }
    if notes:
        notebook.cells.insert(0, notes_cell(notes))
    forged = [
        f"{v.name}: what came out of the kernel was {v.forged}." for v in verdicts if v.forged
    ]
    return Graded(
        student=job.student,
        notebook=nbformat.writes(notebook).encode() + b"\n",
        scores=scores,
        comments=comments,
        notes=tuple(notes),
        seed=job.seed,
        mistakes={name: v.mistake for name, v in by_cell.items() if v.mistake},
        alarms=(*found.alarms, *forged),
        seconds=time.perf_counter() - begin,
    )


def _by_hand(cell):
    """None: a person decides, unless nothing was written, which is worth nothing."""
    return 0.0 if _is_untouched(cell) else None


def _is_untouched(cell):
    return compute_checksum(cell) == cell.metadata.nbgrader.get("checksum")
