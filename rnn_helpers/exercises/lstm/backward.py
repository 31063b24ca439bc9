"""lstm_step_backward(dh, dc, cache) -> dict of gradients"""

from functools import partial

import numpy as np

from ... import reference
from ...reference.gru import sigmoid
from ...reference.rnn import weight_gradients
from ..bptt.step import (
    ALL_AVERAGED,
    BIAS_AVERAGED,
    BIAS_PER_SEQUENCE,
    EXACT,
    W_HH_TRANSPOSED,
    W_IH_TRANSPOSED,
)
from ..exercise import Exercise
from ..gated import step_cases, step_edge_cases, with_gate
from ..recurrent import unchanged
from .layer import lstm_weights, random_state

_GRADIENTS = {
    "dx": "B F",
    "dh_prev": "B H",
    "dc_prev": "B H",
    "dW_ih": "4H F",
    "dW_hh": "4H H",
    "db_ih": "4H",
    "db_hh": "4H",
}


def _arguments(rng, B, F, H, scales=(1.0, 1.0), x_scale=1.0, edit=unchanged):
    """``scales`` multiply dh and dc."""
    state = random_state(rng, B, H)
    x_t = x_scale * rng.normal(size=(B, F))
    return {
        "dh": scales[0] * rng.normal(size=(B, H)),
        "dc": scales[1] * rng.normal(size=(B, H)),
        "cache": reference.lstm_step_cache(x_t, state, edit(lstm_weights(rng, F, H))),
    }


def _cases(rng):
    return step_cases(
        rng,
        partial(_arguments, rng),
        ("dh is zero", {"scales": (0.0, 1.0)}),
        ("dc is zero", {"scales": (1.0, 0.0)}),
        ("i is near 0", with_gate("i", "ifgo", -30.0)),
        ("o is near 0", with_gate("o", "ifgo", -30.0)),
    )


lstm_step_backward = Exercise(
    name="lstm_step_backward",
    notebook="07_lstm",
    points=3,
    returns=_GRADIENTS,
    answer=reference.lstm_step_backward,
    cases=_cases,
    edge_cases=lambda rng: step_edge_cases(partial(_arguments, rng)),
    gives_dict=True,
    refuses_autograd=True,
    **EXACT,
)


_SLOPES = {  # of the activations, told by what came out of them
    "i": lambda s: s * (1 - s),
    "f": lambda s: s * (1 - s),
    "g": lambda s: 1 - s**2,
    "o": lambda s: s * (1 - s),
}


def _before_activation(
    dh,
    dc,
    cache,
    into_cell=lambda dh, dc, o, tanh_c, c: dc + dh * o * (1 - tanh_c**2),
    to=lambda dc, i, f, g, c_prev: (dc * g, dc * c_prev, dc * i),
    to_o=lambda dh, dc, tanh_c, c: dh * tanh_c,
    slopes=_SLOPES,
):
    """da, the gradient before the activations, ``(B, 4H)``, and that of c_t, ``(B, H)``."""
    i, f, g, o = (cache[name] for name in "ifgo")
    c = cache["c_t"]
    tanh_c = np.tanh(c)
    whole = into_cell(dh, dc, o, tanh_c, c)
    to_gates = (*to(whole, i, f, g, cache["c_prev"]), to_o(dh, whole, tanh_c, c))
    da = [part * slopes[name](cache[name]) for name, part in zip("ifgo", to_gates, strict=True)]
    return np.concatenate(da, axis=-1), whole


def _step(dh, dc, cache, keep=lambda whole, dc, f, i: whole * f, **exchanged):
    """The step backward with one thing exchanged."""
    da, whole = _before_activation(dh, dc, cache, **exchanged)
    return {"dc_prev": keep(whole, dc, cache["f"], cache["i"]), **_made_of(da, cache)}


def _made_of(da, cache):
    """The gradients that come from da, ``(B, 4H)``, through the weights."""
    return {
        "dx": da @ cache["params"]["W_ih"],
        "dh_prev": da @ cache["params"]["W_hh"],
        **weight_gradients(da, da, cache["x_t"], cache["h_prev"]),
    }


def _slopes(gates, slope):
    """Another slope for some of the gates."""
    return {"slopes": _SLOPES | dict.fromkeys(gates, slope)}


