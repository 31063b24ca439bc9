"""rnn_step_backward(dh, cache) -> dict of gradients"""

import numpy as np

from ... import reference
from ..exercise import Exercise
from ..recurrent import layer_weights, recurrent_cases, transposed, unchanged

# Tight enough to tell a derivative from a difference.
EXACT = {"rtol": 1e-11, "atol": 1e-12}


def _step_arguments(rng):
    def arguments(T, B, F, H, x_scale=1.0, start_scale=1.0, edit=unchanged):
        params = edit(layer_weights(rng, F, H))
        x_t = x_scale * rng.normal(size=(B, F))
        h_prev = start_scale * rng.uniform(-0.9, 0.9, size=(B, H))
        h_t = reference.rnn_step(x_t, h_prev, params)
        cache = {"x_t": x_t, "h_prev": h_prev, "h_t": h_t, "params": params}
        return {"dh": rng.normal(size=(B, H)), "cache": cache}

    return arguments


def _step_cases():
    """Those of a layer, but for the two whose point is the number of steps."""
    of_layer = recurrent_cases(_step_arguments)

    def of_step(draw):
        return lambda rng: [
            case for case in draw(rng) if case.about not in ("one time step", "a long sequence")
        ]

    return {name: of_step(draw) for name, draw in of_layer.items()}


rnn_step_backward = Exercise(
    name="rnn_step_backward",
    notebook="04_bptt",
    points=3,
    returns={
        "dx": "B F",
        "dh_prev": "B H",
        "dW_ih": "H F",
        "dW_hh": "H H",
        "db_ih": "H",
        "db_hh": "H",
    },
    answer=reference.rnn_step_backward,
    gives_dict=True,
    refuses_autograd=True,
    **EXACT,
    **_step_cases(),
)

TURNED = (
    "These are the numbers you get with W_hh the other way round. Forward, h_prev meets the rows "
    "of W_hh; which way must the gradient go back through it?"
)
BIAS_PER_SEQUENCE = (
    "Your bias gradients still have one row for each sequence. The bias is the same for the "
    "whole batch, so every sequence adds to its gradient."
)
NOT_SQUARED = (
    "These are the numbers you get with 1 - h in the place of the slope of tanh. Look at the "
    "derivative of tanh once more: something is squared."
)
NO_SLOPE = (
    "These are the numbers you get when the gradient passes the tanh unchanged. Multiply by the "
    "slope of tanh."
)
TANH_TWICE = (
    "These are the numbers you get with 1 - tanh(h)^2 as slope. h is already what comes out of the "
    "tanh."
)
DX_THROUGH_W_HH = "Your dx came back through W_hh. Through which weights did x go into the state?"
W_IH_TRANSPOSED = "Your dW_ih is the other way round. It should have the shape of W_ih itself."
W_HH_TRANSPOSED = (
    "Your dW_hh is the other way round. Its rows, like those of W_hh, belong to the units that "
    "receive; its columns to the units of the state before."
)
SLOPE_AT_H_PREV = (
    "These are the numbers you get when the slope of tanh is taken at the state before. It belongs "
    "to the state that came out of this tanh."
)
HALF_SQUARED = "These are the numbers you get with (1 - h)^2 as slope. What exactly is squared?"
SIGMOIDS_SLOPE = (
    "These are the numbers you get with h (1 - h) as slope. That is the slope of the sigmoid; here "
    "it is a tanh."
)
BIAS_AVERAGED = (
    "Your bias gradients are a mean over the batch. A sum is wanted: the loss has taken its mean "
    "already."
)
ALL_AVERAGED = (
    "The gradients of your weights and biases are a mean over the batch. A sum is wanted: the loss "
    "has taken its mean already."
)


def _step_with(slope, cache, dh):
    """The right step backward, but for the slope of the activation."""
    h_t = cache["h_t"]
    # The reference multiplies by its own slope; at h = 0 that is one.
    flat = {**cache, "h_t": np.zeros_like(h_t)}
    return reference.rnn_step_backward(dh * slope(h_t), flat)


