"""Answers that are dicts, or hold one, and exercises that are graded in parts."""

import re

import numpy as np
import pytest
import torch

from rnn_helpers import CheckFailed, check
from tests.rehearsal.right import RIGHT_ANSWERS

whole = RIGHT_ANSWERS["rnn_backward"][0]
one_step = RIGHT_ANSWERS["rnn_step_backward"][0]
clip = RIGHT_ANSWERS["clip_gradients"][0]
lstm = RIGHT_ANSWERS["lstm_forward"][0]
lstm_back = RIGHT_ANSWERS["lstm_step_backward"][0]
set_bias = RIGHT_ANSWERS["set_forget_bias"][0]


def message(answer, name, **options):
    with pytest.raises(CheckFailed) as failure:
        check(answer, name, **options)
    return str(failure.value)


@pytest.mark.parametrize(
    ("returned", "came"),
    [
        (None, "returned None. Did you forget a return?"),
        (np.ones(3), "returned one array, expected a dict with the keys dx, dh_prev"),
        ((1.0, 2.0), "returned 2 values, expected a dict with the keys dx"),
        ({}, "Your dict has no key “dx”. Its keys are: none."),
        ({"dX": 1.0, 7: 2.0}, "Your dict has no key “dx”. Its keys are: dX, 7."),
    ],
    ids=["None", "array", "tuple", "empty", "other keys"],
)
def test_answers_that_are_no_such_dict(returned, came):
    assert came in message(lambda dh, cache: returned, "rnn_step_backward")


def test_a_value_in_a_dict_that_is_no_array():
    def strange(dh, cache):
        return {**one_step(dh, cache), "db_ih": "zero"}

    assert "db_ih is a str, expected an array of numbers." in message(strange, "rnn_step_backward")


def test_a_dict_among_several_results(no_closer_look):
    def without_keys(grads, max_norm):
        return np.zeros(3), 1.0

    def one_short(grads, max_norm):
        clipped, norm = clip(grads, max_norm)
        return dict(list(clipped.items())[1:]), norm

    def off(grads, max_norm):
        clipped, norm = clip(grads, max_norm)
        return {name: grad + 0.1 for name, grad in clipped.items()}, norm

    assert "grads is one array, expected a dict." in message(without_keys, "clip_gradients")
    assert "grads has no key “dW_ih”. Its keys are: dW_hh" in message(one_short, "clip_gradients")
    found = message(off, "clip_gradients")
    assert re.search(r'grads\["dW_ih"\]\[0, 0\] is the first number that differs', found)


def test_the_order_of_keys_and_further_keys_do_no_harm():
    def rnn_step_backward(dh, cache):
        grads = one_step(dh, cache)
        return {"note": "all six", **dict(reversed(grads.items()))}

    assert check(rnn_step_backward).passed


def test_a_further_key_does_no_harm_to_a_wrong_answer():
    """Two slips at once, so that the cases that isolate are looked at."""

    def lstm_step_backward(dh, dc, cache):
        grads = lstm_back(dh, 1.5 * dc, cache)
        return {**grads, "dW_ih": 2 * grads["dW_ih"], "note": "all seven"}

    assert "is the first number that differs" in message(lstm_step_backward, "lstm_step_backward")


def test_two_mistakes_at_once_are_each_named_in_their_part():
    """dW_hh lacks h_0 and dx is reversed: no known mistake does both."""

    def rnn_backward(doutput, cache):
        grads = whole(doutput, cache)
        without = whole(doutput, {**cache, "h_0": np.zeros_like(cache["h_0"])})
        return {**grads, "dW_hh": without["dW_hh"], "dx": grads["dx"][::-1]}

    assert "leaves out the first step" in message(rnn_backward, "rnn_backward", part="dW_hh")
    assert "in the order in which the loop runs" in message(rnn_backward, "rnn_backward", part="dx")
    for part in ("dh_0", "dW_ih", "db_ih", "db_hh"):
        assert check(rnn_backward, part=part).passed


