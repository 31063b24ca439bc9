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
    """The known ``mistake`` that an answer shows, by name, what is to be said of it, and whether
    that explains all that is wrong.
    """

    mistake: str
    message: str
    is_whole: bool


class Outcome(NamedTuple):
    """What an implementation of ours returns, its values as arrays, and what it changes."""

    returned: Returned
    changed: list[str]


def outcome_of(question: Question, answer: Callable, case: Case) -> Outcome | None:
    """The Outcome of an implementation in a case; None where it raises or returns no numbers."""
    given = copy.deepcopy(list(case.arguments.values()))
    try:
        with np.errstate(all="ignore"), warnings.catch_warnings(action="ignore"):
            result = run(question, answer, given, case.probe_inputs)
            returned = take_apart(question, result, given)
            # Of a generator, or of rows of different lengths, no array can be made.
            arrays = {name: np.array(as_array(value)) for name, value in returned.values.items()}
    except Exception:
        return None
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
    outcomes = {
        key: (case, outcome_of(question, solution, case))
        for key, case in drawn_cases(name, seed).items()
    }
    return outcomes  # type: ignore[return-value]  # the solution raises nowhere


@lru_cache(maxsize=64)
def mistaken_outcomes(name: str, seed: int) -> dict[str, list[Outcome | None]]:
    """What each known mistake comes to in each case of this seed."""
    question, key = by_name()[name], key_of(name)
    return {
        mistake: [
            outcome_of(question, key.wrong_answer(mistake), case)
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

    It is the one that comes out as the answer did in every case, with the two results swapped if
    need be; or one of two that do together. Else, if the function returns a dict, it is one that
    explains the result that is looked at. Else it is the one that explains most of the wrong
    numbers of ordinary cases. (Where something is switched off, or there is one time step, many
    things look alike.)

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
    hints = {name: mistake.hint for name, mistake in key.mistakes.items()}
    trace = trace or (lambda line: None)

    def same(mistake, i, calls=calls):
        return _same(question, key, calls[i], outcomes[mistake][i])

    like = {mistake: [i for i in range(len(calls)) if same(mistake, i)] for mistake in outcomes}
    for mistake, where in like.items():
        if where:
            trace(f"mistake {mistake!r} comes out the same in: {_names(cases, where)}")
    for mistake, where in like.items():
        if len(where) == len(calls):
            trace(f"{mistake!r} is named: it comes out the same in every case")
            return Diagnosis(mistake, hints[mistake], True)
    if swapped := _swapped(question, calls):
        for mistake in outcomes:
            if all(same(mistake, i, swapped) for i in range(len(calls))):
                trace(f"{mistake!r} is named: with the results swapped it is the same everywhere")
                first = next(iter(question.returns))
                more = f" Besides, your two results are swapped: {first} comes first."
                return Diagnosis(mistake, hints[mistake] + more, True)
    if all(call["outcome"] != "returned" or _only_zeros(call) for call in calls):
        return None  # many mistakes end there
    told = next(filter(None, problems)).stage
    if told == "value" and (pair := _explaining_pair(question, key, seed, calls, problems, like)):
        trace(f"{' and '.join(pair)} are named: together they are the same in every case")
        message = f"Two things are wrong. {' '.join(hints[mistake] for mistake in pair)}"
        return Diagnosis(pair[0], message, True)
    if question.gives_dict and result:
        mistake, is_whole = _explaining_result(question, key, seed, calls, result)
        if mistake:
            trace(f"{mistake!r} is named: it explains the result {result}")
            more = (
                "" if is_whole else f" (That is how {result} came out; other results do not fit.)"
            )
            return Diagnosis(mistake, hints[mistake] + more, is_whole)
    shares = {m: _share(cases, calls, problems, found) for m, found in outcomes.items()}
    best = max(shares, key=shares.__getitem__)
    if shares[best] >= _A_PART:
        trace(f"{best!r} is named: it explains {shares[best]:.0%} of the wrong numbers")
        more = " (This explains some of the wrong numbers, perhaps not all.)"
        return Diagnosis(best, hints[best] + more, False)
    return None


_A_PART = 0.5  # of the wrong numbers in ordinary cases
_MOST_PAIRED = 4  # mistakes that are tried together with every other


def _names(cases, where):
    return ", ".join(name for i, name in enumerate(cases) if i in where)


def _swapped(question, calls):
    """The calls with their two results swapped; None if there are not two."""
    if question.gives_dict or len(question.returns) != 2:
        return None
    if any(c["outcome"] == "returned" and len(c["values"]) != 2 for c in calls):
        return None
    return [
        {
            **call,
            "values": dict(zip(call["values"], reversed(call["values"].values()), strict=True)),
        }
        if call["outcome"] == "returned"
        else call
        for call in calls
    ]


def _explaining_pair(question, key, seed, calls, problems, like):
    """Two known mistakes that explain an answer together, or None. One of them has to show alone
    in some case, with the other switched off there.
    """
    alone = sorted((m for m in like if like[m]), key=lambda m: -len(like[m]))[:_MOST_PAIRED]
    cases = [case for case, _ in expected_outcomes(question.name, seed).values()]
    # A case that is told apart at once comes first.
    order = sorted(range(len(calls)), key=lambda i: (problems[i] is None, cases[i].isolates))
    for first in alone:
        for second in like:
            try:
                both = key.wrong_answer(first, second)
            except (ValueError, SyntaxError):
                continue
            if all(
                _same(question, key, calls[i], outcome_of(question, both, cases[i])) for i in order
            ):
                return first, second
    return None


def _only_zeros(call):
    arrays = [value for value in call["values"].values() if isinstance(value, np.ndarray)]
    return all(np.allclose(array, 0, atol=1e-9) for array in arrays)


def _share(cases, calls, problems, outcomes):
    """How much of the wrong numbers of ordinary cases a mistake explains, and how much of what is
    wrong with it the answer shows: the smaller of the two, from 0 to 1.
    """
    wrong = theirs = common = 0
    for (case, (right, _)), call, problem, outcome in zip(
        cases.values(), calls, problems, outcomes, strict=True
    ):
        if case.isolates or problem is None or problem.stage != "value" or outcome is None:
            continue
        for name, value in right.values.items():
            got, mistaken = call["values"].get(name), outcome.returned.values.get(name)
            shapes = {getattr(array, "shape", None) for array in (value, got, mistaken)}
            if len(shapes) > 1:
                continue
            is_wrong, is_mistaken = ~np.isclose(got, value), ~np.isclose(mistaken, value)
            wrong, theirs = wrong + is_wrong.sum(), theirs + is_mistaken.sum()
            common += (is_wrong & is_mistaken & np.isclose(got, mistaken)).sum()
    return common / max(wrong, theirs, 1)


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


def _explaining_result(question, key, seed, calls, result):
    """The known mistake that explains one result of a dict, or None; and whether every result that
    it gets wrong is the student's.

    Best is one of which that holds, the more the better. Else it is the one that goes wrong in the
    fewest other results.
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
        return max(whole, key=lambda mistake: len(explaining[mistake])), True
    fewest = sorted(explaining, key=lambda mistake: len(explaining[mistake]))
    if len(fewest) == 1 or (fewest and len(explaining[fewest[0]]) < len(explaining[fewest[1]])):
        return fewest[0], False
    return None, False
