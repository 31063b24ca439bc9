"""Wrong steps of an LSTM, shared by the exercises that contain one.

Each takes and returns what ``lstm_step`` does, without projection. Most are a step with one thing
exchanged, the others the right step on a changed state or on changed weights.
"""

from functools import partial

import numpy as np

from ...reference import lstm_step
from ...reference.gru import sigmoid
from ..gated import changes_of_weights, ordered, orders, taken


def _step(
    x_t,
    state,
    params,
    *,
    gates=(sigmoid, sigmoid, np.tanh, sigmoid),
    cell=lambda i, f, g, c_prev: f * c_prev + i * g,
    hidden=lambda o, c_t, c_prev: o * np.tanh(c_t),
    kept=lambda c_t, c_prev: c_t,
):
    """One step with something exchanged."""
    h_prev, c_prev = state
    a = x_t @ params["W_ih"].T + params["b_ih"] + h_prev @ params["W_hh"].T + params["b_hh"]
    i, f, g, o = (gate(part) for gate, part in zip(gates, np.split(a, 4, axis=-1), strict=True))
    c_t = cell(i, f, g, c_prev)
    return hidden(o, c_t, c_prev), kept(c_t, c_prev)


def _falling(a):
    return sigmoid(-a)


def _unchanged(a):
    return a


_EXCHANGED = {  # name -> (hint, what is exchanged)
    # The hidden state.
    "no_tanh_on_c": (
        "Your h_t is o times the cell state itself. A tanh stands around c_t before it meets o; "
        "the cell state stays as it is.",
        {"hidden": lambda o, c_t, c_prev: o * c_t},
    ),
    "tanh_around_the_product": (
        "Your h_t is the tanh of o times the cell state. The tanh goes around the cell state "
        "alone; o multiplies what comes out.",
        {"hidden": lambda o, c_t, c_prev: np.tanh(o * c_t)},
    ),
    "no_output_gate": (
        "Your h_t is the tanh of the cell state. The output gate o has no part in it yet.",
        {"hidden": lambda o, c_t, c_prev: np.tanh(c_t)},
    ),
    "hidden_from_the_old_cell": (
        "Your h_t is made of the old cell state. It shows the new one, c_t.",
        {"hidden": lambda o, c_t, c_prev: o * np.tanh(c_prev)},
    ),
    "output_gate_alone": (
        "Your h_t is the output gate itself. It multiplies the tanh of the cell state.",
        {"hidden": lambda o, c_t, c_prev: o},
    ),
    "hidden_is_cell": (
        "Your h_t is the cell state. The cell's neighbours see it through a tanh and a gate.",
        {"hidden": lambda o, c_t, c_prev: c_t},
    ),
    "sigmoid_around_the_cell": (
        "Your h_t has a sigmoid around the cell state. It is a tanh, as around g: a state may be "
        "negative.",
        {"hidden": lambda o, c_t, c_prev: o * sigmoid(c_t)},
    ),
    # The cell state.
    "tanh_around_the_cell": (
        "Your c_t has a tanh around it. The cell state is the plain sum; only what h_t shows of it "
        "goes through a tanh.",
        {
            "cell": lambda i, f, g, c_prev: np.tanh(f * c_prev + i * g),
            "hidden": lambda o, c_t, c_prev: o * c_t,
        },
    ),
    "tanh_twice": (
        "Your c_t has a tanh around it, and h_t another one. The cell state is the plain sum; only "
        "h_t sees it through a tanh.",
        {"cell": lambda i, f, g, c_prev: np.tanh(f * c_prev + i * g)},
    ),
    "no_forget_gate": (
        "These are the numbers you get when the forget gate is left out: the old cell is kept "
        "whole.",
        {"cell": lambda i, f, g, c_prev: c_prev + i * g},
    ),
    "no_input_gate": (
        "These are the numbers you get when the input gate is left out: g comes in whole.",
        {"cell": lambda i, f, g, c_prev: f * c_prev + g},
    ),
    "coupled_gates": (
        "These are the numbers you get with 1 - f in the place of i. A GRU does that with its z; "
        "an LSTM has a gate of its own for the new part.",
        {"cell": lambda i, f, g, c_prev: f * c_prev + (1 - f) * g},
    ),
    "i_in_both_places": (
        "These are the numbers you get when i keeps the old cell. That is what f is for.",
        {"cell": lambda i, f, g, c_prev: i * c_prev + i * g},
    ),
    "f_in_both_places": (
        "These are the numbers you get when f lets the new part in. That is what i is for.",
        {"cell": lambda i, f, g, c_prev: f * c_prev + f * g},
    ),
    "coupled_to_i": (
        "These are the numbers you get with 1 - i in the place of f. A GRU has one gate for both; "
        "an LSTM has two.",
        {"cell": lambda i, f, g, c_prev: (1 - i) * c_prev + i * g},
    ),
    "forget_gate_inverted": (
        "These are the numbers you get with 1 - f in the place of f. f is the share that is kept.",
        {"cell": lambda i, f, g, c_prev: (1 - f) * c_prev + i * g},
    ),
    "old_cell_ignored": (
        "These are the numbers you get when the old cell state plays no part. f is the share of "
        "c_prev that is kept.",
        {"cell": lambda i, f, g, c_prev: i * g},
    ),
    "cell_not_changed": (
        "Your c_t is the old cell state. It takes f times the old one and i times the new part g.",
        {"kept": lambda c_t, c_prev: c_prev},
    ),
    # The activations.
    "g_through_a_sigmoid": (
        "These are the numbers you get with a sigmoid around g. The new part is made by a tanh; i, "
        "f and o are sigmoids.",
        {"gates": (sigmoid,) * 4},
    ),
    "all_through_a_tanh": (
        "These are the numbers you get with a tanh around all four. i, f and o are shares between "
        "0 and 1: they are sigmoids.",
        {"gates": (np.tanh,) * 4},
    ),
    "sigmoid_of_the_negative": (
        "Your sigmoid goes the wrong way: it falls where it should rise. Look at the sign in the "
        "exponent.",
        {"gates": (_falling, _falling, np.tanh, _falling)},
    ),
    "no_sigmoid": (
        "These are the numbers you get without any sigmoid. i, f and o are shares: sigmoids.",
        {"gates": (_unchanged, _unchanged, np.tanh, _unchanged)},
    ),
    "g_without_tanh": (
        "These are the numbers you get without the tanh around g.",
        {"gates": (sigmoid, sigmoid, _unchanged, sigmoid)},
    ),
    "o_through_a_tanh": (
        "These are the numbers you get with a tanh around o. It is a share: a sigmoid.",
        {"gates": (sigmoid, sigmoid, np.tanh, np.tanh)},
    ),
}

