"""The client of the fork server: it starts the server, and kernels from it."""

import base64
import dataclasses
import json
import os
import secrets
import shutil
import socket
import subprocess
import sys
import threading

from . import channels, readable
from .environment import environment
from .files import check_files
from .limits import Limits
from .possible import CannotLockIn
from .running import Kernel

MODULES = (
    "numpy",
    "torch",
    "matplotlib.pyplot",
    "matplotlib_inline.backend_inline",
    "rnn_helpers",
)


class Forker:
    """Starts kernels of a server that somebody else has started: ``Warm.forker``.

    It can be handed to a process that multiprocessing starts.
    """

    def __init__(self, server, readable_paths, covered):
        self._socket, self._readable, self._covered = server, readable_paths, covered

    def start(self, limits=None, seed=None, files=None, env=None, *, connection=None):
        """Starts a kernel. Its sockets listen when this returns.

        Args:
            limits: a Limits.
            seed: of random, NumPy and PyTorch; a random one if None.
            files: dict from a relative name to bytes, written into its home folder.
            env: dict of further environment variables.
            connection: what a connection file holds, with transport ``ipc``, if somebody else has
                chosen it already. Its sockets are then somebody else's to remove, too.

        Returns:
            A Kernel.

        Raises:
            ValueError: ``files`` cannot be given, or a socket's name is too long.
            OSError: the server has ended.
        """
        limits, files = limits or Limits(), files or {}
        check_files(files, limits)
        folder = None if connection else channels.private_folder()
        connection = connection or channels.new_connection(folder)
        request = {
            "connection": connection,
            # Each time anew: a covered module may have been compiled since the last.
            "covered": readable.covers(self._readable, self._covered),
            "env": {**(env or {}), "MPLCONFIGDIR": "/tmp/matplotlib"},
            "files": {name: base64.b64encode(data).decode() for name, data in files.items()},
            "folder": folder,
            "limits": dataclasses.asdict(limits),
            "readable": self._readable,
            "seed": secrets.randbits(32) if seed is None else seed,
        }
        try:
            return Kernel(self._ask_for(request), connection, folder)
        except BaseException:
            if folder:
                shutil.rmtree(folder, ignore_errors=True)
            raise

    def _ask_for(self, request):
        """Has a keeper forked and hands it the request; returns the socket to it."""
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


class Warm:
    """A server that forks kernels, each locked in. To be used by any thread, and in a ``with``.

    ``why_not`` says whether there can be one here. When this process ends, however it ends, the
    server and all kernels do too.
    """

    def __init__(
        self, modules=MODULES, packages=("rnn_helpers",), hidden=(), covered=(), prepare=None
    ):
        """Starts the server, without waiting for it.

        Args:
            modules: names of modules that it imports, so that no kernel has to.
            packages: names of packages outside the environment that kernels may read.
            hidden: paths that must not be readable.
            covered: absolute paths of files and folders that are empty in every kernel.
            prepare: ``"module:function"``, called without arguments in the server, before
                the imports: it can put something else in the place of what no kernel may have.

        Raises:
            ValueError: a path of ``hidden`` would be readable, or one of ``covered`` cannot be
                covered.
            ModuleNotFoundError: there is no such package.
        """
        paths, covered = readable.readable_paths(packages), [os.fspath(path) for path in covered]
        readable.covers(paths, covered)
        readable.check_hidden(paths, hidden, covered)
        self._lock, self._ready = threading.Lock(), False
        self._socket, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self.forker = Forker(self._socket, paths, covered)
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

    def wait(self, timeout=120.0):
        """Waits until everything is imported and prepared.

        Args:
            timeout: seconds.

        Returns:
            This Warm.

        Raises:
            CannotLockIn: no kernel can be locked in here. The server is closed.
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
                if "why_not" in answer:
                    raise CannotLockIn(answer["why_not"])
                if answer:
                    raise RuntimeError(f"The server of kernels could not start: {answer['error']}")
                self._ready = True
        return self

    def start(self, *arguments, **options):
        """Starts a kernel when the server is ready; see ``Forker.start``.

        Raises:
            RuntimeError: the server could not start.
        """
        self.wait()
        return self.forker.start(*arguments, **options)

    def close(self):
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
