"""What is wrong with one call of the student's function, in words."""

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np

from ..exercises import DICT, Case, Key, Question
from .raised import in_plain_words
from .results import Comparison
from .returned import Returned, as_array, is_generator

_FEW = 4  # numbers that are shown whole
_LONG = 60  # characters of a layer, which is then named alone


class Problem(NamedTuple):
    """What is wrong with one call.

    ``stage`` and ``message`` are those of a CheckResult, ``comparison`` and ``is_explained`` too;
    ``name`` is the result that is wrong, if it is one.
    """

    stage: str
    message: str
    comparison: Comparison | None = None
    name: str | None = None
    is_explained: bool = False


def problem_with(
    question: Question, key: Key, case: Case, call: dict, expected: Returned, names: list[str]
) -> Problem | None:
    """What is wrong with one call.

    Args:
        question, key: the Question and its Key.
        case: the Case that was called.
        call: what ``collect`` kept of the call.
        expected: the right answer's ``Returned``, its values as arrays.
        names: the results that are looked at, names from ``expected.values``.

    Returns:
        A Problem, or None where all is right.
    """
    where = f"in the case \u201c{case.about}\u201d with {_sizes(case)}"
    if call["outcome"] == "raised":
        return Problem("raised", _raised_message(question, call, where))
    problem = _form_problem(question, key, call, expected)
    if problem:
        return Problem(*problem)
    values = call["values"]
    for test in (_missing_problem, _type_problem, _shape_problem, _dtype_problem, _finite_problem):
        for name in names:
            right = expected.values[name]
            if test is _dtype_problem and key.judge and _is_real(values[name], right):
                continue  # a trained model may compute in any precision
            problem = test(name, question.returns.get(name, ""), values, right, where)
            if problem:
                return Problem(problem[0], problem[1], name=name)
    for name, argument in case.arguments.items():
        if is_generator(argument) and name not in call["used"]:
            return Problem(
                "not used",
                f"Your function draws no number from {name}. Whoever calls it wants to decide with "
                f"{name} which random numbers it uses.",
            )
    if call["changed"]:
        return Problem(
            "input changed",
            f"Your function changed {' and '.join(call['changed'])}, which it was given. Work on a "
            "copy: someone may still need the original.",
        )
    if call["given_back"]:
        return Problem(
            "type",
            f"Your function returned {call['given_back'][0]} itself, the dict that it was given, "
            f"{where}. Return a new one: whoever changes one would change the other.",
        )
    if key.judge:
        wrong = key.judge(values, expected.values)
        return Problem("value", wrong) if wrong else None
    got, right = normalised(key, values, names), normalised(key, expected.values, names)
    for name in right:
        comparison = _compare(question, key, name, got[name], right[name])
        if comparison:
            remark = _one_array(name, call["same"], expected.values)
            message = _value_message(comparison, where, question.walks_back) + remark
            # A number or two stand whole in the message and need no picture.
            picture = comparison if right[name].size > _FEW else None
            return Problem("value", message, picture, name, bool(remark))
    return None


def _is_real(got, right):
    return right.dtype.kind == "f" and got.dtype.kind in "iuf"


def normalised(key: Key, values: dict, names: Iterable[str]) -> dict:
    """Those arrays of a call that are compared, by name."""
    chosen = {name: values[name] for name in names}
    return key.normalise(chosen) if key.normalise else chosen


def equal(key: Key, values: dict, others: dict) -> bool:
    """Whether two dicts of arrays are the same but for rounding."""
    return values.keys() == others.keys() and all(
        isinstance(value, np.ndarray)
        and value.shape == others[name].shape
        and _same_kind(value, others[name])
        and np.allclose(value, others[name], rtol=key.rtol, atol=key.atol, equal_nan=True)
        for name, value in values.items()
    )


def _same_kind(value, right):
    """Whether two arrays hold the same kind of numbers. A whole number is a fine float."""
    if right.ndim == 0 and right.dtype.kind == "f" and value.dtype.kind in "iu":
        return True
    return value.dtype.kind == right.dtype.kind


