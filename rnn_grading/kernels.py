"""The kernels that run submissions: locked in, or, where somebody insists, ordinary ones."""

import atexit
import contextlib
import importlib.resources
import os
import shutil
import sys
import tempfile
from pathlib import Path

from .lockin import CannotLockIn, Limits, Warm, why_not
from .stand_ins import hidden_paths, preparation

_MODULES = (
    "rnn_grading.inside",
    "torch",
    "matplotlib.pyplot",
    "matplotlib_inline.backend_inline",
    "tqdm.auto",
    "cloudpickle",
)
_ENVIRONMENT = {"NBGRADER_EXECUTION": "autograde"}

_servers = {}  # that this process may use, by how they are prepared


def start(assignment, seconds, seed, files, unsafe=False):
    """Starts a kernel that knows no answer.

    Args:
        assignment: what it runs a submission of.
        seconds: how long it may live.
        seed: of its random numbers.
        files: what lies in its working folder, a dict from relative names to bytes.
        unsafe: an ordinary kernel, which can do all that this user can.

    Returns:
        An object with ``connection``, ``poll()``, ``interrupt()``, ``kill()`` and ``why``: after
        its end, what limit it passed, or None.

    Raises:
        CannotLockIn: only where ``unsafe`` is not set.
    """
    if unsafe:
        return _Ordinary(files)
    limits = Limits(wall=seconds)
    return _LockedIn(_start_locked_in(assignment, limits, seed=seed, files=files, env=_ENVIRONMENT))


def first_cell(assignment, unsafe):
    """What has to be run first in a kernel: an ordinary one still knows the answers."""
    if not unsafe:
        return ""
    return f"from rnn_grading import stand_ins\nstand_ins.{preparation(assignment)}()"


def _start_locked_in(assignment, limits, **what):
    prepare = preparation(assignment)
    if prepare in _servers:
        try:
            return _servers[prepare].start(limits, **what)
        except OSError:  # the server was killed, for want of memory perhaps
            del _servers[prepare]
    if not sys.platform.startswith("linux"):
        raise CannotLockIn(why_not())
    _servers[prepare] = _new_server(prepare)
    return _servers[prepare].start(limits, **what)


def _new_server(prepare):
    package = Path(str(importlib.resources.files("rnn_helpers")))
    # PyTorch's optimizers import it when the first one takes a step, which takes a second.
    training = ["torch._dynamo"] if prepare == "without_answers" else []
    server = Warm(
        modules=[*_MODULES, *training],
        packages=("rnn_helpers",),
        covered=[str(path) for path in hidden_paths(package)],
        prepare=f"rnn_grading.stand_ins:{prepare}",
    )
    atexit.register(server.close)
    return server


# --- One server for several processes -------------------------------------------------------------


def offer(assignment):
    """Starts the server that submissions of an assignment need, if it is not there yet, and does
    not wait for it.

    Returns:
        The server, a Warm.
    """
    prepare = preparation(assignment)
    if prepare not in _servers:
        _servers[prepare] = _new_server(prepare)
    return _servers[prepare]


def why_they_cannot(servers):
    """Waits for servers. Returns why they cannot lock submissions in, in a sentence, or None."""
    try:
        for server in servers:
            server.wait()
    except CannotLockIn as reason:
        return str(reason)
    return None


def take(forkers):
    """Uses another process's servers in this one, as long as they live.

    Args:
        forkers: the ``forker`` of each, by an assignment that it is for.
    """
    for assignment, forker in forkers.items():
        _servers[preparation(assignment)] = forker


# --- Kernels --------------------------------------------------------------------------------------


class _LockedIn:
    def __init__(self, kernel):
        self._kernel = kernel
        self.connection = kernel.connection
        self.poll, self.interrupt, self.kill = kernel.poll, kernel.interrupt, kernel.kill

    @property
    def why(self):
        why = (self._kernel.report or {}).get("why")
        return why if why in ("memory", "wall clock", "output") else None


class _Ordinary:
    """A kernel of jupyter_client's, in a folder of its own."""

    why = None

    def __init__(self, files):
        from jupyter_client import KernelManager

        self._folder = Path(tempfile.mkdtemp(prefix="rnn-grade-"))
        for name, content in files.items():
            path = self._folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        self._manager = KernelManager(kernel_name="python3")
        self._manager.start_kernel(cwd=self._folder, env={**os.environ, **_ENVIRONMENT})
        self.connection = self._manager.get_connection_info()
        self.interrupt = self._manager.interrupt_kernel

    def poll(self):
        return None if self._manager.is_alive() else 1

    def kill(self):
        with contextlib.suppress(Exception):  # it may have ended by itself
            self._manager.shutdown_kernel(now=True)
        shutil.rmtree(self._folder, ignore_errors=True)
