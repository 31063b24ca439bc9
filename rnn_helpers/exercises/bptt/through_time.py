"""rnn_backward(doutput, cache) -> dict of gradients, graded key by key"""

import numpy as np

from ... import reference
from ..exercise import Exercise
from ..recurrent import layer_weights, recurrent_cases, unchanged
from .step import (
    ALL_AVERAGED,
    BIAS_AVERAGED,
    BIAS_PER_SEQUENCE,
    DX_THROUGH_W_HH,
    EXACT,
    HALF_SQUARED,
    NO_SLOPE,
    NOT_SQUARED,
    SIGMOIDS_SLOPE,
    SLOPE_AT_H_PREV,
    TANH_TWICE,
    TURNED,
    W_HH_TRANSPOSED,
    W_IH_TRANSPOSED,
)


def _arguments(rng):
    def arguments(T, B, F, H, x_scale=1.0, start_scale=1.0, edit=unchanged):
        params = edit(layer_weights(rng, F, H))
        x = x_scale * rng.normal(size=(T, B, F))
        h_0 = start_scale * rng.uniform(-0.9, 0.9, size=(1, B, H))
        output, _ = reference.rnn_forward(x, h_0, params)
        cache = {"x": x, "h_0": h_0, "output": output, "params": params}
        return {"doutput": rng.normal(size=(T, B, H)), "cache": cache}

    return arguments


SEQUENCE_CASES = recurrent_cases(_arguments)
SEQUENCE_RETURNS = {
    "dx": "T B F",
    "dh_0": "1 B H",
    "dW_ih": "H F",
    "dW_hh": "H H",
    "db_ih": "H",
    "db_hh": "H",
}

rnn_backward = Exercise(
    name="rnn_backward",
    notebook="04_bptt",
    points=4,
    parts={"dx": 0.5, "dh_0": 0.5, "dW_ih": 1, "dW_hh": 1, "db_ih": 0.5, "db_hh": 0.5},
    returns=SEQUENCE_RETURNS,
    answer=reference.rnn_backward,
    gives_dict=True,
    refuses_autograd=True,
    **EXACT,
    **SEQUENCE_CASES,
)


def _before_tanh(
    doutput,
    cache,
    slope=lambda h: 1 - h**2,
    dh=lambda own, future: own + future,
    back=lambda dh, da, W_hh: da @ W_hh,
    order=reversed,
):
    """The loop backward through time, with one thing exchanged.

    Returns:
        The gradients before the tanh ``(T, B, H)``, and what flows on from the last step that
        the loop visits, ``(B, H)``.
    """
    output, W_hh = cache["output"], cache["params"]["W_hh"]
    da = np.zeros_like(output)
    future = np.zeros_like(output[0])
    for t in order(range(len(output))):
        dh_t = dh(doutput[t], future)
        da[t] = dh_t * slope(output[t])
        future = back(dh_t, da[t], W_hh)
    return da, future


def _gradients(da, future, cache, h_prev=None):
    """The dict of gradients that follows from the gradients before the tanh."""
    if h_prev is None:
        h_prev = np.concatenate([cache["h_0"], cache["output"][:-1]])
    return {
        "dx": da @ cache["params"]["W_ih"],
        "dh_0": future[np.newaxis],
        **reference.weight_gradients(da, da, cache["x"], h_prev),
    }


def _with(doutput, cache, **exchanged):
    return _gradients(*_before_tanh(doutput, cache, **exchanged), cache)


def _weights_of_step(t, doutput, cache):
    """The right gradients, but for the weights' and biases', which are those of one step."""
    da, future = _before_tanh(doutput, cache)
    alone = np.zeros_like(da)
    alone[t] = da[t]
    of_step = _gradients(alone, future, cache)
    whole = _gradients(da, future, cache)
    return {**of_step, "dx": whole["dx"], "dh_0": whole["dh_0"]}


