"""Whether this machine can sandbox kernels: every layer is tried on a process that then ends."""

import contextlib
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from . import landlock, rights, root
from .environment import environment, readable_paths
from .init import confine
from .limits import Limits
from .syscalls import AUDIT_ARCH, MACHINE

_SETTINGS = [
    ("user.max_user_namespaces", "0", "User namespaces are switched off here"),
    ("kernel.unprivileged_userns_clone", "0", "User namespaces are for root only here"),
    ("kernel.apparmor_restrict_unprivileged_userns", "1", "AppArmor forbids user namespaces here"),
]


class SandboxUnavailable(RuntimeError):
    """No kernel can be sandboxed on this machine; the message says why, in a sentence."""


def unavailable_reason() -> str | None:
    """Why kernels cannot be sandboxed here, in a sentence; None if they can. Takes a second."""
    if not sys.platform.startswith("linux"):
        return f"Kernels can be sandboxed on Linux only, and this is {sys.platform}."
    if AUDIT_ARCH is None:
        return f"The filter of system calls knows x86_64 and aarch64 only, and this is {MACHINE}."
    if not landlock.version():
        return (
            f"This kernel ({os.uname().release}) has no Landlock: it takes Linux 5.13 or later, "
            "with `landlock` among its security modules."
        )
    tried = subprocess.run(
        [sys.executable, "-c", f"import sys, {__name__} as it; sys.exit(it.self_test())"],
        env=environment(),
        cwd="/",
        capture_output=True,
        text=True,
        timeout=60,
    )
    if tried.returncode == 0:
        return None
    lines = tried.stderr.strip().splitlines()
    return lines[-1] if lines else f"The self-test ended with status {tried.returncode}."


def self_test() -> str | None:
    """As ``unavailable_reason``, tried on a fork of this process, which must have one thread."""
    error = _result_of_fork(_test_namespaces)
    return _explain(error) if error else None


def _test_namespaces():
    uid = rights.leave_namespaces()
    # In the first child, which alone is in the new process namespace.
    return _result_of_fork(lambda: _test_other_layers(uid))


def _test_other_layers(uid):
    paths, limits = readable_paths(), Limits()
    root.build(paths, [], limits, uid)
    rights.drop(uid)
    confine(paths, limits)
    os.open(f"{root.HOME}/file", os.O_CREAT | os.O_WRONLY)
    return ""


def _result_of_fork(work: Callable[[], str]) -> str:
    """The text that ``work()`` returns, called in a fork of this process, or that of its error."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            result = work()
        except BaseException as error:
            result = str(error) or type(error).__name__
        os.write(writing, result.encode())
        os._exit(0)
    os.close(writing)
    with open(reading, "rb") as pipe:
        result = pipe.read().decode(errors="replace")
    os.waitpid(child, 0)
    return result


def _explain(error):
    """What went wrong, with the setting that is likely to be behind it."""
    if "unshare" not in error and "uid_map" not in error:
        return f"A kernel could not be sandboxed on this machine ({error})."
    for name, value, consequence in _SETTINGS:
        with contextlib.suppress(OSError):
            if Path("/proc/sys", *name.split(".")).read_text().strip() == value:
                return f"{consequence} (sysctl {name} is {value})."
    return f"Namespaces may not be made here, as in many containers ({error})."
