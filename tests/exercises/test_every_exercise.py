"""What holds for every exercise of every notebook, now and later."""

import re

import numpy as np
import pytest
import torch

from rnn_helpers import CheckFailed, ShortcutUsed, check, models, reference
from rnn_helpers.exercises import Choices, Question, by_name, key_of
from rnn_helpers.figures import answer_comparison
from tests.rehearsal.right import RIGHT_ANSWERS

QUESTIONS = {name: item for name, item in by_name().items() if isinstance(item, Question)}
CHOICES = {name: item for name, item in by_name().items() if isinstance(item, Choices)}
KEYS = {name: key_of(name) for name in by_name()}
MISTAKES = [
    pytest.param(name, mistake, id=f"{name}-{mistake}")
    for name in QUESTIONS
    for mistake in KEYS[name].mistakes
]
# Mistakes whose result is zero everywhere.
MISTAKES_OF_ZEROS = {
    "numerical_gradient": "one_array_under_two_names",
    "orthogonal": "columns_not_normalised",
    "train_speakers": "guessing",
    "train_forecaster": "one_number",
}
# Results that are graded one by one: exercise, and the key of its dict.
PARTS = [
    pytest.param(name, part, id=f"{name}-{part}")
    for name, question in QUESTIONS.items()
    for part in question.parts or ()
]
RIGHT = [
    pytest.param(name, answer, id=f"{name}-{answer.__name__}")
    for name, answers in RIGHT_ANSWERS.items()
    for answer in answers
]


def outcome(name, wrong_answer, seed=None):
    with pytest.raises(CheckFailed) as failure:
        check(with_signature_of(name, wrong_answer), name, seed=seed)
    return failure.value.result


def each_array(change, returned):
    """What a function returned, a dict or tuple perhaps, with each array in it changed."""
    if isinstance(returned, dict):
        return {name: each_array(change, value) for name, value in returned.items()}
    if isinstance(returned, tuple):
        return tuple(each_array(change, value) for value in returned)
    return None if returned is None else change(returned)


def wrong_everywhere(name, change):
    """A function whose every result is ``change`` of the right one."""

    def answer(*arguments):
        right = KEYS[name].solution(*arguments)
        if isinstance(right, torch.nn.Module):
            return WrongModel(right, change)
        if QUESTIONS[name].probe:
            return lambda *given: each_array(change, right(*given))
        if QUESTIONS[name].in_place:
            for weight in arguments[0].parameters():  # a layer, changed in place
                weight.data = torch.from_numpy(change(weight.detach().numpy()))
        return each_array(change, right)

    return answer


class WrongModel(torch.nn.Module):
    """A model whose results are changed; an LSTM's state is a tuple."""

    def __init__(self, model, change):
        super().__init__()
        self.model = model
        self.change = lambda result: torch.from_numpy(change(result.detach().numpy()))

    def forward(self, x, state=None):
        return each_array(self.change, self.model(x, state))


def with_signature_of(name, function):
    """The function with exactly the parameters that the question names."""
    question = QUESTIONS[name]
    given = [case.arguments for case in question.draw(0).values()]
    optional = [arg for arg in given[0] if any(arg not in arguments for arguments in given)]
    names = [f"{arg}=None" if arg in optional else arg for arg in given[0]]
    code = "arguments = [value for value in locals().values() if value is not None]\n"
    namespace = {"function": function}
    exec(
        f"def students_function({', '.join(names)}):\n    {code}    return function(*arguments)",
        namespace,
    )
    if question.is_class:  # calling it gives whatever the function returns
        return type(
            name,
            (),
            {"__new__": lambda cls, layer, output_size: function(layer, output_size)},
        )
    return namespace["students_function"]


@pytest.mark.parametrize("seed", [None, 1])
@pytest.mark.parametrize(("name", "mistake"), MISTAKES)
def test_a_known_mistake_is_named(name, mistake, seed, reference_allowed):
    result = outcome(name, KEYS[name].wrong_answer(mistake), seed)
    assert result.mistake == mistake
    assert result.message == KEYS[name].mistakes[mistake].hint


def test_hints_are_distinct():
    for name in QUESTIONS:
        hints = [mistake.hint for mistake in KEYS[name].mistakes.values()]
        assert len(set(hints)) == len(hints), name