_STATES = {  # name -> (hint, the state that is used)
    "state_unpacked_the_other_way": (
        "These are the numbers you get when the two parts of the state are swapped: state is "
        "(h_prev, c_prev), the hidden state first.",
        lambda h, c: (c, h),
    ),
    "gates_see_the_cell": (
        "These are the numbers you get when the gates see the old cell state in the place of the "
        "old hidden state. W_hh meets h_prev.",
        lambda h, c: (c, c),
    ),
    "hidden_in_the_place_of_the_cell": (
        "These are the numbers you get when f multiplies the old hidden state. It multiplies the "
        "old cell state.",
        lambda h, c: (h, h),
    ),
    "old_hidden_ignored": (
        "These are the numbers you get when the old hidden state plays no part. W_hh has to meet "
        "it.",
        lambda h, c: (np.zeros_like(h), c),
    ),
}

_IF_SWAPPED = (
    "These are the numbers you get with i and f swapped. The first quarter of the rows makes i, "
    "which lets the new part in; the second makes f, which keeps the old cell."
)
CHANGED_WEIGHTS = {  # name -> (hint, the weights that are used)
    "order_figo": (_IF_SWAPPED, ordered("ifgo", "figo")),
    **orders(
        "ifgo",
        ("ifog", "igfo", "gfio", "ofgi", "iogf", "fiog", "iofg", "ofig", "fgio", "ogfi"),
    ),
    **changes_of_weights(4),
    "g_from_the_rows_of_f": (
        "These are the numbers you get when g is made with the rows of f. The third quarter is its "
        "own.",
        taken("ifgo", "iffo"),
    ),
}


def _on_state(change):
    return lambda x_t, state, params: lstm_step(x_t, change(*state), params)


def on(change):
    """The right step on changed weights."""
    return lambda x_t, state, params: lstm_step(x_t, state, change(params))


WRONG_STEPS = {  # name -> (hint, wrong step)
    **{name: (hint, partial(_step, **what)) for name, (hint, what) in _EXCHANGED.items()},
    **{name: (hint, _on_state(change)) for name, (hint, change) in _STATES.items()},
    **{name: (hint, on(change)) for name, (hint, change) in CHANGED_WEIGHTS.items()},
}