def test_a_part_has_to_exist():
    assert "rnn_backward has no part 'dW'. They are: dx, dh_0, dW_ih" in message(
        whole, "rnn_backward", part="dW"
    )
    assert message(clip, "clip_gradients", part="norm") == "clip_gradients has no part 'norm'."


# The three mistakes that everybody makes, in a student's own words.


def backward_by_a_student(step):
    def rnn_backward(grad_states, memory):
        inputs, start, states, weights = (memory[k] for k in ("x", "h_0", "output", "params"))
        result = {"d" + k: np.zeros(v.shape) for k, v in weights.items()}
        result["dx"] = np.zeros(inputs.shape)
        later = np.zeros(states[0].shape)
        for i in range(len(states) - 1, -1, -1):
            before = start[0] if i == 0 else states[i - 1]
            later = step(result, i, grad_states[i] + later, inputs[i], before, states[i], weights)
        result["dh_0"] = later[None, :, :]
        return result

    return rnn_backward


def assigns(result, i, g, x, before, h, w):
    delta = g * (1 - h * h)
    result["dW_ih"] = delta.T @ x
    result["dW_hh"] = delta.T @ before
    result["db_ih"] = result["db_hh"] = delta.sum(0)
    result["dx"][i] = delta @ w["W_ih"]
    return delta @ w["W_hh"]


def adds(result, i, delta, x, before, w):
    result["dW_ih"] += np.einsum("bh,bf->hf", delta, x)
    result["dW_hh"] += np.einsum("bh,bk->hk", delta, before)
    result["db_ih"] += delta.sum(0)
    result["db_hh"] += delta.sum(0)
    result["dx"][i] = delta.dot(w["W_ih"])


def not_squared(result, i, g, x, before, h, w):
    delta = (1 - h) * g
    adds(result, i, delta, x, before, w)
    return delta @ w["W_hh"]


def transposed(result, i, g, x, before, h, w):
    delta = (1 - h**2) * g
    adds(result, i, delta, x, before, w)
    return np.einsum("bh,kh->bk", delta, w["W_hh"])


@pytest.mark.parametrize(
    ("step", "named"),
    [
        (assigns, "These are the numbers of the first time step alone."),
        (not_squared, "Your derivative of tanh is 1 - h."),
        (transposed, "with W_hh transposed"),
    ],
    ids=["assigned", "1 - h", "W_hh transposed"],
)
def test_the_commonest_mistakes_in_a_students_own_code(step, named):
    for seed in (None, 7):
        assert named in message(
            backward_by_a_student(step), "rnn_backward", part="dW_hh", seed=seed
        )


def test_a_misspelled_key_is_told_with_the_keys_that_are_there():
    def rnn_backward(doutput, cache):
        grads = whole(doutput, cache)
        grads["dh0"] = grads.pop("dh_0")
        return grads

    found = message(rnn_backward, "rnn_backward", part="dh_0")
    assert "Your dict has no key “dh_0”. Its keys are:" in found
    assert "dh0" in found


def test_swapped_results_with_a_dict():
    def clip_gradients(grads, max_norm):
        return clip(grads, max_norm)[::-1]

    assert "Your two results are swapped: grads comes first." in message(
        clip_gradients, "clip_gradients"
    )


# --- Whole numbers, and random ones ---------------------------------------------------------------


def test_a_whole_number_is_a_fine_float():
    def linear_factor(w, steps):
        factor = 1  # an int, as long as nothing is multiplied
        for _ in range(steps):
            factor *= w
        return factor

    assert check(linear_factor, seed=1).passed


@pytest.mark.parametrize(
    "draw",
    [
        lambda n: np.random.default_rng(0).normal(size=(n, n)),
        lambda n: np.random.normal(size=(n, n)),
        lambda n: np.arange(n * n).reshape(n, n) ** 0.5 + np.eye(n),
    ],
    ids=["another generator", "NumPy's global one", "nothing random"],
)
def test_the_given_generator_has_to_be_used(draw):
    def orthogonal(n, rng):
        return np.linalg.qr(draw(n))[0]

    assert "Your function draws no number from rng." in message(orthogonal, "orthogonal")


