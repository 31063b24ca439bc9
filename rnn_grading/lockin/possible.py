"""Whether kernels can be locked in on this machine."""

import os
import subprocess
import sys

from . import landlock, rights, root
from .calls import AUDIT_ARCH, MACHINE
from .environment import environment
from .init import confine
from .limits import Limits
from .readable import readable_paths

_SWITCHES = {
    ("/proc/sys/user/max_user_namespaces", "0"): "User namespaces are switched off here "
    "(sysctl user.max_user_namespaces is 0).",
    ("/proc/sys/kernel/unprivileged_userns_clone", "0"): "User namespaces are for root only here "
    "(sysctl kernel.unprivileged_userns_clone is 0).",
    ("/proc/sys/kernel/apparmor_restrict_unprivileged_userns", "1"): "AppArmor forbids user "
    "namespaces here (sysctl kernel.apparmor_restrict_unprivileged_userns is 1).",
}


class CannotLockIn(RuntimeError):
    """No kernel can be locked in on this machine; the message says why, in a sentence."""


def why_not():
    """Tries every layer on a process that then goes away.

    Returns:
        None if a kernel can be locked in here; otherwise one sentence that says why not.
    """
    if not sys.platform.startswith("linux"):
        return f"Kernels can be locked in on Linux only, and this is {sys.platform}."
    if AUDIT_ARCH is None:
        return f"The filter of system calls knows x86_64 and aarch64 only, and this is {MACHINE}."
    if not landlock.version():
        return (
            f"This kernel ({os.uname().release}) has no Landlock: it takes Linux 5.13 or later, "
            "with `landlock` among its security modules."
        )
    tried = subprocess.run(
        [sys.executable, "-c", f"import {__name__} as it; it.put_on_all_layers()"],
        env=environment(),
        cwd="/",
        capture_output=True,
        text=True,
        timeout=60,
    )
    if tried.returncode == 0:
        return None
    lines = tried.stderr.strip().splitlines()
    return lines[-1] if lines else f"A trial of it ended with status {tried.returncode}."


def put_on_all_layers():
    """Ends this process, with status 0 if every layer could be put on; else it says why not."""
    sys.exit(why_not_from_here())


def why_not_from_here():
    """As ``why_not``, tried on a fork of this process, which must have one thread only."""
    error = _said_in_a_fork(_leave_and_try)
    return _in_words(error) if error else None


def _leave_and_try():
    uid = rights.leave_namespaces()
    # In the first child, which alone is in the new process namespace.
    return _said_in_a_fork(lambda: _put_on_the_rest(uid))


def _put_on_the_rest(uid):
    paths, bounds = readable_paths(), Limits()
    root.build(paths, [], bounds, uid)
    rights.drop(uid)
    confine(paths, bounds)
    os.open(f"{root.HOME}/file", os.O_CREAT | os.O_WRONLY)
    return ""


def _said_in_a_fork(work):
    """The text that ``work()`` returns, called in a fork of this process, or that of its error."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            said = work()
        except BaseException as error:
            said = str(error) or type(error).__name__
        os.write(writing, said.encode())
        os._exit(0)
    os.close(writing)
    with open(reading, "rb") as pipe:
        said = pipe.read().decode(errors="replace")
    os.waitpid(child, 0)
    return said


def _in_words(error):
    """What went wrong, with the setting that is likely to be behind it."""
    if "unshare" not in error and "uid_map" not in error:
        return f"A kernel could not be locked in on this machine ({error})."
    for (path, value), sentence in _SWITCHES.items():
        if _setting(path) == value:
            return sentence
    return f"Namespaces may not be made here, as in many containers ({error})."


def _setting(path):
    try:
        with open(path) as file:
            return file.read().strip()
    except OSError:
        return None
