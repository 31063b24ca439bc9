"""``rnn-grade rehearse``: a made-up class, graded for real by tests/rehearsal of a checkout."""

import argparse
import importlib
import sys
from pathlib import Path
from typing import Any

from ..errors import CannotGrade
from . import add_jobs, positive


def add_to(commands: Any) -> None:
    """Adds the command to argparse's ``commands``."""
    rehearse = commands.add_parser(
        "rehearse",
        help="grade a made-up class, to see that all is well",
        description="Makes a class of made-up students for each notebook, right ones, wrong ones, "
        "broken ones and hostile ones, grades it in a scratch folder, and compares what came out "
        "with what should. It takes a checkout of the course; run it there.",
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
    rehearse.add_argument(
        "--small",
        action="store_true",
        help="a few students of each kind, instead of every known mistake, attack and style",
    )
    rehearse.set_defaults(command=_rehearse)


def _rehearse(options: argparse.Namespace, progress: Any) -> int:
    sys.path.insert(0, str(Path.cwd()))
    try:
        rehearsal = importlib.import_module("tests.rehearsal.command")
    except ModuleNotFoundError as error:
        if not (error.name or "").startswith("tests"):
            raise
        raise CannotGrade(
            "The made-up class is not installed: run `rnn-grade rehearse` in a checkout of the "
            "course."
        ) from None
    return rehearsal.rehearse(
        options.assignment, options.folder, options.jobs, options.seed, progress, options.small
    )
