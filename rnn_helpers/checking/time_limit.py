"""Calls a function that may never return."""

import contextlib
import contextvars
import ctypes
import threading
import time
from collections.abc import Callable
from typing import Any

_PATIENCE = 4  # times the limit: what is not even busy waits for something, and is stopped, too


class TimedOut(Exception):
    """The function did not return within its time limit."""


class _Stop(BaseException):
    """Raised inside a function that has run out of time."""


def call_with_limit(function: Callable[[], Any], seconds: float) -> Any:
    """Calls ``function()`` and returns its result; raises TimedOut after ``seconds``.

    They are seconds of processor time where the system counts them for a thread: on a busy machine
    a right answer takes longer, and is right all the same.

    The function runs in a thread of its own: that works on every system, and the notebook
    comes back even when the function swallows the exception that is to stop it.
    """
    outcome, clock = {}, []

    def run():
        if hasattr(time, "pthread_getcpuclockid"):
            clock.append(time.pthread_getcpuclockid(threading.get_ident()))
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
        in_time = _ends(thread, clock, seconds)
    finally:
        # Also when the student interrupts the kernel: nothing goes on in the background.
        if thread.is_alive():
            _stop(thread)
    if not in_time:
        raise TimedOut
    if "error" in outcome:
        raise outcome["error"]
    return outcome["value"]


def _ends(thread, clock, seconds):
    """Waits for a thread; returns whether it came to its end within its time."""
    end = time.monotonic() + _PATIENCE * seconds
    used = 0.0
    while used < seconds and time.monotonic() < end:
        thread.join(max(seconds - used, 0.01))
        if not thread.is_alive():
            return True
        with contextlib.suppress(OSError):  # it has come to its end meanwhile
            used = time.clock_gettime(clock[0]) if clock else seconds
    return False


def _stop(thread, tries=5):
    for _ in range(tries):
        ctypes.pythonapi.PyThreadState_SetAsyncExc(
            ctypes.c_ulong(thread.ident), ctypes.py_object(_Stop)
        )
        thread.join(0.05)
        if not thread.is_alive():
            return
