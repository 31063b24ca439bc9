"""Confines a process that was forked a moment ago: the layers, each of which holds by itself."""

import os
import random
import signal

from . import landlock, limits, linux, seccomp
from .readable import Rules

_SETGID, _SETUID, _KILL = 6, 7, 5  # capabilities


def confine(rules: Rules, bounds: limits.Limits, uid: int | None, abi: int, parent: int) -> None:
    """Puts this process, which has one thread, under all layers for good.

    Args:
        rules: what it may read.
        bounds: what it may use.
        uid: whom it shall become; None to stay who it is.
        abi: the version of Landlock's interface.
        parent: the process that it shall not outlive.

    Raises:
        OSError: a layer cannot be put on.
    """
    limits.apply_limits(bounds)
    if uid is not None:
        _become(uid)
    linux.drop_capabilities()
    # No /proc/PID/mem and no tracing by those of the same user. A change of uid undoes it, and the
    # next line, too.
    linux.prctl(linux.PR_SET_DUMPABLE, 0)
    linux.prctl(linux.PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)
    landlock.restrict(rules, abi)
    seccomp.restrict()


def spare_uid() -> int | None:
    """A uid that nobody has, for root to become; None where that cannot be, or there is none.

    Each kernel has another: even without the other layers none could signal another one, or the
    grader.
    """
    if os.geteuid() != 0 or not linux.has_capabilities(_SETGID, _SETUID, _KILL):
        return None
    with open("/proc/self/uid_map") as table:
        ranges = [tuple(map(int, line.split())) for line in table]
    for low, high in ((0x60000000, 0x60FFFFFF), (60001, 65533)):
        if any(first <= low and high < first + count for first, _, count in ranges):
            return random.SystemRandom().randint(low, high)
    return None


def can_read_as(uid: int, rules: Rules) -> bool:
    """Whether a user could read what ``rules`` allow: often not, if Python is in root's own home.
    To be asked by a process that ends afterwards: it becomes that user.
    """
    needed = [path for path, rights in rules if rights & landlock.LIST and os.path.exists(path)]
    _become(uid)
    return all(os.access(path, os.R_OK) for path in needed)


def _become(uid):
    os.setgroups([])
    os.setresgid(uid, uid, uid)
    os.setresuid(uid, uid, uid)