@rnn_backward.mistake(
    "These are the numbers of the first time step alone. Every step adds its part to the gradients "
    "of weights and biases; yours seem to be stored anew in each step, so that only the step that "
    "the loop visits last is left."
)
def assigned_not_added(doutput, cache):
    return _weights_of_step(0, doutput, cache)


@rnn_backward.mistake(
    "These are the numbers of the last time step alone. Every step adds its part to the gradients "
    "of weights and biases."
)
def last_step_alone(doutput, cache):
    return _weights_of_step(-1, doutput, cache)


@rnn_backward.mistake(
    "These are the numbers you get when each step sees the gradient of its own output alone. A "
    "state also reaches the loss through the states after it."
)
def no_gradient_from_the_future(doutput, cache):
    return _with(doutput, cache, dh=lambda own, future: own)


@rnn_backward.mistake(
    "These are the numbers you get when only the last output has a gradient. Every step has one "
    "in doutput, which joins what comes from the step after it."
)
def last_output_alone(doutput, cache):
    only_last = np.zeros_like(doutput)
    only_last[-1] = doutput[-1]
    return reference.rnn_backward(only_last, cache)


@rnn_backward.mistake(
    "These are the numbers you get when the loop runs from the first time step to the last. What "
    "does a step need before it can be computed, and where does that come from?"
)
def time_run_forward(doutput, cache):
    return _with(doutput, cache, order=list)


@rnn_backward.mistake(
    "These are the numbers you get when what comes from the next step skips that step's tanh. It "
    "flows back through the tanh first, then through W_hh."
)
def future_skips_the_tanh(doutput, cache):
    return _with(doutput, cache, back=lambda dh, da, W_hh: dh @ W_hh)


@rnn_backward.mistake(
    "These are the numbers you get when what comes from the next step skips W_hh. Between two "
    "states stand the tanh and W_hh."
)
def future_skips_W_hh(doutput, cache):
    return _with(doutput, cache, back=lambda dh, da, W_hh: da)


@rnn_backward.mistake(
    "These are the numbers you get when the future is added after the slope of tanh. Both parts "
    "of the gradient for h_t go back through the tanh of step t."
)
def future_added_after_the_slope(doutput, cache):
    output, W_hh = cache["output"], cache["params"]["W_hh"]
    da, future = np.zeros_like(output), np.zeros_like(output[0])
    for t in reversed(range(len(output))):
        da[t] = doutput[t] * (1 - output[t] ** 2) + future
        future = da[t] @ W_hh
    return _gradients(da, future, cache)


@rnn_backward.mistake(NOT_SQUARED)
def one_minus_h(doutput, cache):
    return _with(doutput, cache, slope=lambda h: 1 - h)


@rnn_backward.mistake(HALF_SQUARED)
def one_minus_h_squared_whole(doutput, cache):
    return _with(doutput, cache, slope=lambda h: (1 - h) ** 2)


@rnn_backward.mistake(SIGMOIDS_SLOPE)
def sigmoids_slope(doutput, cache):
    return _with(doutput, cache, slope=lambda h: h * (1 - h))


@rnn_backward.mistake(SLOPE_AT_H_PREV)
def slope_at_h_prev(doutput, cache):
    before = np.concatenate([cache["h_0"], cache["output"][:-1]])
    da, future = _before_tanh(doutput, {**cache, "output": before})
    return _gradients(da, future, cache)


@rnn_backward.mistake(
    "What flows back from the future grows in your loop: each step's dh_prev is added to those of "
    "all later steps. Only that of the next step flows into a state."
)
def future_accumulated(doutput, cache):
    output, W_hh = cache["output"], cache["params"]["W_hh"]
    da, future = np.zeros_like(output), np.zeros_like(output[0])
    for t in reversed(range(len(output))):
        da[t] = (doutput[t] + future) * (1 - output[t] ** 2)
        future = future + da[t] @ W_hh
    return _gradients(da, future, cache)


