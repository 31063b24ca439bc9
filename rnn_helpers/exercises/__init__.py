"""The exercises: a package for each notebook, with its questions and, apart from them, their keys.

A package is found by the NOTEBOOK that it names. Its module ``questions`` holds QUESTIONS, in the
order of the notebook, and ``hints`` HINTS, what a student is told on request;
``keys/<name of the exercise>.py`` holds the KEY of each, which no kernel that runs a submission
has.
"""

import pkgutil
import re
from functools import cache
from importlib import import_module
from typing import Any

from .key import Choice, Key, Mistake, edit
from .question import DICT, SEED_SHOWN, Case, Cases, Choices, Item, Question, Written


@cache
def _packages():
    """The package of each notebook, in the order of the course."""
    found = {}
    for module in pkgutil.iter_modules(__path__):
        if module.ispkg and module.name != "keys":
            package = import_module(f"{__name__}.{module.name}")
            found[package.NOTEBOOK] = package.__name__
    return dict(sorted(found.items()))


def notebooks() -> tuple[str, ...]:
    """The names of the notebooks, such as ``"03_forward_pass"``, in the order of the course."""
    return tuple(_packages())


@cache
def of_notebook(notebook: str) -> tuple[Question | Choices | Written, ...]:
    """What a notebook such as ``"03_forward_pass"`` asks, in its order."""
    if notebook not in _packages():
        raise ValueError(f"no notebook {notebook!r}; there are: {', '.join(notebooks())}")
    return tuple(import_module(f"{_packages()[notebook]}.questions").QUESTIONS)


@cache
def items_of(notebook: str) -> tuple[Item, ...]:
    """What is graded in a notebook, in its order: a question, or each part of one."""
    return tuple(item for question in of_notebook(notebook) for item in _items(question))


def _items(question):
    parts = getattr(question, "parts", None)
    if not parts:
        return [Item(question.name, question.points, question)]
    return [
        Item(f"{question.name}_{part}", points, question, part) for part, points in parts.items()
    ]


@cache
def by_name() -> dict[str, Any]:
    """Every Question and all Choices, whose answers a check can grade, by name."""
    return {
        question.name: question
        for notebook in notebooks()
        for question in of_notebook(notebook)
        if not isinstance(question, Written)
    }


@cache
def key_of(name: str) -> Any:
    """The Key of the question of this name; for Choices a dict with a Choice for each line."""
    module = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower()  # SequenceModel: sequence_model
    return import_module(f"{_package_of(name)}.keys.{module}").KEY


def _package_of(name):
    return next(
        _packages()[notebook]
        for notebook in notebooks()
        if any(question.name == name for question in of_notebook(notebook))
    )


def hints_on_request(name: str) -> tuple[str, str, str]:
    """What a student who asks for help with this exercise is told, one after the other.

    What to compute first; which shapes meet; and a skeleton with blanks, ``___``. Of Choices three
    texts: what to look at, how to tell two options apart, an example.
    """
    return import_module(f"{_package_of(name)}.hints").HINTS[name]


def hints_of(name: str) -> dict[str, str]:
    """The hint of each known mistake in the exercise of this name; of each wrong choice."""
    if name not in by_name():  # answered in words
        return {}
    key = key_of(name)
    if isinstance(key, Key):
        return {mistake: known.hint for mistake, known in key.mistakes.items()}
    return {
        f"{line}: {option}": hint
        for line, choice in key.items()
        for option, hint in choice.why_not.items()
    }


__all__ = [
    "DICT",
    "SEED_SHOWN",
    "Case",
    "Cases",
    "Choice",
    "Choices",
    "Item",
    "Key",
    "Mistake",
    "Question",
    "Written",
    "by_name",
    "edit",
    "hints_of",
    "hints_on_request",
    "items_of",
    "key_of",
    "notebooks",
    "of_notebook",
]