@rnn_step_backward.mistake(NOT_SQUARED)
def one_minus_h(dh, cache):
    return _step_with(lambda h: 1 - h, cache, dh)


@rnn_step_backward.mistake(NO_SLOPE)
def no_slope(dh, cache):
    return _step_with(np.ones_like, cache, dh)


@rnn_step_backward.mistake(TANH_TWICE)
def tanh_twice(dh, cache):
    return _step_with(lambda h: 1 - np.tanh(h) ** 2, cache, dh)


@rnn_step_backward.mistake(
    "These are the numbers you get with 1 + h^2 as slope. Is the slope of tanh ever larger than 1?"
)
def one_plus_h_squared(dh, cache):
    return _step_with(lambda h: 1 + h**2, cache, dh)


@rnn_step_backward.mistake(HALF_SQUARED)
def one_minus_h_squared_whole(dh, cache):
    return _step_with(lambda h: (1 - h) ** 2, cache, dh)


@rnn_step_backward.mistake(SIGMOIDS_SLOPE)
def sigmoids_slope(dh, cache):
    return _step_with(lambda h: h * (1 - h), cache, dh)


@rnn_step_backward.mistake(SLOPE_AT_H_PREV)
def slope_at_h_prev(dh, cache):
    return reference.rnn_step_backward(dh, {**cache, "h_t": cache["h_prev"]})


@rnn_step_backward.mistake(TURNED)
def turned_W_hh(dh, cache):
    turned = {**cache, "params": transposed(cache["params"], "W_hh")}
    return reference.rnn_step_backward(dh, turned)


@rnn_step_backward.mistake(
    "These are the numbers you get with W_ih the other way round. Which way must the gradient go "
    "back through it, from H units to F features?"
)
def turned_W_ih(dh, cache):
    turned = {**cache, "params": transposed(cache["params"], "W_ih")}
    return reference.rnn_step_backward(dh, turned)


@rnn_step_backward.mistake(
    "Your dx and your dh_prev both went through their weights the wrong way round. Forward the "
    "weights are transposed; backward they are not."
)
def turned_both(dh, cache):
    turned = transposed(transposed(cache["params"], "W_hh"), "W_ih")
    return reference.rnn_step_backward(dh, {**cache, "params": turned})


@rnn_step_backward.mistake(DX_THROUGH_W_HH)
def dx_through_W_hh(dh, cache):
    grads = reference.rnn_step_backward(dh, cache)
    return {**grads, "dx": grads["dh_prev"]}


@rnn_step_backward.mistake(BIAS_PER_SEQUENCE)
def bias_not_summed(dh, cache):
    da = dh * (1 - cache["h_t"] ** 2)
    return {**reference.rnn_step_backward(dh, cache), "db_ih": da, "db_hh": da}


@rnn_step_backward.mistake(
    "Your bias gradients are one number for all units. Sum over the batch alone; every unit has "
    "a bias of its own."
)
def bias_summed_over_everything(dh, cache):
    da = dh * (1 - cache["h_t"] ** 2)
    return {**reference.rnn_step_backward(dh, cache), "db_ih": da.sum(), "db_hh": da.sum()}


@rnn_step_backward.mistake(
    "Your bias gradients are summed over the units. Sum over the batch, so that one number is "
    "left for each unit."
)
def bias_summed_over_units(dh, cache):
    da = (dh * (1 - cache["h_t"] ** 2)).sum(axis=1)
    return {**reference.rnn_step_backward(dh, cache), "db_ih": da, "db_hh": da}


@rnn_step_backward.mistake(BIAS_AVERAGED)
def bias_averaged(dh, cache):
    grads = reference.rnn_step_backward(dh, cache)
    return {**grads, **{name: grads[name] / len(dh) for name in ("db_ih", "db_hh")}}


