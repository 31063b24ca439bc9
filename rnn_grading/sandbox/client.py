"""The client of the fork server: it starts the server, and kernels from it."""

import contextlib
import dataclasses
import json
import os
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterable
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from .doctor import SandboxUnavailable
from .limits import Limits
from .readable import Rules

# One kernel is to use one processor; and a process with threads cannot be forked.
_THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS")


class ForkClient:
    """Starts kernels of a running server: ``ForkServer.client``.

    It can be handed to a process that multiprocessing starts.
    """

    def __init__(self, server: socket.socket) -> None:
        self._socket = server

    def start(
        self, request: dict, limits: Limits | None = None, files: dict[str, bytes] | None = None
    ) -> "Kernel":
        """Starts a kernel.

        Args:
            request: for its work, which gets ``files`` and ``limits``, too.
            files: in its working folder, bytes by relative names.

        Raises:
            OSError: the server has ended.
        """
        limits, files = limits or Limits(), files or {}
        ours, theirs = socket.socketpair()
        control, its_control = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        bounds = dataclasses.asdict(limits)
        with theirs, its_control:
            fds = [theirs.fileno(), its_control.fileno()]
            socket.send_fds(self._socket, [json.dumps(bounds).encode()], fds)
        kernel = Kernel(Connection(ours.detach()), control)
        with contextlib.suppress(OSError):  # it could not be forked, which shows when it is asked
            # Nothing secret passes through the server: it is handed descriptors, and forks.
            kernel.connection.send({**request, "files": files, "limits": bounds})
        return kernel


class ForkServer:
    """A server that forks sandboxed kernels. To be used by any thread, and in a ``with``.

    When this process ends, however it ends, the server and all kernels do too.
    """

    def __init__(self, prepare: Iterable[str], work: str, rules: Rules) -> None:
        """Starts the server, without waiting for it.

        Args:
            prepare: modules that it imports before all else, in this order, and functions that it
                calls, ``"module:function"``. They leave no thread behind.
            work: the function, named likewise, that a kernel calls when it is confined, with a
                connection to the client and the request.
            rules: what kernels may read, see ``readable``.
        """
        self._lock, self._ready = threading.Lock(), False
        self._socket, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self.client = ForkClient(self._socket)
        code = f"from {__package__}.server import serve; serve({theirs.fileno()})"
        with theirs:
            self.process = subprocess.Popen(
                [sys.executable, "-c", code],
                env=_environment(),
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                cwd="/",
                start_new_session=True,  # Ctrl-C in a terminal is for us to answer
            )
        # The server removes it, too: whoever lives longer.
        self._folder = tempfile.TemporaryDirectory(prefix="rnn-grade-", ignore_cleanup_errors=True)
        asked = {"prepare": [*prepare], "work": work, "rules": rules, "folder": self._folder.name}
        self._socket.send(json.dumps(asked).encode())

    def wait(self, timeout: float = 120.0) -> "ForkServer":
        """Waits until everything is prepared; returns itself.

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
        self._folder.cleanup()

    def __enter__(self):
        return self.wait()

    def __exit__(self, *_):
        self.close()


class Kernel:
    """A sandboxed process that works for us, at the other end of ``connection``. It is not
    trusted: what comes from there may be anything.
    """

    def __init__(self, connection: Connection, control: socket.socket) -> None:
        self.connection, self._control = connection, control
        # When it has ended: its exit status, the reason ("ended", "client", or the name of a limit)
        # and the most memory that it was seen to use, in bytes.
        self.report: dict | None = None

    @property
    def exceeded_limit(self) -> str | None:
        """The limit for which it was ended: "memory", "threads" or "wall clock"; None otherwise."""
        reason = self.report["reason"] if self.report else "client"
        return None if reason in ("ended", "client", "its server was killed") else reason

    def poll(self) -> int | None:
        """None while it runs, its exit status afterwards."""
        return self.wait(0)

    def wait(self, timeout: float | None = None) -> int | None:
        """Waits for the end, at most ``timeout`` seconds; returns what ``poll`` would."""
        if self.report is None:
            self._control.settimeout(timeout)
            try:
                data = self._control.recv(4096)
            except (BlockingIOError, TimeoutError):
                return None
            except OSError:
                data = b""
            self.report = {"exit": -9, "reason": "its server was killed", "peak": 0}
            self.report |= json.loads(data) if data else {}
            self._control.close()
        return self.report["exit"]

    def interrupt(self) -> None:
        """Raises KeyboardInterrupt in what it runs; does nothing when it runs nothing."""
        self._tell(b"interrupt")

    def kill(self, timeout: float = 10.0) -> int | None:
        """Ends it and waits until nothing of it is left; returns its exit status, or None if that
        took longer than ``timeout`` seconds.
        """
        self._tell(b"kill")
        return self.wait(timeout)

    def _tell(self, message):
        if self.report is None:
            with contextlib.suppress(OSError):
                self._control.send(message)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.kill()


def _environment():
    """The environment variables of the server, and so of every kernel.

    A new environment, not a cleared one: what a process was started with stays in its memory,
    whatever ``os.environ`` says.
    """
    # Where this package is found, and all that this process can import.
    paths = [str(Path(__file__).parents[2]), *sys.path]
    folders = [path for path in dict.fromkeys(paths) if path and os.path.isdir(path)]
    # Rebuilding matplotlib's font cache takes seconds.
    fonts = os.environ.get("MPLCONFIGDIR") or os.path.expanduser("~/.cache/matplotlib")
    return {
        "LANG": "C.UTF-8",
        "MALLOC_ARENA_MAX": "2",  # or each thread reserves 64 MiB of its limit
        "MPLBACKEND": "module://matplotlib_inline.backend_inline",
        "MPLCONFIGDIR": fonts,
        "PATH": f"{sys.prefix}/bin:/usr/bin:/bin",
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONPATH": os.pathsep.join(folders),
        **dict.fromkeys(_THREADS, "1"),
    }