@pytest.mark.parametrize("seed", [None, 1])
@pytest.mark.parametrize(("name", "answer"), RIGHT)
def test_right_answers_in_other_styles_are_accepted(name, answer, seed):
    assert check(answer, name, seed=seed).passed


@pytest.mark.parametrize("name", QUESTIONS)
def test_three_right_answers_are_tried(name):
    assert len(RIGHT_ANSWERS[name]) >= 3


@pytest.mark.parametrize("name", QUESTIONS)
def test_the_stub_is_not_attempted(name):
    def stub(*arguments):
        raise NotImplementedError()

    class StubOfAClass(torch.nn.Module):
        def __init__(self, layer, output_size):
            raise NotImplementedError()

    stub = StubOfAClass if QUESTIONS[name].is_class else stub
    with pytest.raises(CheckFailed, match="not attempted") as failure:
        check(stub, name)
    assert failure.value.result.stage == "not attempted"


@pytest.mark.parametrize(
    ("name", "room"),
    [(name, room) for room in (reference, models) for name in QUESTIONS if name in room.__all__],
)
def test_the_courses_own_answer_is_refused(name, room):
    with pytest.raises(ShortcutUsed, match=rf"{room.__name__} may not be used"):
        check(with_signature_of(name, getattr(room, name)), name)


@pytest.mark.parametrize("name", QUESTIONS)
def test_zeros_are_refused(name, reference_allowed):
    def zeros(value):
        return type(value)(0) if np.isscalar(value) else np.zeros_like(value)

    result = outcome(name, wrong_everywhere(name, zeros))
    assert result.mistake in (None, MISTAKES_OF_ZEROS.get(name))


@pytest.mark.parametrize("name", QUESTIONS)
def test_cases_repeat_under_their_seed_and_differ_under_another(name):
    exercise = QUESTIONS[name]

    def parts(value):
        if isinstance(value, (list, tuple, dict)):
            within = value.values() if isinstance(value, dict) else value
            return [part for element in within for part in parts(element)]
        return [value]

    def arrays(seed):
        values = [v for case in exercise.draw(seed).values() for v in case.arguments.values()]
        numbers = np.ndarray, torch.Tensor, int, float, str
        found = [part for part in parts(values) if isinstance(part, numbers)]
        return [part.detach() if isinstance(part, torch.Tensor) else part for part in found]

    once, again, other = arrays(5), arrays(5), arrays(6)
    assert all(np.array_equal(a, b) for a, b in zip(once, again, strict=True))
    assert any(not np.array_equal(a, b) for a, b in zip(once, other, strict=True))


@pytest.mark.parametrize("name", QUESTIONS)
def test_every_case_has_a_name_of_its_own(name):
    question = QUESTIONS[name]
    rng = np.random.default_rng(1)
    makers = filter(None, (question.cases, question.edge_cases, question.graded_cases))
    assert len(question.draw(1)) == sum(len(make(rng)) for make in makers)
    assert (question.draw(0).keys() < question.draw(1).keys()) == bool(question.graded_cases)
    abouts = [case.about for case in question.draw(1).values()]
    assert len(set(abouts)) == len(abouts)


# --- Parts ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", QUESTIONS)
def test_parts_are_the_results_and_add_up(name):
    exercise = QUESTIONS[name]
    if exercise.parts:
        assert exercise.gives_dict
        assert exercise.parts.keys() == exercise.returns.keys()
        assert sum(exercise.parts.values()) == exercise.points


@pytest.mark.parametrize(("name", "part"), PARTS)
def test_a_part_is_judged_by_itself(name, part, reference_allowed):
    """One result wrong, or missing: its own part fails, every other keeps its points."""
    exercise = QUESTIONS[name]

    def one_wrong(*arguments):
        right = KEYS[name].solution(*arguments)
        return {**right, part: right[part] + 0.123}

    def one_missing(*arguments):
        right = KEYS[name].solution(*arguments)
        return {key: right[key] for key in right if key != part}

    for wrong, message in ((one_wrong, rf"{part}(\[| is )"), (one_missing, f"no (key “)?{part}")):
        answer = with_signature_of(name, wrong)
        for other in exercise.parts:
            if other == part:
                with pytest.raises(CheckFailed) as failure:
                    check(answer, name, part=other)
                assert failure.value.result.exercise == f"{name}, {part}"
                assert re.search(message, str(failure.value))
            else:
                assert check(answer, name, part=other, seed=3).passed


