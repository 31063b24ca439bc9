"""Calls a function that may never return."""

import contextlib
import contextvars
import ctypes
import threading
from collections.abc import Callable
from typing import Any


class TimedOut(Exception):
    """The function did not return within its time limit."""


class _Stop(BaseException):
    """Raised inside a function that has run out of time."""


def call_with_limit(function: Callable[[], Any], seconds: float) -> Any:
    """Calls ``function()`` and returns its result; raises TimedOut after ``seconds``.

    The function runs in a thread of its own: that works on every system, and the notebook
    comes back even when the function swallows the exception that is to stop it.
    """
    outcome = {}

    def run():
        # Twice, because the exception that stops the function may come more than once.
        with contextlib.suppress(_Stop):
            try:
                outcome["value"] = function()
            except BaseException as error:
                outcome["error"] = error

    context = contextvars.copy_context()
    thread = threading.Thread(target=context.run, args=(run,), daemon=True)
    thread.start()
    try:
        thread.join(seconds)
        in_time = not thread.is_alive()
    finally:
        # Also when the student interrupts the kernel: nothing goes on in the background.
        if thread.is_alive():
            _stop(thread)
    if not in_time:
        raise TimedOut
    if "error" in outcome:
        raise outcome["error"]
    return outcome["value"]


def _stop(thread, tries=5):
    for _ in range(tries):
        ctypes.pythonapi.PyThreadState_SetAsyncExc(
            ctypes.c_ulong(thread.ident), ctypes.py_object(_Stop)
        )
        thread.join(0.05)
        if not thread.is_alive():
            return