@rnn_backward.mistake(
    "Your loop leaves out the first time step. Which numbers does its range hold? The end of a "
    "range is not part of it."
)
def first_step_left_out(doutput, cache):
    da, _ = _before_tanh(doutput, cache)
    future = da[1] @ cache["params"]["W_hh"] if len(da) > 1 else np.zeros_like(da[0])
    da[0] = 0.0
    return _gradients(da, future, cache)


@rnn_backward.mistake(
    "Your loop leaves out the last time step. The indices of the steps go from 0 to T - 1."
)
def last_step_left_out(doutput, cache):
    da, future = np.zeros_like(doutput), np.zeros_like(doutput[0])
    if len(doutput) > 1:
        shorter = {**cache, "output": cache["output"][:-1]}
        da[:-1], future = _before_tanh(doutput[:-1], shorter)
    return _gradients(da, future, cache)


@rnn_backward.mistake(
    "Your bias gradients are twice too large. If both were made in one line, as in a = b = ..., "
    "both names stand for one array, and each += adds to it."
)
def bias_twice(doutput, cache):
    grads = reference.rnn_backward(doutput, cache)
    return {**grads, "db_ih": 2 * grads["db_ih"], "db_hh": 2 * grads["db_hh"]}


@rnn_backward.mistake(NO_SLOPE)
def no_slope(doutput, cache):
    return _with(doutput, cache, slope=np.ones_like)


@rnn_backward.mistake(TANH_TWICE)
def tanh_twice(doutput, cache):
    return _with(doutput, cache, slope=lambda h: 1 - np.tanh(h) ** 2)


@rnn_backward.mistake(TURNED)
def turned_W_hh(doutput, cache):
    return _with(doutput, cache, back=lambda dh, da, W_hh: da @ W_hh.T)


@rnn_backward.mistake(
    "Your dict has no dh_0. It is what is left to flow back when the first time step has been "
    "passed."
)
def dh_0_missing(doutput, cache):
    grads = reference.rnn_backward(doutput, cache)
    return {name: grads[name] for name in grads if name != "dh_0"}


@rnn_backward.mistake("Your dh_0 lacks its first axis. Like h_0 it has shape (1, B, H).")
def dh_0_without_its_first_axis(doutput, cache):
    grads = reference.rnn_backward(doutput, cache)
    return {**grads, "dh_0": grads["dh_0"][0]}


@rnn_backward.mistake(
    "Your dh_0 is zero. The first state reaches the loss through h_1: what flows back through "
    "the first step?"
)
def dh_0_zero(doutput, cache):
    return {**reference.rnn_backward(doutput, cache), "dh_0": np.zeros_like(cache["h_0"])}


@rnn_backward.mistake(
    "Your dh_0 is the gradient for h_1. One more step back is missing, through the tanh and W_hh "
    "of the first time step."
)
def dh_0_one_step_early(doutput, cache):
    reached = []
    grads = _with(
        doutput, cache, dh=lambda own, future: reached.append(own + future) or reached[-1]
    )
    return {**grads, "dh_0": reached[-1][np.newaxis]}


@rnn_backward.mistake(
    "Your dh_0 is the gradient before the tanh of the first step. W_hh stands between it and h_0."
)
def dh_0_before_W_hh(doutput, cache):
    da, future = _before_tanh(doutput, cache)
    return {**_gradients(da, future, cache), "dh_0": da[:1]}


@rnn_backward.mistake(
    "Your dW_hh pairs each step with the state that it makes. Which state did W_hh meet in step t?"
)
def dW_hh_with_h_t(doutput, cache):
    return _gradients(*_before_tanh(doutput, cache), cache, h_prev=cache["output"])


@rnn_backward.mistake(
    "Your dW_hh pairs the first step with the last state: for t = 0, output[t - 1] is output[-1]. "
    "Which state did the first step start from?"
)
def dW_hh_wraps_around(doutput, cache):
    h_prev = np.roll(cache["output"], 1, axis=0)
    return _gradients(*_before_tanh(doutput, cache), cache, h_prev=h_prev)


