"""The second half of a check: compares what was collected with what is right.

Nothing here calls the student's code: it works on the data that ``collect`` returned.
"""

import numpy as np

from ..exercises import Choices
from .choices import verify_choices
from .results import CheckResult, Comparison
from .shortcuts import refusal

_FEW = 4  # numbers that are shown whole
# The stages where a known mistake may say more than the stage does.
_STAGES_OF_MISTAKES = {"raised", "shape", "dtype", "not finite", "value"}


def verify(exercise, seed, collected):
    """The verdict on what ``collect(exercise, answer, seed)`` returned, as a CheckResult."""
    if isinstance(exercise, Choices):
        return verify_choices(exercise, collected)
    cases = exercise.draw(seed)
    calls = collected["calls"]

    def fail(stage, message, **more):
        if collected["printed"]:
            message += " (What your function printed is not shown here.)"
        return CheckResult(exercise.name, False, stage, message, **more)

    if collected["shortcuts"]:
        return fail("shortcut", refusal(" and ".join(collected["shortcuts"])))
    if collected["signature"]:
        return fail("signature", collected["signature"])
    if calls and all(call.get("error") == "NotImplementedError" for call in calls):
        if calls[0]["function"]:
            message = f"Your function calls {calls[0]['function']}, which is not attempted yet."
            return fail("raised", message)
        return fail(
            "not attempted",
            "not attempted yet. The line \u201craise NotImplementedError()\u201d is still there.",
        )
    if any(call["outcome"] == "stopped" for call in calls):
        return fail(
            "time limit",
            f"Your function did not finish within {exercise.time_limit:g} seconds. Is there a "
            "loop that never ends?",
        )

    expected = [_outcome(exercise.answer, case) for case in cases]
    problems = [
        _problem(exercise, case, call, right)
        for case, call, right in zip(cases, calls, expected, strict=True)
    ]
    # The first case that went wrong is told: the cases go from the plain to the special.
    first = next(filter(None, problems), None)
    if first is None:
        return CheckResult(exercise.name, True, "passed", f"right in all {len(cases)} cases.")
    stage, message, comparison = first
    if stage in _STAGES_OF_MISTAKES:
        mistake, alone = _name_mistake(exercise, cases, calls, problems)
        if mistake:
            more = "" if alone else " (This explains some of the wrong numbers, perhaps not all.)"
            hint = mistake.hint + more
            return fail(stage, hint, mistake=mistake.name)
    return fail(stage, message, comparison=comparison)


# --- What is wrong with one call ------------------------------------------------------------


def _problem(exercise, case, call, expected):
    """``(stage, message, comparison)`` for one case, or None where it is right."""
    where = f"in the case \u201c{case.about}\u201d with {_sizes(case)}"
    if call["outcome"] == "raised":
        return "raised", _raised_message(call, where), None
    values = call["values"]
    names = list(exercise.returns)
    if len(values) == 1 and not call["several"] and _kind(values[0]) == "None":
        return (
            "none",
            "Your function returned None. Did you forget a return?",
            None,
        )
    if call["several"] != (len(names) > 1) or len(values) != len(names):
        came = f"{len(values)} values" if call["several"] else _kind(values[0])
        wanted = (
            f"{len(names)} values, {' and '.join(names)}" if len(names) > 1 else f"one, {names[0]}"
        )
        return "type", f"Your function returned {came}, expected {wanted}.", None
    if len(names) == 2 and _swapped(exercise, values, expected):
        return "type", f"Your two results are swapped: {names[0]} comes first.", None
    for test in (_type_problem, _shape_problem, _dtype_problem, _finite_problem):
        for name, got, right in zip(names, values, expected, strict=True):
            problem = test(name, exercise.returns[name], got, right, where)
            if problem:
                return *problem, None
    if call["changed"]:
        return (
            "input changed",
            f"Your function changed {' and '.join(call['changed'])}, which it was given. Work on a "
            "copy: someone may still need the original.",
            None,
        )
    for name, got, right in zip(names, values, expected, strict=True):
        comparison = _compare(exercise, name, got, right)
        if comparison:
            message = _value_message(comparison, where)
            # A number or two stand whole in the message and need no picture.
            return "value", message, comparison if right.size > _FEW else None
    return None


