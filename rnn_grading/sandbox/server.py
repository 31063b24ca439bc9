"""The fork server: one process that has imported everything, forks kernels, and supervises them.

It holds no secret, as its memory is what every kernel inherits; no thread, as a lock that another
thread holds stays locked in a fork; no event loop and no listening path. Its one descriptor is a
socket pair to the process that started it: when that one dies, the socket closes, and the server
ends, and the kernels with it.
"""

import contextlib
import dataclasses
import gc
import importlib
import json
import os
import selectors
import shutil
import signal
import socket
import sys
import tempfile
import time
import traceback
from collections.abc import Iterable
from multiprocessing.connection import Connection
from pathlib import Path

from . import landlock, linux
from .confine import confine, spare_uid
from .doctor import offer
from .limits import Limits, usage, volunteer

_TICK = 0.05  # seconds between two looks at what kernels use
_MAX_ERROR = 2000  # characters


def serve(fd: int) -> None:
    """Prepares, then forks a kernel for each pair of descriptors that comes, until the client is
    gone.

    Args:
        fd: descriptor of a socket to the client, which sends what to prepare as its first message.
    """
    control = socket.socket(fileno=fd)
    try:
        asked = json.loads(control.recv(1 << 20))
        prepare(asked["prepare"])
        module, _, function = asked["work"].partition(":")
        work = getattr(importlib.import_module(module), function)
        if len(os.listdir("/proc/self/task")) > 1:
            raise RuntimeError("a module started a thread; a process with threads is not forked")
        offered = offer(asked["rules"])
        if offered.refusal:
            control.send(json.dumps({"unavailable": offered.refusal}).encode())
            return
    except BaseException as error:
        message = f"{type(error).__name__}: {error}"[:_MAX_ERROR]
        control.send(json.dumps({"error": message}).encode())
        return
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.collect()
    gc.freeze()  # the collector never visits what exists now, so that its pages stay shared
    with contextlib.suppress(BrokenPipeError):  # the client went while we imported
        control.send(b"{}")
    _Server(control, work, asked, offered).run()


def prepare(names: Iterable[str]) -> None:
    """Imports modules, and calls the functions of those that are named ``"module:function"``."""
    for name in names:
        module, _, function = name.partition(":")
        imported = importlib.import_module(module)
        if function:
            getattr(imported, function)()


def write_files(files: dict[str, bytes], folder: str, owner: int | None = None) -> None:
    """Writes files, bytes by relative names, into a folder, for ``owner`` to read.

    ValueError if a name leads elsewhere; OSError if it cannot be one, or the disk is full.
    """
    for name, content in files.items():
        path = Path(folder, name)
        if not path.is_relative_to(folder) or ".." in path.parts:
            raise ValueError(f"{name!r} is not a name in a folder")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    if owner is not None:
        for path in (Path(folder), *Path(folder).rglob("*")):
            os.chown(path, owner, owner)


@dataclasses.dataclass
class _Kernel:
    """What the server knows of a kernel."""

    pid: int
    control: socket.socket
    folder: str
    limits: Limits
    began: float
    peak: int = 0


