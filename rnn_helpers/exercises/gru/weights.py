"""gru_parameters(F, H) and keep_gate(params, bias)"""

import numpy as np

from ... import reference
from ..exercise import Case, Exercise
from ..recurrent import without
from .layer import gru_weights

# --- gru_parameters ---------------------------------------------------------------------------


def _count_cases(rng):
    F, H = (int(size) for size in rng.permutation(np.arange(11, 30))[:2])
    return [
        Case("two sizes", {"F": F, "H": H}),
        Case("the layer of the text", {"F": 20, "H": 50}),
        Case("one feature", {"F": 1, "H": H}),
        Case("one unit", {"F": F, "H": 1}),
    ]


gru_parameters = Exercise(
    name="gru_parameters",
    notebook="06_gru",
    points=1,
    returns={"count": ""},
    answer=lambda F, H: 3 * reference.count_parameters(F, H, 1, 1),
    cases=_count_cases,
    edge_cases=lambda rng: [Case("one of each", {"F": 1, "H": 1})],
)


@gru_parameters.mistake("This is the count of four blocks. That is an LSTM; a GRU has r, z and n.")
def four_gates(F, H):
    return 4 * reference.count_parameters(F, H, 1, 1)


@gru_parameters.mistake(
    "This is the count of two blocks. n has weights of its own, besides those of r and z."
)
def two_gates(F, H):
    return 2 * reference.count_parameters(F, H, 1, 1)


@gru_parameters.mistake("This is the count of one block. r, z and n have weights of their own.")
def one_block(F, H):
    return reference.count_parameters(F, H, 1, 1)


@gru_parameters.mistake(
    "This is the count with one bias. PyTorch's layers have two, b_ih and b_hh."
)
def one_bias(F, H):
    return 3 * (H * F + H * H + H)


@gru_parameters.mistake(
    "This is the count without biases. PyTorch's layers have two: b_ih and b_hh."
)
def no_bias(F, H):
    return 3 * (H * F + H * H)


@gru_parameters.mistake(
    "Your biases are counted once, not once for each of r, z and n. A bias has 3H numbers."
)
def biases_of_one_block(F, H):
    return 3 * (H * F + H * H) + 2 * H


@gru_parameters.mistake("The weights from state to state, W_hh, are missing in your count.")
def without_W_hh(F, H):
    return 3 * (H * F + 2 * H)


@gru_parameters.mistake("The weights from the input, W_ih, are missing in your count.")
def without_W_ih(F, H):
    return 3 * (H * H + 2 * H)


@gru_parameters.mistake(
    "W_hh is counted once, not once for each of r, z and n. It has 3H rows, as W_ih has."
)
def W_hh_of_one_block(F, H):
    return 3 * H * F + H * H + 6 * H


@gru_parameters.mistake(
    "W_ih is counted once, not once for each of r, z and n. It has 3H rows, as W_hh has."
)
def W_ih_of_one_block(F, H):
    return H * F + 3 * H * H + 6 * H


@gru_parameters.mistake("F and H are swapped in your count.")
def swapped(F, H):
    return 3 * reference.count_parameters(H, F, 1, 1)


@gru_parameters.mistake(
    "Your biases are single numbers. Every row of the weights has two of its own."
)
def biases_as_numbers(F, H):
    return 3 * (H * F + H * H) + 2


# --- keep_gate --------------------------------------------------------------------------------


def _arguments(rng, F, H, bias):
    return {"params": gru_weights(rng, F, H), "bias": bias}


def _keep_cases(rng):
    F, H = (int(size) for size in rng.permutation([3, 4]))
    bias = round(float(rng.uniform(4, 7)), 1)
    return [
        Case("a large bias", _arguments(rng, F, H, bias)),
        Case("another one", _arguments(rng, F, H, 10.0)),
        Case("a negative bias", _arguments(rng, F, H, -3.0)),
        Case("one unit", _arguments(rng, F, 1, bias)),
    ]


