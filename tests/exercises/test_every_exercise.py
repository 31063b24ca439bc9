"""What holds for every exercise of every notebook, now and later."""

import time

import numpy as np
import pytest

from rnn_helpers import CheckFailed, ShortcutUsed, check
from rnn_helpers.exercises import by_name
from tests.exercises.right_answers import RIGHT_ANSWERS

EXERCISES = by_name()
MISTAKES = [
    pytest.param(name, mistake, id=f"{name}-{mistake.name}")
    for name, exercise in EXERCISES.items()
    for mistake in exercise.mistakes
]
RIGHT = [
    pytest.param(name, answer, id=f"{name}-{answer.__name__}")
    for name, answers in RIGHT_ANSWERS.items()
    for answer in answers
]


def outcome(exercise, name, wrong_answer, monkeypatch, seed=None):
    # The known mistakes are written with the reference implementation; a student's are not.
    monkeypatch.setattr(exercise, "refuses_shortcuts", False)
    with pytest.raises(CheckFailed) as failure:
        check(with_signature_of(exercise, wrong_answer), name, seed=seed)
    return failure.value.result


def with_signature_of(exercise, function):
    """The function with exactly the parameters that the exercise names."""
    parameters = ", ".join(exercise.draw(0)[0].arguments)
    namespace = {"function": function}
    exec(f"def students_function({parameters}):\n    return function({parameters})", namespace)
    return namespace["students_function"]


@pytest.mark.parametrize("seed", [None, 1, 2])
@pytest.mark.parametrize(("name", "mistake"), MISTAKES)
def test_a_known_mistake_is_named(name, mistake, seed, monkeypatch):
    result = outcome(EXERCISES[name], name, mistake.answer, monkeypatch, seed)
    assert result.mistake == mistake.name
    assert result.message == mistake.hint


def test_hints_are_distinct():
    for exercise in EXERCISES.values():
        hints = [mistake.hint for mistake in exercise.mistakes]
        names = [mistake.name for mistake in exercise.mistakes]
        assert len(set(hints)) == len(hints), exercise.name
        assert len(set(names)) == len(names), exercise.name


@pytest.mark.parametrize("seed", [None, 1])
@pytest.mark.parametrize(("name", "answer"), RIGHT)
def test_right_answers_in_other_styles_are_accepted(name, answer, seed):
    assert check(answer, name, seed=seed).passed


@pytest.mark.parametrize("name", EXERCISES)
def test_three_right_answers_are_tried(name):
    assert len(RIGHT_ANSWERS[name]) >= 3


@pytest.mark.parametrize("name", EXERCISES)
def test_the_stub_is_not_attempted(name):
    def stub(*arguments):
        raise NotImplementedError()

    with pytest.raises(CheckFailed, match="not attempted") as failure:
        check(stub, name)
    assert failure.value.result.stage == "not attempted"


@pytest.mark.parametrize(
    "name", [name for name, exercise in EXERCISES.items() if exercise.refuses_shortcuts]
)
def test_the_reference_is_refused(name):
    with pytest.raises(ShortcutUsed, match="write the recurrence yourself"):
        check(with_signature_of(EXERCISES[name], EXERCISES[name].answer), name)


@pytest.mark.parametrize("name", EXERCISES)
def test_zeros_are_refused(name, monkeypatch):
    exercise = EXERCISES[name]

    def zeros(*arguments):
        right = exercise.answer(*arguments)
        if isinstance(right, tuple):
            return tuple(np.zeros_like(part) for part in right)
        return np.zeros_like(right)

    assert outcome(exercise, name, zeros, monkeypatch).mistake is None


@pytest.mark.parametrize("name", EXERCISES)
def test_cases_repeat_under_their_seed_and_differ_under_another(name):
    exercise = EXERCISES[name]

    def arrays(seed):
        return [
            value
            for case in exercise.draw(seed)
            for value in case.arguments.values()
            if isinstance(value, np.ndarray)
        ]

    once, again, other = arrays(5), arrays(5), arrays(6)
    assert all(np.array_equal(a, b) for a, b in zip(once, again, strict=True))
    assert any(
        a.shape != b.shape or not np.allclose(a, b) for a, b in zip(once, other, strict=True)
    )


@pytest.mark.parametrize("name", EXERCISES)
def test_hidden_seeds_add_edge_cases(name):
    exercise = EXERCISES[name]
    shown = {case.about for case in exercise.draw(0)}
    assert shown < {case.about for case in exercise.draw(1)}


@pytest.mark.parametrize("name", EXERCISES)
def test_a_check_answers_in_under_a_second(name):
    """A loose bound on one slow machine; the time itself is in the benchmarks."""
    answer = RIGHT_ANSWERS[name][0]
    check(answer, name)
    started = time.perf_counter()
    check(answer, name)
    assert time.perf_counter() - started < 1
