"""The first half of a check: calls the student's code and keeps what comes out, as plain data.

This is the only part that runs student code. What it returns holds dicts, lists, strings,
numbers and NumPy arrays of numbers, nothing else, so that it can leave the process.
"""

import copy
import dis
import inspect
import io
import linecache
import traceback
import warnings
from contextlib import redirect_stderr, redirect_stdout
from typing import Any

import numpy as np

from ..exercises import Cases, Choices, Question
from .choices import collect_choices
from .describing import describe
from .returned import as_array, changes, run, take_apart, used
from .shortcuts import Guard
from .time_limit import TimedOut, call_with_limit

_LARGEST = 10_000_000  # numbers in one returned array


def collect(
    question: Question | Choices, answer: Any, seed: int, cases: Cases | None = None
) -> dict:
    """Calls ``answer`` on the question's cases.

    Args:
        question: the Question, or Choices.
        answer: the student's function, or dict.
        seed: seed of the cases.
        cases: the Cases, where they were drawn elsewhere; ``question.draw(seed)`` if not given.

    Returns:
        For Choices, see ``collect_choices``. For a Question a dict with ``exercise``, ``seed``,
        ``signature`` (a sentence when the function does not take the right arguments, else
        None), ``shortcuts`` (names of refused functions that were called), ``printed``
        (characters), ``globals`` (what the function reads of the notebook's numbers and arrays,
        in words by name) and ``calls``, one dict for each case that was run. Its ``outcome`` is
        ``"returned"`` (with ``form``, ``count`` and ``values`` as in ``Returned``, ``changed``,
        ``used``, ``given_back``, names of dicts that were given and are returned, and ``same``,
        lists of the names of results that are one object), ``"raised"`` (with ``error``,
        ``text``, ``line``, ``code``, ``function``) or ``"stopped"`` by the time limit.
    """
    if isinstance(question, Choices):
        return collect_choices(question, answer, seed)
    drawn = list((question.draw(seed) if cases is None else cases).values())
    collected = {
        "exercise": question.name,
        "seed": seed,
        "signature": _signature_problem(answer, drawn[0].arguments),
        "shortcuts": [],
        "printed": 0,
        "globals": _globals_read(answer),
        "calls": [],
    }
    if collected["signature"]:
        return collected
    guard = Guard(question)
    sink = Sink()
    calls = []

    def call_all():
        with guard.torch_mode():
            for case in drawn:
                calls.append(_call(question, answer, case))

    with (
        guard,
        redirect_stdout(sink),
        redirect_stderr(sink),
        warnings.catch_warnings(action="ignore"),
    ):
        try:
            call_with_limit(call_all, question.time_limit)
            collected["calls"] = calls
        except TimedOut:
            # A copy: a function that could not be stopped may still add to the list.
            collected["calls"] = [*calls, {"outcome": "stopped"}]
    collected["shortcuts"] = sorted(guard.used)
    collected["printed"] = sink.characters
    return collected


class Sink(io.TextIOBase):
    """Takes what a student's code prints and keeps only how much it was."""

    characters = 0

    def write(self, text: str) -> int:
        self.characters += len(text)
        return len(text)


def _signature_problem(answer, arguments):
    wanted = ", ".join(arguments)
    try:
        signature = inspect.signature(answer)
    except (TypeError, ValueError):
        return None  # a built-in without a signature: calling it will tell
    try:
        signature.bind(*arguments.values())
    except TypeError:
        has = ", ".join(signature.parameters) or "nothing"
        what = "class" if isinstance(answer, type) else "function"
        return f"The {what} should take ({wanted}), but it takes ({has})."
    return None


def _globals_read(answer):
    """Numbers, arrays and the like of the notebook that a function reads, by name, in words."""
    read = {}
    for code in _codes(getattr(answer, "__code__", None)):
        for step in dis.get_instructions(code):
            value = getattr(answer, "__globals__", {}).get(step.argval)
            if step.opname == "LOAD_GLOBAL" and not callable(value):
                if isinstance(value, (bool, int, float)):
                    read[step.argval] = f"{step.argval} = {value!r}"
                elif _holds_arrays(value):
                    read[step.argval] = f"{step.argval}, {describe(value)},"
    return read


def _holds_arrays(value):
    parts = value.values() if isinstance(value, dict) else (value,)
    return any(isinstance(part, np.ndarray) for part in parts)


def _codes(code):
    """A function's code, and that of the functions and comprehensions in it."""
    if code is not None:
        yield code
        for constant in code.co_consts:
            if inspect.iscode(constant):
                yield from _codes(constant)


def _call(question, answer, case):
    given = copy.deepcopy(list(case.arguments.values()))
    try:
        returned = run(question, answer, given, case.probe_inputs)
    except (Exception, SystemExit, KeyboardInterrupt) as error:
        return _raised(error, answer)
    try:
        form, count, values = take_apart(question, returned, given)
    except Exception:  # a dict or list of the student's own making
        form, count, values = "one", 1, {next(iter(question.returns)): returned}
    return {
        "outcome": "returned",
        "form": form,
        "count": count,
        "values": {name: _plain(value) for name, value in values.items()},
        "changed": changes(question, case.arguments, given),
        "used": used(case.arguments, given),
        "given_back": [
            name
            for name, value in zip(case.arguments, given, strict=False)
            if isinstance(value, dict) and any(part is value for part in _parts(returned))
        ],
        "same": _same(values),
    }


def _parts(returned):
    return returned if isinstance(returned, (tuple, list)) else (returned,)


def _same(values):
    """Groups of names of results that are one object."""
    groups = {}
    for name, value in values.items():
        if isinstance(value, np.ndarray) and value.size > 1:
            groups.setdefault(id(value), []).append(name)
    return [names for names in groups.values() if len(names) > 1]


def _raised(error, answer):
    try:
        text = str(error)
    except Exception:
        text = ""
    frames = traceback.extract_tb(error.__traceback__)
    code = getattr(answer.__init__ if isinstance(answer, type) else answer, "__code__", None)
    filename = getattr(code, "co_filename", None)
    inner = frames[-1].name if frames else ""  # the function that raised it
    own = [frame for frame in frames if frame.filename == filename]
    line, text_of_line = (
        (own[-1].lineno, linecache.getline(filename, own[-1].lineno)) if own else (0, "")
    )
    return {
        "outcome": "raised",
        "error": type(error).__name__,
        "text": text[:500],
        "line": line,
        "code": text_of_line.strip()[:200],
        "function": ""
        if inner in (getattr(answer, "__name__", None), *_methods(answer))
        else inner,
    }


def _methods(answer):
    return vars(answer) if isinstance(answer, type) else ()


def _plain(value):
    """The value as an array of numbers, or a dict ``{"not_numbers": what it is}``."""
    try:
        array = as_array(value)
    except Exception:
        return {"not_numbers": describe(value)}
    if array.dtype.kind not in "biufc":
        return {"not_numbers": describe(value)}
    if array.size > _LARGEST:
        return {"not_numbers": f"an array of shape {array.shape}, far too large"}
    # A copy that owns its numbers: the student's code may still hold the original.
    return np.array(array, copy=True, subok=False)
