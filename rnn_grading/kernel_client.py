"""Has a kernel run steps, and trusts nothing that it sends back."""

import json
import re
import time
from collections.abc import Sequence
from typing import NamedTuple

from nbformat import NotebookNode
from nbformat.v4 import new_output

from .kernels import OrdinaryKernel
from .sandbox import Kernel, Limits

_SHOWN = ("text/plain", "text/html", "text/latex", "text/markdown", "image/png", "image/jpeg")
_BASE64 = re.compile(r"[A-Za-z0-9+/=\s]*")
_MAX_TEXT = 20_000  # characters of one output
_MAX_BYTES = 2_000_000  # of the outputs of one cell
_GRACE = 3.0  # seconds that an interrupted cell has left


class Step(NamedTuple):
    """What a kernel is to do, and how many seconds it may take: see ``inside.work``."""

    what: dict
    seconds: float


class StepResult(NamedTuple):
    """What came of one step."""

    outputs: list[NotebookNode]  # those that are shown
    evidence: bytes | None  # what an answer returned, bytes, or None
    missing: str | None  # why there is none, in a sentence
    # None where the step came to its end; else why not: ``"time"`` (it was stopped, and the kernel
    # lives), ``"hang"`` (it could not be stopped) or ``"death"``.
    ended: str | None


class KernelNotReady(Exception):
    """A kernel was started and never got ready; the message says why, as far as it is known."""


class KernelClient:
    """A connection to one kernel.

    Args:
        kernel: one that was started, of whatever kind.
        seconds: how long to wait for its first message.

    Raises:
        KernelNotReady: none came.
    """

    def __init__(self, kernel: "Kernel | OrdinaryKernel", seconds: float = 60.0) -> None:
        self._kernel, self._connection = kernel, kernel.connection
        self._bytes_left = Limits.output
        self.exceeded_output = False  # whether it sent more than a submission may
        try:
            first = self._receive(seconds) or {}
        except (OSError, EOFError, ValueError):
            first = {}
        if "ready" not in first:
            why = str(first.get("failed", "it said nothing")).strip().splitlines()
            raise KernelNotReady(why[-1])

    def close(self) -> None:
        """Disconnects; ending the kernel is up to the caller."""
        self._connection.close()

    def run_steps(self, steps: Sequence[Step]) -> list[StepResult]:
        """Has steps run, in order, up to the first that does not come to its end.

        Returns:
            A result for each step that was begun, at least one. It never raises for what the
            kernel does.
        """
        done: list[StepResult] = []
        outputs, interrupted = _Outputs(), False
        end = time.monotonic() + steps[0].seconds
        try:
            self._connection.send([step.what for step in steps])
            while True:
                message = self._receive(end - time.monotonic())
                if message is None:
                    if interrupted:
                        return [*done, outputs.result("hang")]
                    interrupted, end = True, time.monotonic() + _GRACE
                    self._kernel.interrupt()
                elif "idle" in message:
                    return [*done, outputs.result("time" if interrupted else None)]
                elif "begin" not in message:
                    outputs.add_message(message)
                elif message["begin"] == len(done) + 1 < len(steps):
                    done.append(outputs.result("time" if interrupted else None))
                    outputs, interrupted = _Outputs(), False
                    end = time.monotonic() + steps[len(done)].seconds
        except Exception:  # it has ended, or what a hostile kernel sends is no message at all
            return [*done, outputs.result("death")]

    def _receive(self, seconds):
        """The next message, or None if it does not come in time; raises what may be."""
        if not self._connection.poll(max(0.0, seconds)):
            return None
        try:
            data = self._connection.recv_bytes(self._bytes_left)
        except OSError:
            self.exceeded_output = not self._connection.readable  # it was longer than that
            raise
        self._bytes_left -= len(data)
        message = json.loads(data)
        if not isinstance(message, dict):
            raise ValueError("no message")
        return message


class _Outputs:
    """Collects what one cell puts out, as nbformat has it, no more than a page can hold."""

    def __init__(self):
        self._list, self._size, self._clear_next = [], 0, False
        self._evidence = self._missing = None

    def result(self, ended):
        return StepResult(self._list, self._evidence, self._missing, ended)

    def add_message(self, message):
        if "clear" in message:
            self._clear_next = bool(message["clear"])
            if not self._clear_next:
                self._list.clear()
        elif "stream" in message:
            self._stream(_text(message["stream"]), _text(message["text"]))
        elif "error" in message:
            error = message["error"]
            lines = [_text(line) for line in error["traceback"][-100:]]
            named = {name: _text(error[name]) for name in ("ename", "evalue")}
            self._add(new_output("error", traceback=lines, **named))
        elif "display" in message:
            self._display(message["display"], bool(message.get("is_result")))
        elif isinstance(message.get("evidence"), str):
            self._evidence = message["evidence"].encode()
        elif "missing" in message:
            self._missing = _text(message["missing"])[:500]
        elif "again" in message:  # what the step has shown so far does not count
            self._list.clear()

    def _display(self, data, is_result):
        shown = {
            kind: value
            for kind, value in data.items()
            if kind in _SHOWN and isinstance(value, str) and _is_valid(kind, value)
        }
        if shown:
            self._add(new_output("execute_result" if is_result else "display_data", data=shown))

    def _stream(self, name, text):
        name = name if name in ("stdout", "stderr") else "stdout"
        last = self._list[-1] if self._list and not self._clear_next else None
        if last is not None and last.output_type == "stream" and last.name == name:
            last.text = (last.text + text)[:_MAX_TEXT]
        else:
            self._add(new_output("stream", name=name, text=text))

    def _add(self, output):
        if self._clear_next:
            self._list.clear()
            self._clear_next = False
        self._size += len(str(output))
        if self._size <= _MAX_BYTES:
            self._list.append(output)


def _text(value):
    if not isinstance(value, str):
        raise ValueError("no text")
    # Lone surrogates and the character 0 fit into no file and no database.
    return value[:_MAX_TEXT].encode("utf-8", "replace").decode().replace("\0", "")


def _is_valid(kind, value):
    """Whether it is short enough to be shown, and an image really is one in base64."""
    is_image = kind.startswith("image/")
    return len(value) < _MAX_BYTES and not (is_image and not _BASE64.fullmatch(value))
