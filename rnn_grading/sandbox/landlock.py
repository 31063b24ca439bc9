"""Landlock: what may be read, whatever paths lead there. Nothing may be written or made."""

import os
import struct
from collections.abc import Iterable

from . import linux

_WRITE_FILE, _READ_FILE, _READ_DIR = 2, 4, 8
# All rights over files that a version knows: REFER came with the second, TRUNCATE with the third,
# IOCTL_DEV with the fifth.
_ALL = {1: (1 << 13) - 1, 2: (1 << 14) - 1, 3: (1 << 15) - 1, 4: (1 << 15) - 1}
_ALL_NOW = (1 << 16) - 1

# What a rule allows, for a path and all below it.
READ = _READ_FILE | _READ_DIR
LIST = _READ_DIR
DEVICE = _READ_FILE | _WRITE_FILE


def version() -> int:
    """The version of Landlock's interface in the running kernel; 0 if there is none."""
    try:
        return linux.syscall("landlock_create_ruleset", None, 0, 1)
    except OSError:
        return 0


def restrict(rules: Iterable[tuple[str, int]], abi: int) -> None:
    """Allows this process nothing but ``rules``: pairs of a path and READ, LIST or DEVICE. Missing
    paths are skipped. Raises OSError if there is no Landlock here.

    No TCP port may be bound or connected to (from version 4 of the interface, ``abi``); no abstract
    socket of, and no signal to, a process outside may be used (from version 6).
    """
    every = _ALL.get(abi, _ALL_NOW)
    size = 24 if abi >= 6 else 16 if abi >= 4 else 8
    # struct landlock_ruleset_attr { handled_access_fs, handled_access_net, scoped }
    attributes = struct.pack("QQQ", every, 3, 3)[:size]
    ruleset = linux.syscall("landlock_create_ruleset", attributes, size, 0)
    try:
        for path, rights in rules:
            _add(ruleset, path, rights)
        linux.prctl(linux.PR_SET_NO_NEW_PRIVS, 1)
        linux.syscall("landlock_restrict_self", ruleset, 0)
    finally:
        os.close(ruleset)


def _add(ruleset, path, rights):
    try:
        fd = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:  # not there, or nothing that we could read ourselves
        return
    try:
        if not os.path.isdir(path):
            rights &= ~_READ_DIR
        # struct landlock_path_beneath_attr is packed: u64, s32
        linux.syscall("landlock_add_rule", ruleset, 1, struct.pack("=Qi", rights, fd), 0)
    finally:
        os.close(fd)
