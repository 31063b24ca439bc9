"""What holds for every exercise of every notebook, now and later."""

import time

import numpy as np
import pytest

from rnn_helpers import CheckFailed, ShortcutUsed, check, reference
from rnn_helpers.exercises import Choices, Exercise, by_name
from rnn_helpers.figures import answer_comparison
from tests.exercises.right_answers import RIGHT_ANSWERS

EXERCISES = {name: item for name, item in by_name().items() if isinstance(item, Exercise)}
CHOICES = {name: item for name, item in by_name().items() if isinstance(item, Choices)}
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
    monkeypatch.setattr("rnn_helpers.checking.shortcuts._REFERENCE", ())
    with pytest.raises(CheckFailed) as failure:
        check(with_signature_of(exercise, wrong_answer), name, seed=seed)
    return failure.value.result


def with_signature_of(exercise, function):
    """The function with exactly the parameters that the exercise names."""
    given = [case.arguments for case in exercise.draw(0)]
    optional = [name for name in given[0] if any(name not in arguments for arguments in given)]
    names = [f"{name}=None" if name in optional else name for name in given[0]]
    code = "arguments = [value for value in locals().values() if value is not None]\n"
    namespace = {"function": function}
    exec(
        f"def students_function({', '.join(names)}):\n    {code}    return function(*arguments)",
        namespace,
    )
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
    "name", [name for name, exercise in EXERCISES.items() if name in reference.__all__]
)
def test_the_reference_is_refused(name):
    with pytest.raises(ShortcutUsed, match="rnn_helpers.reference may not be used"):
        check(with_signature_of(EXERCISES[name], EXERCISES[name].answer), name)


@pytest.mark.parametrize("name", EXERCISES)
def test_zeros_are_refused(name, monkeypatch):
    exercise = EXERCISES[name]

    def zeros(*arguments):
        right = exercise.answer(*arguments)
        if isinstance(right, tuple):
            return tuple(np.zeros_like(part) for part in right)  # shapes are tuples, too
        return type(right)(0) if np.isscalar(right) else np.zeros_like(right)

    assert outcome(exercise, name, zeros, monkeypatch).mistake is None


@pytest.mark.parametrize("name", EXERCISES)
def test_cases_repeat_under_their_seed_and_differ_under_another(name):
    exercise = EXERCISES[name]

    def arrays(seed):
        values = [v for case in exercise.draw(seed) for v in case.arguments.values()]
        values = [part for v in values for part in (v if isinstance(v, list) else [v])]
        return [value for value in values if isinstance(value, (np.ndarray, int, str))]

    once, again, other = arrays(5), arrays(5), arrays(6)
    assert all(np.array_equal(a, b) for a, b in zip(once, again, strict=True))
    assert any(not np.array_equal(a, b) for a, b in zip(once, other, strict=True))


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


# --- Choices --------------------------------------------------------------------------------------


def right_choices(exercise):
    return {key: question.right for key, question in exercise.questions.items()}


@pytest.mark.parametrize("name", CHOICES)
def test_right_choices_are_accepted(name):
    assert check(right_choices(CHOICES[name]), name).passed


@pytest.mark.parametrize("name", CHOICES)
def test_each_wrong_choice_is_explained(name):
    exercise = CHOICES[name]
    for key, question in exercise.questions.items():
        assert set(question.why_not) == set(exercise.options) - {question.right}
        for wrong, hint in question.why_not.items():
            with pytest.raises(CheckFailed) as failure:
                check({**right_choices(exercise), key: wrong}, name)
            assert failure.value.result.message == f"“{key}”: {wrong} is not right. {hint}"
            assert failure.value.result.mistake == f"{key}: {wrong}"


@pytest.mark.parametrize("name", CHOICES)
def test_choices_that_are_none_yet(name):
    with pytest.raises(CheckFailed, match="not attempted yet") as failure:
        check(dict.fromkeys(CHOICES[name].questions), name)
    assert failure.value.result.stage == "not attempted"
    almost = right_choices(CHOICES[name])
    almost[next(iter(almost))] = None
    with pytest.raises(CheckFailed, match="has no choice yet"):
        check(almost, name)


@pytest.mark.parametrize("name", CHOICES)
@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (lambda right, key: None, "should be a dict, but it is None"),
        (lambda right, key: [1, 2], "should be a dict, but it is a list of int"),
        (lambda right, key: {**right, "another": right[key]}, "“another” is not one of the keys"),
        (lambda right, key: {**right, 3: right[key]}, "is not one of the keys"),
        (lambda right, key: {**right, key: 7}, "an int is none of the choices"),
        (lambda right, key: {**right, key: "some"}, '"some" is none of the choices'),
        (lambda right, key: {k: v for k, v in right.items() if k != key}, "is missing"),
        (lambda right, key: {}, "is missing"),
    ],
    ids=[
        "None",
        "list",
        "another key",
        "number as key",
        "number",
        "other word",
        "key missing",
        "empty",
    ],
)
def test_strange_choices(name, wrong, message):
    right = right_choices(CHOICES[name])
    with pytest.raises(CheckFailed) as failure:
        check(wrong(right, next(iter(right))), name)
    assert message in str(failure.value)


@pytest.mark.parametrize("name", CHOICES)
def test_a_dict_has_to_be_named(name):
    with pytest.raises(CheckFailed, match="A dict does not know its name") as failure:
        check(right_choices(CHOICES[name]))
    assert f'check({name}, "{name}")' in str(failure.value)


@pytest.mark.parametrize("name", CHOICES)
def test_spaces_and_capitals_do_no_harm(name):
    right = right_choices(CHOICES[name])
    assert check({key: f" {choice.upper()} " for key, choice in right.items()}, name).passed


# --- Pictures -----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", EXERCISES)
def test_every_wrong_value_can_be_drawn(name, monkeypatch):
    """A wrong answer that no known mistake explains: where it has a picture, it can be drawn."""
    exercise = EXERCISES[name]

    def off(value):
        value = np.array(value)
        return value + (17 if value.dtype.kind == "i" else 0.123)

    def unlike_anything(*arguments):
        right = exercise.answer(*arguments)
        return tuple(map(off, right)) if isinstance(right, tuple) else off(right)

    result = outcome(exercise, name, unlike_anything, monkeypatch)
    assert (result.stage, result.mistake) == ("value", None)
    if result.comparison:
        assert "<svg" in answer_comparison(result.comparison).svg()
