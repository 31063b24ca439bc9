"""``grade``: the bytes of a submission in, its result out."""

import time

import nbformat

from .jobs import GradedSubmission, Job
from .judging import judge_evidence
from .notebooks import grade_id_of, is_grade, is_solution, read_release
from .outputs import notes_cell, shorten_errors, verdict_outputs
from .repair import repair
from .runner import run_submission
from .sanitize import sanitize


def grade(job: Job, unsafe: bool = False, seconds: float = 30.0) -> GradedSubmission:
    """Grades one submission. It never raises for what was handed in.

    The same job gives the same result wherever it is called: in this process, in another one, on
    another machine. Only how many ``seconds`` it took differs.

    A cell of the student's own may run for ``seconds``; an exercise has its own limit. If
    ``unsafe``, it is run in an ordinary kernel, see ``kernels.start_kernel``.
    """
    begin = time.perf_counter()
    release = read_release(job.release)
    notebook, repaired = repair(job.submitted, release)
    notes = [*job.notes, *repaired]
    ran = run_submission(job, notebook, release, unsafe, seconds)
    # Before our own verdicts are put in, which are HTML.
    shorten_errors(notebook)
    sanitize(notebook, {cell.source for cell in release.cells})
    verdicts = judge_evidence(job.assignment, ran.arrived, job.seed, ran.lost)
    by_cell = {f"test_{verdict.name}": verdict for verdict in verdicts}
    released = {grade_id_of(cell): cell.source for cell in release.cells}
    scores: dict[str, float | None] = {}
    own_checks = dict(job.own_checks)
    for cell in filter(is_grade, notebook.cells):
        # The instructor's points, which need not be the course's.
        name, most = grade_id_of(cell) or "", float(cell.metadata.nbgrader["points"])
        if verdict := by_cell.get(name):
            scores[name] = most if verdict.points else 0.0
            cell.outputs = verdict_outputs(
                verdict.points, verdict.most, verdict.message, verdict.page
            )
        elif name in own_checks and name not in ran.undecided:
            scores[name] = _by_its_outputs(cell)
        else:  # a person decides, unless nothing was written, which is worth nothing
            is_empty = is_solution(cell) and cell.source == released[name]
            scores[name] = 0.0 if is_empty else None
    comments = {
        answer: "No response." if cell.source == released[answer] else None
        for cell in filter(is_solution, notebook.cells)
        if (answer := grade_id_of(cell))
    }
    if notes:
        notebook.cells.insert(0, notes_cell(notes))
    forged = [
        f"{v.name}: what came out of the kernel was {v.forged}." for v in verdicts if v.forged
    ]
    return GradedSubmission(
        student=job.student,
        notebook=nbformat.writes(notebook).encode() + b"\n",
        scores=scores,
        comments=comments,
        notes=tuple(notes),
        seed=job.seed,
        mistakes={name: v.mistake for name, v in by_cell.items() if v.mistake},
        alarms=(*ran.alarms, *forged),
        seconds=time.perf_counter() - begin,
    )


def _by_its_outputs(cell):
    """What a check of the instructor's own gives, by nbgrader's rule; None where that fails."""
    from nbgrader.utils import determine_grade  # here, not above: it takes a second to import

    try:
        return float(determine_grade(cell)[0])
    except (ValueError, KeyError):  # it shows more points than there are
        return None
