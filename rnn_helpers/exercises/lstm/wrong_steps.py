"""Wrong steps of an LSTM, shared by the exercises that contain one.

Each takes and returns what ``lstm_step`` does, without projection. ``WRONG_STEPS`` keeps them
with their hints. They are made of ``_step`` with one thing exchanged, or of the right step on
changed weights.
"""

import numpy as np

from ...reference import lstm_step
from ...reference.gru import sigmoid
from ..gated import changes_of_weights, ordered, orders, taken
from ..wrong_steps import collection

WRONG_STEPS, _wrong = collection()


def _step(
    x_t,
    state,
    params,
    gates=(sigmoid, sigmoid, np.tanh, sigmoid),
    cell=lambda i, f, g, c_prev: f * c_prev + i * g,
    hidden=lambda o, c_t, c_prev: o * np.tanh(c_t),
):
    h_prev, c_prev = state
    a = x_t @ params["W_ih"].T + params["b_ih"] + h_prev @ params["W_hh"].T + params["b_hh"]
    i, f, g, o = (gate(part) for gate, part in zip(gates, np.split(a, 4, axis=-1), strict=True))
    c_t = cell(i, f, g, c_prev)
    return hidden(o, c_t, c_prev), c_t


# --- The hidden state -------------------------------------------------------------------------


@_wrong(
    "Your h_t is o times the cell state itself. A tanh stands around c_t before it meets o; the "
    "cell state stays as it is."
)
def no_tanh_on_c(x_t, state, params):
    return _step(x_t, state, params, hidden=lambda o, c_t, c_prev: o * c_t)


@_wrong(
    "Your h_t is the tanh of o times the cell state. The tanh goes around the cell state alone; o "
    "multiplies what comes out."
)
def tanh_around_the_product(x_t, state, params):
    return _step(x_t, state, params, hidden=lambda o, c_t, c_prev: np.tanh(o * c_t))


@_wrong("Your h_t is the tanh of the cell state. The output gate o has no part in it yet.")
def no_output_gate(x_t, state, params):
    return _step(x_t, state, params, hidden=lambda o, c_t, c_prev: np.tanh(c_t))


@_wrong("Your h_t is made of the old cell state. It shows the new one, c_t.")
def hidden_from_the_old_cell(x_t, state, params):
    return _step(x_t, state, params, hidden=lambda o, c_t, c_prev: o * np.tanh(c_prev))


@_wrong("Your h_t is the output gate itself. It multiplies the tanh of the cell state.")
def output_gate_alone(x_t, state, params):
    return _step(x_t, state, params, hidden=lambda o, c_t, c_prev: o)


@_wrong("Your h_t is the cell state. The cell's neighbours see it through a tanh and a gate.")
def hidden_is_cell(x_t, state, params):
    return _step(x_t, state, params, hidden=lambda o, c_t, c_prev: c_t)


@_wrong(
    "Your h_t has a sigmoid around the cell state. It is a tanh, as around g: a state may be "
    "negative."
)
def sigmoid_around_the_cell(x_t, state, params):
    return _step(x_t, state, params, hidden=lambda o, c_t, c_prev: o * sigmoid(c_t))


# --- The cell state ---------------------------------------------------------------------------


@_wrong(
    "Your c_t has a tanh around it. The cell state is the plain sum; only what h_t shows of it "
    "goes through a tanh."
)
def tanh_around_the_cell(x_t, state, params):
    return _step(
        x_t,
        state,
        params,
        cell=lambda i, f, g, c_prev: np.tanh(f * c_prev + i * g),
        hidden=lambda o, c_t, c_prev: o * c_t,
    )


@_wrong(
    "Your c_t has a tanh around it, and h_t another one. The cell state is the plain sum; only "
    "h_t sees it through a tanh."
)
def tanh_twice(x_t, state, params):
    return _step(x_t, state, params, cell=lambda i, f, g, c_prev: np.tanh(f * c_prev + i * g))


@_wrong(
    "These are the numbers you get when the forget gate is left out: the old cell is kept whole."
)
def no_forget_gate(x_t, state, params):
    return _step(x_t, state, params, cell=lambda i, f, g, c_prev: c_prev + i * g)


@_wrong("These are the numbers you get when the input gate is left out: g comes in whole.")
def no_input_gate(x_t, state, params):
    return _step(x_t, state, params, cell=lambda i, f, g, c_prev: f * c_prev + g)


@_wrong(
    "These are the numbers you get with 1 - f in the place of i. A GRU does that with its z; an "
    "LSTM has a gate of its own for the new part."
)
def coupled_gates(x_t, state, params):
    return _step(x_t, state, params, cell=lambda i, f, g, c_prev: f * c_prev + (1 - f) * g)


