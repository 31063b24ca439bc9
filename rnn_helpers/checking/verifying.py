"""The second half of a check: compares what was collected with what is right.

Nothing here calls the student's code: it works on the data that ``collect`` returned.
"""

import copy
import warnings
from functools import lru_cache

import numpy as np

from ..exercises import Choices, by_name
from .choices import verify_choices
from .problems import compared, equal, problem_with
from .results import CheckResult
from .returned import as_array, changes, run, take_apart
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


def verify(exercise, seed, collected, part=None):
    """The verdict on what ``collect(exercise, answer, seed)`` returned, as a CheckResult.

    ``part`` names the one key to look at, of an exercise that is graded in parts.
    """
    if isinstance(exercise, Choices):
        return verify_choices(exercise, collected, part)
    title = exercise.name if part is None else f"{exercise.name}, {part}"
    cases = cases_of(exercise.name, seed)
    calls = collected["calls"]

    def fail(stage, message, **more):
        if collected["printed"]:
            message += " (What your code printed is not shown here.)"
        return CheckResult(title, False, stage, message, **more)

    if collected["shortcuts"]:
        return fail("shortcut", refusal(" and ".join(collected["shortcuts"])))
    if collected["signature"]:
        return fail("signature", collected["signature"])
    if calls and all(call.get("error") == "NotImplementedError" for call in calls):
        if calls[0]["function"]:
            message = (
                f"Your {exercise.noun} calls {calls[0]['function']}, which is not attempted yet."
            )
            return fail("raised", message)
        return fail(
            "not attempted",
            "not attempted yet. The line \u201craise NotImplementedError()\u201d is still there.",
        )
    if any(call["outcome"] == "stopped" for call in calls):
        return fail(
            "time limit",
            f"Your {exercise.noun} did not finish within {exercise.time_limit:g} seconds. Is there "
            "a loop that never ends?",
        )

    expected = _expected(exercise.name, seed)
    names = [list(right.values) if part is None else [part] for right, _ in expected]
    problems = [
        problem_with(exercise, case, call, right, looked_at)
        for case, call, (right, _), looked_at in zip(cases, calls, expected, names, strict=True)
    ]
    # The first case that went wrong is told: the cases go from the plain to the special.
    first = next(filter(None, problems), None)
    if first is None:
        where = f" in all {len(cases)} cases" if len(cases) > 1 else ""
        return CheckResult(title, True, "passed", f"right{where}.")
    if exercise.judged:
        hints = {mistake.name: mistake.hint for mistake in exercise.mistakes}
        if first.message in hints:
            return fail(first.stage, hints[first.message], mistake=first.message)
    elif first.stage in _STAGES_OF_MISTAKES:
        mistake, alone = _name_mistake(exercise, seed, cases, calls, problems, part or first.name)
        if mistake:
            more = "" if alone else " (This explains some of the wrong numbers, perhaps not all.)"
            return fail(first.stage, mistake.hint + more, mistake=mistake.name)
    return fail(first.stage, first.message, comparison=first.comparison)


# --- Which known mistake it is ----------------------------------------------------------------


def _outcome(exercise, answer, case):
    """What an implementation of ours returns, its values as arrays, and what it changes; None
    where it raises.
    """
    given = copy.deepcopy(list(case.arguments.values()))
    try:
        with np.errstate(all="ignore"), warnings.catch_warnings(action="ignore"):
            returned = take_apart(exercise, run(exercise, answer, given, case.later), given)
    except Exception:
        return None
    arrays = {name: np.array(as_array(value)) for name, value in returned.values.items()}
    return returned._replace(values=arrays), changes(exercise, case.arguments, given)


# What our own answers return depends on the exercise and the seed alone. It is kept, because a
# student checks again and again, and a class of two hundred is checked with one seed.


@lru_cache(maxsize=64)
def cases_of(name, seed):
    """The cases of an exercise under this seed, to be looked at and not changed."""
    return by_name()[name].draw(seed)


@lru_cache(maxsize=64)
def _expected(name, seed):
    """What the right answer returns in each case of this seed."""
    exercise = by_name()[name]
    return [_outcome(exercise, exercise.answer, case) for case in cases_of(name, seed)]


@lru_cache(maxsize=64)
def _mistaken(name, seed):
    """Each known mistake with what it returns in each case of this seed."""
    exercise = by_name()[name]
    cases = cases_of(name, seed)
    return [
        (mistake, [_outcome(exercise, mistake.answer, case) for case in cases])
        for mistake in exercise.mistakes
    ]


