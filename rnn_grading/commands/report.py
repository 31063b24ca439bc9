"""``rnn-grade report``: what a class did, on one page."""

import argparse
from pathlib import Path
from typing import Any


def add_to(commands: Any) -> None:
    """Adds the command to argparse's ``commands``."""
    report = commands.add_parser(
        "report",
        help="show what a class did",
        description="Writes a page on a graded class, and its figures as CSV: marks, how hard each "
        "item was, the known mistakes, submissions that are alike.",
    )
    report.add_argument("assignment", metavar="ASSIGNMENT")
    report.add_argument(
        "--to",
        type=Path,
        metavar="FOLDER",
        help="where to write it, default reports/ASSIGNMENT; what is there is replaced",
    )
    report.set_defaults(command=_report)


def _report(options: argparse.Namespace, progress: Any) -> int:
    from ..course import Course
    from ..report import facts_of, groups_alike, write

    course = Course(".", options.assignment)
    facts = facts_of(course)
    folder = options.to or Path("reports", options.assignment)
    for path in write(facts, groups_alike(course, facts), folder):
        print(path)
    return 0