def _swapped(exercise, values, expected):
    """Whether two results are right, but in the wrong order."""
    first, second = expected
    return not _equal(exercise, values, expected) and _equal(exercise, values, [second, first])


def _kind(value):
    """What a returned value is, in words."""
    if isinstance(value, dict):
        return value["not_numbers"]
    return "one array" if value.ndim else "one number"


def _raised_message(call, where):
    at = f" at \u201c{call['code']}\u201d (line {call['line']} of the cell)" if call["code"] else ""
    text = f": {call['text']}" if call["text"] else ""
    return f"Your function raised {call['error']}{text}{at}, {where}."


def _type_problem(name, axes, got, right, where):
    if isinstance(got, dict):
        whole = right.dtype.kind in "iu"
        number = "a whole number" if whole else "a number"
        wanted = number if right.ndim == 0 else f"an array of {'whole ' if whole else ''}numbers"
        return "type", f"{name} is {got['not_numbers']}, expected {wanted}."


def _shape_problem(name, axes, got, right, where):
    if got.ndim == right.ndim == 1 and len(got) != len(right):
        return "shape", f"{name} has {len(got)} numbers, expected {len(right)}, {where}."
    if got.shape != right.shape:
        letters = axes.split()
        meaning = f", that is ({', '.join(letters)})" if letters else ""
        return "shape", (f"{name} has shape {got.shape}, expected {right.shape}{meaning}, {where}.")


_NUMBERS = {"i": "whole number", "u": "whole number", "f": "float", "b": "truth value"}


def _dtype_problem(name, axes, got, right, where):
    if right.ndim == 0 and _NUMBERS.get(got.dtype.kind) != _NUMBERS[right.dtype.kind]:
        came = _NUMBERS.get(got.dtype.kind, "complex number")
        return "dtype", f"{name} is a {came}, expected a {_NUMBERS[right.dtype.kind]}."
    if right.dtype.kind == "f" and (got.dtype.kind != "f" or got.dtype.itemsize < 8):
        more = " Does something in your function leave float64?" if got.dtype.kind == "f" else ""
        return "dtype", f"{name} is {got.dtype}, expected {right.dtype}.{more}"
    if right.dtype.kind != "f" and got.dtype.kind != right.dtype.kind:
        return "dtype", f"{name} is {got.dtype}, expected {right.dtype}."


def _finite_problem(name, axes, got, right, where):
    if np.isfinite(right).all() and not np.isfinite(got).all():
        index = tuple(int(i) for i in np.argwhere(~np.isfinite(got))[0])
        more = ""
        if np.isnan(got[index]):
            more = (
                " \u201cNot a number\u201d comes from 0/0 or inf/inf: is there an overflow before?"
            )
        return "not finite", f"{name}{_subscript(index)} is {got[index]}, {where}.{more}"


def _compare(exercise, name, got, right):
    wrong = ~np.isclose(got, right, rtol=exercise.rtol, atol=exercise.atol, equal_nan=True)
    if not wrong.any():
        return None
    axes = tuple(exercise.returns[name].split())
    places = np.argwhere(wrong)
    if "T" in axes:  # the earliest in time comes first
        places = places[np.argsort(places[:, axes.index("T")], kind="stable")]
    index = tuple(int(i) for i in places[0])
    return Comparison(name, axes, got, right, index)


