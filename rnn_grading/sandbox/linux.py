"""The Linux system calls that Python has no name for, through ctypes, by syscalls.txt.

Own lines rather than a library: bindings of libseccomp take a system library that pip does not
bring, and those of Landlock do not know its newer versions.
"""

import ctypes
import functools
import os
import platform
import re
import struct
from pathlib import Path
from typing import Any

MACHINE = platform.machine()
AUDIT_ARCH = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}.get(MACHINE)
LAST_KNOWN = 450  # set_mempolicy_home_node; later calls are not there for a submission

PR_SET_PDEATHSIG, PR_GET_DUMPABLE, PR_SET_DUMPABLE = 1, 3, 4
PR_SET_NAME, PR_GET_NAME, PR_SET_SECCOMP, PR_SET_NO_NEW_PRIVS = 15, 16, 22, 38

_CAPABILITY_VERSION_3 = 0x20080522


def _read_table():
    """``{section: {name: number}}``, with the numbers of this machine."""
    column, table = {"aarch64": 1}.get(MACHINE, 0), {}
    for line in Path(__file__).with_name("syscalls.txt").read_text().splitlines():
        if line.startswith("["):
            section = table[line.strip("[]")] = {}
        elif not line.startswith("#"):
            for name, *numbers in re.findall(r"(\S+) ([-\d]+)/([-\d]+)", line):
                if numbers[column] != "-":
                    section[name] = int(numbers[column])
    return table


SYSCALLS = _read_table()
_NUMBERS = {name: number for section in SYSCALLS.values() for name, number in section.items()}


@functools.cache
def _libc():
    libc = ctypes.CDLL(None, use_errno=True)
    libc.syscall.restype = ctypes.c_long
    return libc


def syscall(name: str, *args: Any) -> int:
    """Calls the kernel by a call's name, with integers, bytes or None; returns its result, and
    raises OSError, which names the call, where it fails.
    """
    values = [ctypes.c_long(a) if isinstance(a, int) else a for a in (_NUMBERS[name], *args)]
    result = _libc().syscall(*values)
    if result == -1:
        error = ctypes.get_errno()
        raise OSError(error, f"{name}: {os.strerror(error)}")
    return result


def prctl(option: int, a: int = 0, b: int = 0) -> int:
    """prctl(2)."""
    return syscall("prctl", option, a, b, 0, 0)


def close_all_but(*keep: int) -> None:
    """Closes every other descriptor, without reading /proc."""
    low = 0
    for fd in sorted(keep):
        if fd > low:
            syscall("close_range", low, fd - 1, 0)
        low = fd + 1
    syscall("close_range", low, 0xFFFFFFFF, 0)


def drop_capabilities() -> None:
    """Gives up every capability that this process has."""
    header = struct.pack("Ii", _CAPABILITY_VERSION_3, 0)  # 0: this process
    syscall("capset", header, struct.pack("6I", *[0] * 6))


def has_capabilities(*numbers: int) -> bool:
    """Whether all these capabilities are in effect."""
    held = 0
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("CapEff"):
            held = int(line.split()[1], 16)
    return all(held >> number & 1 for number in numbers)
