"""``rnn-grade``: grades a class in one command."""

import argparse
import contextlib
import sys
from collections.abc import Sequence

from tqdm import tqdm

from .commands import collect, doctor, rehearse, report, run
from .errors import CannotGrade
from .files import printable


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the command, from the command line if there are no ``arguments``. Returns the exit
    status: 0, or 1 if not everybody has a row; usage errors exit with 2.
    """
    parser = argparse.ArgumentParser(
        prog="rnn-grade", description="Grades what a class handed in, for nbgrader to go on with."
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for command in (collect, run, report, doctor, rehearse):
        command.add_to(commands)
    options = parser.parse_args(arguments)
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
    progress = Progress()
    try:
        with contextlib.closing(progress):
            return options.command(options, progress)
    except (CannotGrade, OSError) as error:
        print(f"rnn-grade: {printable(str(error))}{progress.so_far()}", file=sys.stderr)
    except KeyboardInterrupt:
        print(f"rnn-grade: Stopped.{progress.so_far()}", file=sys.stderr)
    return 1


class Progress:
    """A progress bar that appears with the first call, and how far it got."""

    def __init__(self) -> None:
        self._bar: tqdm | None = None

    def __call__(self, done: int, total: int) -> None:
        if self._bar is None:
            self._bar = tqdm(total=total, unit="student")
        self._bar.update(done - self._bar.n)

    def close(self) -> None:
        """Leaves the bar as it is."""
        if self._bar is not None:
            self._bar.close()

    def so_far(self) -> str:
        """A sentence for a run that stopped, after a space; empty if nothing was begun."""
        if self._bar is None:
            return ""
        return f" {self._bar.n} of {self._bar.total} are done; run it again to go on."
