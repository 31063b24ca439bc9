"""Collects and verifies a dict of choices."""

from collections.abc import Mapping
from typing import Any

from ..exercises import Choice, Choices
from .describing import describe
from .results import CheckResult


def collect_choices(question: Choices, answer: Any, seed: int) -> dict:
    """The student's choices as plain data; see ``collect``.

    Returns:
        A dict with ``exercise``, ``seed``, ``kind`` (what the answer is, in words, when it is no
        dict, else None) and ``chosen``: what stands at each key, a string or None. What is
        neither is described in words under ``strange``.
    """
    collected: dict[str, Any] = {
        "exercise": question.name,
        "seed": seed,
        "kind": None,
        "chosen": {},
        "strange": {},
    }
    if not isinstance(answer, dict):
        return {**collected, "kind": describe(answer)}
    for key, value in list(answer.items()):
        if not isinstance(key, str):
            collected["strange"][describe(key)] = "a key"
        elif value is None or isinstance(value, str):
            collected["chosen"][str(key)] = None if value is None else value.strip().lower()
        else:
            collected["strange"][str(key)] = describe(value)
    return collected


def verify_choices(
    question: Choices, key: Mapping[str, Choice], collected: dict, part: str | None = None
) -> CheckResult:
    """The verdict on collected choices, or on the one at ``part``: the first that is not right,
    and why.
    """
    title = question.name if part is None else f"{question.name}, {part}"
    looked_at = question.lines if part is None else [part]

    def fail(stage, message, mistake=None):
        return CheckResult(title, False, stage, message, mistake)

    if collected["kind"]:
        return fail("type", f"This should be a dict, but it is {collected['kind']}.")
    chosen, strange = collected["chosen"], collected["strange"]
    for line in (*chosen, *strange):
        if part is None and line not in question.lines:
            return fail(
                "type", f"\u201c{line}\u201d is not one of the keys. Leave them as they were."
            )
    for line in looked_at:
        if line not in chosen and line not in strange:
            return fail("type", f"\u201c{line}\u201d is missing. Leave the keys as they were.")
    if not any(chosen.get(line) or line in strange for line in looked_at):
        return fail("not attempted", "not attempted yet. Put your choice in the place of None.")
    options = ", ".join(f'"{option}"' for option in question.options)
    wrong = []
    for line in looked_at:
        choice = chosen.get(line)
        if line in strange or (choice and choice not in question.options):
            came = strange.get(line) or f'"{choice}"'
            return fail("type", f"\u201c{line}\u201d: {came} is none of the choices {options}.")
        if not choice:
            return fail("type", f"\u201c{line}\u201d has no choice yet.")
        if choice != key[line].right:
            wrong.append((line, choice))
    if not wrong:
        what = "right." if part else f"all {len(question.lines)} are right."
        return CheckResult(title, True, "passed", what)
    line, choice = wrong[0]
    more = f" ({len(wrong) - 1} more not right yet.)" if len(wrong) > 1 else ""
    message = f"\u201c{line}\u201d: {choice} is not right. {key[line].why_not[choice]}{more}"
    return fail("value", message, f"{line}: {choice}")
