"""The numbers of system calls on this machine, from syscalls.txt."""

import platform
import re
from pathlib import Path

MACHINE = platform.machine()
AUDIT_ARCH = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}.get(MACHINE)
LAST_KNOWN = 450  # set_mempolicy_home_node; later ones are not there for a submission


def _read_table():
    """``{section: {name: number here, or None}}``."""
    column, table = {"x86_64": 0, "aarch64": 1}.get(MACHINE), {}
    for line in Path(__file__).with_suffix(".txt").read_text().splitlines():
        if line.startswith("["):
            section = table[line.strip("[]")] = {}
        elif not line.startswith("#"):
            for name, *numbers in re.findall(r"(\S+) ([-\d]+)/([-\d]+)", line):
                number = "-" if column is None else numbers[column]
                section[name] = None if number == "-" else int(number)
    return table


_TABLE = _read_table()
REFUSED, ABSENT = _TABLE["refused"], _TABLE["absent"]  # not permitted; said not to exist


def number_of(name: str) -> int | None:
    """The number of a system call on this machine, or None if it has none here."""
    return (REFUSED | ABSENT | _TABLE["other"])[name]