_WITH = {  # name -> (hint, what is exchanged in _step)
    # Into the cell.
    "path_through_h_forgotten": (
        "These are the numbers you get when only dc reaches the cell. h_t was made of c_t, so dh "
        "comes back into the cell too.",
        {"into_cell": lambda dh, dc, o, tanh_c, c: dc},
    ),
    "dc_ignored": (
        "These are the numbers you get when dc plays no part. The cell goes on to the next step, "
        "and dc comes back from there.",
        {"into_cell": lambda dh, dc, o, tanh_c, c: dh * o * (1 - tanh_c**2)},
    ),
    "no_slope_on_c": (
        "These are the numbers you get when dh comes into the cell without the slope of the tanh "
        "around c_t.",
        {"into_cell": lambda dh, dc, o, tanh_c, c: dc + dh * o},
    ),
    "slope_of_c_itself": (
        "These are the numbers you get with 1 - c_t^2 as slope of the tanh around c_t. What is "
        "squared there is what came out of the tanh.",
        {"into_cell": lambda dh, dc, o, tanh_c, c: dc + dh * o * (1 - c**2)},
    ),
    "slope_not_squared": (
        "These are the numbers you get with 1 - tanh(c_t) as slope. Look at the derivative of "
        "tanh once more: something is squared.",
        {"into_cell": lambda dh, dc, o, tanh_c, c: dc + dh * o * (1 - tanh_c)},
    ),
    "no_output_gate_into_c": (
        "These are the numbers you get when dh comes into the cell without passing the output "
        "gate.",
        {"into_cell": lambda dh, dc, o, tanh_c, c: dc + dh * (1 - tanh_c**2)},
    ),
    "straight_into_the_cell": (
        "These are the numbers you get when dh is added to dc as it is. On its way from h_t to c_t "
        "it passes the output gate and the tanh.",
        {"into_cell": lambda dh, dc, o, tanh_c, c: dc + dh},
    ),
    "subtracted": (
        "What comes into the cell from h_t has the wrong sign in your result.",
        {"into_cell": lambda dh, dc, o, tanh_c, c: dc - dh * o * (1 - tanh_c**2)},
    ),
    "slope_on_both": (
        "These are the numbers you get when dc, too, passes the output gate and the tanh. It comes "
        "along the cell, where neither of them stands.",
        {"into_cell": lambda dh, dc, o, tanh_c, c: (dc + dh) * o * (1 - tanh_c**2)},
    ),
    # To the gates.
    "i_and_g_swapped": (
        "These are the numbers you get with i and g swapped: the gradient of i is made with g, and "
        "that of g with i.",
        {"to": lambda dc, i, f, g, c_prev: (dc * i, dc * c_prev, dc * g)},
    ),
    "i_with_itself": (
        "The part of i in your result is made with i. In c_t, i multiplies g; which of the two is "
        "left when you differentiate for i?",
        {"to": lambda dc, i, f, g, c_prev: (dc * i, dc * c_prev, dc * i)},
    ),
    "g_with_itself": (
        "The part of g in your result is made with g. In c_t, i multiplies g; which of the two is "
        "left when you differentiate for g?",
        {"to": lambda dc, i, f, g, c_prev: (dc * g, dc * c_prev, dc * g)},
    ),
    "f_with_itself": (
        "The part of f in your result is made with f. In c_t, f multiplies c_prev; which of the "
        "two is left when you differentiate for f?",
        {"to": lambda dc, i, f, g, c_prev: (dc * g, dc * f, dc * i)},
    ),
    "o_without_tanh": (
        "The part of o in your result is made with c_t. In h_t, o multiplies the tanh of it.",
        {"to_o": lambda dh, dc, tanh_c, c: dh * c},
    ),
    "o_left_out": (
        "The part of o in your result is zero. o stands in h_t: h_t is o times the tanh of the "
        "cell.",
        {"to_o": lambda dh, dc, tanh_c, c: np.zeros_like(dh)},
    ),
    "o_from_dc": (
        "The part of o in your result is made of the cell's gradient. o stands in h_t alone, so "
        "only dh reaches it.",
        {"to_o": lambda dh, dc, tanh_c, c: dc * tanh_c},
    ),
    # The slopes of the gates.
    "no_gate_slopes": (
        "These are the numbers you get without the slopes of the gates. Between a gate and what "
        "goes into it stands a sigmoid, or a tanh for g.",
        _slopes("ifgo", np.ones_like),
    ),
    "no_sigmoid_slopes": (
        "These are the numbers you get without the slopes of the three sigmoids. g has its slope "
        "already.",
        _slopes("ifo", np.ones_like),
    ),
    **{
        f"no_slope_on_{gate}": (
            f"The slope of the {'tanh' if gate == 'g' else 'sigmoid'} around {gate} is missing in "
            "your result.",
            _slopes(gate, np.ones_like),
        )
        for gate in "gofi"
    },
    "all_slopes_of_tanh": (
        "These are the numbers you get with the slope of tanh for all four. i, f and o come out of "
        "a sigmoid, whose slope is s (1 - s).",
        _slopes("ifo", lambda s: 1 - s**2),
    ),
    "all_slopes_of_sigmoid": (
        "These are the numbers you get with the slope of the sigmoid for all four. g comes out of "
        "a tanh.",
        _slopes("g", lambda s: s * (1 - s)),
    ),
    "slope_of_g_not_squared": (
        "These are the numbers you get with 1 - g as slope of the tanh around g. Something is "
        "squared there.",
        _slopes("g", lambda s: 1 - s),
    ),
    "slope_taken_twice": (
        "These are the numbers you get with the sigmoid and the tanh applied once more in their "
        "slopes. i, f, g and o in the cache are what came out of them already.",
        {
            "slopes": {
                **dict.fromkeys("ifo", lambda s: sigmoid(s) * (1 - sigmoid(s))),
                "g": lambda s: 1 - np.tanh(s) ** 2,
            }
        },
    ),
    # To the old cell.
    "cell_not_multiplied": (
        "Your dc_prev is the gradient at c_t. On its way to c_prev it passes the forget gate.",
        {"keep": lambda whole, dc, f, i: whole},
    ),
    "cell_from_dc_alone": (
        "Your dc_prev is made of dc alone. What came into the cell from h_t goes on to c_prev as "
        "well.",
        {"keep": lambda whole, dc, f, i: dc * f},
    ),
    "cell_through_i": (
        "Your dc_prev passed the input gate. Which gate multiplies c_prev on the way forward?",
        {"keep": lambda whole, dc, f, i: whole * i},
    ),
    **{
        f"slope_of_tanh_on_{gate}": (
            f"These are the numbers you get with the slope of tanh for {gate}. {gate} comes out of "
            "a sigmoid, whose slope is s (1 - s).",
            _slopes(gate, lambda s: 1 - s**2),
        )
        for gate in "ifo"
    },
}
lstm_step_backward.add_mistakes(_WITH, lambda exchanged: partial(_step, **exchanged))


