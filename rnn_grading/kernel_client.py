"""Has a kernel run steps, and trusts nothing that it sends back."""

import contextlib
import re
import time
from collections.abc import Sequence
from queue import Empty
from typing import NamedTuple

from jupyter_client import BlockingKernelClient
from nbformat import NotebookNode
from nbformat.v4 import new_output

from .inside import AGAIN, BEGUN, EVIDENCE, MISSING, STEPS
from .kernels import OrdinaryKernel
from .sandbox.client import Kernel

_SHOWN = ("text/plain", "text/html", "text/latex", "text/markdown", "image/png", "image/jpeg")
_BASE64 = re.compile(r"[A-Za-z0-9+/=\s]*")
_MAX_TEXT = 20_000  # characters of one output
_MAX_BYTES = 2_000_000  # of the outputs of one cell
_POLL = 0.1  # seconds until the kernel is asked whether it is alive
_GRACE = 3.0  # seconds that an interrupted cell has left
_WORK = "import rnn_grading.inside\nrnn_grading.inside.work()"
_IS_ASYNC = re.compile(r"\b(await|async)\b")  # such a cell needs a request of its own


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
    """A kernel was started and never answered."""


class KernelClient:
    """A connection to one kernel.

    Args:
        kernel: one that was started, of whatever kind.
        seconds: how long to wait for its first message.

    Raises:
        KernelNotReady: none came.
    """

    def __init__(self, kernel: "Kernel | OrdinaryKernel", seconds: float = 60.0) -> None:
        self._kernel = kernel
        self._client = BlockingKernelClient()
        self._client.load_connection_info(kernel.connection)
        self._client.start_channels(hb=False)
        end = time.monotonic() + seconds
        # What is published before our subscription arrives is lost, so we ask again.
        while time.monotonic() < end and kernel.poll() is None:
            self._client.kernel_info()
            with contextlib.suppress(Exception):
                self._client.get_iopub_msg(timeout=0.25)
                return
        self.close()
        raise KernelNotReady

    def close(self) -> None:
        """Disconnects; ending the kernel is up to the caller."""
        self._client.stop_channels()

    def run_steps(self, steps: Sequence[Step]) -> list[StepResult]:
        """Has steps run, in order, up to the first that does not come to its end.

        Returns:
            A result for each step that was begun, at least one. It never raises for what the
            kernel does.
        """
        if _IS_ASYNC.search(steps[0].what.get("source", "")):
            return [self.run_cell(*steps[0])]
        together = [steps[0]]
        for step in steps[1:]:
            if _IS_ASYNC.search(step.what.get("source", "")):
                break
            together.append(step)
        request = self._send(_WORK, {STEPS: [step.what for step in together]})
        return self._listen(request, [step.seconds for step in together])

    def run_cell(self, what: dict, seconds: float) -> StepResult:
        """Runs one cell in a request of its own."""
        return self._listen(self._send(what["source"], {}), [seconds])[0]

    def _send(self, code, metadata):
        content = {
            "code": code,
            "silent": bool(metadata),
            "store_history": not metadata,
            "user_expressions": {},
            "allow_stdin": False,
            "stop_on_error": False,
        }
        message = self._client.session.msg("execute_request", content, metadata=metadata)
        self._client.shell_channel.send(message)
        return message["header"]["msg_id"]

    def _listen(self, request, seconds):
        """The results of the steps of a request, which may take so many seconds each."""
        done, outputs, interrupted = [], _Outputs(), False
        end = time.monotonic() + seconds[0]
        while True:
            try:
                message = self._client.get_iopub_msg(timeout=_POLL)
                if message["parent_header"].get("msg_id") != request:
                    continue
                kind, content = message["header"]["msg_type"], message["content"]
                if kind == "status" and content["execution_state"] == "idle":
                    return [*done, outputs.result("time" if interrupted else None)]
                begun = content["data"].get(BEGUN) if kind == "display_data" else None
                if type(begun) is int and begun == len(done) + 1 < len(seconds):
                    done.append(outputs.result("time" if interrupted else None))
                    outputs, interrupted = _Outputs(), False
                    end = time.monotonic() + seconds[begun]
                elif begun is None:
                    outputs.add_message(kind, content)
            except Empty:
                if self._kernel.poll() is not None:
                    return [*done, outputs.result("death")]
            except Exception:  # what a hostile kernel sends need not be a message at all
                return [*done, outputs.result("death")]
            if time.monotonic() > end:
                if interrupted:
                    return [*done, outputs.result("hang")]
                interrupted, end = True, time.monotonic() + _GRACE
                self._kernel.interrupt()


class _Outputs:
    """Collects what one cell puts out, as nbformat has it, no more than a page can hold."""

    def __init__(self):
        self._list, self._size, self._clear_next = [], 0, False
        self._evidence = self._missing = None

    def result(self, ended):
        return StepResult(self._list, self._evidence, self._missing, ended)

    def add_message(self, kind, content):
        if kind == "clear_output":
            self._clear_next = bool(content.get("wait"))
            if not self._clear_next:
                self._list.clear()
        elif kind == "stream":
            self._stream(_text(content["name"]), _text(content["text"]))
        elif kind == "error":
            lines = [_text(line) for line in content["traceback"][-100:]]
            error = {name: _text(content[name]) for name in ("ename", "evalue")}
            self._add(new_output("error", traceback=lines, **error))
        elif kind in ("display_data", "execute_result"):
            self._display(content["data"])

    def _display(self, data):
        if isinstance(data.get(EVIDENCE), str):
            self._evidence = data[EVIDENCE].encode()
        elif MISSING in data:
            self._missing = _text(data[MISSING])[:500]
        elif AGAIN in data:
            self._list.clear()
        else:
            shown = {
                kind: value
                for kind, value in data.items()
                if kind in _SHOWN and isinstance(value, str) and _is_valid(kind, value)
            }
            if shown:
                self._add(new_output("display_data", data=shown))

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
