"""ipykernel in a forked process, on sockets that were made for it.

What a kernel otherwise reads from a connection file, writes to disk and binds by path, this one is
handed: its listening sockets, its key and its seed.
"""

import contextlib
import os
import random
import sys

import zmq
from ipykernel.control import ControlThread
from ipykernel.heartbeat import Heartbeat
from ipykernel.iostream import IOPubThread, OutStream
from ipykernel.kernelapp import IPKernelApp
from ipykernel.shellchannel import ShellChannelThread
from traitlets.config import Config


def run(request: dict, listeners: dict[str, int]) -> None:
    """Runs the kernel of ``request``, with ``connection``, ``env``, ``limits`` and ``seed``, until
    it is shut down; ``listeners`` are the descriptors of its listening sockets, by channel.
    """
    _seed(request["seed"])
    os.environ.update(request["env"])
    matplotlib = sys.modules.get("matplotlib")
    for name in ("get_cachedir", "get_configdir"):  # it asks once, and the server's are not ours
        getattr(getattr(matplotlib, name, None), "cache_clear", lambda: None)()
    config = Config()
    config.HistoryManager.enabled = False  # a thread and an SQLite file otherwise
    config.IPKernelApp.outstream_class = f"{__name__}.BoundedStream"
    config.Session.key = request["connection"]["key"].encode()
    config.Session.signature_scheme = request["connection"]["signature_scheme"]
    BoundedStream.budget = request["limits"]["stream"]
    app = _KernelApp.instance(config=config)
    app.listeners = listeners
    app.parent_handle = 1  # or it explains to the terminal how to connect
    app.transport, app.ip = "ipc", "kernel"
    for number, name in enumerate(listeners, 1):
        setattr(app, f"{name}_port", number)
    app.initialize([])
    if inline := sys.modules.get("matplotlib_inline.backend_inline"):
        # It was imported where there was no shell to register with: figures would be shown as text.
        inline.configure_inline_support(app.shell, "inline")
    # IPython 9 keeps a copy of all that a cell prints, without end.
    app.shell._tee = lambda channel: contextlib.nullcontext()  # called by that name
    app.start()


class BoundedStream(OutStream):
    """A stream that throws away what is printed beyond ``budget`` characters, and says so once.

    For honest endless loops: what comes out is a notebook that can be opened. The dishonest ones
    meet the supervisor's count of bytes.
    """

    budget = 0  # shared by both streams

    def write(self, string: str) -> int:
        """Writes ``string`` while there is budget; returns its length in any case."""
        if BoundedStream.budget >= 0:
            BoundedStream.budget -= len(string)
            full = BoundedStream.budget < 0
            super().write("\n[printed too much: the rest is left out]\n" if full else string)
        return len(string)


class _KernelApp(IPKernelApp):
    """ipykernel's application without connection file, poller, debugger and history."""

    listeners: dict[str, int] = {}

    def _skip(self, *_args, **_kwargs):
        """Nothing: there is no command line, and making its parser takes a tenth of the start;
        nobody reads a connection file; process 1 cannot go away and leave us.
        """

    parse_command_line = init_connection_file = write_connection_file = _skip
    cleanup_connection_file = init_poller = _skip

    def _bind_socket(self, sock, port):
        names = ("shell", "stdin", "control", "iopub")
        name = next(name for name in names if getattr(self, f"{name}_socket") is sock)
        _bind(sock, name, self.listeners[name])
        return port

    def init_control(self, context: zmq.Context) -> None:
        """As in the base class, but the debugger's socket connects to nothing."""
        self.control_socket = context.socket(zmq.ROUTER)
        self.control_port = self._bind_socket(self.control_socket, self.control_port)
        self.debugpy_socket = context.socket(zmq.STREAM)
        self.debug_shell_socket = context.socket(zmq.DEALER)
        self.control_socket.router_handover = 1
        self.control_thread = ControlThread(daemon=True)
        self.shell_channel_thread = ShellChannelThread(context, daemon=True)

    def init_iopub(self, context: zmq.Context) -> None:
        """As in the base class, without the TCP port by which forked children print."""
        self.iopub_socket = context.socket(zmq.XPUB)
        self.iopub_port = self._bind_socket(self.iopub_socket, self.iopub_port)
        self.configure_tornado_logger()
        self.iopub_thread = IOPubThread(self.iopub_socket, pipe=False, session=self.session)
        self.iopub_thread.start()
        self.iopub_socket = self.iopub_thread.background_socket

    def init_heartbeat(self) -> None:
        """As in the base class, on the socket that we were given."""
        self.heartbeat = _Heartbeat(zmq.Context(), (self.transport, self.ip, self.hb_port))
        self.heartbeat.listener = self.listeners["hb"]
        self.heartbeat.start()


class _Heartbeat(Heartbeat):
    listener = -1

    def _bind_socket(self):
        _bind(self.socket, "hb", self.listener)


def _bind(sock, name, fd):
    sock.setsockopt(zmq.USE_FD, fd)  # bound and listening already: the address is only a name
    sock.bind(f"ipc://{name}")


def _seed(number):
    """Every fork starts with the same random numbers otherwise."""
    random.seed(number)
    if "numpy" in sys.modules:
        sys.modules["numpy"].random.seed(number % 2**32)
    if "torch" in sys.modules:
        sys.modules["torch"].manual_seed(number)
