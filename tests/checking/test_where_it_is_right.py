"""What is said of a wrong answer that no known mistake explains: a collection, to be added to."""

import re

import numpy as np
import pytest
import torch

from rnn_helpers import CheckFailed, check
from rnn_helpers.checking import collect
from rnn_helpers.checking.conditions import problems_of, right_with
from rnn_helpers.checking.raised import in_plain_words
from rnn_helpers.exercises import by_name, key_of


def answer(name, *edits):
    """The solution of an exercise with slips in it: pairs of a text and what replaces it."""
    key = key_of(name)
    source = key._source
    for old, new in edits:
        assert old in source, old
        source = source.replace(old, new)
    namespace = dict(key._globals)
    exec(compile(source, "<an answer>", "exec"), namespace)
    return namespace[name]


def told(name, *edits, **more):
    with pytest.raises(CheckFailed) as failure:
        check(answer(name, *edits), name, **more)
    return str(failure.value)


def condition(name, *edits):
    slipped = answer(name, *edits)
    question, key = by_name()[name], key_of(name)
    problems = problems_of(question, key, collect(question, slipped, 0))
    return right_with(question, key, slipped, 0, problems)


CONDITIONS = [
    ("rnn_step", ('params["b_hh"]', '2 * params["b_hh"]'), "b_hh = 0"),
    ("rnn_step", ("x_t @", "x_t**2 @"), "x_t = 0, or with W_ih = 0"),
    ("rnn_step", ('params["b_hh"]', 'params["b_ih"]'), "b_hh = b_ih"),
    ("gru_step", ("+ r * (h_prev", "+ z * (h_prev"), "the same weights for r and z"),
    ("gru_step", (" + b_hr", ""), "b_hh = 0"),
    ("lstm_step", ("sigmoid(a_i), sig", "sigmoid(a_o), sig"), "the same weights for i and o"),
    ("lstm_step_backward", ("dc_prev = dc_t * f", "dc_prev = dc_t * f * f"), "f = 0"),
    ("lstm_step_backward", ("dc_prev = dc_t", "dc_prev = (dc_t - dc)"), "dc = 0, or with f = 0"),
    ("rnn_step_backward", ("1 - h_t**2", "1 - h_t"), "h_t = 0"),
]


@pytest.mark.parametrize(("name", "edit", "where"), CONDITIONS)
def test_with_what_it_is_right(name, edit, where):
    assert condition(name, edit).startswith(f"With {where}, your numbers are right: look at what")


def test_a_condition_is_not_told_where_all_are_right_or_none_is():
    assert condition("rnn_step") is None
    assert condition("rnn_step", ("return act(", "return 2 + act(")) is None
    # Of a right answer in no case but those where everything is zero.
    assert condition("rnn_step_backward", ("da = dh", "da = 3 * dh")) is None


TOLD = [
    ("lstm_step", [("o * np.tanh(c_t)", "o * np.tanh(1.1 * c_t)")], " c_t is right."),
    (
        "rnn_forward",
        [("        states.append(h)", "        states.append(h)\n        h = h / 2")],
        "Every earlier time step is right.",
    ),
    ("softmax_output", [("weights / weights.sum", "weights - weights.sum")], "probabilities holds"),
    (
        "rnn_step",
        [(' + params["b_hh"]', ""), ('params["W_hh"].T', 'params["W_hh"]')],
        "Two things are wrong. These are the numbers you get without b_hh",
    ),
    ("lstm_step_backward", [("dc_prev = dc_t", "dc_prev = (dc_t - dc)")], "how dc_prev came out"),
    ("rnn_forward", [("np.stack(states), h[", "0 * np.stack(states), h[")], "zeros alone"),
    ("rnn_step", [("return act(from_input + from_state)",
        "return np.round(act(from_input + from_state), 4)")], "rounded, to 4 decimals"),
    ("rnn_forward", [("h = rnn_step(x_t, h, params)", "h = np.round(rnn_step(x_t, h, params), 3)")],
        "output is right but rounded, to 3 decimals"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "edits", "words"), TOLD)
def test_what_is_told(name, edits, words, reference_allowed):
    assert words in told(name, *edits)


def test_swapped_results_beside_a_known_mistake():
    message = told(
        "lstm_step",
        ("return h_t, c_t", "return c_t, h_t"),
        ("c_t = f * c_prev + i * g", "c_t = f * c_prev + g"),
    )
    assert message.endswith("Besides, your two results are swapped: h_t comes first.")


