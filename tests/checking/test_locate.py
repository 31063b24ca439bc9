"""The place of a slip: the line is told, nothing else is touched, and it takes a second."""

import time
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from benchmarks import diagnosis
from rnn_helpers import CheckFailed, check
from rnn_helpers.checking import collect, locate
from rnn_helpers.checking.conditions import problems_of
from rnn_helpers.exercises import by_name, key_of

# What a notebook holds: functions of its own, which answers call, and numbers.
CALLS = []
COUNTED = {"calls": 0}


def sigmoid(a):
    return 1 / (1 + 1.01 * np.exp(-a))  # a number too many


def told(answer, name=None, **more):
    with pytest.raises(CheckFailed) as failure:
        check(answer, name, **more)
    return failure.value.result


def line_of(text):
    """The number of the line in this file that holds the text, and does not ask for it."""
    lines = Path(__file__).read_text(encoding="utf-8").splitlines()
    (number,) = (i for i, line in enumerate(lines, 1) if text in line and "line_of" not in line)
    return number


def rnn_step(x_t, h_prev, params, activation="tanh"):
    act = np.tanh if activation == "tanh" else lambda a: np.maximum(a, 0)
    from_input = x_t @ params["W_ih"].T + params["b_ih"]
    from_state = h_prev @ params["W_hh"].T - params["b_hh"]  # the sign of a bias
    return act(from_input + from_state)


def test_the_line_and_what_to_look_at_but_not_what_should_stand_there():
    result = told(rnn_step)
    assert result.message == (
        f"One change in line {line_of('# the sign of a bias')} makes all cases right. Look at the "
        'signs: \u201cfrom_state = h_prev @ params["W_hh"].T - params["b_hh"]  # the sign of a '
        "bias\u201d."
    )
    assert result.stage == "value" and result.mistake is None and result.comparison


def lstm_step(x_t, state, params):
    h_prev, c_prev = state
    a = x_t @ params["W_ih"].T + params["b_ih"] + h_prev @ params["W_hh"].T + params["b_hh"]
    i, f, g, o = np.split(a, 4, axis=1)
    c_t = sigmoid(f) * c_prev + sigmoid(i) * np.tanh(g)
    return sigmoid(o) * np.tanh(c_t), c_t


def test_a_slip_in_a_function_that_the_answer_calls():
    message = told(lstm_step).message
    assert f"in line {line_of('# a number too many')} of your cell with sigmoid" in message


def test_two_places():
    def linear_factor(w, n):
        factor = 1.0
        for _ in range(n):
            factor = factor * w
        factor = factor + 1
        return factor

    message = told(linear_factor).message
    assert "One change in line" in message


def test_what_is_raised_is_told_first():
    def softmax_output(h, W_ho, b_o):
        logits = h @ W_ho.T + b_o.T[:, None]
        weights = np.exp(logits - logits.max(axis=1, keepdims=True))
        return weights / weights.sum(axis=1, keepdims=True)

    message = told(softmax_output).message
    assert "raised ValueError" in message and "One change in line" in message


def test_nothing_is_printed_and_the_notebook_stays_as_it_is(capsys):
    def multiplications(T, F, H):
        print("tried")
        COUNTED["calls"] = COUNTED["calls"]
        CALLS.append(T)
        return T * (H * F - H * H)

    before = dict(globals())
    result = told(multiplications)
    assert "Look at the signs" in result.message
    assert capsys.readouterr() == ("", "")
    assert {name: value for name, value in globals().items() if name in before} == before


def test_an_edit_that_never_ends_does_no_harm():
    def half_life(bias):
        steps, left = 0, 1.0
        while left > 0.5:
            left = left * (1 / (1 + np.exp(-bias)))
            steps = steps + 1
        return steps

    started = time.process_time()
    told(half_life)
    assert time.process_time() - started < 20


def test_the_deadline_is_kept():
    def rnn_forward(x, h_0, params):
        end = time.perf_counter() + 0.01
        while time.perf_counter() < end:
            pass
        h, states = h_0[0], []
        for x_t in x:
            h = np.tanh(x_t @ params["W_ih"].T + params["b_ih"] + h @ params["W_hh"].T)
            states.append(h * 1.01)
        return np.stack(states), h[np.newaxis]

    question, key = by_name()["rnn_forward"], key_of("rnn_forward")
    problems = problems_of(question, key, collect(question, rnn_forward, 0))
    lines = []
    locate.locate(question, key, rnn_forward, 0, problems, trace=lines.append, seconds=0.1)
    assert int(lines[0].split()[0]) < 100


def test_what_has_no_source_or_no_plain_one():
    made: dict = {"np": np}
    exec("def linear_factor(w, n):\n    return w * n + 0.5", made)
    assert "One change" not in told(made["linear_factor"]).message
    offset = 0.5

    def linear_factor(w, n):
        return w**n + offset

    assert "One change" not in told(linear_factor).message  # a closure
    assert "One change" not in told(lambda w, n: w * n + 0.5, "linear_factor").message


def test_it_is_off_when_a_class_is_graded(no_closer_look):
    assert "One change" not in told(rnn_step).message


def test_a_factor_that_is_missing():
    def gru_parameters(F, H):
        return 3 * (H * F + H * H + 2)

    assert "Something is missing" in told(gru_parameters).message


def test_an_edit_that_returns_no_numbers_does_not_end_the_search(capsys):
    def count_parameters(F, H, layers, directions):
        widths = [F] + [directions * H] * (layers - 1)
        return sum(directions * (H * width + H * H + 3 * H) for width in widths)

    # Without its sum, this returns a generator.
    assert "One change in line" in told(count_parameters, explain=True).message
    assert "changes of the code were tried" in capsys.readouterr().out


def test_explain_says_how_the_search_went(capsys):
    told(rnn_step, explain=True)
    printed = capsys.readouterr().out
    assert "changes of the code were tried; right with one in rnn_step, line" in printed


def test_nine_of_ten_slips_are_told():
    """A sample of benchmarks/diagnosis.py, with as much time as it takes on a busy machine."""
    counts: Counter = Counter()
    for name in ("rnn_step", "softmax_output", "rnn_step_backward", "cell_gradient", "gru_step"):
        found, _ = diagnosis.measure(name, 12, 0)
        counts += found
    slips = sum(counts[column] for column in diagnosis.COLUMNS)
    assert slips > 50 and counts["accepted"] == 0
    assert counts["numbers"] <= 0.1 * slips
    assert counts["other line"] <= 0.03 * slips