@_wrong("These are the numbers you get when i keeps the old cell. That is what f is for.")
def i_in_both_places(x_t, state, params):
    return _step(x_t, state, params, cell=lambda i, f, g, c_prev: i * c_prev + i * g)


@_wrong("These are the numbers you get when f lets the new part in. That is what i is for.")
def f_in_both_places(x_t, state, params):
    return _step(x_t, state, params, cell=lambda i, f, g, c_prev: f * c_prev + f * g)


@_wrong(
    "These are the numbers you get with 1 - i in the place of f. A GRU has one gate for both; an "
    "LSTM has two."
)
def coupled_to_i(x_t, state, params):
    return _step(x_t, state, params, cell=lambda i, f, g, c_prev: (1 - i) * c_prev + i * g)


@_wrong("These are the numbers you get with 1 - f in the place of f. f is the share that is kept.")
def forget_gate_inverted(x_t, state, params):
    return _step(x_t, state, params, cell=lambda i, f, g, c_prev: (1 - f) * c_prev + i * g)


@_wrong(
    "These are the numbers you get when the old cell state plays no part. f is the share of c_prev "
    "that is kept."
)
def old_cell_ignored(x_t, state, params):
    return _step(x_t, state, params, cell=lambda i, f, g, c_prev: i * g)


@_wrong("Your c_t is the old cell state. It takes f times the old one and i times the new part g.")
def cell_not_changed(x_t, state, params):
    h_t, _ = lstm_step(x_t, state, params)
    return h_t, state[1]


# --- The activations --------------------------------------------------------------------------


@_wrong(
    "These are the numbers you get with a sigmoid around g. The new part is made by a tanh; i, f "
    "and o are sigmoids."
)
def g_through_a_sigmoid(x_t, state, params):
    return _step(x_t, state, params, gates=(sigmoid,) * 4)


@_wrong(
    "These are the numbers you get with a tanh around all four. i, f and o are shares between 0 "
    "and 1: they are sigmoids."
)
def all_through_a_tanh(x_t, state, params):
    return _step(x_t, state, params, gates=(np.tanh,) * 4)


@_wrong(
    "Your sigmoid goes the wrong way: it falls where it should rise. Look at the sign in the "
    "exponent."
)
def sigmoid_of_the_negative(x_t, state, params):
    def falling(a):
        return sigmoid(-a)

    return _step(x_t, state, params, gates=(falling, falling, np.tanh, falling))


@_wrong("These are the numbers you get without any sigmoid. i, f and o are shares: sigmoids.")
def no_sigmoid(x_t, state, params):
    def plain(a):
        return a

    return _step(x_t, state, params, gates=(plain, plain, np.tanh, plain))


@_wrong("These are the numbers you get without the tanh around g.")
def g_without_tanh(x_t, state, params):
    return _step(x_t, state, params, gates=(sigmoid, sigmoid, lambda a: a, sigmoid))


@_wrong("These are the numbers you get with a tanh around o. It is a share: a sigmoid.")
def o_through_a_tanh(x_t, state, params):
    return _step(x_t, state, params, gates=(sigmoid, sigmoid, np.tanh, np.tanh))


# --- The state --------------------------------------------------------------------------------


@_wrong(
    "These are the numbers you get when the two parts of the state are swapped: state is "
    "(h_prev, c_prev), the hidden state first."
)
def state_unpacked_the_other_way(x_t, state, params):
    h_prev, c_prev = state
    return lstm_step(x_t, (c_prev, h_prev), params)


@_wrong(
    "These are the numbers you get when the gates see the old cell state in the place of the old "
    "hidden state. W_hh meets h_prev."
)
def gates_see_the_cell(x_t, state, params):
    _, c_prev = state
    return lstm_step(x_t, (c_prev, c_prev), params)


@_wrong(
    "These are the numbers you get when f multiplies the old hidden state. It multiplies the old "
    "cell state."
)
def hidden_in_the_place_of_the_cell(x_t, state, params):
    h_prev, _ = state
    return lstm_step(x_t, (h_prev, h_prev), params)


@_wrong(
    "These are the numbers you get when the old hidden state plays no part. W_hh has to meet it."
)
def old_hidden_ignored(x_t, state, params):
    h_prev, c_prev = state
    return lstm_step(x_t, (np.zeros_like(h_prev), c_prev), params)


# --- The right step on wrong weights ----------------------------------------------------------


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


def on(change):
    """The right step on changed weights."""
    return lambda x_t, state, params: lstm_step(x_t, state, change(params))


WRONG_STEPS |= {name: (hint, on(change)) for name, (hint, change) in CHANGED_WEIGHTS.items()}
