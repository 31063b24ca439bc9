"""Which known mistake explains an answer: the one that comes out as the answer did."""

import copy
import warnings
from collections.abc import Callable
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np

from ..exercises import Case, Cases, Key, Question, by_name, key_of
from .problems import Problem, equal, normalised
from .returned import Returned, as_array, changes, run, take_apart


class Diagnosis(NamedTuple):
    """The ``mistake`` that an answer shows, by name, and whether it explains all that is wrong."""

    mistake: str
    is_whole: bool


class Outcome(NamedTuple):
    """What an implementation of ours returns, its values as arrays, and what it changes."""

    returned: Returned
    changed: list[str]


def _outcome(question, answer, case):
    """The Outcome of an implementation of ours in a case; None where it raises."""
    given = copy.deepcopy(list(case.arguments.values()))
    try:
        with np.errstate(all="ignore"), warnings.catch_warnings(action="ignore"):
            result = run(question, answer, given, case.probe_inputs)
            returned = take_apart(question, result, given)
    except Exception:
        return None
    arrays = {name: np.array(as_array(value)) for name, value in returned.values.items()}
    return Outcome(returned._replace(values=arrays), changes(question, case.arguments, given))


# What our own answers return depends on the exercise and the seed alone. It is kept, because a
# student checks again and again, and a class of two hundred is checked with one seed.


@lru_cache(maxsize=64)
def drawn_cases(name: str, seed: int) -> Cases:
    """The cases of an exercise under this seed, to be looked at and not changed."""
    return by_name()[name].draw(seed)


@lru_cache(maxsize=64)
def expected_outcomes(name: str, seed: int) -> dict[str, tuple[Case, Outcome]]:
    """What the solution comes to in each case of this seed, with the case, by the case's key."""
    question, solution = by_name()[name], key_of(name).solution
    return {
        key: (case, _outcome(question, solution, case))
        for key, case in drawn_cases(name, seed).items()
    }


@lru_cache(maxsize=64)
def mistaken_outcomes(name: str, seed: int) -> dict[str, list[Outcome | None]]:
    """What each known mistake comes to in each case of this seed."""
    question, key = by_name()[name], key_of(name)
    return {
        mistake: [
            _outcome(question, key.wrong_answer(mistake), case)
            for case in drawn_cases(name, seed).values()
        ]
        for mistake in key.mistakes
    }


def diagnose(
    question: Question,
    key: Key,
    seed: int,
    calls: list[dict],
    problems: list[Problem | None],
    result: str | None,
    trace: Callable[[str], Any] | None,
) -> Diagnosis | None:
    """The known mistake that explains an answer, or None.

    It is the one that comes out as the answer did in every case. Where two mistakes were made
    together none does. Then, if the function returns a dict, it is one that explains the result
    that is looked at. Else it is one that alone explains the wrong values of a case that isolates
    mistakes. (Of other cases that would prove little: with one time step many things look alike.)

    Args:
        question, key, seed: what the answer was collected for.
        calls: what was collected, for each case.
        problems: what is wrong with each, a Problem or None.
        result: the name of the result that is looked at, or None.
        trace: is called with each step in a line of text, if given.
    """
    if not any(call["outcome"] == "returned" for call in calls):
        return None
    outcomes = mistaken_outcomes(question.name, seed)
    cases = expected_outcomes(question.name, seed)

    def same(mistake, i):
        return _same(question, key, calls[i], outcomes[mistake][i])

    if trace:
        for mistake in outcomes:
            if like := [case for i, case in enumerate(cases) if same(mistake, i)]:
                trace(f"mistake {mistake!r} comes out the same in: {', '.join(like)}")
    trace = trace or (lambda line: None)
    for mistake in outcomes:
        if all(same(mistake, i) for i in range(len(calls))):
            trace(f"{mistake!r} is named: it comes out the same in every case")
            return Diagnosis(mistake, True)
    if question.gives_dict and result:
        mistake = _explaining_result(question, key, seed, calls, result)
        if mistake:
            trace(f"{mistake!r} is named: it explains the result {result}")
            return Diagnosis(mistake, True)
    if next(filter(None, problems)).stage != "value":
        return None
    for i, ((name, (case, _)), problem) in enumerate(zip(cases.items(), problems, strict=True)):
        is_wrong = case.isolates and problem and problem.stage == "value"
        if is_wrong and not _only_zeros(calls[i]):
            explaining = [mistake for mistake in outcomes if same(mistake, i)]
            if len(explaining) == 1:
                trace(f"{explaining[0]!r} is named: it alone explains the case {name!r}")
                return Diagnosis(explaining[0], False)
    return None


def _same(question, key, call, outcome):
    """Whether a call came out as this outcome did."""
    if call["outcome"] != "returned" or outcome is None:
        return call["outcome"] == "raised" and outcome is None
    returned, changed = outcome
    if call["form"] != returned.form or call["changed"] != changed:
        return False
    values = call["values"]
    if key.normalise and values.keys() == returned.values.keys():
        try:
            values, wrong = (normalised(key, v, v) for v in (values, returned.values))
        except Exception:  # shapes that nothing can be made of
            return equal(key, values, returned.values)
        return equal(key, values, wrong)
    if question.gives_dict:
        # Other keys do no harm, unless one of them is a misspelled one.
        strange = values.keys() - question.returns.keys()
        if strange and returned.values.keys() < question.returns.keys():
            return False
        values = {name: values[name] for name in values if name not in strange}
    return equal(key, values, returned.values)


def _same_result(key, call, outcome, name):
    """Whether one result of a call, in a dict, is the same as in this outcome."""
    if call["outcome"] != "returned" or outcome is None:
        return call["outcome"] == "raised" and outcome is None
    returned, _ = outcome
    values = call["values"]
    return (
        call["form"] == returned.form
        and name in values
        and name in returned.values
        and equal(key, {name: values[name]}, {name: returned.values[name]})
    )


def _only_zeros(call):
    """Whether a call returned nothing but zeros. Many mistakes end there, so they prove little."""
    arrays = [value for value in call["values"].values() if isinstance(value, np.ndarray)]
    return all(np.allclose(array, 0, atol=1e-9) for array in arrays)


def _explaining_result(question, key, seed, calls, result):
    """The known mistake that explains one result of a dict, or None.

    Best is one whose every wrong result is also the student's, the more the better. Else it is
    the one that goes wrong in the fewest other results.
    """
    right = [outcome for _, outcome in expected_outcomes(question.name, seed).values()]
    mistaken = mistaken_outcomes(question.name, seed)

    def like_the_students(outcomes, name):
        return all(_same_result(key, *pair, name) for pair in zip(calls, outcomes, strict=True))

    def is_right(outcome, expected, name):
        if outcome is None or name not in outcome.returned.values:
            return False
        pair = ({name: o.returned.values[name]} for o in (outcome, expected))
        return equal(key, *pair)

    explaining = {  # the results that each such mistake gets wrong
        mistake: [
            name
            for name in question.returns
            if not all(is_right(*pair, name) for pair in zip(outcomes, right, strict=True))
        ]
        for mistake, outcomes in mistaken.items()
        if like_the_students(outcomes, result)
    }
    whole = [
        mistake
        for mistake, wrong in explaining.items()
        if all(like_the_students(mistaken[mistake], name) for name in wrong)
    ]
    if whole:
        return max(whole, key=lambda mistake: len(explaining[mistake]))
    fewest = sorted(explaining, key=lambda mistake: len(explaining[mistake]))
    if len(fewest) == 1 or (fewest and len(explaining[fewest[0]]) < len(explaining[fewest[1]])):
        return fewest[0]
    return None
