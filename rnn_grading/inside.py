"""What happens in a kernel that runs a submission: answers are collected, and nothing is judged.

The kernel knows no right answer, see ``stand_ins``. The cases come from outside as data, with the
request. Whatever a submission patches, calls or reads here, there is no right answer to be found.
"""

import ast
import base64
import pickle
import sys

from rnn_helpers import exercises
from rnn_helpers.checking import collect, problem_before_calling

from .errors import NotWhileGrading
from .evidence import encode

# The kinds of the messages that are for the grader.
BEGUN = "application/vnd.rnn-course.begun"  # a step, by its number
AGAIN = "application/vnd.rnn-course.again"  # what the step has shown so far does not count
EVIDENCE = "application/vnd.rnn-course.evidence"
MISSING = "application/vnd.rnn-course.missing"  # why there is no evidence, in a sentence
STEPS = "rnn_course_steps"  # in the metadata of the request


def work() -> None:
    """Takes the steps that came with the request, one after the other.

    A step is a dict: a cell, with ``source``; or an answer to collect, with ``ask`` (the
    exercise's name), ``seed`` and ``cases`` (pickled, in base64; empty for choices). One request
    for all of them, because each costs as much as most cells do.
    """
    shell = sys.modules["IPython"].get_ipython()
    for number, step in enumerate(shell.kernel.get_parent()["metadata"][STEPS]):
        shell.display_pub.publish({BEGUN: number})  # after all that was printed before
        if "source" in step:
            _run_cell(shell, step["source"])
        elif _is_still_running(_answer(shell, step)):
            return  # in a thread, and would slow down all that follows here


def _run_cell(shell, source):
    """Runs a cell of the student's.

    Where it asks for what is not there while grading, such as PyTorch's layers to compare an
    answer with, what follows in it is run nevertheless.
    """
    result = shell.run_cell(source, store_history=True)
    if not isinstance(result.error_in_exec, NotWhileGrading):
        return
    for node in ast.parse(source).body:
        shell.run_cell(ast.get_source_segment(source, node), silent=True)
    shell.display_pub.publish({AGAIN: True})


def _answer(shell, step):
    """Collects an answer from the notebook's names and sends it out; returns it, or None."""
    name, seed, cases = step["ask"], step["seed"], step["cases"]
    publish, question = shell.display_pub.publish, exercises.by_name()[name]
    if name not in shell.user_ns:
        publish({MISSING: f"There is no {name}: its cell is empty or did not run to its end."})
        return None
    value = shell.user_ns[name]
    if problem := problem_before_calling(question, value):
        publish({MISSING: problem})
        return None
    cases = pickle.loads(base64.b64decode(cases)) if cases else None
    collected = collect(question, value, seed, cases)
    publish({EVIDENCE: encode(collected).decode()})
    return collected


def _is_still_running(collected):
    calls = (collected or {}).get("calls", [])
    return any(call["outcome"] == "stopped" for call in calls)
