"""The IPython shell of a kernel that runs a submission, which sends what cells show as messages."""

import base64
import functools
import io
import os
import signal
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from json import dumps
from multiprocessing.connection import Connection
from time import monotonic  # a submission may replace time.monotonic
from typing import Any

from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.text import SList
from traitlets import Type
from traitlets.config import Config

_CHUNK = 8192  # characters
_SECONDS = 0.2  # for which text that was printed waits for more at the most


class Messages:
    """What goes out of a kernel: JSON, one dict a message, from any thread.

    SIGINT raises KeyboardInterrupt only in what a student wrote, see ``interruptible``, and never
    in the middle of a message.
    """

    def __init__(self) -> None:
        self._connection: Connection | None = None
        self._lock = threading.Lock()
        self._may_interrupt = self._sending = self._interrupted = False

    def connect(self, connection: Connection) -> None:
        """Where messages go; before that there are none."""
        self._connection = connection

    def send(self, **message: object) -> None:
        """Sends one message. What JSON does not know is sent as base64 or as its repr."""
        data = dumps(message, default=_plain).encode()
        if threading.current_thread() is not threading.main_thread():
            self._write(data)
            return
        self._sending = True
        try:
            self._write(data)
        finally:
            self._sending = False
        if self._interrupted:
            self._interrupted = False
            raise KeyboardInterrupt

    def _write(self, data):
        with self._lock:
            if self._connection is not None:
                self._connection.send_bytes(data)

    @contextmanager
    def interruptible(self) -> Iterator[None]:
        """In here SIGINT raises KeyboardInterrupt, which ends no more than this."""
        signal.signal(signal.SIGINT, self._on_interrupt)  # a submission may have changed it
        self._interrupted, self._may_interrupt = False, True
        try:
            yield
        except KeyboardInterrupt:
            pass
        finally:
            self._may_interrupt = False

    def _on_interrupt(self, _number, _frame):
        if self._sending:
            self._interrupted = self._may_interrupt
        elif self._may_interrupt:
            raise KeyboardInterrupt


def _plain(value):
    return base64.b64encode(value).decode() if isinstance(value, bytes) else repr(value)


messages = Messages()


class Stream(io.TextIOBase):
    """A stream that is sent, up to ``budget`` characters: more is thrown away, and it says so once.

    For honest endless loops: what comes out is a notebook that can be opened.
    """

    encoding = "utf-8"
    budget = 1 << 20  # of both streams together

    def __init__(self, name: str) -> None:
        self.name, self._length, self._sent = name, 0, 0.0
        self._parts: list[str] = []

    def writable(self) -> bool:
        """It is."""
        return True

    def write(self, text: str) -> int:
        """Writes ``text`` while there is budget; returns its length in any case."""
        if not isinstance(text, str):
            raise TypeError(f"write() takes a str, not {type(text).__name__}")
        if text and Stream.budget >= 0:
            Stream.budget -= len(text)
            if Stream.budget < 0:
                text = "\n[printed too much: the rest is left out]\n"
            self._parts.append(text)
            self._length += len(text)
            if self._length > _CHUNK or monotonic() - self._sent > _SECONDS:
                self.flush()
        return len(text)

    def flush(self) -> None:
        """Sends what was written."""
        parts, self._parts, self._length, self._sent = self._parts, [], 0, monotonic()
        if parts:
            messages.send(stream=self.name, text="".join(parts))


def flush() -> None:
    """Sends what was printed so far."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, Stream):
            stream.flush()


class _Publisher(DisplayPublisher):
    def publish(self, data, metadata=None, *, transient=None, update=False, **kwargs):
        flush()
        if not update:
            messages.send(display=data)

    def clear_output(self, wait=False):
        flush()
        messages.send(clear=bool(wait))


class _DisplayHook(DisplayHook):
    """Shows the value of a cell's last line."""

    def write_output_prompt(self):
        """None: a notebook has its own."""

    def write_format_data(self, format_dict, md_dict=None):
        flush()
        messages.send(display=format_dict, is_result=True)


class Shell(InteractiveShell):
    """IPython without a terminal and without files."""

    displayhook_class = Type(_DisplayHook)
    display_pub_class = Type(_Publisher)

    def enable_gui(self, gui: object = None) -> None:
        """There is none."""

    def system(self, cmd: str) -> None:
        """What ``!`` and ``%pip`` call: it fails quietly, and the rest of the cell runs."""
        print(f"Not run while answers are graded: {cmd}")
        self.user_ns["_exit_code"] = 1

    system_raw = system_piped = system

    def run_line_magic(self, magic_name: str, line: str, _stack_depth: int = 1) -> Any:
        """What ``%`` calls: one that fails does so quietly, too, and the rest of the cell runs."""
        try:
            return super().run_line_magic(magic_name, line, _stack_depth + 1)
        except Exception:
            self.system(f"%{magic_name} {line}")
            return None

    def getoutput(self, cmd: str, split: bool = True, depth: int = 0) -> list | str:
        """What ``name = !command`` calls."""
        self.system(cmd)
        return SList() if split else ""

    def ask_exit(self) -> None:
        """A submission's kernel ends when it is done."""

    def _tee(self, channel):
        """No copy of all that a cell prints, which IPython 9 keeps without end."""
        return nullcontext()

    def _showtraceback(self, etype, evalue, stb):
        flush()
        messages.send(error={"ename": etype.__name__, "evalue": str(evalue), "traceback": stb})


def _install(name, line):
    Shell.instance().system(f"{name} {line}")


def prepare() -> None:
    """Makes the shell of this process, with Matplotlib's figures shown inline."""
    os.environ["MPLBACKEND"] = "module://matplotlib_inline.backend_inline"
    config = Config()
    config.HistoryManager.enabled = False  # a thread and an SQLite file otherwise
    with tempfile.TemporaryDirectory() as folder:
        os.environ["IPYTHONDIR"] = folder  # it makes a profile there
        shell = Shell.instance(config=config)
    shell.run_line_magic("matplotlib", "inline")
    for name in ("pip", "conda", "mamba", "micromamba", "uv"):
        shell.register_magic_function(functools.partial(_install, name), "line", name)
    shell.run_cell("1 / 0", silent=True)  # the first traceback imports what shows it
    shell.run_cell("None", silent=True)  # what IPython keeps of the last one
