"""What happens in a kernel that runs a submission: answers are collected, and nothing is judged.

Before the first line of a student's code runs, ``forget_answers`` takes the course's own answers
out of the process: the code of ``rnn_helpers.reference`` and ``rnn_helpers.models``, the right and
wrong answers of the exercises, the keys of the choices, the labels and years that trained models
are judged by; and PyTorch's own layers and autograd where they are short cuts. The cases come from
outside as data, and go with the call. So whatever a submission patches, calls or reads here, there
is no right answer to be found.
"""

import ast
import base64
import gc
import pickle
import sys
import types
from importlib import import_module

import rnn_helpers

from .. import data, exercises
from ..checking import collect, problem_before_calling
from ..checking.results import CheckResult
from ..data import series
from ..exercises import Choices, Exercise
from .closing import close_autograd, close_recurrent_layers
from .evidence import encode

# The kinds of the messages that are for the grader.
BEGUN = "application/vnd.rnn-course.begun"  # a step, by its number
AGAIN = "application/vnd.rnn-course.again"  # what the step has shown so far does not count
EVIDENCE = "application/vnd.rnn-course.evidence"
MISSING = "application/vnd.rnn-course.missing"  # why there is no evidence, in a sentence
STEPS = "rnn_course_steps"  # in the metadata of the request
_FORGOTTEN = ("rnn_helpers.reference", "rnn_helpers.models", "rnn_helpers.exercises")
_KEPT = ("rnn_helpers.exercises", "rnn_helpers.exercises.exercise")  # what an exercise is


class NotWhileGrading(RuntimeError):
    """A function of the course was called that is not there while answers are graded."""


def work():
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
    publish, exercise = shell.display_pub.publish, exercises.by_name()[name]
    if name not in shell.user_ns:
        publish({MISSING: f"There is no {name}: its cell is empty or did not run to its end."})
        return None
    value = shell.user_ns[name]
    if problem := problem_before_calling(exercise, value):
        publish({MISSING: problem})
        return None
    cases = pickle.loads(base64.b64decode(cases)) if cases else None
    collected = collect(exercise, value, seed, cases)
    publish({EVIDENCE: encode(collected).decode()})
    return collected


def _is_still_running(collected):
    calls = (collected or {}).get("calls", [])
    return any(call["outcome"] == "stopped" for call in calls)


# --- Before any submission ------------------------------------------------------------------------


def forget_answers():
    """Makes this process one that knows no answer; there is no way back, nor from what follows."""
    # All of it is loaded now: afterwards its files are not there to be read.
    for room in ("reference", "models", "figures", "widgets"):
        import_module(f"rnn_helpers.{room}")
    known = exercises.by_name().values()
    adapters = _with_what_they_call(
        function
        for exercise in known
        if isinstance(exercise, Exercise)
        for function in (exercise.then, exercise.after_call)
        if function
    )
    _remember_data()
    _strip_functions(adapters)
    for exercise in known:
        if isinstance(exercise, Choices):
            _replace(exercise, "questions", dict.fromkeys(exercise.questions))
        else:
            exercise.mistakes.clear()
    _strip_modules(adapters)
    _stand_in()


def forget_layers_too():
    """Besides, takes PyTorch's recurrent layers out of the process."""
    forget_answers()
    close_recurrent_layers(_not_while_grading)


def forget_layers_and_autograd_too():
    """Besides, takes PyTorch's recurrent layers and its autograd out of the process."""
    forget_layers_too()
    close_autograd(_not_while_grading)


def preparation(assignment):
    """The name of that of these three that suits the exercises of an assignment."""
    asked = [e for e in exercises.of_notebook(assignment) if isinstance(e, Exercise)]
    if any(exercise.refuses_autograd for exercise in asked):
        return "forget_layers_and_autograd_too"
    if any(exercise.refuses_torch_layers for exercise in asked):
        return "forget_layers_too"
    return "forget_answers"


def _not_while_grading(*args, **kwargs):
    raise NotWhileGrading(
        "PyTorch's recurrent layers, or its autograd, are not there while answers are graded"
    )


def _remember_data():
    """The data that notebooks read, without what follows in the same files."""
    for name in ("sunspots", "vowels", "vowels_test"):
        setattr(data, name, _from_memory(name, getattr(data, name)()))
    # What follows is in files that a locked-in kernel does not see.
    series.parse_vowels.cache_clear()
    series.parse_sunspots.cache_clear()


def _from_memory(name, value):
    def from_memory():
        return pickle.loads(content)

    content = pickle.dumps(value)
    from_memory.__name__ = name
    return from_memory


def _strip_functions(kept):
    """Takes the code out of every function of the rooms that hold answers."""
    codes = {function.__code__ for function in kept}
    for function in gc.get_objects():
        if type(function) is not types.FunctionType or function.__code__ in codes:
            continue
        home = function.__globals__.get("__name__", "")
        if home.startswith(_FORGOTTEN) and home not in _KEPT:
            free = function.__code__.co_freevars
            function.__code__ = _gone.__code__.replace(co_freevars=free)
            function.__defaults__ = function.__kwdefaults__ = None


def _gone(*args, **kwargs):
    # This body runs in place of the function, with that function's globals.
    from rnn_helpers.grading.inside import NotWhileGrading

    raise NotWhileGrading("The course's own answers are not there while yours are graded")


def _strip_modules(kept):
    """Takes out of the exercises' modules all that the ``kept`` functions do not name."""
    for name, module in list(sys.modules.items()):
        if not name.startswith("rnn_helpers.exercises.") or name in _KEPT:
            continue
        needed = {
            word
            for function in kept
            if function.__module__ == name
            for word in (function.__name__, *_words(function.__code__))
        }
        for word in list(vars(module)):
            if not word.startswith("__") and word not in needed:
                delattr(module, word)


def _with_what_they_call(functions):
    """The functions and, of the same modules, those that they name, and so on."""
    found, todo = {}, list(functions)
    while todo:
        function = todo.pop()
        if function not in found:
            found[function] = True
            named = (function.__globals__.get(word) for word in _words(function.__code__))
            todo += [
                other
                for other in named
                if isinstance(other, types.FunctionType) and other.__module__ == function.__module__
            ]
    return list(found)


def _words(code):
    """The names in a piece of code and in the functions inside it."""
    inner = [part for part in code.co_consts if isinstance(part, types.CodeType)]
    return {*code.co_names, *(word for part in inner for word in _words(part))}


def _replace(frozen, name, value):
    object.__setattr__(frozen, name, value)


def _stand_in():
    """What a notebook calls, in a form that needs no right answer."""
    rnn_helpers.check = _check
    rnn_helpers.progress = lambda notebook, namespace=None: None
    rnn_helpers.attempt = lambda function, instead, *arguments: function(*arguments)
    rnn_helpers.yours_or_ours = lambda yours, ours: yours


def _check(answer, name=None, *, part=None, seed=None):
    title = name or getattr(answer, "__name__", "this")
    return CheckResult(str(title), True, "graded later", "checked where the class is graded.")