def _same(exercise, call, outcome):
    """Whether a call came out as this outcome did."""
    if call["outcome"] != "returned" or outcome is None:
        return call["outcome"] == "raised" and outcome is None
    returned, changed = outcome
    if call["form"] != returned.form or call["changed"] != changed:
        return False
    values = call["values"]
    if exercise.compared and values.keys() == returned.values.keys():
        try:
            values, wrong = (compared(exercise, v, v) for v in (values, returned.values))
        except Exception:  # shapes that nothing can be made of
            return equal(exercise, values, returned.values)
        return equal(exercise, values, wrong)
    if exercise.gives_dict:
        # Other keys do no harm, unless one of them is a misspelled one.
        strange = values.keys() - exercise.returns.keys()
        if strange and returned.values.keys() < exercise.returns.keys():
            return False
        values = {key: values[key] for key in values if key not in strange}
    return equal(exercise, values, returned.values)


def _same_result(exercise, call, outcome, name):
    """Whether one result of a call, in a dict, is the same as in this outcome."""
    if call["outcome"] != "returned" or outcome is None:
        return call["outcome"] == "raised" and outcome is None
    returned, _ = outcome
    values = call["values"]
    return (
        call["form"] == returned.form
        and name in values
        and name in returned.values
        and equal(exercise, {name: values[name]}, {name: returned.values[name]})
    )


def _name_mistake(exercise, seed, cases, calls, problems, name):
    """``(mistake, alone)``: the known mistake that explains the answer, or ``(None, False)``.

    It is the one that comes out as the answer did in every case. Where two mistakes were made
    together none does. Then, if the function returns a dict, it is one that explains the result
    called ``name``. Else it is one that alone explains the wrong values of a case that isolates
    mistakes. (Of other cases that would prove little: with one time step many things look alike.)
    """
    if not any(call["outcome"] == "returned" for call in calls):
        return None, False
    outcomes = _mistaken(exercise.name, seed)
    matches = [
        (mistake, [_same(exercise, *pair) for pair in zip(calls, wrong, strict=True)])
        for mistake, wrong in outcomes
    ]
    for mistake, same in matches:
        if all(same):
            return mistake, True
    if exercise.gives_dict and name:
        expected = _expected(exercise.name, seed)
        mistake = _explain_result(exercise, calls, outcomes, expected, name)
        if mistake:
            return mistake, True
    if next(filter(None, problems)).stage != "value":
        return None, False
    for i, (case, call, problem) in enumerate(zip(cases, calls, problems, strict=True)):
        if case.isolates and problem and problem.stage == "value" and not _only_zeros(call):
            explaining = [mistake for mistake, same in matches if same[i]]
            if len(explaining) == 1:
                return explaining[0], False
    return None, False


def _only_zeros(call):
    """Whether a call returned nothing but zeros. Many mistakes end there, so they prove little."""
    arrays = [value for value in call["values"].values() if isinstance(value, np.ndarray)]
    return all(np.allclose(array, 0, atol=1e-9) for array in arrays)


def _explain_result(exercise, calls, outcomes, expected, name):
    """The known mistake that explains one result of a dict, or None.

    Best is one whose every wrong result is also the student's, the more the better. Else it is
    the one that goes wrong in the fewest other results.
    """

    def like_the_students(wrong, result):
        return all(_same_result(exercise, *pair, result) for pair in zip(calls, wrong, strict=True))

    def goes_wrong_in(wrong):
        """The results that the mistake gets wrong."""
        return [
            result
            for result in exercise.returns
            if not all(
                outcome
                and result in outcome[0].values
                and equal(
                    exercise, {result: outcome[0].values[result]}, {result: right[0].values[result]}
                )
                for outcome, right in zip(wrong, expected, strict=True)
            )
        ]

    explaining = [
        (mistake, wrong, goes_wrong_in(wrong))
        for mistake, wrong in outcomes
        if like_the_students(wrong, name)
    ]
    whole = [
        (len(results), mistake)
        for mistake, wrong, results in explaining
        if all(like_the_students(wrong, result) for result in results)
    ]
    if whole:
        return max(whole, key=lambda pair: pair[0])[1]
    fewest = sorted((len(results), i) for i, (_, _, results) in enumerate(explaining))
    if len(fewest) == 1 or (fewest and fewest[0][0] < fewest[1][0]):
        return explaining[fewest[0][1]][0]
    return None
