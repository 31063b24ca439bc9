"""Runs the rehearsal, and says what came out: ``rnn-grade rehearse``, from a checkout."""

import functools
import sys
from pathlib import Path

from rnn_grading import sandbox
from rnn_grading.errors import CannotGrade
from rnn_grading.kernels import start_server, use_servers, wait_ready
from rnn_helpers.exercises import notebooks

_TIMEOUT = 30  # seconds for a cell: what does not end is stopped soon, on a busy machine, too


def rehearse(only, folder, jobs, seed, progress, small=False):
    """Grades a made-up class for each notebook of the course in the working directory.

    Args:
        only: one assignment's name; all of them, if None.
        folder: the scratch folder.
        jobs: how many to grade at a time.
        seed: of the cases that answers are tried on.
        progress: called with how many students are done, and of how many; with ``close()``.
        small: a few students of each kind, instead of every mistake, attack and style.

    Returns:
        The exit status: 0 if all is as expected, else 1.

    Raises:
        CannotGrade: this is no course folder, or there is no such assignment.
    """
    assignments = _assignments(only)
    servers = {}
    if sys.platform.startswith("linux"):
        servers = {assignment: start_server(assignment) for assignment in assignments}
    # While the servers start.
    from rnn_grading.grade import grade
    from rnn_grading.pools import LocalPool

    from .classroom import Classroom

    clients = {assignment: server.client for assignment, server in servers.items()}
    pool = LocalPool(jobs, functools.partial(use_servers, clients))
    classroom = Classroom(".", folder)
    print(f"Making {', '.join(assignments)} to hand out, and a class for each.", flush=True)
    classroom.release(assignments)
    reason = wait_ready(servers.values()) if servers else sandbox.unavailable_reason()
    function = functools.partial(grade, unsafe=bool(reason), seconds=_TIMEOUT)
    with classroom.listening():
        classes = {
            assignment: classroom.students(
                assignment, seed, not reason, (i, len(assignments)) if small else None
            )
            for i, assignment in enumerate(assignments)
        }
        everybody, done, outcomes = sum(map(len, classes.values())), 0, {}
        for assignment, students in classes.items():
            classroom.hand_in(assignment, students)
            on_progress = lambda now, _, done=done: progress(done + now, everybody)  # noqa: E731
            outcomes[assignment] = classroom.grade(
                assignment, students, pool, function, seed, on_progress
            )
            done += len(students)
    progress.close()
    print(_LEGEND)
    names = []
    for assignment, students in classes.items():
        wrong = {o.student.name: o.wrong for o in outcomes[assignment] if o.wrong}
        for student, blemishes in classroom.feedback(assignment, students).items():
            wrong[student] = wrong.get(student, []) + blemishes
        if miscounted := classroom.report(assignment, students, small):
            wrong["the report"] = miscounted
        print(_comparison(assignment, outcomes[assignment], wrong), flush=True)
        names += [f"{assignment}/{student}" for student in wrong]
    print(f"\nReports: {classroom.folder / 'reports'}, feedback: {classroom.folder / 'feedback'}")
    print(f"In formgrader: (cd {classroom.folder} && jupyter lab)\n")
    if reason:
        print(f"Without attacks, as submissions cannot be sandboxed here: {reason}")
    if names:
        print(f"not as expected, with --seed {seed}: {', '.join(names)}")
        return 1
    print("all as expected")
    return 0


def _assignments(only):
    found = [name for name in notebooks() if Path("solutions", name).is_dir()]
    if not found:
        raise CannotGrade("There is no folder solutions/ here: run it in the course's folder.")
    if only and only not in found:
        raise CannotGrade(f"There is no assignment {only!r}; there is {', '.join(found)}.")
    return [only] if only else found


_LEGEND = """
right: right answers, in the styles that students write
mistakes: each known mistake, several in a notebook
copied: right answers, the second copied from the first
half done, untouched: the first half of the exercises, and nothing
broken: right answers in a notebook that went through a lot
hostile: attacks; some hand in right answers with them"""


def _comparison(assignment, outcomes, wrong):
    """Expected against actual, for a class, in lines."""
    lines = [f"\n{assignment:24}{'as expected':>14}{'points given':>16}{'mistakes named':>18}"]
    for kind in dict.fromkeys(o.student.kind for o in outcomes):
        those = [o for o in outcomes if o.student.kind == kind]
        expected = [e for o in those for e in o.student.expected.values()]
        fine = sum(not o.wrong for o in those)
        columns = (
            (fine, len(those)),
            (sum(o.points for o in those), sum(points for points, _ in expected)),
            (sum(o.named for o in those), sum(bool(mistake) for _, mistake in expected)),
        )
        cells = [f"{actual:g} of {wanted:g}" for actual, wanted in columns]
        lines.append(f"  {kind:22}{cells[0]:>14}{cells[1]:>16}{cells[2]:>18}")
    about = {o.student.name: f" ({o.student.about})" for o in outcomes}
    for student, sentences in wrong.items():
        lines += [f"    ! {student}{about.get(student, '')}: {s}" for s in sentences]
    return "\n".join(lines)
