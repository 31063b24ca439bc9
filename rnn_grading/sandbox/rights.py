"""Who a kernel is: whose processes it sees, what its uid is, and that it has no capability."""

import os
import random

from . import linux

_NAMESPACES = linux.CLONE_NEWPID | linux.CLONE_NEWIPC | linux.CLONE_NEWNET | linux.CLONE_NEWUTS
_UID_IN_USER_NAMESPACE = 1000
_CAP_SYS_ADMIN = 21


def leave_namespaces() -> int:
    """Puts this process into namespaces of its own, or raises OSError; returns the uid that the
    kernel will have.

    The process namespace holds for its next child, and the mount namespace is left to
    ``root.build``: the supervisor stays outside both, to kill and to report.
    """
    uid = _spare_uid() if _may_administer() else None
    if uid is not None:
        linux.unshare(_NAMESPACES)
        return uid
    # Root of a rootless container may administer but has no uid to change to: it goes this way too.
    inside = _UID_IN_USER_NAMESPACE
    maps = {
        "setgroups": "deny",
        "uid_map": f"{inside} {os.geteuid()} 1",
        "gid_map": f"{inside} {os.getegid()} 1",
    }
    linux.unshare(_NAMESPACES | linux.CLONE_NEWUSER)
    for name, line in maps.items():  # while we are dumpable: these files close afterwards
        with open(f"/proc/self/{name}", "w") as file:
            file.write(line)
    return inside


def drop(uid: int) -> None:
    """Becomes ``uid``, without any capability, and without any way to regain one."""
    linux.drop_bounding_set()
    if os.geteuid() != uid:
        os.setgroups([])
        os.setresgid(uid, uid, uid)
        os.setresuid(uid, uid, uid)
    linux.drop_capabilities()
    linux.prctl(linux.PR_SET_NO_NEW_PRIVS, 1)
    # No core dump, no /proc/1/mem. After the change of uid, which would undo it.
    linux.prctl(linux.PR_SET_DUMPABLE, 0)


def _may_administer():
    if os.geteuid() != 0:
        return False
    with open("/proc/self/status") as status:
        effective = next(int(line.split()[1], 16) for line in status if line.startswith("CapEff"))
    return bool(effective >> _CAP_SYS_ADMIN & 1)


def _spare_uid():
    """A uid that nobody has, for root to become; None where there is none.

    Root in a user namespace would not do: RLIMIT_NPROC does not bind it, and files of root would be
    the kernel's own. Each kernel has another, so that no two share a count of processes, or could
    signal each other even if the process namespace were to fail.
    """
    with open("/proc/self/uid_map") as table:
        ranges = [tuple(map(int, line.split())) for line in table]
    for low, high in ((0x60000000, 0x60FFFFFF), (60001, 65533)):
        if any(first <= low and high < first + count for first, _, count in ranges):
            return random.SystemRandom().randint(low, high)
    return None