class _Server:
    def __init__(self, control, work, asked, offered):
        self._control, self._work, self._offered = control, work, offered
        self._rules, self._folder = asked["rules"], asked["folder"]
        self._kernels = {}  # by the descriptor of their control
        self._selector = selectors.DefaultSelector()
        self._selector.register(control, selectors.EVENT_READ)
        os.chmod(self._folder, 0o711)  # each kernel's own lies in it, and is for its uid alone

    def run(self):
        next_look = 0.0
        while True:
            for key, _ in self._selector.select(_TICK if self._kernels else None):
                if key.fileobj is self._control:
                    self._accept()
                elif key.fd in self._kernels:
                    self._obey(self._kernels[key.fd])
            if (now := time.monotonic()) >= next_look:
                next_look = now + _TICK
                for kernel in list(self._kernels.values()):
                    self._look_at(kernel, now)

    def _accept(self):
        try:
            request, fds, _, _ = socket.recv_fds(self._control, 4096, 2)
        except OSError:
            request = b""
        if not request:
            self._end()
        control, server, folder = socket.socket(fileno=fds[1]), os.getpid(), None
        uid = spare_uid() if self._offered.changes_uid else None
        try:
            folder = tempfile.mkdtemp(dir=self._folder)
            pid = os.fork()
        except OSError:  # no process to be had, or the disk is full: its sockets close
            control.close()
            if folder:
                shutil.rmtree(folder, ignore_errors=True)
        else:
            if pid == 0:
                self._become_kernel(fds[0], folder, uid, server)
            limits = Limits(**json.loads(request))
            kernel = _Kernel(pid, control, folder, limits, time.monotonic())
            self._kernels[control.fileno()] = kernel
            self._selector.register(control, selectors.EVENT_READ)
        os.close(fds[0])

    def _become_kernel(self, fd, folder, uid, server):
        """In the fork: reads the request, puts the layers on, and works. Never returns."""
        os.setsid()
        signal.signal(signal.SIGINT, signal.default_int_handler)
        null = os.open(os.devnull, os.O_RDWR)
        for standard in (0, 1, 2):
            os.dup2(null, standard)
        linux.close_all_but(0, 1, 2, fd)
        connection = Connection(fd)
        try:
            # Read here and not in the server, whose memory all later kernels inherit.
            request = connection.recv()
            write_files(request["files"], folder, uid)
            os.chdir(folder)
            os.environ["HOME"] = folder
            volunteer()
            rules, limits = [*self._rules, (folder, landlock.READ)], Limits(**request["limits"])
            confine(rules, limits, uid, self._offered.abi, server)
            self._work(connection, request)
        except BaseException:
            with contextlib.suppress(OSError):
                connection.send_bytes(json.dumps({"failed": traceback.format_exc()}).encode())
            os._exit(1)
        os._exit(0)

    def _obey(self, kernel):
        """A signal to pass on; or nothing, as the client has gone."""
        try:
            message = kernel.control.recv(64, socket.MSG_DONTWAIT)
        except BlockingIOError:
            return
        except OSError:
            message = b""
        if message == b"interrupt":
            os.kill(kernel.pid, signal.SIGINT)  # not yet waited for, so the number is still its own
        else:
            self._kill(kernel, "client")

    def _look_at(self, kernel, now):
        pid, status = os.waitpid(kernel.pid, os.WNOHANG)
        if pid:
            self._bury(kernel, status, "ended")
            return
        memory, threads = usage(kernel.pid)
        kernel.peak = max(kernel.peak, memory)
        if now - kernel.began > kernel.limits.wall:
            self._kill(kernel, "wall clock")
        elif memory > kernel.limits.memory:
            self._kill(kernel, "memory")
        elif threads > kernel.limits.threads:
            self._kill(kernel, "threads")

    def _kill(self, kernel, reason):
        os.kill(kernel.pid, signal.SIGKILL)
        _, status = os.waitpid(kernel.pid, 0)
        self._bury(kernel, status, reason)

    def _bury(self, kernel, status, reason):
        """What there is to do when a kernel has ended: nothing of it is left."""
        code = os.waitstatus_to_exitcode(status)
        report = {"exit": code, "reason": reason, "peak": kernel.peak}
        del self._kernels[kernel.control.fileno()]
        self._selector.unregister(kernel.control)
        with contextlib.suppress(OSError):
            kernel.control.send(json.dumps(report).encode())
        kernel.control.close()
        shutil.rmtree(kernel.folder, ignore_errors=True)

    def _end(self):
        for kernel in list(self._kernels.values()):
            self._kill(kernel, "client")
        shutil.rmtree(self._folder, ignore_errors=True)
        sys.exit()
