"""The kernels that run submissions: sandboxed, or, where somebody insists, ordinary ones."""

import atexit
import contextlib
import importlib.resources
import os
import shutil
import sys
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path

from .forgetting import preparation
from .sandbox import ForkServer, Limits, SandboxUnavailable, unavailable_reason
from .sandbox.client import ForkClient, Kernel

_MODULES = """
    rnn_grading.inside torch tqdm.auto cloudpickle
    matplotlib.pyplot matplotlib_inline.backend_inline
    """
# Imported before the first kernel is forked, and not readable there: the course's answers, and the
# part of the data that notebooks may not see.
_COVERED = (
    "reference",
    "models",
    "exercises",
    "data/japanese_vowels_test.ts",
    "data/japanese_vowels_train.ts",
    "data/sunspots.csv",
)
_ENVIRONMENT = {"NBGRADER_EXECUTION": "autograde"}

# That this process may use, by how they are prepared.
_servers: dict[str, ForkServer | ForkClient] = {}


def start_kernel(
    assignment: str, seconds: float, seed: int, files: dict[str, bytes], unsafe: bool = False
) -> "Kernel | OrdinaryKernel":
    """Starts a kernel that knows no answer.

    Args:
        assignment: what it runs a submission of.
        seconds: how long it may live.
        seed: of its random numbers.
        files: in its working folder, bytes by relative names.
        unsafe: an ordinary kernel, which can do all that this user can.

    Raises:
        SandboxUnavailable: only where ``unsafe`` is not set.
    """
    if unsafe:
        return OrdinaryKernel(files)
    limits = Limits(wall=seconds)
    return _start_sandboxed(assignment, limits, seed=seed, files=files, env=_ENVIRONMENT)


def setup_code(assignment: str, unsafe: bool) -> str:
    """What has to be run first in a kernel: an ordinary one still knows the answers."""
    if not unsafe:
        return ""
    return f"from rnn_grading import forgetting\nforgetting.{preparation(assignment)}()"


def _start_sandboxed(assignment, limits, **what):
    prepare = preparation(assignment)
    if prepare in _servers:
        try:
            return _servers[prepare].start(limits, **what)
        except OSError:  # the server was killed, for want of memory perhaps
            del _servers[prepare]
    if not sys.platform.startswith("linux"):
        raise SandboxUnavailable(unavailable_reason())
    _servers[prepare] = _new_server(prepare)
    return _servers[prepare].start(limits, **what)


def _new_server(prepare):
    package = Path(str(importlib.resources.files("rnn_helpers")))
    # PyTorch's optimizers import it when the first one takes a step, which takes a second.
    training = ["torch._dynamo"] if prepare == "forget_answers" else []
    server = ForkServer(
        modules=[*_MODULES.split(), *training],
        packages=("rnn_helpers",),
        covered=[str(package / name) for name in _COVERED],
        prepare=f"rnn_grading.forgetting:{prepare}",
    )
    atexit.register(server.close)
    return server


def start_server(assignment: str) -> ForkServer:
    """The server that submissions of an assignment need; started, if need be, not waited for."""
    prepare = preparation(assignment)
    if prepare not in _servers:
        _servers[prepare] = _new_server(prepare)
    return _servers[prepare]


def wait_ready(servers: Iterable[ForkServer]) -> str | None:
    """Waits for servers. Returns why they cannot sandbox submissions, in a sentence, or None."""
    try:
        for server in servers:
            server.wait()
    except SandboxUnavailable as reason:
        return str(reason)
    return None


def use_servers(clients: Mapping[str, ForkClient]) -> None:
    """Uses another process's servers, by an assignment that each is for, as long as they live."""
    for assignment, client in clients.items():
        _servers[preparation(assignment)] = client


class OrdinaryKernel:
    """A kernel of jupyter_client's, in a folder of its own, with the methods of a sandboxed one."""

    exceeded_limit = None

    def __init__(self, files: dict[str, bytes]) -> None:
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

    def poll(self) -> int | None:
        """None while it runs."""
        return None if self._manager.is_alive() else 1

    def kill(self) -> None:
        """Ends it, and removes its folder."""
        with contextlib.suppress(Exception):  # it may have ended by itself
            self._manager.shutdown_kernel(now=True)
        shutil.rmtree(self._folder, ignore_errors=True)
