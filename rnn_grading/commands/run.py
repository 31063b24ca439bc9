"""``rnn-grade run``: grades an assignment of everybody."""

import functools
import sys

from .. import lockin
from ..errors import CannotGrade
from ..kernels import offer, take, why_they_cannot
from .arguments import add_jobs, positive


def add_to(commands):
    """Adds the command to argparse's ``commands``."""
    run = commands.add_parser(
        "run",
        help="grade an assignment",
        description="Grades an assignment of everybody; run it where nbgrader_config.py is. "
        "Whoever is done already is left alone, so that a run that was stopped goes on.",
    )
    run.add_argument("assignment", metavar="ASSIGNMENT")
    add_jobs(run)
    run.add_argument("--student", metavar="ID", help="grade this student alone")
    run.add_argument("--force", action="store_true", help="grade again who is done, too")
    run.add_argument(
        "--scheduler", metavar="ADDRESS", help="grade on the workers of a Dask scheduler"
    )
    run.add_argument(
        "--unsafe",
        action="store_true",
        help="run submissions with all your rights, where they cannot be locked in",
    )
    run.add_argument(
        "--timeout",
        type=positive,
        metavar="SECONDS",
        default=30,
        help="how long a cell of a student's own may run, default %(default)s; "
        "exercises have limits of their own",
    )
    run.add_argument("--seed", type=positive, metavar="N", help="repeat the cases of this seed")
    run.set_defaults(command=_run)


def _run(given, progress):
    # Not at the top: --help and every worker that starts would wait for them.
    from ..pools import Dask, Local

    # What takes seconds begins at once, side by side: the workers, their server of kernels, and
    # the rest of the imports here.
    server = _shared_server(given)
    begin = functools.partial(take, {given.assignment: server.forker}) if server else None
    pool = Dask(given.scheduler) if given.scheduler else Local(given.jobs, begin)
    from ..course import Course
    from ..table import summary, table
    from ..whole_class import grade_class
    from ..worker import grade

    course = Course(".", given.assignment)
    if server is None:
        why = next(filter(None, pool.everywhere(lockin.why_not)), None)
    else:
        why = why_they_cannot([server])
    if why and not given.unsafe:
        raise CannotGrade(
            f"Submissions cannot be locked in: {why} --unsafe runs them all the same."
        )
    if given.unsafe:
        print(_UNSAFE, file=sys.stderr)
    rows = grade_class(
        course,
        pool,
        functools.partial(grade, unsafe=given.unsafe, seconds=given.timeout),
        force=given.force,
        seed=given.seed,
        only=given.student,
        told=progress,
    )
    progress.close()
    print(table(rows))
    print(summary(rows))
    troubled = sum(bool(row.trouble) for row in rows)
    if troubled:
        raise CannotGrade(f"{troubled} of {len(rows)} have no row in the gradebook, see the table.")
    return 0


def _shared_server(given):
    """The server that forks kernels for all workers; None where each has to see for itself."""
    if given.unsafe or given.scheduler or not sys.platform.startswith("linux"):
        return None
    try:
        return offer(given.assignment)
    except ValueError:  # there is no such assignment, which is told elsewhere
        return None


_UNSAFE = """\
!!! --unsafe: what students wrote runs with all your rights. It can read and change every file of
!!! yours, this gradebook too, and use the network. Have read it all, or use a throw-away machine.\
"""
