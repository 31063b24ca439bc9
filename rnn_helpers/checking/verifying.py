"""The second half of a check: compares what was collected with what is right.

Nothing here calls the student's code: it works on the data that ``collect`` returned.
"""

from collections.abc import Callable
from typing import Any

from ..exercises import Choices, Question, by_name
from .choices import verify_choices
from .conditions import problems_of, what_is_right
from .diagnosis import diagnose, expected_outcomes
from .results import CheckResult
from .shortcuts import refusal

# The stages where a known mistake may say more than the stage does.
_STAGES_OF_MISTAKES = {
    "raised",
    "type",
    "missing",
    "shape",
    "dtype",
    "not finite",
    "not used",
    "input changed",
    "value",
}


def verify(
    question: Question | Choices,
    key: Any,
    collected: dict,
    part: str | None = None,
    trace: Callable[[str], Any] | None = None,
) -> CheckResult:
    """The verdict on what ``collect(question, answer, seed)`` returned.

    Args:
        question, key: a Question and its Key, or Choices and theirs.
        collected: what ``collect`` returned.
        part: the one key of the dict to look at, of an exercise that is graded in parts.
        trace: is called with each step from the cases to the message, in a line of text.
    """
    if isinstance(question, Choices):
        return verify_choices(question, key, collected, part)
    title = question.name if part is None else f"{question.name}, {part}"
    seed, calls = collected["seed"], collected["calls"]

    def fail(stage, message, **more):
        if collected["printed"]:
            message += " (What your code printed is not shown here.)"
        if trace:
            trace(f"stage {stage!r}: {message}")
        return CheckResult(title, False, stage, message, **more)

    if collected["shortcuts"]:
        return fail("shortcut", refusal(" and ".join(collected["shortcuts"])))
    if collected["signature"]:
        return fail("signature", collected["signature"])
    if calls and all(call.get("error") == "NotImplementedError" for call in calls):
        called, code = calls[0]["function"], calls[0]["code"]
        is_stub = "NotImplementedError" in code or not code  # else it may be PyTorch's
        if called and (is_stub or called in by_name()):
            return fail(
                "raised", f"Your {question.noun} calls {called}, which is not attempted yet."
            )
        if not called and is_stub:
            return fail(
                "not attempted",
                "not attempted yet. The line \u201craise NotImplementedError()\u201d is still "
                "there.",
            )
    if any(call["outcome"] == "stopped" for call in calls):
        return fail(
            "time limit",
            f"Your {question.noun} did not finish within {question.time_limit:g} seconds. Is there "
            "a loop that never ends?",
        )

    expected = expected_outcomes(question.name, seed)
    problems = problems_of(question, key, collected, None if part is None else [part])
    if trace:
        for case, problem in zip(expected, problems, strict=True):
            trace(f"case {case!r}: {f'{problem.stage}: {problem.message}' if problem else 'right'}")
    # The first case that went wrong is told: the cases go from the plain to the special.
    first = next(filter(None, problems), None)
    if first is None:
        where = f" in all {len(calls)} cases" if len(calls) > 1 else ""
        return CheckResult(title, True, "passed", f"right{where}.")
    if key.judge:
        if first.message in key.mistakes:
            hint = key.mistakes[first.message].hint
            return fail(first.stage, hint, mistake=first.message)
    elif first.stage in _STAGES_OF_MISTAKES:
        found = diagnose(question, key, seed, calls, problems, part or first.name, trace)
        if found:
            told = {"mistake": found.mistake, "is_explained": found.is_whole}
            return fail(first.stage, found.message, **told)
    message = first.message
    if first.stage == "value" and part is None and not key.judge:
        message += what_is_right(question, key, collected, problems)
    message += about_globals(collected)
    more: dict[str, Any] = {"is_explained": first.is_explained, "comparison": first.comparison}
    return fail(first.stage, message, **more)


def about_globals(collected: dict) -> str:
    """Which numbers and arrays of the notebook a function reads, in sentences after a blank."""
    return "".join(
        f" {name} is not set in your function: the notebook's {value} was used."
        for name, value in collected["globals"].items()
    )
