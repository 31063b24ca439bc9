"""The kernels that run submissions: sandboxed, or, where somebody insists, ordinary processes."""

import atexit
import contextlib
import dataclasses
import importlib
import importlib.resources
import multiprocessing
import os
import signal
import sys
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path

from .sandbox import (
    ForkServer,
    Kernel,
    Limits,
    SandboxUnavailable,
    readable,
    server,
    unavailable_reason,
)
from .sandbox.client import ForkClient
from .stand_ins import hidden_paths, preparation

_MODULES = ("torch", "tqdm.auto", "cloudpickle", "matplotlib.pyplot")
_WORK = "rnn_grading.inside:work"
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
        unsafe: an ordinary process, which can do all that this user can.

    Raises:
        SandboxUnavailable: only where ``unsafe`` is not set.
    """
    prepare, request = preparation(assignment), {"seed": seed, "env": _ENVIRONMENT}
    limits = Limits(wall=seconds)
    if unsafe:
        return OrdinaryKernel(_prepare(prepare), request, limits, files)
    if prepare in _servers:
        try:
            return _servers[prepare].start(request, limits, files)
        except OSError:  # the server was killed, for want of memory perhaps
            del _servers[prepare]
    if not sys.platform.startswith("linux"):
        raise SandboxUnavailable(unavailable_reason())
    return start_server(assignment).start(request, limits, files)


def start_server(assignment: str) -> ForkServer:
    """The server that submissions of an assignment need; started, if need be, not waited for."""
    prepare = preparation(assignment)
    running = _servers.get(prepare)
    if not isinstance(running, ForkServer):
        package = Path(str(importlib.resources.files("rnn_helpers")))
        rules = readable(["rnn_helpers"], hidden_paths(package))
        running = _servers[prepare] = ForkServer(_prepare(prepare), _WORK, rules)
        atexit.register(running.close)
    return running


def _prepare(how):
    # PyTorch's optimizers import it when the first one takes a step, which takes a second.
    training = ["torch._dynamo"] if how == "without_answers" else []
    begin, end = f"rnn_grading.stand_ins:{how}", "rnn_grading.inside:prepare"
    return [begin, *_MODULES, *training, end]


def wait_ready(servers: Iterable[ForkServer]) -> str | None:
    """Waits for servers. Returns why they cannot sandbox submissions, in a sentence, or None."""
    try:
        for running in servers:
            running.wait()
    except SandboxUnavailable as reason:
        return str(reason)
    return None


def use_servers(clients: Mapping[str, ForkClient]) -> None:
    """Uses another process's servers, by an assignment that each is for, as long as they live."""
    for assignment, client in clients.items():
        _servers[preparation(assignment)] = client


class OrdinaryKernel:
    """A process in a folder of its own, with the methods of a sandboxed kernel."""

    exceeded_limit = None

    def __init__(
        self, prepare: list[str], request: dict, limits: Limits, files: dict[str, bytes]
    ) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="rnn-grade-")
        server.write_files(files, self._folder.name)
        context = multiprocessing.get_context("spawn")
        self.connection, theirs = context.Pipe()
        request = {**request, "limits": dataclasses.asdict(limits)}
        arguments = (theirs, prepare, request, self._folder.name)
        self._process = context.Process(target=_work_unconfined, args=arguments, daemon=True)
        self._process.start()
        theirs.close()

    def poll(self) -> int | None:
        """None while it runs."""
        return self._process.exitcode

    def interrupt(self) -> None:
        """Raises KeyboardInterrupt in what it runs, except on Windows: there it goes on."""
        if os.name == "posix" and self._process.pid is not None:
            os.kill(self._process.pid, signal.SIGINT)

    def kill(self) -> None:
        """Ends it, and removes its folder."""
        self._process.kill()
        self._process.join()
        with contextlib.suppress(OSError):  # Windows keeps what a process of its own still holds
            self._folder.cleanup()


def _work_unconfined(connection, names, request, folder):
    os.chdir(folder)
    null = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(null, standard)
    server.prepare(names)
    importlib.import_module("rnn_grading.inside").work(connection, request)
