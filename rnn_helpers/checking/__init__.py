"""Checks an answer in two steps: ``collect`` runs the student's code, ``verify`` judges.

``check`` does both in the notebook. When a class is graded, only ``collect`` runs where the
student's code runs; plain data go between the two.
"""

import contextlib
import difflib
import sys

import numpy as np

from .. import exercises
from .collecting import collect
from .describing import describe
from .results import CheckFailed, CheckResult, ShortcutUsed
from .verifying import verify

__all__ = ["CheckFailed", "CheckResult", "ShortcutUsed", "check", "collect", "verify"]

_NO_BRACKETS = (
    "Hand over the {what}'s name without brackets; if something else has been stored under that "
    "name since, run the {what}'s cell again."
)


def check(answer, name=None, *, part=None, seed=None):
    """Checks an answer to an exercise.

    Args:
        answer: the function or class that the exercise asks for, e.g. ``check(stacked_forward)``,
            or the dict, with its name, e.g. ``check(task_shapes, "task_shapes")``.
        name: the exercise's name, where it is not the function's own.
        part: the key of the returned dict to look at alone, e.g. ``"dW_hh"``, in an exercise that
            is graded in parts.
        seed: a whole number from 0 on; each draws other numbers for the check to try, and
            all but 0, the one used when none is given, add edge cases.

    Returns:
        A CheckResult, which shows itself as a sentence.

    Raises:
        CheckFailed: the answer is not right yet; the message says what is wrong.
        ShortcutUsed: the answer calls a ready-made recurrent layer.
    """
    result = judge(answer, name, [part], seed)[part]
    if result.passed:
        return result
    if result.comparison:
        _show(result.comparison)
    failure = ShortcutUsed if result.stage == "shortcut" else CheckFailed
    raise failure(str(result), result)


def judge(answer, name=None, parts=(None,), seed=None):
    """The verdicts on parts of an answer, right or wrong; the answer is run once.

    Args:
        answer, name, seed: as in ``check``.
        parts: those that are looked at; None is the whole.

    Returns:
        A dict from each part to a CheckResult.

    Raises:
        CheckFailed: there is nothing to judge: the answer, name, a part or seed cannot be one.
    """
    exercise = _find(answer, name)
    if problem := problem_before_calling(exercise, answer):
        raise CheckFailed(problem)
    known = getattr(exercise, "parts", None) or {}
    for part in parts:
        if part is not None and part not in known:
            there = f" They are: {', '.join(known)}." if known else ""
            raise CheckFailed(f"{exercise.name} has no part {part!r}.{there}")
    seed = exercises.SEED_SHOWN if seed is None else seed
    if isinstance(seed, bool) or not isinstance(seed, (int, np.integer)) or seed < 0:
        raise CheckFailed(f"seed must be a whole number from 0 on, got {seed!r}.")
    collected = collect(exercise, answer, int(seed))
    return {part: verify(exercise, int(seed), collected, part) for part in parts}


def problem_before_calling(exercise, answer):
    """Why an answer cannot be called at all, in a sentence, or None."""
    if not isinstance(exercise, exercises.Exercise):
        return None
    if callable(answer) and isinstance(answer, type) == exercise.is_class:
        return None
    what = "class" if exercise.is_class else "function"
    return (
        f"check() needs the {what} {exercise.name} itself, but it was given {describe(answer)}. "
        f"{_NO_BRACKETS.format(what=what)}"
    )


def _find(answer, name):
    """The exercise that an answer belongs to."""
    known = exercises.by_name()
    if name is None:
        name = getattr(answer, "__name__", None)
        if isinstance(answer, dict):
            raise CheckFailed(
                "A dict does not know its name. Say which exercise it answers, as in "
                f"check({_nearest_choices(answer)})."
            )
        if not isinstance(name, str):
            raise CheckFailed(
                f"check() needs the function that you wrote, but it was given {describe(answer)}. "
                f"{_NO_BRACKETS.format(what='function')}"
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
    choices = [item for item in exercises.by_name().values() if isinstance(item, exercises.Choices)]
    name = max(choices, key=lambda item: len(item.questions.keys() & answer.keys())).name
    return f'{name}, "{name}"'


def _show(comparison):
    """Shows the picture of a wrong array, in a notebook; elsewhere the message is enough."""
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython else None
    if shell is not None and getattr(shell, "kernel", None) is not None:
        # A picture that cannot be drawn must not stand in the way of the message.
        with contextlib.suppress(Exception):
            from ..figures import answer_comparison

            ipython.display.display(answer_comparison(comparison))
