"""Checks an answer in two steps: ``collect`` runs the student's code, ``verify`` judges.

``check`` does both in the notebook, and looks closer at a wrong answer that nothing explains. When
a class is graded, only ``collect`` runs where the student's code runs; plain data go between the
two.
"""

import contextlib
import difflib
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from .. import exercises
from ..exercises import Choices, Question
from .closer import look_closer
from .collecting import collect
from .describing import describe
from .results import CheckFailed, CheckResult, ShortcutUsed
from .surroundings import is_graded, is_notebook
from .verifying import verify

__all__ = ["CheckFailed", "CheckResult", "ShortcutUsed", "check", "collect", "verify"]

_NO_BRACKETS = (
    "Hand over the {what}'s name without brackets; if something else has been stored under that "
    "name since, run the {what}'s cell again."
)


def check(
    answer: Any,
    name: str | None = None,
    *,
    part: str | None = None,
    seed: int | None = None,
    explain: bool = False,
) -> CheckResult:
    """Checks an answer to an exercise.

    Args:
        answer: the function or class that the exercise asks for, e.g. ``check(stacked_forward)``,
            or the dict, with its name, e.g. ``check(task_shapes, "task_shapes")``.
        name: the exercise's name, where it is not the function's own.
        part: the key of the returned dict to look at alone, e.g. ``"dW_hh"``, in an exercise that
            is graded in parts.
        seed: a whole number from 0 on; each draws other numbers for the check to try; all but 0,
            the one used when none is given, add what takes long, such as training once more.
        explain: whether to print how the verdict came about, case by case.

    Returns:
        A CheckResult, which shows itself as a sentence.

    Raises:
        CheckFailed: the answer is not right yet; the message says what is wrong.
        ShortcutUsed: the answer calls a ready-made recurrent layer.
    """
    question, seed = _asked(answer, name, [part], seed)
    trace = print if explain else None
    collected = collect(question, answer, seed)
    key = exercises.key_of(question.name)
    result = verify(question, key, collected, part, trace)
    if result.passed:
        return _with_offer(result)
    if not result.is_explained and not is_graded():
        result = look_closer(question, key, answer, collected, result, part, trace)
    if result.comparison:
        _show(result.comparison)
    failure = ShortcutUsed if result.stage == "shortcut" else CheckFailed
    raise failure(str(result), result)


def verdicts(
    answer: Any,
    name: str | None = None,
    parts: Sequence[str | None] = (None,),
    seed: int | None = None,
    trace: Callable[[str], Any] | None = None,
) -> dict[str | None, CheckResult]:
    """The verdicts on parts of an answer, right or wrong; the answer is run once.

    Args:
        answer, name, seed: as in ``check``.
        parts: those that are looked at; None is the whole.
        trace: as in ``verify``.

    Returns:
        A dict from each part to a CheckResult.

    Raises:
        CheckFailed: there is nothing to judge: the answer, name, a part or seed cannot be one.
    """
    question, seed = _asked(answer, name, parts, seed)
    collected = collect(question, answer, seed)
    key = exercises.key_of(question.name)
    return {part: verify(question, key, collected, part, trace) for part in parts}


def _asked(answer, name, parts, seed, caller="check"):
    """The question that is meant, and the seed; raises CheckFailed as ``verdicts`` does."""
    question = _find(answer, name, caller)
    if problem := problem_before_calling(question, answer, caller):
        raise CheckFailed(problem)
    known = getattr(question, "parts", None) or {}
    for part in parts:
        if part is not None and part not in known:
            there = f" They are: {', '.join(known)}." if known else ""
            raise CheckFailed(f"{question.name} has no part {part!r}.{there}")
    seed = exercises.SEED_SHOWN if seed is None else seed
    if isinstance(seed, bool) or not isinstance(seed, (int, np.integer)) or seed < 0:
        raise CheckFailed(f"seed must be a whole number from 0 on, got {seed!r}.")
    return question, int(seed)


def problem_before_calling(
    question: Question | Choices, answer: Any, caller: str = "check"
) -> str | None:
    """Why an answer cannot be called at all, in a sentence, or None."""
    if not isinstance(question, Question):
        return None
    if callable(answer) and isinstance(answer, type) == question.is_class:
        return None
    what = "class" if question.is_class else "function"
    return (
        f"{caller}() needs the {what} {question.name} itself, but it was given {describe(answer)}. "
        f"{_NO_BRACKETS.format(what=what)}"
    )


def _find(answer, name, caller="check"):
    """The question that an answer belongs to."""
    known = exercises.by_name()
    if name is None:
        name = getattr(answer, "__name__", None)
        if isinstance(answer, dict):
            raise CheckFailed(
                "A dict does not know its name. Say which exercise it answers, as in "
                f"{caller}({_nearest_choices(answer)})."
            )
        if not isinstance(name, str):
            raise CheckFailed(
                f"{caller}() needs the function that you wrote, but it was given "
                f"{describe(answer)}. {_NO_BRACKETS.format(what='function')}"
            )
    if not isinstance(name, str):
        raise CheckFailed(
            f"The name of an exercise is a string, but it was given {describe(name)}."
        )
    if name not in known:
        near = difflib.get_close_matches(name, known, n=1)
        nearest = f" Did you mean \u201c{near[0]}\u201d?" if near else ""
        raise CheckFailed(f"There is no exercise \u201c{name}\u201d.{nearest}")
    return known[name]


def _nearest_choices(answer):
    """The arguments of ``check`` for the exercise whose keys are most like the answer's."""
    choices = [q for q in exercises.by_name().values() if isinstance(q, Choices)]
    name = max(choices, key=lambda q: len({*q.lines} & answer.keys())).name
    return f'{name}, "{name}"'


def _with_offer(result):
    """A verdict that a function is right; in a notebook it says how to see the course's own."""
    question = exercises.by_name().get(result.exercise)  # None for a part
    if not isinstance(question, Question) or not is_notebook() or is_graded():
        return result
    offer = f"To see the course's own version: show_solution({question.name})"
    return replace(result, message=f"{result.message} {offer}")


def _show(comparison):
    """Shows the picture of a wrong array, in a notebook; elsewhere the message is enough."""
    if is_notebook():
        # A picture that cannot be drawn must not stand in the way of the message.
        with contextlib.suppress(Exception):
            from ..figures import answer_comparison

            sys.modules["IPython"].display.display(answer_comparison(comparison))
