"""The Linux system calls that Python has no name for, through ctypes.

Nothing here decides anything. Every function raises OSError with the name of the call, so that a
failure can be reported.
"""

import ctypes
import functools
import os
import struct
from collections.abc import Iterable
from typing import Any

from .syscalls import number_of

CLONE_NEWNS, CLONE_NEWUTS, CLONE_NEWIPC = 0x00020000, 0x04000000, 0x08000000
CLONE_NEWUSER, CLONE_NEWPID, CLONE_NEWNET = 0x10000000, 0x20000000, 0x40000000
CLONE_NEWCGROUP = 0x02000000

MS_NOSUID, MS_NODEV, MS_NOEXEC = 2, 4, 8
MS_BIND, MS_REC, MS_PRIVATE = 0x1000, 0x4000, 0x40000

PR_SET_PDEATHSIG, PR_SET_DUMPABLE, PR_SET_SECCOMP = 1, 4, 22
PR_CAPBSET_DROP, PR_SET_NO_NEW_PRIVS, PR_CAP_AMBIENT = 24, 38, 47

_MNT_DETACH, _AT_FDCWD, _AT_RECURSIVE = 2, -100, 0x8000
_MOUNT_ATTR_RDONLY, _MOUNT_ATTR_NOSUID = 1, 2
_PR_CAP_AMBIENT_CLEAR_ALL = 4
_CAPABILITY_VERSION_3 = 0x20080522
_LAST_DESCRIPTOR = 0xFFFFFFFF
_HUGE_PAGE, _MADV_COLLAPSE = 2 << 20, 25


@functools.cache
def _libc():
    libc = ctypes.CDLL(None, use_errno=True)
    libc.syscall.restype = ctypes.c_long
    return libc


def syscall(name: str, *args: Any) -> int:
    """Calls the kernel by a call's name in ``syscalls``, with integers, bytes, None or ctypes
    objects; returns its result, and raises OSError where the call fails.
    """
    values = [ctypes.c_long(a) if isinstance(a, int) else a for a in (number_of(name), *args)]
    result = _libc().syscall(*values)
    if result == -1:
        error = ctypes.get_errno()
        raise OSError(error, f"{name}: {os.strerror(error)}")
    return result


def unshare(flags: int) -> None:
    """Leaves the parent's namespaces. CLONE_NEWPID takes effect for the next child, not for us."""
    syscall("unshare", flags)


Text = str | None


def mount(source: Text, target: str, kind: Text = None, flags: int = 0, data: Text = None) -> None:
    """mount(2)."""
    from_, to, type_, options = (
        None if text is None else os.fsencode(text) for text in (source, target, kind, data)
    )
    try:
        syscall("mount", from_, to, type_, flags, options)
    except OSError as error:
        what = f"mount {kind or source} on {target}: {error.strerror}"
        raise OSError(error.errno, what) from None


def bind_read_only(source: str, target: str) -> None:
    """Shows ``source`` at ``target``, with everything mounted below it, read-only throughout."""
    # MS_REC because a user namespace may not bind a tree without what is mounted in it: that could
    # uncover what those mounts hide. And mount_setattr, not MS_REMOUNT: it is recursive, and leaves
    # alone the flags that a user namespace may not clear.
    mount(source, target, None, MS_BIND | MS_REC)
    # struct mount_attr { attr_set, attr_clr, propagation, userns_fd }
    attributes = struct.pack("QQQQ", _MOUNT_ATTR_RDONLY | _MOUNT_ATTR_NOSUID, 0, 0, 0)
    where = os.fsencode(target)
    syscall("mount_setattr", _AT_FDCWD, where, _AT_RECURSIVE, attributes, len(attributes))


def pivot_root(new_root: str) -> None:
    """Makes ``new_root`` the root and drops the old one out of sight."""
    os.chdir(new_root)
    # The old root is stacked on the new one, then taken off: no folder is needed for it.
    syscall("pivot_root", b".", b".")
    syscall("umount2", b".", _MNT_DETACH)
    os.chdir("/")


def prctl(option: int, a: Any = 0, b: Any = 0, c: Any = 0, d: Any = 0) -> int:
    """prctl(2)."""
    return syscall("prctl", option, a, b, c, d)


def close_all_but(keep: Iterable[int]) -> None:
    """Closes every file descriptor that is not in ``keep``, without reading /proc."""
    low = 0
    for fd in sorted(set(keep)):
        if fd > low:
            syscall("close_range", low, fd - 1, 0)
        low = fd + 1
    syscall("close_range", low, _LAST_DESCRIPTOR, 0)


def drop_bounding_set() -> None:
    """No program that is executed from now on can have a capability."""
    for capability in range(64):
        try:
            prctl(PR_CAPBSET_DROP, capability)
        except OSError:  # past the last one, or we have no right to, as we have none at all
            break


def drop_capabilities() -> None:
    """Gives up every capability that this process has."""
    prctl(PR_CAP_AMBIENT, _PR_CAP_AMBIENT_CLEAR_ALL)
    header = struct.pack("Ii", _CAPABILITY_VERSION_3, 0)  # 0: this process
    syscall("capset", header, struct.pack("6I", *[0] * 6))


def collapse_memory() -> None:
    """Puts this process's own memory into huge pages, as far as possible.

    A fork copies the page table, which is then a hundredth as long. It takes Linux 6.1 or later; on
    others nothing changes, and forks take longer.
    """
    with open("/proc/self/maps") as file:
        mappings = [line.split() for line in file]
    for where, mode, _, _, _, *name in mappings:
        if mode != "rw-p" or name not in ([], ["[heap]"]):
            continue
        start, end = (int(address, 16) for address in where.split("-"))
        for page in range(-(-start // _HUGE_PAGE) * _HUGE_PAGE, end - _HUGE_PAGE + 1, _HUGE_PAGE):
            try:
                syscall("madvise", page, _HUGE_PAGE, _MADV_COLLAPSE)
            except OSError:
                break
