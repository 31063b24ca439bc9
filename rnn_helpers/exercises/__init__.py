"""The exercises, one module or package for each notebook, found by name."""

from functools import cache
from importlib import import_module

from .exercise import DICT, SEED_SHOWN, Case, Choices, Exercise, Item, Mistake, Question, Written

# The modules, in the order of the course. A module holds EXERCISES and, where the notebook
# asks for an answer in words, WRITTEN.
_MODULES = {
    "01_sequential_data": "sequential_data",
    "02_rnn_math": "rnn_math",
    "03_forward_pass": "forward_pass",
    "04_bptt": "bptt",
    "05_vanishing_gradients": "vanishing_gradients",
    "06_gru": "gru",
    "07_lstm": "lstm",
    "08_sequence_models": "sequence_models",
}

NOTEBOOKS = tuple(_MODULES)


@cache
def of_notebook(notebook: str) -> tuple[Exercise | Choices | Written, ...]:
    """The exercises of a notebook such as ``"03_forward_pass"``, in its order."""
    if notebook not in _MODULES:
        raise ValueError(f"no notebook {notebook!r}; there are: {', '.join(_MODULES)}")
    module = import_module(f"{__name__}.{_MODULES[notebook]}")
    return (*module.EXERCISES, *getattr(module, "WRITTEN", ()))


@cache
def items_of(notebook: str) -> tuple[Item, ...]:
    """What is graded in a notebook, in its order: an exercise, or each part of one."""
    return tuple(item for exercise in of_notebook(notebook) for item in _items(exercise))


def _items(exercise):
    parts = getattr(exercise, "parts", None)
    if not parts:
        return [Item(exercise.name, exercise.points, exercise)]
    return [
        Item(f"{exercise.name}_{part}", points, exercise, part) for part, points in parts.items()
    ]


@cache
def by_name() -> dict[str, Exercise | Choices]:
    """Every exercise that a check can grade, by its name."""
    return {
        exercise.name: exercise
        for notebook in _MODULES
        for exercise in of_notebook(notebook)
        if not isinstance(exercise, Written)
    }


__all__ = [
    "DICT",
    "SEED_SHOWN",
    "Case",
    "Choices",
    "Exercise",
    "Item",
    "NOTEBOOKS",
    "Mistake",
    "Question",
    "Written",
    "by_name",
    "items_of",
    "of_notebook",
]
