"""``rnn-grade rehearse``: a made-up class, graded for real."""

import functools
import sys
from pathlib import Path

from rnn_helpers.exercises import NOTEBOOKS

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
        "--seed",
        type=positive,
        metavar="N",
        default=1,
        help="of the cases that answers are tried on, default %(default)s",
    )
    rehearse.set_defaults(command=_rehearse)


def _rehearse(given, progress):
    assignments = _assignments(given.assignment)
    servers = {}
    if sys.platform.startswith("linux"):
        servers = {assignment: offer(assignment) for assignment in assignments}
    # While the servers start.
    from tests.rehearsal.classroom import Classroom

    from ..pools import Local
    from ..worker import grade

    forkers = {assignment: server.forker for assignment, server in servers.items()}
    pool = Local(given.jobs, functools.partial(take, forkers))
    room = Classroom(".", given.folder)
    print(f"Making {', '.join(assignments)} to hand out, and a class for each.", flush=True)
    room.release(assignments)
    unlocked = why_they_cannot(servers.values()) if servers else lockin.why_not()
    function = functools.partial(grade, unsafe=bool(unlocked), seconds=_TIMEOUT)
    with room.listening():
        classes = {a: room.students(a, given.seed, hostile=not unlocked) for a in assignments}
        everybody, done, outcomes = sum(map(len, classes.values())), 0, {}
        for assignment, students in classes.items():
            room.hand_in(assignment, students)
            told = lambda now, _, done=done: progress(done + now, everybody)  # noqa: E731
            outcomes[assignment] = room.grade(
                assignment, students, pool, function, given.seed, told
            )
            done += len(students)
    progress.close()
    print(_LEGEND)
    names = []
    for assignment, students in classes.items():
        wrong = {o.student.name: o.wrong for o in outcomes[assignment] if o.wrong}
        for who, blemishes in room.feedback(assignment, students).items():
            wrong[who] = wrong.get(who, []) + blemishes
        if miscounted := room.report(assignment, students):
            wrong["the report"] = miscounted
        print(_account(assignment, outcomes[assignment], wrong), flush=True)
        names += [f"{assignment}/{who}" for who in wrong]
    print(f"\nReports: {room.folder / 'reports'}, feedback pages: {room.folder / 'feedback'}")
    print(f"In formgrader: (cd {room.folder} && jupyter lab)\n")
    if unlocked:
        print(f"Without attacks, as submissions cannot be locked in here: {unlocked}")
    if names:
        print(f"not as expected, with --seed {given.seed}: {', '.join(names)}")
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


_LEGEND = """
right: right answers, in the styles that students write
mistakes: each known mistake, several in a notebook
copied: right answers, the second copied from the first
half done, untouched: the first half of the exercises, and nothing
broken: right answers in a notebook that went through a lot
hostile: attacks; some hand in right answers beside them"""


def _account(assignment, outcomes, wrong):
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
    for who, sentences in wrong.items():
        lines += [f"    ! {who}{about.get(who, '')}: {sentence}" for sentence in sentences]
    return "\n".join(lines)
