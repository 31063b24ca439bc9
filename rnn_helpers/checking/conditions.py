"""Under which conditions a wrong answer is right: that says where to look."""

import dataclasses
import itertools
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np

from ..exercises import DICT, Case, Key, Question
from .collecting import collect
from .diagnosis import expected_outcomes, outcome_of
from .problems import Problem, problem_with

_SMALL = {  # cases that leave something out, by key, and what is left then
    "one step": "Right for one time step, wrong for more: look at what one step hands to the next.",
    "one sequence": "Right for one sequence, wrong for a batch: look at what mixes the rows.",
    "one unit": "Right for one unit, wrong for more: look at what mixes the units.",
}
_FEW = 2  # conditions that are told; more tell nothing


def problems_of(
    question: Question, key: Key, collected: dict, names: list[str] | None = None
) -> list[Problem | None]:
    """What is wrong in each case that was collected, with the results of these names, or all."""
    return [
        problem_with(question, key, case, call, right, names or list(right.values))
        for (case, (right, _)), call in zip(
            expected_outcomes(question.name, collected["seed"]).values(),
            collected["calls"],
            strict=True,
        )
    ]


def what_is_right(
    question: Question, key: Key, collected: dict, problems: list[Problem | None]
) -> str:
    """Which results are right where others are wrong, and which small case is where larger ones are
    wrong, in sentences after a blank; an empty text if there is nothing to say.
    """
    told = ""
    cases = expected_outcomes(question.name, collected["seed"])
    names = [name for name in question.returns if question.returns[name] != DICT]
    if len(question.returns) > 1 and not key.normalise:
        right = [n for n in names if not any(problems_of(question, key, collected, [n]))]
        if right:
            told += f" {' and '.join(right)} {'is' if len(right) == 1 else 'are'} right."
    told += "".join(_impossible(name, cases, collected["calls"]) for name in names)
    small = (n for n, problem in zip(cases, problems, strict=True) if not problem and n in _SMALL)
    return told + "".join(f" {_SMALL[name]}" for name in list(small)[:1])


def _impossible(name, cases, calls):
    """That a result leaves a range which no right one leaves, after a blank."""
    right = [outcome.returned.values.get(name) for _, outcome in cases.values()]
    got = [call.get("values", {}).get(name) for call in calls]
    if not all(isinstance(value, np.ndarray) and value.dtype.kind == "f" for value in right + got):
        return ""
    low, high = (reach([reach(value) for value in right]) for reach in (np.min, np.max))
    # Where it is reached in some case, it is a bound and no accident.
    bounds = next((b for b in ((0, 1), (-1, 1)) if b[0] <= low and 0.99 < high <= b[1]), None)
    furthest = max((value for array in got for value in array.flat), key=abs)
    if bounds is None or bounds[0] <= furthest <= bounds[1]:
        return ""
    return f" {name} holds {furthest:.3g}, but never leaves the range from {bounds[0]} to 1."


def right_with(
    question: Question,
    key: Key,
    answer: Callable,
    seed: int,
    problems: list[Problem | None],
    names: list[str] | None = None,
) -> str | None:
    """Under which condition on its arguments an answer that is wrong in value is right, in a
    sentence, or None. The arguments are those of ``locate``.
    """
    cases = [case for case, _ in expected_outcomes(question.name, seed).values()]
    ordinary = (
        case
        for case, problem in zip(cases, problems, strict=True)
        if problem and problem.stage == "value" and not case.isolates
    )
    case = next(ordinary, None)
    if case is None:
        return None
    arrays = [*_arrays(case.arguments)]
    for make in (_switched_off, _equal, _equal_gates):
        told = []
        changed = {about: (what, _changed(case, new)) for about, what, new in make(arrays)}
        tried = {about: case for about, (_, case) in changed.items()}
        calls = collect(question, answer, seed, tried)["calls"] if tried else []
        for (about, (what, case_)), call in zip(changed.items(), calls, strict=False):
            expected = outcome_of(question, key.solution, case_)
            if expected is None or _is_nothing(expected):
                continue
            right = expected.returned
            if not problem_with(question, key, case_, call, right, names or list(right.values)):
                told.append((about, what))
        if 0 < len(told) <= _FEW:
            where = ", or with ".join(about for about, _ in told)
            what = " and ".join(dict.fromkeys(what for _, what in told))
            return f"With {where}, your numbers are right: look at what you do with {what}."
    return None


def _switched_off(arrays):
    """One array after the other zero, or a square one the identity."""
    for name, path, array in arrays:
        yield f"{name} = 0", name, {path: np.zeros_like(array)}
        if array.ndim == 2 and 1 < len(array) == array.shape[1]:
            yield f"{name} = the identity", name, {path: np.eye(len(array))}


def _equal(arrays):
    """Two arrays that stand side by side, and may be taken for each other, equal."""
    for (one, path, array), (other, place, replaced) in itertools.combinations(arrays, 2):
        if path[:-1] == place[:-1] and array.shape == replaced.shape:
            yield f"{other} = {one}", f"{one} and {other}", {place: array}


def _equal_gates(arrays):
    """Two gates with the same weights."""
    stacked = [(path, array) for name, path, array in arrays if re.match(r"[Wb]_[ih]h$", name)]
    matrices = [array for _, array in stacked if array.ndim == 2]
    count = len(matrices[-1]) // matrices[-1].shape[1] if matrices else 1
    for one, other in itertools.combinations(_SIGMOID_GATES.get(count, ()), 2):
        new = {}
        for path, array in stacked:
            blocks = np.split(array, count)
            blocks[_GATES[count].index(other)] = blocks[_GATES[count].index(one)]
            new[path] = np.concatenate(blocks)
        yield f"the same weights for {one} and {other}", f"{one} and {other}", new


_GATES = {3: "rzn", 4: "ifgo"}  # in PyTorch's order, by how many are stacked
_SIGMOID_GATES = {3: "rz", 4: "ifo"}


def _arrays(
    arguments: Mapping, path: tuple = (), name: str = ""
) -> Iterator[tuple[str, tuple, np.ndarray]]:
    """The arrays of floats in the arguments: what each is called, the keys that lead to it, itself.

    Those in dicts and tuples, too.
    """
    for key, value in arguments.items():
        called = key if isinstance(key, str) else f"{name}[{key}]"
        if isinstance(value, np.ndarray) and value.dtype.kind == "f":
            yield called, (*path, key), value
        elif isinstance(value, (dict, tuple)):
            inside = value if isinstance(value, dict) else dict(enumerate(value))
            yield from _arrays(inside, (*path, key), called)


def _changed(case: Case, new: dict[tuple, np.ndarray]) -> Case:
    """The case with other arrays at these places."""
    arguments: Any = case.arguments
    for path, array in new.items():
        arguments = _with(arguments, path, array)
    return dataclasses.replace(case, arguments=arguments)


def _with(whole, path, array):
    if not path:
        return array
    parts = list(whole) if isinstance(whole, tuple) else dict(whole)
    parts[path[0]] = _with(parts[path[0]], path[1:], array)
    return tuple(parts) if isinstance(whole, tuple) else parts


def _is_nothing(outcome):
    """Whether all right numbers are zero, as most wrong ones are then."""
    return not any(value.any() for value in outcome.returned.values.values())
