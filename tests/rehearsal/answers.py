"""Answers that a synthetic student hands in: functions of ours, in a file beside the notebook.

Known mistakes and right answers in styles are written with what the course keeps from a kernel that
grades: the reference, the models, labels of a test. So they travel with all that they call.
"""

import ast
import importlib
import io
from types import FunctionType

import cloudpickle

from rnn_helpers import data
from rnn_helpers.data import withheld
from rnn_helpers.exercises import Choices

FILE = "answers.pkl"

# The first cell of a notebook whose answers are in the file.
LOADING = f"""\
# This student is made up. What its answers call was handed in beside the notebook.
import pickle, sys

with open("{FILE}", "rb") as file:
    modules, answers = pickle.load(file)
sys.modules.update(modules)"""

# Here, and not in the kernel that grades.
_ROOMS = ("rnn_helpers.reference", "rnn_helpers.models", "rnn_helpers.exercises", "tests.rehearsal")
# What they are asked there, with the arguments.
_BY_HEART = {withheld.speakers_of_the_test: (), withheld.later_years: (1979,)}


def packed(answers, needs_models):
    """The content of the file.

    Args:
        answers: from names of exercises to functions.
        needs_models: whether some of them import ``rnn_helpers.models`` when they are called.

    Returns:
        Bytes.
    """
    names = ["rnn_helpers.models"] if needs_models else []
    rooms = [importlib.import_module(name) for name in _ROOMS]
    content = io.BytesIO()
    for room in rooms:
        cloudpickle.register_pickle_by_value(room)
    try:
        modules = {name: importlib.import_module(name) for name in names}
        _Pickler(content).dump((modules, answers))
    finally:
        for room in rooms:
            cloudpickle.unregister_pickle_by_value(room)
    return content.getvalue()


class _Pickler(cloudpickle.Pickler):
    def reducer_override(self, obj):
        if obj is data:
            return importlib.import_module, (data.__name__,)
        if isinstance(obj, FunctionType) and obj in _BY_HEART:
            return _constant, (obj(*_BY_HEART[obj]),)
        return super().reducer_override(obj)


def _constant(value):
    return lambda *_, **__: value


def calling(stub, exercise, about):
    """The source of an answer that calls what is in the file.

    Args:
        stub: the source of the released cell.
        exercise: an Exercise.
        about: what the answer is, for a comment.
    """
    if exercise.is_class:
        return _CLASS.format(about=about, name=exercise.name)
    function = next(
        node
        for node in ast.parse(stub).body
        if isinstance(node, ast.FunctionDef) and node.name == exercise.name
    )
    given = ", ".join(argument.arg for argument in function.args.args)
    call = f'# {about}\n    return answers["{exercise.name}"]({given})'
    return stub.replace("# YOUR CODE HERE\n    raise NotImplementedError()", call)


_CLASS = """\
class {name}:
    def __new__(cls, layer, output_size):
        # {about}
        return answers["{name}"](layer, output_size)"""


def choosing(exercise: Choices, chosen):
    """The source of a completed dict of choices.

    Args:
        exercise: a Choices.
        chosen: from its keys to options.
    """
    lines = [f'    "{key}": "{chosen[key]}",' for key in exercise.questions]
    return "\n".join([f"{exercise.name} = {{", *lines, "}"])
