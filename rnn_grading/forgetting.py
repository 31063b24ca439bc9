"""Makes of a process one that knows no right answer, before it runs what a student wrote.

It takes out the code of ``rnn_helpers.reference`` and ``rnn_helpers.models``, the right and wrong
answers of the exercises, the keys of the choices, the labels and years that trained models are
judged by; and PyTorch's own layers and autograd where they are short cuts.
"""

import gc
import pickle
import sys
import types
from importlib import import_module

import rnn_helpers
from rnn_helpers import data, exercises
from rnn_helpers.checking.results import CheckResult
from rnn_helpers.data import series
from rnn_helpers.exercises import Choices, Exercise

from .closing import close_autograd, close_recurrent_layers

_FORGOTTEN = ("rnn_helpers.reference", "rnn_helpers.models", "rnn_helpers.exercises")
_KEPT = ("rnn_helpers.exercises", "rnn_helpers.exercises.exercise")  # what an exercise is


class NotWhileGrading(RuntimeError):
    """A function was called that is not there while answers are graded."""


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
            # Choices are frozen, which is no help here.
            object.__setattr__(exercise, "questions", dict.fromkeys(exercise.questions))
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
    from rnn_grading.forgetting import NotWhileGrading

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


def _stand_in():
    """What a notebook calls, in a form that needs no right answer."""
    rnn_helpers.check = _check
    rnn_helpers.progress = lambda notebook, namespace=None: None
    rnn_helpers.attempt = lambda function, instead, *arguments: function(*arguments)
    rnn_helpers.yours_or_ours = lambda yours, ours: yours


def _check(answer, name=None, *, part=None, seed=None):
    title = name or getattr(answer, "__name__", "this")
    return CheckResult(str(title), True, "graded later", "checked where the class is graded.")