def _form_problem(question, key, call, expected):
    """Nothing, too little or too much returned, or two results in the wrong order."""
    names, values = list(question.returns), list(call["values"].values())
    is_one = call["form"] == "one" and len(values) == 1
    if is_one and _kind(values[0]) == "None":
        return "none", f"Your {question.noun} returned None. Did you forget a return?"
    if call["form"] == "cannot be asked":
        came = _kind(values[0])
        if question.is_class:
            return "type", (
                f"{question.name} made {came}, which cannot be called as a model can. Does the "
                "class inherit from nn.Module?"
            )
        if came == "None":
            return "none", "Your function returned None. Did you forget a return?"
        return "type", f"Your function returned {came}, expected {question.in_words}."
    if call["form"] != expected.form or (
        call["count"] != expected.number and expected.form == "several"
    ):
        if call["form"] == "several":
            came = f"{call['count']} values"
            if question.nested and call["count"] == len(question.nested):
                came += ", but not nested as they should be"
        else:
            came = _kind(values[0]) if is_one else "a dict"
        return "type", f"Your {question.noun} returned {came}, expected {_wanted(question)}."
    if len(names) == 2 and not question.gives_dict and _swapped(question, key, call, expected):
        return "type", f"Your two results are swapped: {names[0]} comes first."


def _wanted(question):
    """What a question's function should return, in words."""
    names = list(question.returns)
    if question.gives_dict:
        return f"a dict with the keys {', '.join(names)}"
    if question.nested:
        whole = _tuple(question.nested)[1:-1]
        inner = " and ".join(_tuple(part) for part in question.nested if isinstance(part, tuple))
        return f"{whole}: {len(question.nested)} values, of which {inner} is a tuple itself"
    if len(names) > 1:
        return f"{len(names)} values, {' and '.join(names)}"
    return f"one, {names[0]}"


def _tuple(names):
    """Nested names as Python writes them: ``(output, (h_n, c_n))``."""
    inner = (name if isinstance(name, str) else _tuple(name) for name in names)
    return f"({', '.join(inner)})"


def _swapped(question, key, call, expected):
    """Whether two results are right, but in the wrong order."""
    values = call["values"]
    name, other = question.returns
    if question.returns[name] == DICT:
        last = values.get(other)
        return name in values and isinstance(last, dict) and last["not_numbers"] == "a dict"
    if values.keys() != expected.values.keys():
        return False
    (first, one), (second, other) = expected.values.items()
    return not equal(key, values, expected.values) and equal(
        key, values, {first: other, second: one}
    )


def _kind(value):
    """What a returned value is, in words."""
    if isinstance(value, dict):
        return value["not_numbers"]
    return "one array" if value.ndim else "one number"


def _raised_message(question, call, where):
    at = f" at \u201c{call['code']}\u201d (line {call['line']} of the cell)" if call["code"] else ""
    if told := in_plain_words(call["error"], call["text"]):
        return f"Your {question.noun} raised {call['error']}{at}, {where}. {told}"
    text = f": {call['text']}" if call["text"] else ""
    return f"Your {question.noun} raised {call['error']}{text}{at}, {where}."


def _missing_problem(name, axes, values, right, where):
    if name in values:
        return None
    whole, _, key = name.partition("[")
    if whole in values and key:
        return "type", f"{whole} is {_kind(values[whole])}, expected a dict."
    inside = [other for other in values if other.startswith(f"{whole}[")] if key else values
    there = [other.partition("[")[2].strip('"]') if key else other for other in inside]
    missing = key.strip('"]') or name
    return "missing", (
        f"{whole if key else 'Your dict'} has no key \u201c{missing}\u201d. Its keys are: "
        f"{', '.join(there) or 'none'}."
    )


