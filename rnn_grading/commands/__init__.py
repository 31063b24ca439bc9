"""The commands of ``rnn-grade``, a module each, whose ``add_to(commands)`` adds it to the parser,
and what several of them take.

None imports at its top what takes long: ``rnn-grade --help`` and every worker would wait for it.
"""

import argparse
import os


def positive(text: str) -> int:
    """A whole number from 1 on, for argparse."""
    if text.isdecimal() and 0 < int(text) < 2**31:
        return int(text)
    raise argparse.ArgumentTypeError(f"{text!r} is no whole number from 1 on")


def add_jobs(command: argparse.ArgumentParser) -> None:
    """Adds ``--jobs`` to a command's parser."""
    has_affinity = hasattr(os, "sched_getaffinity")
    processors = len(os.sched_getaffinity(0)) if has_affinity else os.cpu_count() or 1
    command.add_argument(
        "--jobs",
        type=positive,
        metavar="N",
        default=processors,
        help="how many to grade at a time, default %(default)s",
    )
