"""The client of the fork server: it starts the server, and kernels from it."""

import base64
import contextlib
import dataclasses
import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterable, Sequence
from typing import Any

from . import channels
from .environment import check_hidden, covers, environment, readable_paths
from .files import check_files
from .limits import Limits
from .self_test import SandboxUnavailable

_MAX_REPORT = 1 << 18  # bytes
MODULES = ("numpy", "torch", "matplotlib.pyplot", "matplotlib_inline.backend_inline", "rnn_helpers")


class ForkClient:
    """Starts kernels of a running server: ``ForkServer.client``.

    It can be handed to a process that multiprocessing starts.
    """

    def __init__(
        self, server: socket.socket, readable: Sequence[str], covered: Sequence[str]
    ) -> None:
        self._socket, self._readable, self._covered = server, readable, covered

    def start(
        self,
        limits: Limits | None = None,
        seed: int | None = None,
        files: dict[str, bytes] | None = None,
        env: dict[str, str] | None = None,
        *,
        connection: dict | None = None,
    ) -> "Kernel":
        """Starts a kernel, whose sockets listen when this returns.

        Args:
            seed: of random, NumPy and PyTorch; a random one if None.
            files: written into its home folder, bytes by relative names.
            env: further environment variables.
            connection: what a connection file holds, with transport ``ipc``, if the caller has
                chosen it already. Removing its sockets is then the caller's part, too.

        Raises:
            ValueError: ``files`` cannot be given, or a socket's name is too long.
            OSError: the server has ended.
        """
        limits, files = limits or Limits(), files or {}
        check_files(files, limits)
        folder = None
        if connection is None:
            folder = channels.private_folder()
            connection = channels.new_connection(folder)
        request = {
            "connection": connection,
            # Computed anew each time: a covered module may have been compiled since the last.
            "covered": covers(self._readable, self._covered),
            "env": {**(env or {}), "MPLCONFIGDIR": "/tmp/matplotlib"},
            "files": {name: base64.b64encode(data).decode() for name, data in files.items()},
            "folder": folder,
            "limits": dataclasses.asdict(limits),
            "readable": self._readable,
            "seed": secrets.randbits(32) if seed is None else seed,
        }
        try:
            return Kernel(self._send_request(request), connection, folder)
        except BaseException:
            if folder:
                shutil.rmtree(folder, ignore_errors=True)
            raise

    def _send_request(self, request):
        """Has a supervisor forked and hands it the request; returns the socket to it."""
        listeners = channels.listen(request["connection"])
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        try:
            # Nothing secret passes through the server: it is handed one descriptor, and forks.
            socket.send_fds(self._socket, [b"fork"], [theirs.fileno()])
            with open(os.memfd_create("request"), "w+b") as file:
                file.write(json.dumps(request).encode())
                file.seek(0)
                socket.send_fds(
                    ours, [b"request"], [file.fileno(), *(sock.fileno() for sock in listeners)]
                )
        except BaseException:
            ours.close()
            raise
        finally:
            for sock in (theirs, *listeners):
                sock.close()
        return ours


