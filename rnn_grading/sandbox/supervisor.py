"""The process outside each kernel: it starts the kernel, holds its limits, and reports its end.

If it dies, init is killed, and with init everything in the namespace. If the client goes away, its
socket closes and the supervisor ends the kernel.
"""

import contextlib
import gc
import json
import os
import selectors
import shutil
import signal
import socket
import time
import traceback
from typing import NoReturn

from . import linux, rights
from .channels import BACKLOG, CHANNELS, Relay
from .init import run_init
from .limits import Limits, unshared_memory

_TICK = 0.05  # seconds between two checks of memory and clock
_CHUNK = 1 << 16  # bytes
_MAX_LOG = 8192  # bytes, the last ones


def supervise(fd: int) -> NoReturn:
    """Serves one request and ends. Never returns.

    It comes over the socket ``fd`` to the client, in an anonymous file, with the sockets for the
    client's channels; signals follow. The report goes back.
    """
    report = {"exit": 1, "reason": "not started", "peak": 0, "output": 0, "log": ""}
    conn = socket.socket(fileno=fd)
    try:
        # Read here and not in the server, whose memory all later kernels inherit.
        _, fds, _, _ = socket.recv_fds(conn, 64, 1 + len(CHANNELS))
        with open(fds[0], "rb") as file:
            request = json.load(file)
        report |= _Supervisor(conn, [socket.socket(fileno=fd) for fd in fds[1:]], request).run()
    except BaseException as error:
        report |= {"reason": f"could not start: {error}", "log": traceback.format_exc()}
    with contextlib.suppress(OSError):
        conn.send(json.dumps(report).encode())
    os._exit(0)


class _Supervisor:
    def __init__(self, conn, listeners, request):
        self.conn, self.listeners, self.request = conn, listeners, request
        self.limits = Limits(**request["limits"])
        self.log, self.reason, self.relayed, self.peak = b"", None, 0, 0
        self.init = self.kernel = self.proc = None
        self.selector = selectors.DefaultSelector()

    def run(self):
        """Starts a kernel and returns the report of its end."""
        gc.disable()  # a collection touches, and so copies, every page shared with the server
        os.setsid()
        self._close_inherited()
        server = os.getppid()
        uid = rights.leave_namespaces()
        linux.prctl(linux.PR_SET_PDEATHSIG, signal.SIGKILL)  # the change of rights would clear it
        if os.getppid() != server:
            os._exit(1)
        ours, log = self._start(uid)
        self._watch(ours, log)
        _, status = os.waitpid(self.init, 0)
        with contextlib.suppress(BlockingIOError):
            while chunk := os.read(log, _CHUNK):
                self.log = (self.log + chunk)[-_MAX_LOG:]
        if self.reason == "client gone" and self.request["folder"]:
            shutil.rmtree(self.request["folder"], ignore_errors=True)
        return {
            "exit": os.waitstatus_to_exitcode(status),
            "reason": self.reason or ("ended" if self.kernel is not None else "could not start"),
            "peak": self.peak,
            "output": self.relayed,
            "log": self.log.decode(errors="replace"),
        }

    def _close_inherited(self):
        """Closes what came from the server, its terminal too."""
        null = os.open(os.devnull, os.O_RDWR)
        for fd in (0, 1, 2):
            os.dup2(null, fd)
        ours = [self.conn.fileno(), self.selector.fileno()]
        linux.close_all_but([0, 1, 2, *ours, *(sock.fileno() for sock in self.listeners)])

    def _start(self, uid):
        """Forks init; returns the socket on which it reports and the descriptor of its log."""
        # The kernel listens on abstract names in its own network namespace: nobody else has it.
        inner = [socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) for _ in CHANNELS]
        for sock, name in zip(inner, CHANNELS, strict=True):
            sock.bind(_address(name))
            sock.listen(BACKLOG)
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        log_read, log_write = os.pipe()
        self.init = os.fork()
        if self.init == 0:
            run_init(self.request, uid, theirs.detach(), log_write, [s.detach() for s in inner])
        for thing in (theirs, *inner):
            thing.close()
        os.close(log_write)
        os.set_blocking(log_read, False)
        self.request.pop("files")  # megabytes, perhaps
        return ours, log_read

    def _watch(self, ours, log):
        """Relays bytes, obeys the client and holds the limits until init has ended."""
        ended = os.pidfd_open(self.init)
        handlers = {ours: self._kernel_up, log: self._read_log, self.conn: self._command}
        for sock, name in zip(self.listeners, CHANNELS, strict=True):
            sock.setblocking(False)
            handlers[sock] = self._connector(_address(name))
        for thing, handler in handlers.items():
            self.selector.register(thing, selectors.EVENT_READ, handler)
        self.selector.register(ended, selectors.EVENT_READ)
        start, next_check = time.monotonic(), 0.0
        while True:
            for key, _ in self.selector.select(_TICK):
                if key.fileobj == ended:
                    return
                key.data(key)
            now = time.monotonic()
            if now >= next_check:
                next_check = now + _TICK
                memory = unshared_memory(self.proc, self.init)
                self.peak = max(self.peak, memory)
                if now - start > self.limits.wall:
                    self._end("wall clock")
                if memory > self.limits.memory:
                    self._end("memory")

    def _end(self, reason):
        self.reason = self.reason or reason
        os.kill(self.init, signal.SIGKILL)  # not yet waited for, so the number is still its own

    def _kernel_up(self, key):
        _, fds, _, _ = socket.recv_fds(key.fileobj, 16, 2)
        self.selector.unregister(key.fileobj)
        key.fileobj.close()
        if fds:
            self.kernel, self.proc = fds[0], (fds[1] if len(fds) > 1 else None)

    def _command(self, _key):
        """A signal to pass on; or nothing, as the client has gone."""
        try:
            number = json.loads(self.conn.recv(4096))["signal"]
        except (OSError, ValueError):
            self.selector.unregister(self.conn)
            self._end("client gone")
            return
        if number == signal.SIGKILL:
            self._end("client")
        elif self.kernel is not None:
            with contextlib.suppress(ProcessLookupError):
                signal.pidfd_send_signal(self.kernel, number)

    def _read_log(self, key):
        chunk = os.read(key.fileobj, _CHUNK)
        if not chunk:
            self.selector.unregister(key.fileobj)
        self.log = (self.log + chunk)[-_MAX_LOG:]

    def _connector(self, address):
        """What to do when a client connects: connect to the kernel too, and relay bytes."""

        def connect(key):
            try:
                outside, _ = key.fileobj.accept()
            except OSError:
                return
            inside = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            inside.setblocking(False)  # a kernel that accepts nobody must not make us wait
            try:
                inside.connect(address)
            except OSError:
                outside.close()
                inside.close()
                return
            Relay(self.selector, outside, inside, self._count)

        return connect

    def _count(self, number):
        self.relayed += number
        if self.relayed > self.limits.output:
            self._end("output")
            raise ConnectionAbortedError


def _address(channel):
    return f"\0rnn-{channel}"