def test_a_walk_back_is_told_from_its_end(reference_allowed):
    place = r"dx\[\d, 0, 0\] is the first number that differs"
    message = told("rnn_backward", ("dh = doutput[t] + dh", "dh = doutput[t] + 0.9 * dh"))
    assert re.search(place, message)
    assert re.search(r"Every later time step is right: look at what is carried from", message)
    message = told("rnn_backward", ("dh = doutput[t] + dh", "dh = doutput[t] / 3 + dh"))
    assert "That is the last time step, where the walk back begins." in message


def test_one_array_for_two_gradients():
    def rnn_step_backward(dh, cache):
        params = cache["params"]
        da = dh * (1 - cache["h_t"] ** 2)
        dW_ih = dW_hh = np.zeros_like(params["W_hh"])
        if params["W_ih"].shape != params["W_hh"].shape:
            dW_ih = np.zeros_like(params["W_ih"])
        dW_ih += da.T @ cache["x_t"]
        dW_hh += da.T @ cache["h_prev"]
        db = da.sum(axis=0)
        grads = {"dW_ih": dW_ih, "dW_hh": dW_hh, "db_ih": db, "db_hh": db}
        return {"dx": da @ params["W_ih"], "dh_prev": da @ params["W_hh"], **grads}

    with pytest.raises(CheckFailed, match="dW_ih and dW_hh are one and the same array"):
        check(rnn_step_backward)


T = 2


def test_a_number_of_the_notebooks_beside_the_place_of_the_slip():
    def multiplications(T_, F, H):
        return T * (F * H + H * H)

    with pytest.raises(CheckFailed) as failure:
        check(multiplications)
    assert "T is not set in your function: the notebook's T = 2 was used." in str(failure.value)


PLAIN = [
    ("NameError", "name 'rnn_step' is not defined", "run the cell of that exercise, too"),
    ("NameError", "name 'np' is not defined", "run the first cell of the notebook"),
    ("NameError", "name 'sigmiod' is not defined", "sigmiod is not defined. Is it misspelled"),
    (
        "ValueError",
        "matmul: Input operand 1 has a mismatch in its core dimension 0, with gufunc signature "
        "(n?,k),(k,m?)->(n?,m?) (size 3 is different from 2)",
        "here they have 2 and 3",
    ),
    ("ValueError", "shapes (4,2) and (3,5) not aligned: 2 (dim 1) != 3 (dim 0)", "have 2 and 3"),
    ("RuntimeError", "mat1 and mat2 shapes cannot be multiplied (4x2 and 3x5)", "have 2 and 3"),
    (
        "ValueError",
        "operands could not be broadcast together with shapes (5,4) (5,) ",
        "The shapes (5, 4) and (5,) do not go together",
    ),
    (
        "ValueError",
        "operands could not be broadcast together with shapes (4,) (4,3) (4,3) ",
        "The shapes (4, 3) and (4,) do not go together",
    ),
    ("ValueError", "operands could not be broadcast together with shapes (5,4) (3,4) ", None),
    ("KeyError", "'W_hi'", None),
]


@pytest.mark.parametrize(("error", "text", "words"), PLAIN)
def test_errors_in_plain_words(error, text, words):
    plain = in_plain_words(error, text)
    assert plain is None if words is None else words in plain


@pytest.mark.parametrize(
    ("name", "edit"),
    [
        ("rnn_step", ('x_t @ params["W_ih"].T', 'params["W_ih"] @ x_t')),
        ("softmax_output", ("keepdims=True", "keepdims=False")),
        ("padded_forward", ("[:, np.newaxis]", "")),
    ],
)
def test_the_three_commonest_are_what_numpy_says(name, edit, reference_allowed):
    message = told(name, edit)
    assert "raised ValueError" in message and ("In a product" in message or "go tog" in message)


def test_a_not_implemented_error_of_pytorchs_is_no_empty_exercise():
    def last_states(output, lengths):
        return torch.sparse_coo_tensor(size=(2, 2)).to(torch.float32).storage()

    with pytest.raises(CheckFailed) as failure:
        check(last_states)
    assert failure.value.result.stage == "raised"
    assert "not attempted" not in str(failure.value)


def test_a_large_model_is_named_and_not_printed():
    def train_epoch(model, windows, optimizer, max_norm):
        return 1.0

    with pytest.raises(CheckFailed) as failure:
        check(train_epoch)
    assert len(str(failure.value)) < 400