@rnn_backward.mistake(
    "Your dW_hh leaves out the first step, or takes zeros for the state before it. The first step "
    "starts from h_0."
)
def dW_hh_without_h_0(doutput, cache):
    h_prev = np.concatenate([np.zeros_like(cache["h_0"]), cache["output"][:-1]])
    return _gradients(*_before_tanh(doutput, cache), cache, h_prev=h_prev)


@rnn_backward.mistake(
    "Your dW_hh pairs every step with h_0. Each step met the state that the step before it left."
)
def dW_hh_with_h_0_everywhere(doutput, cache):
    h_prev = np.repeat(cache["h_0"], len(doutput), axis=0)
    return _gradients(*_before_tanh(doutput, cache), cache, h_prev=h_prev)


@rnn_backward.mistake(DX_THROUGH_W_HH)
def dx_through_W_hh(doutput, cache):
    da, future = _before_tanh(doutput, cache)
    return {**_gradients(da, future, cache), "dx": da @ cache["params"]["W_hh"]}


@rnn_backward.mistake(
    "Your dx is in the order in which the loop runs, the last time step first. dx[t] belongs to "
    "x[t]."
)
def dx_in_reversed_order(doutput, cache):
    grads = reference.rnn_backward(doutput, cache)
    return {**grads, "dx": grads["dx"][::-1]}


@rnn_backward.mistake(
    "Your dx is the one of the first time step alone. Every x_t has a gradient of its own."
)
def dx_of_one_step(doutput, cache):
    grads = reference.rnn_backward(doutput, cache)
    return {**grads, "dx": grads["dx"][0]}


@rnn_backward.mistake(BIAS_PER_SEQUENCE)
def bias_not_summed_over_the_batch(doutput, cache):
    da, future = _before_tanh(doutput, cache)
    per_sequence = da.sum(axis=0)
    return {**_gradients(da, future, cache), "db_ih": per_sequence, "db_hh": per_sequence}


@rnn_backward.mistake(
    "Your bias gradients have one row for each time step. The biases are the same in every step, "
    "so every step adds to their gradients."
)
def bias_not_summed_over_time(doutput, cache):
    da, future = _before_tanh(doutput, cache)
    per_step = da.sum(axis=1)
    return {**_gradients(da, future, cache), "db_ih": per_step, "db_hh": per_step}


@rnn_backward.mistake(BIAS_AVERAGED)
def bias_averaged(doutput, cache):
    grads = reference.rnn_backward(doutput, cache)
    B = doutput.shape[1]
    return {**grads, "db_ih": grads["db_ih"] / B, "db_hh": grads["db_hh"] / B}


@rnn_backward.mistake(ALL_AVERAGED)
def averaged_over_the_batch(doutput, cache):
    grads = reference.rnn_backward(doutput, cache)
    weights = ("dW_ih", "dW_hh", "db_ih", "db_hh")
    return {**grads, **{name: grads[name] / doutput.shape[1] for name in weights}}


@rnn_backward.mistake(
    "The gradients of your weights and biases are a mean over the time steps. A sum is wanted."
)
def averaged_over_time(doutput, cache):
    grads = reference.rnn_backward(doutput, cache)
    weights = ("dW_ih", "dW_hh", "db_ih", "db_hh")
    return {**grads, **{name: grads[name] / len(doutput) for name in weights}}


@rnn_backward.mistake(W_IH_TRANSPOSED)
def dW_ih_turned(doutput, cache):
    grads = reference.rnn_backward(doutput, cache)
    return {**grads, "dW_ih": grads["dW_ih"].T}


@rnn_backward.mistake(W_HH_TRANSPOSED)
def dW_hh_turned(doutput, cache):
    grads = reference.rnn_backward(doutput, cache)
    return {**grads, "dW_hh": grads["dW_hh"].T}
