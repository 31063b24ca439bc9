"""The fork server: one process that has imported everything, and forks a supervisor per kernel.

It holds no secret, as its memory is what every kernel inherits; no thread, as a lock that another
thread holds stays locked in a fork; no event loop and no listening path. Its one descriptor is a
socket pair to the process that started it: when that one dies, the socket closes, and the server
ends, and the supervisors with it.
"""

import contextlib
import gc
import importlib
import io
import json
import os
import signal
import socket
import sys
from collections.abc import Iterable

from .linux import collapse_memory
from .self_test import self_test
from .supervisor import supervise

# What a kernel imports between its start and the end of its first cell and picture. Which of these
# there are depends on versions.
_KERNEL_MODULES = """
    ipykernel.ipkernel ipykernel.zmqshell ipykernel.debugger ipykernel.eventloops
    IPython.core.completerlib IPython.core.magics IPython.core.debugger IPython.core.oinspect
    IPython.core.logger IPython.extensions.storemagic IPython.utils.wildcard
    tornado.platform.asyncio tornado.queues faulthandler pdb psutil stack_data
    pygments.formatters.terminal256 pygments.styles.default pygments.lexers.python
    """
_MAX_ERROR = 2000  # characters
_SECONDS_TO_CLEAN_UP = 1


def serve(fd: int, modules: Iterable[str], prepare: str | None) -> None:
    """Imports, then forks a supervisor for each descriptor that comes; ends when the client does.

    Args:
        fd: descriptor of a socket to the client.
        modules: those to import.
        prepare: ``"module:function"`` to call before that, or None.
    """
    control = socket.socket(fileno=fd)
    try:
        # ipykernel's debugger binds a TCP port where there is a debugpy, and libzmq aborts where
        # there is no TCP. Nobody debugs a submission while it is graded.
        sys.modules["debugpy"] = None  # type: ignore[assignment]
        if prepare:
            _call(prepare)
        _warm_up(modules)
        if len(os.listdir("/proc/self/task")) > 1:
            raise RuntimeError("a module started a thread; a process with threads is not forked")
        if reason := self_test():
            control.send(json.dumps({"unavailable": reason}).encode())
            return
    except BaseException as error:
        message = f"{type(error).__name__}: {error}"[:_MAX_ERROR]
        control.send(json.dumps({"error": message}).encode())
        return
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for supervisors
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.collect()
    gc.freeze()  # the collector never visits what exists now, so that its pages stay shared
    collapse_memory()
    with contextlib.suppress(BrokenPipeError):  # the client went while we imported
        control.send(b"{}")
    while True:
        try:
            request, fds, _, _ = socket.recv_fds(control, 64, 1)
        except OSError:
            request = b""
        if not request:
            _end()
        if _fork() == 0:
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            signal.signal(signal.SIGINT, signal.default_int_handler)
            control.detach()  # `supervise` closes the number, and something else will have it
            supervise(fds[0])
        for received in fds:
            os.close(received)


def _fork():
    try:
        return os.fork()
    except OSError:  # no process to be had: the client sees its socket close
        return -1


def _end():
    """Never returns. Supervisors that have lost their client, too, end and clean up."""
    signal.alarm(_SECONDS_TO_CLEAN_UP)
    with contextlib.suppress(ChildProcessError):
        os.wait()  # until there is none left, as SIGCHLD is ignored
    os._exit(0)


def _call(prepare):
    module, _, function = prepare.partition(":")
    try:
        getattr(importlib.import_module(module), function)()
    except Exception as error:
        raise RuntimeError(f"{prepare} failed: {type(error).__name__}: {error}") from error


def _warm_up(modules):
    for name in (*modules, f"{__package__}.kernel"):
        importlib.import_module(name)
    for name in _KERNEL_MODULES.split():
        with contextlib.suppress(ImportError):
            importlib.import_module(name)
    if "torch" in sys.modules:
        _warm_up_torch(sys.modules["torch"])
    if "matplotlib.pyplot" in sys.modules:
        _warm_up_pyplot(sys.modules["matplotlib.pyplot"])


def _warm_up_torch(torch):
    torch.set_num_threads(1)
    torch.set_num_interop_threads(1)
    # The first operation reads /proc/cpuinfo, which kernels do not have: it would complain, and
    # nbgrader gives no points for what complains. Forward only: a backward pass starts threads.
    (torch.randn(8, 8) @ torch.randn(8, 8)).tanh().sum().item()
    torch.nn.functional.linear(torch.randn(2, 3), torch.randn(4, 3))
    torch.manual_seed(0)  # it imports something for every kind of device


def _warm_up_pyplot(pyplot):
    """The first picture loads fonts and the renderer."""
    figure, axes = pyplot.subplots()
    axes.plot([0, 1])
    axes.set_title("warm")
    figure.savefig(io.BytesIO(), format="png")
    pyplot.close("all")
