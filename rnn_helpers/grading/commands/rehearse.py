"""``rnn-grade rehearse``: a made-up class, graded for real."""

import functools
import secrets
import sys
from collections import Counter
from pathlib import Path

from ...exercises import NOTEBOOKS
from .. import lockin
from ..errors import CannotGrade
from ..kernels import offer, take, why_they_cannot
from .arguments import add_jobs, positive

_TIMEOUT = 5  # seconds for a cell: what does not end is to be stopped soon


def add_to(commands):
    """Adds the command to argparse's ``commands``."""
    rehearse = commands.add_parser(
        "rehearse",
        help="grade a made-up class, to see that all is well",
        description="Makes a class of made-up students for each notebook, right ones, wrong ones, "
        "broken ones and hostile ones, grades it in a scratch folder, and compares what came out "
        "with what should.",
    )
    rehearse.add_argument(
        "assignment", metavar="ASSIGNMENT", nargs="?", help="one notebook alone; all, if left out"
    )
    rehearse.add_argument(
        "--folder",
        type=Path,
        default=Path("rehearsal"),
        help="the scratch folder, which replaces that of an earlier rehearsal; default %(default)s",
    )
    add_jobs(rehearse)
    rehearse.add_argument(
        "--seed", type=positive, metavar="N", help="repeat the cases of this seed"
    )
    rehearse.set_defaults(command=_rehearse)


def _rehearse(given, progress):
    assignments = _assignments(given.assignment)
    servers = {}
    if sys.platform.startswith("linux"):
        servers = {assignment: offer(assignment) for assignment in assignments}
    # While the servers start.
    from ..pools import Local
    from ..rehearsal.classroom import Classroom
    from ..worker import grade

    forkers = {assignment: server.forker for assignment, server in servers.items()}
    pool = Local(given.jobs, functools.partial(take, forkers))
    room = Classroom(".", given.folder)
    print(f"Making {', '.join(assignments)} to hand out, and a class for each.", flush=True)
    room.release(assignments)
    unlocked = why_they_cannot(servers.values()) if servers else lockin.why_not()
    seed = given.seed or secrets.randbelow(2**31 - 1) + 1
    function = functools.partial(grade, unsafe=bool(unlocked), seconds=_TIMEOUT)
    wrong = {}
    with room.listening():
        classes = {a: room.students(a, seed, hostile=not unlocked) for a in assignments}
        everybody, done = sum(map(len, classes.values())), 0
        for assignment, students in classes.items():
            room.hand_in(assignment, students)
            told = lambda now, _, done=done: progress(done + now, everybody)  # noqa: E731
            wrong[assignment] = room.grade(assignment, students, pool, function, seed, told)
            done += len(students)
    progress.close()
    for assignment, students in classes.items():
        blemished = room.feedback(assignment, students)
        miscounted = room.report(assignment, students)
        wrong[assignment] = blemished | wrong[assignment]
        if miscounted:
            wrong[assignment]["the report"] = miscounted
        print(_account(assignment, students, wrong[assignment]))
    print(f"\nReports: {room.folder / 'reports'}, feedback pages: {room.folder / 'feedback'}")
    print(f"In formgrader: (cd {room.folder} && jupyter lab)\n")
    if unlocked:
        print(f"Without attacks, as submissions cannot be locked in here: {unlocked}")
    names = [f"{assignment}/{who}" for assignment, found in wrong.items() for who in found]
    if names:
        print(f"not as expected, with --seed {seed}: {', '.join(names)}")
        return 1
    print("all as expected")
    return 0


def _assignments(only):
    there = [name for name in NOTEBOOKS if Path("solutions", name).is_dir()]
    if not there:
        raise CannotGrade("There is no folder solutions/ here: run it in the course's folder.")
    if only and only not in there:
        raise CannotGrade(f"There is no assignment {only!r}; there is {', '.join(there)}.")
    return [only] if only else there


def _account(assignment, students, wrong):
    """Expected against actual, for a class, in lines."""
    from ..rehearsal.students import KINDS

    there = Counter(student.kind for student in students)
    fine = Counter(student.kind for student in students if student.name not in wrong)
    lines = [f"\n{assignment}"]
    for kind, what in KINDS.items():
        if there[kind]:
            lines.append(f"  {fine[kind]:3} of {there[kind]:3} as expected: {what}")
    for who, sentences in wrong.items():
        lines += [f"    ! {who}: {sentence}" for sentence in sentences]
    return "\n".join(lines)
