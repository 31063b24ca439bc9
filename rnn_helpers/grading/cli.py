"""``rnn-grade``: grades a class in one command."""

import argparse
import contextlib
import functools
import os
import sys

from tqdm import tqdm

from . import light, lockin  # noqa: F401, light
from .errors import CannotGrade
from .files import printable
from .kernels import offer, take


def main(arguments=None):
    """Runs the command.

    Args:
        arguments: a list of text; those of the command line, if None.

    Returns:
        The exit status: 0, or 1 if not everybody has a row; usage errors exit with 2.
    """
    given = _parser().parse_args(arguments)
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="backslashreplace")
    progress = _Progress()
    try:
        with contextlib.closing(progress):
            return given.command(given, progress)
    except (CannotGrade, OSError) as error:
        print(f"rnn-grade: {printable(str(error))}{progress.so_far()}", file=sys.stderr)
    except KeyboardInterrupt:
        print(f"rnn-grade: Stopped.{progress.so_far()}", file=sys.stderr)
    return 1


def _parser():
    parser = argparse.ArgumentParser(
        prog="rnn-grade", description="Grades what a class handed in, for nbgrader to go on with."
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    run = commands.add_parser(
        "run",
        help="grade an assignment",
        description="Grades an assignment of everybody; run it where nbgrader_config.py is. "
        "Whoever is done already is left alone, so that a run that was stopped goes on.",
    )
    run.add_argument("assignment", metavar="ASSIGNMENT")
    run.add_argument(
        "--jobs",
        type=_positive,
        metavar="N",
        default=_processors(),
        help="how many to grade at a time, default %(default)s",
    )
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
        type=_positive,
        metavar="SECONDS",
        default=30,
        help="how long a cell of a student's own may run, default %(default)s; "
        "exercises have limits of their own",
    )
    run.add_argument("--seed", type=_positive, metavar="N", help="repeat the cases of this seed")
    run.set_defaults(command=_run)
    return parser


def _positive(text):
    if text.isdecimal() and 0 < int(text) < 2**31:
        return int(text)
    raise argparse.ArgumentTypeError(f"{text!r} is no whole number from 1 on")


def _processors():
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


class _Progress:
    """A bar, and how far it got."""

    def __init__(self):
        self._bar = None

    def __call__(self, done, total):
        if self._bar is None:
            self._bar = tqdm(total=total, unit="student")
        self._bar.update(done - self._bar.n)

    def close(self):
        if self._bar is not None:
            self._bar.close()

    def so_far(self):
        if self._bar is None:
            return ""
        return f" {self._bar.n} of {self._bar.total} are done; run it again to go on."


def _run(given, progress):
    # Not at the top: --help and every worker that starts would wait for them.
    from .pools import Dask, Local

    # What takes seconds begins at once, side by side: the workers, their server of kernels, and
    # the rest of the imports here.
    server = _shared_server(given)
    begin = functools.partial(take, given.assignment, server.forker) if server else None
    pool = Dask(given.scheduler) if given.scheduler else Local(given.jobs, begin)
    from .course import Course
    from .table import summary, table
    from .whole_class import grade_class
    from .worker import grade

    course = Course(".", given.assignment)
    why = _why_not(pool, server)
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


def _why_not(pool, server):
    """Why submissions cannot be locked in where they would run, in a sentence, or None."""
    if server is None:
        return next(filter(None, pool.everywhere(lockin.why_not)), None)
    try:
        server.wait()
    except lockin.CannotLockIn as reason:
        return str(reason)
    return None


_UNSAFE = """\
!!! --unsafe: what students wrote runs with all your rights. It can read and change every file of
!!! yours, this gradebook too, and use the network. Have read it all, or use a throw-away machine.\
"""