def _what_a_unit_feels(values):
    """The two biases of r and of z only count as a sum; those of n do not."""
    H = len(values["b_ih"]) // 3
    total = values["b_ih"] + values["b_hh"]
    return {
        "b_ih + b_hh, rows of z": total[H : 2 * H],
        "b_ih + b_hh, rows of r": total[:H],
        "b_ih, rows of n": values["b_ih"][2 * H :],
        "b_hh, rows of n": values["b_hh"][2 * H :],
        "W_ih": values["W_ih"],
        "W_hh": values["W_hh"],
    }


keep_gate = Exercise(
    name="keep_gate",
    notebook="06_gru",
    points=1,
    returns={"W_ih": "3H F", "W_hh": "3H H", "b_ih": "3H", "b_hh": "3H"},
    gives_dict=True,
    compared=_what_a_unit_feels,
    answer=reference.keep_gate,
    cases=_keep_cases,
    edge_cases=lambda rng: [Case("one of everything", _arguments(rng, 1, 1, 6.0))],
)


def _set(params, rows, b_ih, b_hh):
    """The weights with block ``rows`` of each bias set; None leaves it as it is."""
    changed = dict(params)
    for name, value in (("b_ih", b_ih), ("b_hh", b_hh)):
        if value is not None:
            changed[name] = params[name].copy()
            np.split(changed[name], 3)[rows][:] = value
    return changed


_ROWS = (
    "You have set the bias of {}. The rows of z, the update gate, are the middle third: the order "
    "is r, z, n."
)


@keep_gate.mistake(_ROWS.format("r, the first third"))
def rows_of_r(params, bias):
    return _set(params, 0, bias, 0.0)


@keep_gate.mistake(_ROWS.format("n, the last third"))
def rows_of_n(params, bias):
    return _set(params, 2, bias, 0.0)


@keep_gate.mistake(
    "Both biases of z are set to bias, and they add up: z is moved by twice as much."
)
def both_biases(params, bias):
    return _set(params, 1, bias, bias)


@keep_gate.mistake(
    "You have set one bias of z, but the other one is still there, and the two add up. Their sum "
    "should be bias."
)
def other_bias_left(params, bias):
    return _set(params, 1, bias, None)


@keep_gate.mistake(
    "You have set b_hh of z, but b_ih is still there, and the two add up. Their sum should be bias."
)
def b_ih_left(params, bias):
    return _set(params, 1, None, bias)


@keep_gate.mistake("The bias of z is the negative of what it should be.")
def sign(params, bias):
    return _set(params, 1, -bias, 0.0)


@keep_gate.mistake("You have added to the bias that was there. The sum should be set to bias.")
def added(params, bias):
    return _set(params, 1, np.split(params["b_ih"], 3)[1] + bias, None)


@keep_gate.mistake("You have set the bias of all three, r, z and n. z alone should be set.")
def all_rows(params, bias):
    zeros = np.zeros_like(params["b_hh"])
    return {**params, "b_ih": np.full_like(zeros, bias), "b_hh": zeros}


@keep_gate.mistake("All other biases are zero now. Those of r and n should stay as they were.")
def others_zeroed(params, bias):
    zeros = without(without(params, "b_ih"), "b_hh")
    return _set(zeros, 1, bias, 0.0)


@keep_gate.mistake(
    "Your other bias is zero in all its rows. Those of r and n should stay as they were."
)
def other_bias_zeroed(params, bias):
    return _set(without(params, "b_hh"), 1, bias, 0.0)


@keep_gate.mistake("Nothing has changed in the dict that you return.")
def nothing(params, bias):
    return dict(params)


@keep_gate.mistake(
    "Your function changes the dict or the arrays it was given. Make new ones; someone may still "
    "need the old weights."
)
def in_place(params, bias):
    H = len(params["b_ih"]) // 3
    params["b_ih"][H : 2 * H] = bias
    params["b_hh"][H : 2 * H] = 0.0
    return params
