"""Tries every layer on a process that then ends: whether this machine can sandbox kernels."""

import contextlib
import json
import os
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable
from typing import NamedTuple

from . import landlock, linux
from .confine import can_read_as, confine, spare_uid
from .limits import Limits
from .readable import Rules, readable


class SandboxUnavailable(RuntimeError):
    """No kernel can be sandboxed on this machine; the message says why, in a sentence."""


class Offer(NamedTuple):
    """What this machine offers."""

    refusal: str | None  # why no kernel can be sandboxed, in a sentence
    abi: int = 0  # the version of Landlock's interface
    changes_uid: bool = False  # whether kernels run as users whom nobody is
    held: dict[str, bool] = {}  # what a kernel tried, and whether it was refused


def offer(rules: Rules) -> Offer:
    """What this machine offers to kernels that may read what ``rules`` allow, tried on forks of
    this process, which must have one thread.
    """
    if linux.AUDIT_ARCH is None:
        return Offer(f"The filter of system calls knows no {linux.MACHINE}, only x86_64, aarch64.")
    abi = landlock.version()
    if not abi:
        return Offer(
            f"There is no Landlock here (Linux {os.uname().release}). It takes Linux 5.13 or newer,"
            " with `landlock` among its security modules, and a container that lets it be used."
        )
    uid = spare_uid()
    if uid is not None and not _in_a_fork(lambda: can_read_as(uid, rules)):
        uid = None
    parent = os.getpid()
    with tempfile.NamedTemporaryFile() as secret:
        os.chmod(secret.name, 0o666)

        def work():
            confine(rules, Limits(), uid, abi, parent)
            return {what: _is_refused(attempt, secret.name) for what, attempt, _ in ATTEMPTS}

        held = _in_a_fork(work)
    if isinstance(held, str):
        return Offer(f"A kernel could not be confined here ({held}).", abi)
    open_ways = [what for what, is_held in held.items() if not is_held]
    refusal = f"A confined process could {' and '.join(open_ways)}." if open_ways else None
    return Offer(refusal, abi, uid is not None, held)


def _is_refused(attempt, secret):
    try:
        attempt(secret)
    except OSError:
        return True
    return False


class Attempt(NamedTuple):
    """Something that no submission may do."""

    what: str  # after "it could"
    attempt: Callable[[str], object]  # takes the path of a file that everybody may write to
    layers: str  # that hold it, each by itself


def _write(path):
    os.write(os.open(path, os.O_WRONLY), b"x")


def _make(path):
    os.close(os.open(f"{path}-new", os.O_CREAT | os.O_WRONLY))


def _fork(path):
    if os.fork() == 0:
        os._exit(0)


def _trace(path):
    linux.syscall("ptrace", 0x4206, os.getppid(), 0, 0)  # PTRACE_SEIZE


ATTEMPTS = [
    Attempt("read a file that is not for it", lambda p: os.open(p, os.O_RDONLY), "Landlock"),
    Attempt("write to a file", _write, "Landlock, FSIZE"),
    Attempt("make a file", _make, "Landlock, seccomp"),
    Attempt("change who may read a file", lambda p: os.chmod(p, 0o777), "seccomp"),
    Attempt("start a process", _fork, "seccomp"),
    Attempt("start a program", lambda p: os.execv(sys.executable, ["-"]), "seccomp, Landlock"),
    Attempt("use the network", lambda p: socket.create_server(("", 0)), "seccomp, Landlock 4"),
    Attempt("use others' sockets", lambda p: socket.socket(socket.AF_UNIX), "seccomp"),
    Attempt("signal others", lambda p: os.kill(os.getppid(), 0), "seccomp, Landlock 6"),
    Attempt("look into others", _trace, "seccomp, Landlock, not dumpable"),
    Attempt("act as an administrator", lambda p: os.chroot("/"), "seccomp, no capability"),
]


def _in_a_fork(work):
    """What ``work()`` returns in a fork of this process, through JSON; the text of its error."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            result = work()
        except BaseException as error:
            result = str(error) or type(error).__name__
        with contextlib.suppress(OSError):
            os.write(writing, json.dumps(result).encode())
        os._exit(0)
    os.close(writing)
    with open(reading, "rb") as pipe:
        result = pipe.read()
    os.waitpid(child, 0)
    return json.loads(result) if result else "it was killed"


def unavailable_reason() -> str | None:
    """Why kernels cannot be sandboxed here, in a sentence; None if they can. Takes a second."""
    return this_machine().refusal


def this_machine() -> Offer:
    """What this machine offers to kernels that read Python alone. Takes a second."""
    if not sys.platform.startswith("linux"):
        return Offer(f"Submissions can be sandboxed on Linux only, and this is {sys.platform}.")
    # In a process of its own: this one may have threads.
    done = subprocess.run([sys.executable, "-m", __name__], capture_output=True, text=True)
    if done.returncode:
        last = done.stderr.strip().splitlines()[-1:]
        return Offer(f"The self-test ended with status {done.returncode} {' '.join(last)}.")
    return Offer(*json.loads(done.stdout))


if __name__ == "__main__":
    print(json.dumps(offer(readable())))
