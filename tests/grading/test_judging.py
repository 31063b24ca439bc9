"""Points are given outside the student's kernel, item by item."""

import math

import pytest

from rnn_grading.evidence import encode
from rnn_grading.judging import judge_evidence
from rnn_helpers.checking import collect
from rnn_helpers.exercises import Choices, Written, items_of, key_of, of_notebook
from tests.rehearsal.right import RIGHT_ANSWERS

SEED = 424_242
ASSIGNMENTS = ["01_sequential_data", "03_forward_pass", "04_bptt"]


def right_evidence(assignment):
    found = {}
    for exercise in of_notebook(assignment):
        if isinstance(exercise, Choices):
            answer = {line: choice.right for line, choice in key_of(exercise.name).items()}
        elif isinstance(exercise, Written):
            continue
        else:
            answer = RIGHT_ANSWERS[exercise.name][0]
        found[exercise.name] = encode(collect(exercise, answer, SEED))
    return found


@pytest.fixture(scope="module", params=ASSIGNMENTS)
def assignment(request):
    return request.param


@pytest.fixture(scope="module")
def evidence(assignment):
    return right_evidence(assignment)


def test_right_answers_earn_every_point(assignment, evidence):
    scores = judge_evidence(assignment, evidence, SEED)
    automatic = [item for item in items_of(assignment) if not isinstance(item.question, Written)]
    assert [(score.name, score.points) for score in scores] == [
        (item.name, item.points) for item in automatic
    ]
    for score in scores:
        assert type(score.points) is float
        assert math.isfinite(score.points)
        assert score.points == score.most
        assert "right" in score.message
        assert not score.forged


def test_what_is_lost_costs_nothing_else(assignment, evidence):
    first, *others = evidence
    there = {name: evidence[name] for name in others}
    scores = judge_evidence(assignment, there, SEED, {first: "The kernel died."})
    for score in scores:
        if score.name == first or score.name.startswith(f"{first}_"):
            assert (score.points, score.message) == (0.0, "The kernel died.")
        else:
            assert score.points == score.most
    assert all(score.points == 0.0 for score in judge_evidence(assignment, {}, SEED))


@pytest.mark.parametrize("content", [b"", b"{}", b"\xff", b'{"passed": true, "score": 99}'])
def test_forged_evidence_earns_nothing_and_is_told(assignment, evidence, content):
    first = next(iter(evidence))
    scores = judge_evidence(assignment, {**evidence, first: content}, SEED)
    told = [score for score in scores if score.forged]
    assert told
    for score in scores:
        assert score.points == (0.0 if score.forged else score.most)


def test_evidence_of_another_run_earns_nothing(assignment, evidence):
    """Recorded under a seed that is known, such as the one of the visible check."""
    for score in judge_evidence(assignment, evidence, SEED + 1):
        assert score.points == 0.0
        assert score.forged == "another seed"


def of_exercise(name, scores):
    return next(score for score in scores if score.name == name)


def test_a_wrong_answer_is_told_its_mistake(monkeypatch):
    monkeypatch.setattr("rnn_helpers.checking.shortcuts._ours", list)
    exercise = next(e for e in of_notebook("03_forward_pass") if e.name == "stacked_forward")
    key = key_of("stacked_forward")
    mistake = next(iter(key.mistakes))
    found = {exercise.name: encode(collect(exercise, key.wrong_answer(mistake), SEED))}
    score = of_exercise(exercise.name, judge_evidence("03_forward_pass", found, SEED))
    assert (score.points, score.mistake) == (0.0, mistake)
    assert key.mistakes[mistake].hint in score.message


def test_an_untouched_answer_is_told_so():
    exercise = next(e for e in of_notebook("03_forward_pass") if e.name == "stacked_forward")

    def stacked_forward(*arguments):
        raise NotImplementedError()

    found = {exercise.name: encode(collect(exercise, stacked_forward, SEED))}
    score = of_exercise(exercise.name, judge_evidence("03_forward_pass", found, SEED))
    assert (score.points, score.mistake) == (0.0, None)
    assert "not attempted" in score.message
