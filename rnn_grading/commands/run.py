"""``rnn-grade run``: grades an assignment of everybody."""

import argparse
import functools
import os
import sys
from typing import Any

from .. import sandbox
from ..errors import CannotGrade
from ..files import printable
from ..kernels import start_server, use_servers, wait_ready
from . import add_jobs, positive


def add_to(commands: Any) -> None:
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
        help="run submissions with all your rights, where they cannot be sandboxed",
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


def _run(options: argparse.Namespace, progress: Any) -> int:
    # Not at the top: --help and every worker that starts would wait for them.
    from ..pools import DaskPool, LocalPool

    # What takes seconds begins at once, side by side: the workers, their server of kernels, and
    # the rest of the imports here.
    server = _shared_server(options)
    clients = {options.assignment: server.client} if server else {}
    begin = functools.partial(use_servers, clients)
    pool = DaskPool(options.scheduler) if options.scheduler else LocalPool(options.jobs, begin)
    from ..course import Course
    from ..grade import grade
    from ..grade_class import grade_class
    from ..gradebook import Book
    from ..runner import try_out
    from ..table import summary, table

    course = Course(".", options.assignment)
    if server is None:
        reason = next(filter(None, pool.run_everywhere(sandbox.unavailable_reason)), None)
    else:
        reason = wait_ready([server])
    if reason and not options.unsafe:
        raise CannotGrade(
            f"Submissions cannot be sandboxed: {reason} --unsafe runs them all the same."
        )
    if options.unsafe:
        print(_UNSAFE, file=sys.stderr)
    rows = grade_class(
        course,
        pool,
        functools.partial(grade, unsafe=options.unsafe, seconds=options.timeout),
        force=options.force,
        seed=options.seed,
        only=options.student,
        on_progress=progress,
        try_out=functools.partial(try_out, unsafe=options.unsafe),
    )
    progress.close()
    print(table(rows))
    print(summary(rows))
    with Book(course.db_url, course.course_id) as book:
        for name, _ in book.own_checks(options.assignment):
            print(f"{name} is a check of your own: it was judged inside the students' kernels.")
        for name in book.changed_checks(options.assignment):
            print(
                f"{name} holds more than check(...), which was not run: give it a cell of its own."
            )
        left = course.students(course.coursedir.autograded_directory) - {
            s.id for s in book.students
        }
    for student in sorted(left):
        folder = printable(os.path.relpath(course.autograded(student).parent))
        print(
            f"{folder} is of nobody in the gradebook; generate_feedback fails until it is removed."
        )
    failed = sum(bool(row.failure) for row in rows)
    if failed:
        raise CannotGrade(f"{failed} of {len(rows)} have no row in the gradebook, see the table.")
    return 0


def _shared_server(options):
    """The server that forks kernels for all workers; None where each worker starts its own."""
    if options.unsafe or options.scheduler or not sys.platform.startswith("linux"):
        return None
    return start_server(options.assignment)


_UNSAFE = """\
!!! --unsafe: what students wrote runs with all your rights. It can read and change every file of
!!! yours, this gradebook too, and use the network. Have read it all, or use a throw-away machine.\
"""
