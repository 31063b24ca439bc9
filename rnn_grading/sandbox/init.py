"""What happens inside: process 1 of a kernel's namespace, and the kernel."""

import base64
import os
import signal
import socket
import traceback
from collections.abc import Sequence
from typing import NoReturn

from . import landlock, linux, rights, root, seccomp
from .channels import CHANNELS
from .files import write_files
from .limits import Limits, apply_limits


def run_init(request: dict, uid: int, report: int, log: int, listeners: Sequence[int]) -> NoReturn:
    """Sandboxes this process, forks the kernel, and reaps until the kernel ends. Never returns. The
    end of process 1 is the end of all in its namespace.

    Args:
        request: what the client asked for.
        uid: the kernel's.
        report: descriptor of a socket; descriptors of the kernel and of its /proc go there.
        log: descriptor of a pipe for what the processes inside write to their terminal.
        listeners: descriptors of the kernel's own sockets, in the order of CHANNELS.
    """
    status = 1
    try:
        linux.prctl(linux.PR_SET_PDEATHSIG, signal.SIGKILL)
        os.dup2(log, 1)
        os.dup2(log, 2)
        linux.close_all_but([0, 1, 2, report, *listeners])
        limits = Limits(**request["limits"])
        proc = root.build(request["readable"], request["covered"], limits, uid)
        rights.drop(uid)
        linux.prctl(linux.PR_SET_PDEATHSIG, signal.SIGKILL)  # the change of uid cleared it
        files = request.pop("files")
        write_files({name: base64.b64decode(text) for name, text in files.items()}, root.HOME)
        del files
        kernel = os.fork()
        if kernel == 0:
            _run_kernel(request, limits, listeners)
        # Descriptors rather than numbers: the supervisor is in another process namespace.
        fds = [os.pidfd_open(kernel)] + ([] if proc is None else [proc])
        with socket.socket(fileno=report) as channel:
            socket.send_fds(channel, [b"up"], fds)
        linux.close_all_but([0, 1, 2])
        status = _reap_until_end_of(kernel)
    except BaseException:
        os.write(2, traceback.format_exc().encode())
    os._exit(status)


def confine(paths: Sequence[str], limits: Limits) -> None:
    """The layers that a kernel puts on itself, last of all, before it runs anything: limits, and
    nothing but ``paths`` to read. Raises OSError if a layer cannot be put on.
    """
    apply_limits(limits)
    landlock.restrict(root.rules(paths))
    seccomp.restrict()


def _reap_until_end_of(kernel):
    while True:
        pid, ended = os.wait()
        if pid == kernel:
            code = os.waitstatus_to_exitcode(ended)
            return code if code >= 0 else 128 - code


def _run_kernel(request, limits, listeners):
    """Never returns."""
    status = 1
    try:
        linux.close_all_but([0, 1, 2, *listeners])
        os.setsid()
        from . import kernel  # the server has imported it, after it had put the debugger away

        # Before the first thread: what is put on one thread does not hold for those there are.
        confine(request["readable"], limits)
        kernel.run(request, dict(zip(CHANNELS, listeners, strict=True)))
        status = 0
    except SystemExit as error:
        status = error.code if isinstance(error.code, int) else 0
    except BaseException:
        os.write(2, traceback.format_exc().encode())
    os._exit(status)
