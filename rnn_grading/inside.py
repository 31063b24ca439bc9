"""What happens in a kernel that runs a submission: answers are collected, and nothing is judged.

The kernel knows no right answer, see ``stand_ins``. The cases come from outside as data, with the
request. Whatever a submission patches, calls or reads here, there is no right answer to be found.
"""

import ast
import io
import os
import pickle
import random
import signal
import sys
import threading
import time
import traceback
from multiprocessing.connection import Connection

from rnn_helpers import exercises
from rnn_helpers.checking import collect, problem_before_calling

from . import shell as shells
from . import stand_ins
from .errors import NotWhileGrading
from .evidence import encode
from .shell import messages


def prepare() -> None:
    """What a server of kernels does once for all of them."""
    shells.prepare()
    if "torch" in sys.modules:
        _warm_up_torch(sys.modules["torch"])
    _warm_up_pyplot()


def work(connection: Connection, request: dict) -> None:
    """Takes lists of steps from ``connection``, one after the other, until it is closed.

    A step is a dict: a cell, with ``source``; a check of the instructor's own, with ``judge``; or
    an answer to collect, with ``ask`` (the exercise's name), ``seed`` and ``cases`` (pickled; None
    for choices).

    Args:
        request: with ``seed`` of all random numbers, ``env``, and ``limits``.
    """
    os.environ.update(request["env"])
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    messages.connect(connection)
    shells.Stream.budget = request["limits"]["stream"]
    sys.stdout, sys.stderr = shells.Stream("stdout"), shells.Stream("stderr")
    _seed(request["seed"])
    messages.send(ready=True)
    while True:
        try:
            steps = connection.recv()
        except EOFError:
            return
        for number, step in enumerate(steps):
            messages.send(begin=number)
            with messages.interruptible():
                if "source" in step:
                    _run_cell(step["source"])
                elif "judge" in step:
                    _judge(step["judge"])
                elif _is_still_running(_answer(step)):
                    break  # in a thread, and would slow down all that follows here
            shells.flush()
            if threading.active_count() > request["limits"]["threads"]:
                time.sleep(10)  # the supervisor ends it in this step, not in the next one
                return
        messages.send(idle=True)


def _run_cell(source):
    """Runs a cell of the student's.

    Where it asks for what is not there while grading, such as PyTorch's layers to compare an
    answer with, a file to write or a package, what follows in it is run nevertheless.
    """
    shell = shells.Shell.instance()
    result = shell.run_cell(source, store_history=True)
    if not isinstance(result.error_in_exec, _NOT_THERE):
        return
    failed, source = _line_of(result.error_in_exec), shell.transform_cell(source)
    for node in ast.parse(source).body:
        if node.lineno > failed:
            shell.run_cell(ast.get_source_segment(source, node), silent=True)
    shells.flush()
    if isinstance(result.error_in_exec, NotWhileGrading):
        messages.send(again=True)


_NOT_THERE = (NotWhileGrading, ImportError, OSError, EOFError)


def _line_of(error):
    """The line of the cell that an error comes from, 0 if there is none."""
    lines = (
        line
        for frame, line in traceback.walk_tb(error.__traceback__)
        if frame.f_code.co_name == "<module>" and "ipython" in frame.f_code.co_filename.lower()
    )
    return next(lines, 0)


def _judge(source):
    """Runs a check of the instructor's own, which decides by what it puts out."""
    stand_ins.judging = True
    try:
        result = shells.Shell.instance().run_cell(source, store_history=True)
    finally:
        stand_ins.judging = False
    if isinstance(result.error_in_exec, NotWhileGrading):
        messages.send(missing=str(result.error_in_exec))


def _answer(step):
    """Collects an answer from the notebook's names and sends it out; returns it, or None."""
    name, seed, cases = step["ask"], step["seed"], step["cases"]
    question, names = exercises.by_name()[name], shells.Shell.instance().user_ns
    if name not in names:
        problem = f"There is no {name}: its cell is empty or did not run to its end."
    else:
        problem = problem_before_calling(question, names[name])
    if problem:
        messages.send(missing=problem)
        return None
    collected = collect(question, names[name], seed, pickle.loads(cases) if cases else None)
    messages.send(evidence=encode(collected).decode())
    return collected


def _is_still_running(collected):
    calls = (collected or {}).get("calls", [])
    return any(call["outcome"] == "stopped" for call in calls)


def _seed(number):
    """Every fork starts with the same random numbers otherwise."""
    random.seed(number)
    if "numpy" in sys.modules:
        sys.modules["numpy"].random.seed(number % 2**32)
    if "torch" in sys.modules:
        sys.modules["torch"].manual_seed(number)


def _warm_up_torch(torch):
    torch.set_num_threads(1)
    torch.set_num_interop_threads(1)
    # The first operation reads /proc/cpuinfo, which kernels do not have: it would complain.
    # Forward only: a backward pass starts threads.
    (torch.randn(8, 8) @ torch.randn(8, 8)).tanh().sum().item()
    torch.nn.functional.linear(torch.randn(2, 3), torch.randn(4, 3))
    torch.manual_seed(0)  # it imports something for every kind of device


def _warm_up_pyplot():
    """The first picture loads fonts and the renderer."""
    from matplotlib import pyplot

    figure, axes = pyplot.subplots()
    axes.plot([0, 1])
    axes.set_title("warm")
    figure.savefig(io.BytesIO(), format="png")
    pyplot.close("all")