def _value_message(comparison, where):
    if comparison.expected.size <= _FEW:
        got, right = _few_numbers(comparison.got), _few_numbers(comparison.expected)
        if got == right:  # alike in four digits
            got, right = comparison.got.tolist(), comparison.expected.tolist()
        return f"{comparison.name} is {got}, expected {right}, {where}."
    got, right = comparison.got[comparison.index], comparison.expected[comparison.index]
    axes = ", ".join(comparison.words)
    place = f"{comparison.name}{_subscript(comparison.index)}"
    largest = np.abs(comparison.got - comparison.expected).max()
    if largest < 1e-5 * max(1.0, np.abs(comparison.expected).max()):
        return (
            f"{comparison.name} is off by up to {largest:.0e}, more than float64 explains. Is "
            "something computed in float32, or a small number added?"
        )
    digits = 4 if f"{got:.4g}" != f"{right:.4g}" else 10
    message = (
        f"{place} is the first number that differs, in the order ({axes}): got "
        f"{got:.{digits}g}, expected {right:.{digits}g}, {where}."
    )
    if "T" in comparison.axes and comparison.index[comparison.axes.index("T")] > 0:
        message += " Every earlier time step is right."
    return message


def _few_numbers(array):
    numbers = [f"{number:.4g}" if array.dtype.kind == "f" else str(number) for number in array.flat]
    return f"[{', '.join(numbers)}]" if array.ndim else numbers[0]


def _subscript(index):
    return f"[{', '.join(map(str, index))}]" if index else ""


def _sizes(case):
    """A case's arguments, for a message: ``x (5, 3, 2), lengths [4, 5, 1], horizon = 2``."""
    return ", ".join(filter(None, (_size(*argument) for argument in case.arguments.items())))


def _size(name, value):
    if isinstance(value, np.ndarray):
        is_short = value.ndim == 1 and value.size <= 16
        shown = [round(x, 3) for x in value.tolist()] if is_short else value.shape
        return f"{name} {shown}"
    if isinstance(value, str) and len(value) > 30:
        return f"{name} of {len(value)} characters"
    if isinstance(value, (str, int, float)):
        return f"{name} = {value!r}"
    if isinstance(value, list) and all(isinstance(element, np.ndarray) for element in value):
        return f"{name} {[element.shape for element in value]}"
    return ""


# --- Which known mistake it is ----------------------------------------------------------------


def _outcome(answer, case):
    """What an implementation of ours returns, as a list of arrays, or None where it raises."""
    try:
        with np.errstate(all="ignore"):
            returned = answer(*case.arguments.values())
    except Exception:
        return None
    return [np.array(value) for value in (returned if isinstance(returned, tuple) else (returned,))]


def _same(exercise, call, outcome):
    """Whether a call came out as this outcome did."""
    if call["outcome"] != "returned" or outcome is None:
        return call["outcome"] == "raised" and outcome is None
    return _equal(exercise, call["values"], outcome)


def _equal(exercise, values, outcome):
    """Whether two lists of arrays are the same but for rounding."""
    return len(values) == len(outcome) and all(
        isinstance(got, np.ndarray)
        and got.shape == wrong.shape
        and got.dtype.kind == wrong.dtype.kind
        and np.allclose(got, wrong, rtol=exercise.rtol, atol=exercise.atol, equal_nan=True)
        for got, wrong in zip(values, outcome, strict=True)
    )


def _name_mistake(exercise, cases, calls, problems):
    """``(mistake, alone)``: the known mistake that explains the answer, or ``(None, False)``.

    It is the one that comes out as the answer did in every case. Where two mistakes were made
    together none does; then it is one that alone explains the wrong values of a case that
    isolates mistakes. (Of other cases that would prove little: with one time step many things
    look alike.)
    """
    matches = [
        (
            mistake,
            [
                _same(exercise, call, _outcome(mistake.answer, case))
                for case, call in zip(cases, calls, strict=True)
            ],
        )
        for mistake in exercise.mistakes
    ]
    for mistake, same in matches:
        if all(same) and any(call["outcome"] == "returned" for call in calls):
            return mistake, True
    if next(filter(None, problems))[0] != "value":
        return None, False
    for i, (case, problem) in enumerate(zip(cases, problems, strict=True)):
        if case.isolates and problem and problem[0] == "value":
            explaining = [mistake for mistake, same in matches if same[i]]
            if len(explaining) == 1:
                return explaining[0], False
    return None, False