@rnn_step_backward.mistake(ALL_AVERAGED)
def all_averaged(dh, cache):
    grads = reference.rnn_step_backward(dh, cache)
    weights = ("dW_ih", "dW_hh", "db_ih", "db_hh")
    return {**grads, **{name: grads[name] / len(dh) for name in weights}}


@rnn_step_backward.mistake(
    "Your bias gradients are sums of dh. The biases stand inside the tanh, so its slope belongs "
    "into their gradients too."
)
def bias_without_slope(dh, cache):
    grads = reference.rnn_step_backward(dh, cache)
    return {**grads, "db_ih": dh.sum(axis=0), "db_hh": dh.sum(axis=0)}


@rnn_step_backward.mistake(
    "Your dW_ih and dW_hh are made of dh. The weights stand inside the tanh, so its slope belongs "
    "into their gradients too."
)
def weights_without_slope(dh, cache):
    flat = _step_with(np.ones_like, cache, dh)
    grads = reference.rnn_step_backward(dh, cache)
    return {**grads, "dW_ih": flat["dW_ih"], "dW_hh": flat["dW_hh"]}


@rnn_step_backward.mistake(
    "Your dh_prev is made of dh. The state before goes through the tanh, so its slope belongs into "
    "this gradient too."
)
def dh_prev_without_slope(dh, cache):
    flat = _step_with(np.ones_like, cache, dh)
    return {**reference.rnn_step_backward(dh, cache), "dh_prev": flat["dh_prev"]}


@rnn_step_backward.mistake(
    "Your dx is made of dh. The input goes through the tanh, so its slope belongs into this "
    "gradient too."
)
def dx_without_slope(dh, cache):
    flat = _step_with(np.ones_like, cache, dh)
    return {**reference.rnn_step_backward(dh, cache), "dx": flat["dx"]}


@rnn_step_backward.mistake(
    "Your dx and dh_prev are made of dh. Inputs and state go through the tanh, so its slope "
    "belongs into their gradients too."
)
def inputs_without_slope(dh, cache):
    flat = _step_with(np.ones_like, cache, dh)
    grads = reference.rnn_step_backward(dh, cache)
    return {**grads, "dx": flat["dx"], "dh_prev": flat["dh_prev"]}


@rnn_step_backward.mistake(W_IH_TRANSPOSED)
def dW_ih_turned(dh, cache):
    grads = reference.rnn_step_backward(dh, cache)
    return {**grads, "dW_ih": grads["dW_ih"].T}


@rnn_step_backward.mistake(W_HH_TRANSPOSED)
def dW_hh_turned(dh, cache):
    grads = reference.rnn_step_backward(dh, cache)
    return {**grads, "dW_hh": grads["dW_hh"].T}


@rnn_step_backward.mistake(
    "Your dW_ih and your dW_hh are the other way round. Each has the shape of its weights: rows "
    "belong to the units that receive."
)
def both_weights_turned(dh, cache):
    grads = reference.rnn_step_backward(dh, cache)
    return {**grads, "dW_ih": grads["dW_ih"].T, "dW_hh": grads["dW_hh"].T}


@rnn_step_backward.mistake("Your dW_hh is made with h_t. Which state did W_hh meet in this step?")
def dW_hh_from_h_t(dh, cache):
    return reference.rnn_step_backward(dh, cache) | {
        "dW_hh": reference.rnn_step_backward(dh, {**cache, "h_prev": cache["h_t"]})["dW_hh"]
    }


@rnn_step_backward.mistake(
    "Your dW_ih and dW_hh have one matrix for each sequence. The weights are the same for the "
    "whole batch, so every sequence adds to their gradients."
)
def weights_not_summed(dh, cache):
    da = dh * (1 - cache["h_t"] ** 2)
    return {
        **reference.rnn_step_backward(dh, cache),
        "dW_ih": da[:, :, np.newaxis] * cache["x_t"][:, np.newaxis],
        "dW_hh": da[:, :, np.newaxis] * cache["h_prev"][:, np.newaxis],
    }