def _type_problem(name, axes, values, right, where):
    got = values[name]
    if isinstance(got, dict):
        whole = right.dtype.kind in "iu"
        number = "a whole number" if whole else "a number"
        wanted = number if right.ndim == 0 else f"an array of {'whole ' if whole else ''}numbers"
        return "type", f"{name} is {got['not_numbers']}, expected {wanted}."


def _shape_problem(name, axes, values, right, where):
    got = values[name]
    if got.ndim == right.ndim == 1 and len(got) != len(right):
        return "shape", f"{name} has {len(got)} numbers, expected {len(right)}, {where}."
    if got.ndim == 0 and right.ndim == 1:
        return "shape", f"{name} is one number, expected {len(right)} numbers, {where}."
    if got.shape != right.shape and right.ndim == 0:
        return "shape", f"{name} has shape {got.shape}, expected one number, {where}."
    if got.shape != right.shape:
        letters = axes.split()
        meaning = f", that is ({', '.join(letters)})" if letters else ""
        return "shape", (f"{name} has shape {got.shape}, expected {right.shape}{meaning}, {where}.")


_NUMBERS = {"i": "whole number", "u": "whole number", "f": "float", "b": "truth value"}


def _dtype_problem(name, axes, values, right, where):
    got = values[name]
    if right.ndim == 0 and not _same_kind(got, right):
        came = _NUMBERS.get(got.dtype.kind, "complex number")
        return "dtype", f"{name} is a {came}, expected a {_NUMBERS[right.dtype.kind]}, {where}."
    if got.dtype.kind == right.dtype.kind == "f" and got.dtype.itemsize < right.dtype.itemsize:
        more = " Does something in your function leave float64?"
        return "dtype", f"{name} is {got.dtype}, expected {right.dtype}.{more}"
    if right.ndim and got.dtype.kind != right.dtype.kind:
        return "dtype", f"{name} is {got.dtype}, expected {right.dtype}, {where}."


def _finite_problem(name, axes, values, right, where):
    got = values[name]
    if np.isfinite(right).all() and not np.isfinite(got).all():
        index = tuple(int(i) for i in np.argwhere(~np.isfinite(got))[0])
        more = ""
        if np.isnan(got[index]):
            more = (
                " \u201cNot a number\u201d comes from 0/0, inf/inf, or the logarithm of a negative "
                "number."
            )
        return "not finite", f"{name}{_subscript(index)} is {got[index]}, {where}.{more}"


def _compare(question, key, name, got, right):
    wrong = ~np.isclose(got, right, rtol=key.rtol, atol=key.atol, equal_nan=True)
    if not wrong.any():
        return None
    axes = tuple(question.returns.get(name, "").split())
    if len(axes) != right.ndim:  # a dict's array, or one that was made for the comparison
        axes = ("row", "column") if right.ndim == 2 else ("index",) * right.ndim
    places = np.argwhere(wrong)
    if "T" in axes:  # in the order in which a loop over time gets there
        steps = places[:, axes.index("T")]
        places = places[np.argsort(-steps if question.walks_back else steps, kind="stable")]
    index = tuple(int(i) for i in places[0])
    return Comparison(name, axes, got, right, index)


def _one_array(name, same, right):
    """A remark on results that are one and the same array and should not be, after a blank."""
    for names in same:
        others = [other for other in names if other != name and other in right]
        if name in names and any(not _alike(right[name], right[other]) for other in others):
            both = f"{' and '.join(names)} are one and the same array"
            return f" {both}: what is added to one is added to the other."
    return ""


def _alike(a, b):
    return a.shape == b.shape and np.allclose(a, b)


def _decimals(comparison):
    """To how many decimals the right numbers were rounded, or None."""
    got, right = comparison.got, comparison.expected
    if "T" in comparison.axes:  # what comes after it was computed with rounded numbers
        axis = comparison.axes.index("T")
        got, right = (array.take(comparison.index[axis], axis) for array in (got, right))
    if right.dtype.kind != "f" or not got.any():
        return None
    for digits in range(0 if right.size > 1 else 1, 9):
        if np.allclose(got, np.round(right, digits), rtol=0, atol=1e-13):
            return digits
    return None


