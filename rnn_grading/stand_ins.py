"""What a kernel that runs a submission has in the place of the course's answers.

Its copy of the package holds the questions and not the answers: no reference, no models, no keys,
nothing that trained models are judged by. To be called in a process before it imports rnn_helpers.
"""

import importlib.abc
import importlib.util
import sys
from pathlib import Path
from typing import Any

from .closing import close_autograd, close_recurrent_layers
from .errors import NotWhileGrading

# Not there while answers are graded. Of these, what a notebook imports is a stand-in.
_REPLACED = ("rnn_helpers.reference", "rnn_helpers.models", "rnn_helpers.data.withheld")


def hidden_paths(package: Path) -> list[Path]:
    """What of the package ``rnn_helpers``, in this folder (a Path), no kernel may see."""
    replaced = [package.joinpath(*name.split(".")[1:]) for name in _REPLACED]
    return [*replaced, *sorted((package / "exercises").rglob("keys"))]


def without_answers() -> None:
    """Makes this process one that knows no answer, with all that a notebook imports."""
    sys.meta_path.insert(0, _Finder())
    package: Any = importlib.import_module("rnn_helpers")
    for room in ("figures", "widgets", "exercises"):
        importlib.import_module(f"rnn_helpers.{room}")
    package.exercises.by_name()  # the questions
    package.check = _check
    for name in ("hint", "failing_case", "show_solution"):
        setattr(package, name, lambda answer=None, name=None, **more: "No help while grading.")
    package.progress = lambda notebook, namespace=None: None
    package.attempt = lambda function, instead, *arguments: function(*arguments)
    package.yours_or_ours = lambda yours, ours: yours


def without_layers() -> None:
    """Besides, takes PyTorch's recurrent layers out of the process."""
    without_answers()
    close_recurrent_layers(_refuse)


def without_layers_and_autograd() -> None:
    """Besides, takes PyTorch's recurrent layers and its autograd out of the process."""
    without_layers()
    close_autograd(_refuse)


def preparation(assignment: str) -> str:
    """The name of that of these three that suits what an assignment asks."""
    from rnn_helpers.exercises import Question, notebooks, of_notebook

    if assignment not in notebooks():
        return "without_answers"
    asked = [question for question in of_notebook(assignment) if isinstance(question, Question)]
    if any(question.refuses_autograd for question in asked):
        return "without_layers_and_autograd"
    if any(question.refuses_torch_layers for question in asked):
        return "without_layers"
    return "without_answers"


class _Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Finds an empty module for each one that is not there."""

    def find_spec(self, fullname, path=None, target=None):
        if any(fullname == name or fullname.startswith(f"{name}.") for name in _REPLACED):
            return importlib.util.spec_from_loader(fullname, self, is_package=True)
        return None

    def exec_module(self, module):
        module.__all__ = []
        module.__getattr__ = _stand_in


def _stand_in(name):
    """Of any name in such a module: a function that says why it is not there."""
    if name.startswith("__"):
        raise AttributeError(name)

    def gone(*args, **kwargs):
        raise NotWhileGrading("The course's own answers are not there while yours are graded")

    return gone


def _refuse(*args, **kwargs):
    raise NotWhileGrading(
        "PyTorch's recurrent layers, or its autograd, are not there while answers are graded"
    )


# While a check of the instructor's own runs, ours must not seem to have passed.
judging = False


def _check(answer, name=None, *, part=None, seed=None, explain=False):
    from rnn_helpers.checking import CheckResult

    if judging:
        raise NotWhileGrading("A check of the course's is not there while answers are graded")

    title = name or getattr(answer, "__name__", "this")
    return CheckResult(str(title), True, "graded later", "checked where the class is graded.")
