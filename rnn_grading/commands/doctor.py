"""``rnn-grade doctor``: what this machine offers, and what is held by which layer."""

import argparse
import os
from typing import Any

from ..sandbox import Limits, this_machine
from ..sandbox.doctor import ATTEMPTS

_AMOUNTS = [
    (f"use more than {Limits.memory >> 20} MB of memory", "supervisor, DATA and AS"),
    (f"have more than {Limits.threads} threads", "supervisor"),
    (f"compute for more than {Limits.cpu} s", "CPU"),
    ("run on when its time is over", "supervisor"),
    (f"send more than {Limits.output >> 20} MB", "client"),
    ("outlive the grader", "supervisor, signal at its death"),
]


def add_to(commands: Any) -> None:
    """Adds the command to argparse's ``commands``."""
    doctor = commands.add_parser(
        "doctor",
        help="tell whether submissions can be sandboxed here, and by what",
        description="Tries on a process of its own what no submission may do.",
    )
    doctor.set_defaults(command=_run)


def _run(options: argparse.Namespace, progress: Any) -> int:
    offer = this_machine()
    if offer.abi:
        root = "root" if os.geteuid() == 0 else f"user {os.geteuid()}"
        becomes = "a user of its own" if offer.changes_uid else f"{root}, with no capability"
        print(f"Linux {os.uname().release} on {os.uname().machine}, Landlock {offer.abi}.")
        print(f"Each submission runs as {becomes}.\n")
        rows = [(what, layers, offer.held.get(what)) for what, _, layers in ATTEMPTS]
        rows += [(what, layers, None) for what, layers in _AMOUNTS]
        print(f"{'a submission cannot':36}  {'here':9}  held by")
        for what, layers, is_held in rows:
            here = {True: "refused", False: "POSSIBLE", None: "limited"}[is_held]
            print(f"{what:36}  {here:9}  {_at(offer.abi, layers)}")
        print()
    print(offer.refusal or "Submissions can be sandboxed on this machine.")
    return 1 if offer.refusal else 0


def _at(abi, layers):
    """Those of ``layers`` that are there: "Landlock 6" is, from its sixth version on."""
    names = layers.split(", ")
    return ", ".join(n for n in names if not n[-1].isdigit() or int(n.split()[-1]) <= abi)