class ForkServer:
    """A server that forks sandboxed kernels. To be used by any thread, and in a ``with``.

    ``unavailable_reason`` says whether there can be one here. When this process ends, however it
    ends, the server and all kernels do too.
    """

    def __init__(
        self,
        modules: Iterable[str] = MODULES,
        packages: Iterable[str] = ("rnn_helpers",),
        hidden: Iterable[str | os.PathLike] = (),
        covered: Iterable[str | os.PathLike] = (),
        prepare: str | None = None,
    ) -> None:
        """Starts the server, without waiting for it.

        Args:
            modules: those that it imports, so that no kernel has to.
            packages: those outside the environment that kernels may read.
            hidden: paths that must not be readable.
            covered: absolute paths of files and folders that are empty in every kernel.
            prepare: ``"module:function"``, called without arguments in the server, before the
                imports: it can put something else in the place of what no kernel may have.

        Raises:
            ValueError: a ``hidden`` path would be readable, or a ``covered`` one cannot be covered.
            ModuleNotFoundError: there is no such package.
        """
        paths, empty = readable_paths(packages), [os.fspath(path) for path in covered]
        covers(paths, empty)
        check_hidden(paths, [os.fspath(path) for path in hidden], empty)
        self._lock, self._ready = threading.Lock(), False
        self._socket, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self.client = ForkClient(self._socket, paths, empty)
        arguments = f"{theirs.fileno()}, {list(modules)!r}, {prepare!r}"
        code = f"from {__package__}.server import serve; serve({arguments})"
        self.process = subprocess.Popen(
            [sys.executable, "-c", code],
            env=environment(),
            pass_fds=[theirs.fileno()],
            stdin=subprocess.DEVNULL,
            cwd="/",
            start_new_session=True,  # Ctrl-C in a terminal is for us to answer
        )
        theirs.close()

    def wait(self, timeout: float = 120.0) -> "ForkServer":
        """Waits until everything is imported and prepared; returns itself.

        Raises:
            SandboxUnavailable: no kernel can be sandboxed here. The server is closed.
            RuntimeError: the server could not start; the message says why. It is closed.
        """
        with self._lock:
            if not self._ready:
                self._socket.settimeout(timeout)
                try:
                    answer = self._socket.recv(1 << 16) or b'{"error": "it ended"}'
                except (OSError, TimeoutError):
                    answer = json.dumps({"error": f"nothing came within {timeout} s"}).encode()
                answer = json.loads(answer)
                if answer:
                    self.close()
                if "unavailable" in answer:
                    raise SandboxUnavailable(answer["unavailable"])
                if answer:
                    raise RuntimeError(f"The server of kernels could not start: {answer['error']}")
                self._ready = True
        return self

    def start(self, *arguments: Any, **options: Any) -> "Kernel":
        """Starts a kernel when the server is ready, as ``ForkClient.start``; raises what ``wait``
        does.
        """
        self.wait()
        return self.client.start(*arguments, **options)

    def close(self) -> None:
        """Ends the server and, with it, every kernel."""
        self._socket.close()
        try:
            self.process.wait(5)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def __enter__(self):
        return self.wait()

    def __exit__(self, *_):
        self.close()


class Kernel:
    """A sandboxed kernel: how to talk to it, its signals, its end. To be used by one thread.

    Attributes:
        connection: what a connection file holds, for ``load_connection_info`` of a client.
        report: None while it runs. Then a dict: ``exit``, its status, negative for a signal;
            ``reason``, one of ``"ended"``, ``"client"`` (it was killed), ``"memory"``,
            ``"wall clock"``, ``"output"``, ``"could not start"`` or words for what else went wrong;
            ``peak``, bytes of memory; ``output``, bytes of messages; ``log``, the end of what it
            wrote past Jupyter, or of what went wrong.
    """

    def __init__(self, conn: socket.socket, connection: dict, folder: str | None) -> None:
        """Takes over the socket to its supervisor and the folder to be removed at its end."""
        self.connection = connection
        self.report: dict | None = None
        self._conn, self._folder = conn, folder

    @property
    def exceeded_limit(self) -> str | None:
        """After its end, the limit that it was killed at: memory, wall clock or output."""
        reason = (self.report or {}).get("reason")
        return reason if reason in ("memory", "wall clock", "output") else None

    def poll(self) -> int | None:
        """None while it runs, its exit status afterwards."""
        return self.wait(0)

    def wait(self, timeout: float | None = None) -> int | None:
        """Waits for the end, at most ``timeout`` seconds; returns what ``poll`` would."""
        if self.report is None:
            self._conn.settimeout(timeout)
            try:
                data = self._conn.recv(_MAX_REPORT)
            except (BlockingIOError, TimeoutError):
                return None
            except OSError:
                data = b""
            self.report = {"exit": -9, "reason": "its supervisor was killed"}
            self.report |= json.loads(data) if data else {"peak": 0, "output": 0, "log": ""}
            self._close()
        return self.report["exit"]

    def signal(self, number: int) -> None:
        """Sends a signal to the kernel; SIGKILL ends all its processes."""
        if self.report is None:
            with contextlib.suppress(OSError):
                self._conn.send(json.dumps({"signal": int(number)}).encode())

    def interrupt(self) -> None:
        """Raises KeyboardInterrupt in what it runs; does nothing before it runs."""
        self.signal(signal.SIGINT)

    def kill(self, timeout: float = 10.0) -> int | None:
        """Ends it and waits until nothing of it is left; returns its exit status, or None if that
        took longer than ``timeout`` seconds.
        """
        self.signal(signal.SIGKILL)
        return self.wait(timeout)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.kill()
        self._close()

    def _close(self):
        self._conn.close()
        if self._folder:
            shutil.rmtree(self._folder, ignore_errors=True)
