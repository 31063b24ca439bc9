"""A closer look, in the notebook alone, at a wrong answer that no known mistake explains."""

import dataclasses
from collections.abc import Callable
from typing import Any

from ..exercises import Key, Question
from .conditions import problems_of, right_with
from .locate import locate, message
from .results import CheckResult
from .verifying import about_globals


def look_closer(
    question: Question,
    key: Key,
    answer: Callable,
    collected: dict,
    result: CheckResult,
    part: str | None,
    trace: Callable[[str], Any] | None,
) -> CheckResult:
    """The result with the line of the slip, or else a condition under which the answer is right.
    Neither changes the verdict.

    Args:
        question, key, answer, part, trace: as in ``verify``.
        collected: what was collected of the answer.
        result: the verdict on it.
    """
    if key.judge:  # it trains a model, which takes long
        return result
    names = None if part is None else [part]
    problems = problems_of(question, key, collected, names)
    seed = collected["seed"]
    places = locate(question, key, answer, seed, problems, names, trace)
    if places:
        told = message(places, question.name) + about_globals(collected)
        if result.stage != "value":  # what was raised, or came out in another shape
            told = f"{result.message} {told}"
        return dataclasses.replace(result, message=told, mistake=None, is_explained=True)
    if result.stage == "value" and not result.mistake:
        condition = right_with(question, key, answer, seed, problems, names)
        if trace:
            trace(f"condition: {condition or 'none'}")
        if condition:
            told = f"{result.message} {condition}"
            return dataclasses.replace(result, message=told, is_explained=True)
    return result
