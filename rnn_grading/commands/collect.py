"""``rnn-grade collect``: files what Canvas or Moodle exported."""

import argparse
import sys
from pathlib import Path
from typing import Any


def add_to(commands: Any) -> None:
    """Adds the command to argparse's ``commands``."""
    collect = commands.add_parser(
        "collect",
        help="file submissions that Canvas or Moodle exported",
        description="Files what Canvas gives under Download Submissions, or Moodle under Download "
        "all submissions, in submitted/<student>/<assignment>/; run it where nbgrader_config.py "
        "is. Students are those of the gradebook, by Canvas's number (lms_user_id) or by name. "
        "Whatever is in doubt is listed, and nothing is overwritten.",
    )
    collect.add_argument("assignment", metavar="ASSIGNMENT")
    collect.add_argument("paths", metavar="PATH", nargs="+", type=Path, help="a zip or a folder")
    collect.add_argument(
        "--from",
        dest="system",
        choices=["canvas", "moodle"],
        help="whose names they are, if they do not show it",
    )
    collect.add_argument(
        "--map",
        type=Path,
        metavar="FILE",
        help="a CSV file that says who somebody is: columns name (as it is listed) and student "
        "(an id); for a group a line for each of its members",
    )
    collect.add_argument(
        "--new", action="store_true", help="add those who are not in the gradebook to it"
    )
    collect.add_argument(
        "--replace",
        action="store_true",
        help="set older submissions aside, in .rnn-grade/<assignment>/replaced/",
    )
    collect.add_argument(
        "--dry-run", action="store_true", help="write nothing, only show what would be filed"
    )
    collect.set_defaults(command=_collect)


def _collect(options: argparse.Namespace, progress: Any) -> int:
    # Not at the top: --help and every worker that starts would wait for them.
    from ..collecting.collect import collect
    from ..collecting.roster import read_map
    from ..collecting.table import summary, table
    from ..course import Course

    collected = collect(
        Course(".", options.assignment),
        options.paths,
        system=options.system and options.system.capitalize(),
        mapping=read_map(options.map) if options.map else {},
        new=options.new,
        replace=options.replace,
        dry_run=options.dry_run,
        on_progress=progress,
    )
    progress.close()
    print(table(collected))
    print(summary(collected, options.dry_run))
    if left := sum(map(len, collected.unassigned.values())):
        what = "file was" if left == 1 else "files were"
        print(f"rnn-grade: {left} {what} not assigned, see above.", file=sys.stderr)
    return 1 if left else 0