def _value_message(comparison, where, walks_back=False):
    if comparison.expected.dtype.kind == "b":  # a property of the result
        return f"This does not hold: {comparison.name}, {where}."
    if (digits := _decimals(comparison)) is not None:
        decimals = "whole numbers" if digits == 0 else f"{digits} decimals"
        return (
            f"{comparison.name} is right but rounded, to {decimals}, {where}. Return the numbers "
            "as they were computed."
        )
    largest = np.abs(comparison.got - comparison.expected).max()
    if 0 < largest < 1e-5 * max(1.0, np.abs(comparison.expected).max()):
        return (
            f"{comparison.name} is off by up to {largest:.0e}, more than float64 explains. Is "
            "something computed in float32, a small number added, or a derivative measured by "
            "differences?"
        )
    if comparison.expected.size <= _FEW:
        got, right = _few_numbers(comparison.got), _few_numbers(comparison.expected)
        return f"{comparison.name} is {got}, expected {right}, {where}."
    if not comparison.got.any():
        return f"{comparison.name} holds zeros alone, {where}. Is anything written into it?"
    got, right = comparison.got[comparison.index], comparison.expected[comparison.index]
    axes = ", ".join(comparison.words)
    place = f"{comparison.name}{_subscript(comparison.index)}"
    digits = 4 if f"{got:.4g}" != f"{right:.4g}" else 10
    order = f", in the order ({axes})" if len(comparison.axes) > 1 else ""
    message = (
        f"{place} is the first number that differs{order}: got "
        f"{got:.{digits}g}, expected {right:.{digits}g}, {where}."
    )
    return message + _on_the_way(comparison, walks_back)


def _on_the_way(comparison, walks_back):
    """How far a walk through time got before it went wrong, after a blank."""
    if "T" not in comparison.axes:
        return ""
    axis = comparison.axes.index("T")
    t, last = comparison.index[axis], comparison.expected.shape[axis] - 1
    if not walks_back:
        return " Every earlier time step is right." if t > 0 else ""
    if t == last:
        return " That is the last time step, where the walk back begins." if last > 0 else ""
    return f" Every later time step is right: look at what is carried from step {t + 1} to {t}."


def _few_numbers(array):
    if array.ndim:
        return f"[{', '.join(map(_few_numbers, array))}]"
    return f"{array:.4g}" if array.dtype.kind == "f" else str(array)


def _subscript(index):
    return f"[{', '.join(map(str, index))}]" if index else ""


def _sizes(case):
    """A case's arguments, for a message: ``x (5, 3, 2), lengths [4, 5, 1], horizon = 2``."""
    arguments = {**case.arguments, **case.probe_inputs}
    return ", ".join(filter(None, (_size(*argument) for argument in arguments.items())))


def _size(name, value):
    if hasattr(value, "detach"):  # a tensor
        value = as_array(value)
    if isinstance(value, np.ndarray):
        is_short = value.ndim == 1 and value.size <= 16
        shown = [round(x, 3) for x in value.tolist()] if is_short else value.shape
        return f"{name} {shown}"
    if isinstance(value, str) and len(value) > 30:
        return f"{name} of {len(value)} characters"
    if isinstance(value, (str, int, float)):
        return f"{name} = {value!r}"
    if isinstance(value, list) and len(value) > 9:
        return f"{len(value)} {name}"
    if isinstance(value, (list, tuple)) and all(isinstance(part, np.ndarray) for part in value):
        return f"{name} {type(value)(part.shape for part in value)}"
    if isinstance(value, list):
        return f"{len(value)} {name}"
    if hasattr(value, "state_dict") and not hasattr(value, "step"):  # a layer, no optimizer
        text = " ".join(str(value).split())
        return f"{name} {text if len(text) <= _LONG else type(value).__name__}"
    return ""
