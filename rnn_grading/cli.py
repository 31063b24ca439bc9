"""``rnn-grade``: grades a class in one command."""

import argparse
import contextlib
import sys

from tqdm import tqdm

from . import light  # noqa: F401
from .commands import collect, rehearse, report, run
from .errors import CannotGrade
from .files import printable


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
    for command in (collect, run, report, rehearse):
        command.add_to(commands)
    return parser


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