def test_a_property_that_does_not_hold_is_said(no_closer_look):
    def orthogonal(n, rng):
        Q = np.linalg.qr(rng.normal(size=(n, n)))[0]
        return Q if n > 5 else 2 * Q

    found = message(orthogonal, "orthogonal", seed=1)
    assert "This does not hold: all columns have length 1" in found


# --- Nested results, and arguments that are changed ---------------------------------------------


UNNESTED = "2 values, but not nested as they should be"


@pytest.mark.parametrize(
    ("rearranged", "came"),
    [
        (lambda output, h_n, c_n: (output, h_n, c_n), "3 values"),
        (lambda output, h_n, c_n: ((h_n, c_n), output), UNNESTED),
        (lambda output, h_n, c_n: (output, h_n), UNNESTED),
        (lambda output, h_n, c_n: (output, (h_n,)), UNNESTED),
        (lambda output, h_n, c_n: output, "one array"),
        (lambda output, h_n, c_n: {"output": output, "h_n": h_n, "c_n": c_n}, "a dict"),
    ],
    ids=["flat", "other way round", "no c_n", "pair of one", "output alone", "dict"],
)
def test_results_that_are_not_nested(rearranged, came):
    def lstm_forward(x, state, params):
        output, (h_n, c_n) = lstm(x, state, params)
        return rearranged(output, h_n, c_n)

    assert (
        f"Your function returned {came}, expected output, (h_n, c_n): 2 values, of which "
        "(h_n, c_n) is a tuple itself."
    ) in message(lstm_forward, "lstm_forward")


def test_nothing_in_the_place_of_nested_results():
    found = message(lambda x, state, params: None, "lstm_forward")
    assert "Your function returned None. Did you forget a return?" in found


def test_a_state_changed_in_place_is_told():
    def lstm_forward(x, state, params):
        result = lstm(x, state, params)
        state[1][0] *= 2
        return result

    assert "Your function changed state[1], which it was given." in message(
        lstm_forward, "lstm_forward"
    )


def test_what_a_changed_argument_should_be(no_closer_look):
    """Half of value is no known mistake."""

    def halved(layer, value):
        set_bias(layer, value / 2)

    found = message(halved, "set_forget_bias")
    assert "bias_ih_l0 + bias_hh_l0, rows of f is [" in found
    assert "with layer LSTM(" in found


def test_a_layer_that_lost_its_biases():
    def set_forget_bias(layer, value):
        layer.bias_ih_l0 = None

    assert "bias_ih_l0 is None, expected an array of numbers." in message(
        set_forget_bias, "set_forget_bias"
    )


def test_torchs_own_words_where_a_parameter_may_not_be_changed():
    def set_forget_bias(layer, value):
        H = layer.hidden_size
        layer.bias_ih_l0[H : 2 * H] = value

    found = message(set_forget_bias, "set_forget_bias")
    assert (
        "Your function raised RuntimeError: a view of a leaf Variable that requires grad" in found
    )


def test_a_parameter_of_ones_own_will_do():
    """Half of it made in float32 from the start, as torch makes numbers by default."""

    def set_forget_bias(layer, value):
        H = layer.hidden_size
        with torch.no_grad():
            layer.bias_ih_l0[H : 2 * H] = torch.full((H,), value / 3)
            layer.bias_hh_l0[H : 2 * H] = 2 * torch.full((H,), value / 3)

    assert check(set_forget_bias, seed=1).passed


def test_float32_is_told_of_a_single_number_too(no_closer_look):
    def half_life(bias):
        return (np.log(0.5) / np.log(1 / (1 + np.exp(-np.float32(bias))))).astype(float)

    assert "more than float64 explains" in message(half_life, "half_life")