@lstm_step_backward.mistake(
    "The part of f in your result is made with c_t. The forget gate multiplied the cell before, "
    "c_prev."
)
def f_with_the_new_cell(dh, dc, cache):
    new = _step(dh, dc, {**cache, "c_prev": cache["c_t"]})
    return {**new, "dc_prev": reference.lstm_step_backward(dh, dc, cache)["dc_prev"]}


@lstm_step_backward.mistake(
    "The part of f in your result is made with h_prev. The forget gate multiplied the cell state, "
    "c_prev."
)
def f_with_the_hidden_state(dh, dc, cache):
    new = _step(dh, dc, {**cache, "c_prev": cache["h_prev"]})
    return {**new, "dc_prev": reference.lstm_step_backward(dh, dc, cache)["dc_prev"]}


def _after(change):
    """The right result, with ``change`` of it, of da ``(B, 4H)`` and of the cache on top."""

    def wrong_answer(dh, dc, cache):
        right = reference.lstm_step_backward(dh, dc, cache)
        da, _ = _before_activation(dh, dc, cache)
        return {**right, **change(right, da, cache)}

    return wrong_answer


def _with_order(order):
    def change(right, da, cache):
        blocks = dict(zip("ifgo", np.split(da, 4, axis=1), strict=True))
        return _made_of(np.concatenate([blocks[gate] for gate in order], axis=1), cache)

    return change


_ORDER = (
    "These are the numbers you get when the four parts stand in the order {}. The rows of the "
    "weights have the order i, f, g, o."
)
_CHANGED = {  # name -> (hint, change of the right result)
    **{
        f"order_{order}": (_ORDER.format(", ".join(order)), _with_order(order))
        for order in ("ifog", "figo", "ogfi", "igfo", "gifo", "iogf", "ofgi", "gfio", "fiog")
    },
    "interleaved": (
        "These are the numbers you get when the gates' rows are put in turn. All rows of one gate "
        "stand together, then come those of the next.",
        lambda right, da, cache: _made_of(
            np.stack(np.split(da, 4, axis=1), axis=-1).reshape(da.shape), cache
        ),
    ),
    "all_averaged": (
        ALL_AVERAGED,
        lambda right, da, cache: {
            name: right[name] / len(da) for name in ("dW_ih", "dW_hh", "db_ih", "db_hh")
        },
    ),
    "dW_hh_from_h_t": (
        "Your dW_hh is made with h_t. Which state did W_hh meet in this step?",
        lambda right, da, cache: {"dW_hh": da.T @ (cache["o"] * np.tanh(cache["c_t"]))},
    ),
    "bias_not_summed": (BIAS_PER_SEQUENCE, lambda right, da, cache: {"db_ih": da, "db_hh": da}),
    "bias_averaged": (
        BIAS_AVERAGED,
        lambda right, da, cache: {"db_ih": da.mean(axis=0), "db_hh": da.mean(axis=0)},
    ),
    "dW_ih_turned": (W_IH_TRANSPOSED, lambda right, da, cache: {"dW_ih": right["dW_ih"].T}),
    "dW_hh_turned": (W_HH_TRANSPOSED, lambda right, da, cache: {"dW_hh": right["dW_hh"].T}),
    "dx_through_W_hh": (
        "Your dx came back through W_hh. Through which weights did x go into the gates?",
        lambda right, da, cache: {"dx": right["dh_prev"]},
    ),
    "dW_hh_from_the_cell": (
        "Your dW_hh is made with c_prev. Which state did W_hh meet in this step?",
        lambda right, da, cache: {"dW_hh": da.T @ cache["c_prev"]},
    ),
    "one_bias": (
        "Your db_hh is zero. The two biases are added, so both get the same gradient.",
        lambda right, da, cache: {"db_hh": np.zeros_like(right["db_hh"])},
    ),
}
lstm_step_backward.add_mistakes(_CHANGED, _after)