@pytest.mark.parametrize(
    ("name", "mistake"), [entry for entry in MISTAKES if QUESTIONS[entry.values[0]].parts]
)
def test_a_mistake_is_named_in_each_part_that_shows_it(name, mistake, reference_allowed):
    exercise = QUESTIONS[name]
    answer = with_signature_of(name, KEYS[name].wrong_answer(mistake))
    verdicts = []
    for part in exercise.parts:
        try:
            verdicts.append(check(answer, name, part=part))
        except CheckFailed as failure:
            verdicts.append(failure.result)
            assert failure.result.mistake == mistake
    assert not all(verdict.passed for verdict in verdicts)


# --- Choices --------------------------------------------------------------------------------------


def right_choices(name):
    return {line: choice.right for line, choice in KEYS[name].items()}


@pytest.mark.parametrize("name", CHOICES)
def test_right_choices_are_accepted(name):
    assert check(right_choices(name), name).passed


@pytest.mark.parametrize("name", CHOICES)
def test_each_wrong_choice_is_explained(name):
    assert tuple(KEYS[name]) == CHOICES[name].lines
    for key, choice in KEYS[name].items():
        assert set(choice.why_not) == set(CHOICES[name].options) - {choice.right}
        for wrong, hint in choice.why_not.items():
            with pytest.raises(CheckFailed) as failure:
                check({**right_choices(name), key: wrong}, name)
            assert failure.value.result.message == f"“{key}”: {wrong} is not right. {hint}"
            assert failure.value.result.mistake == f"{key}: {wrong}"


@pytest.mark.parametrize("name", [name for name in CHOICES if CHOICES[name].parts])
def test_each_choice_is_graded_by_itself(name):
    choices = CHOICES[name]
    assert tuple(choices.parts) == choices.lines
    assert sum(choices.parts.values()) == choices.points
    for part, choice in KEYS[name].items():
        wrong = next(iter(choice.why_not))
        answers = {**right_choices(name), part: wrong, "a key of the student's": 3}
        for other in choices.lines:
            if other != part:
                assert check(answers, name, part=other).passed
        with pytest.raises(CheckFailed, match=f"{part}.*{wrong} is not right"):
            check(answers, name, part=part)
        with pytest.raises(CheckFailed, match="not attempted yet"):
            check({**answers, part: None}, name, part=part)
        with pytest.raises(CheckFailed, match="is missing"):
            check({key: value for key, value in answers.items() if key != part}, name, part=part)
        with pytest.raises(CheckFailed, match="is none of the choices"):
            check({**answers, part: 3.5}, name, part=part)


@pytest.mark.parametrize("name", CHOICES)
def test_choices_that_are_none_yet(name):
    with pytest.raises(CheckFailed, match="not attempted yet") as failure:
        check(dict.fromkeys(CHOICES[name].lines), name)
    assert failure.value.result.stage == "not attempted"
    almost = right_choices(name)
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
    right = right_choices(name)
    with pytest.raises(CheckFailed) as failure:
        check(wrong(right, next(iter(right))), name)
    assert message in str(failure.value)


@pytest.mark.parametrize("name", CHOICES)
def test_a_dict_has_to_be_named(name):
    with pytest.raises(CheckFailed, match="A dict does not know its name") as failure:
        check(right_choices(name))
    assert f'check({name}, "{name}")' in str(failure.value)


@pytest.mark.parametrize("name", CHOICES)
def test_spaces_and_capitals_do_no_harm(name):
    right = right_choices(name)
    assert check({key: f" {choice.upper()} " for key, choice in right.items()}, name).passed


# --- Pictures -----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", QUESTIONS)
def test_every_wrong_value_can_be_drawn(name, reference_allowed):
    """A wrong answer that no known mistake explains: where it has a picture, it can be drawn."""

    def off(value):
        is_tensor = isinstance(value, torch.Tensor)
        value = np.array(value.detach() if is_tensor else value)
        return value + (17 if value.dtype.kind == "i" else 0.123)

    result = outcome(name, wrong_everywhere(name, off))
    assert result.stage == "value"
    # What properties of a result are wrong is always known; other results may be anything.
    assert result.mistake is None or KEYS[name].normalise or KEYS[name].judge
    if result.comparison:
        assert "<svg" in answer_comparison(result.comparison).svg()
