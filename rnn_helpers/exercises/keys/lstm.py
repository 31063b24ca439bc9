"""Mistakes in a step of a long short-term memory cell."""

import numpy as np

from ...reference.gru import sigmoid
from ..key import Mistake, edit
from .gated import order_mistakes, weight_mistakes

__all__ = ["STEP", "WEIGHTS", "lstm_step"]


def lstm_step(x_t, state, params):
    h_prev, c_prev = state
    a = x_t @ params["W_ih"].T + params["b_ih"] + h_prev @ params["W_hh"].T + params["b_hh"]
    a_i, a_f, a_g, a_o = np.split(a, 4, axis=1)  # (B, H) each
    i, f, g, o = sigmoid(a_i), sigmoid(a_f), np.tanh(a_g), sigmoid(a_o)
    c_t = f * c_prev + i * g  # (B, H)
    h_t = o * np.tanh(c_t)  # (B, H)
    return h_t, c_t


_NEW_CELL = "f * c_prev + i * g"
_SHOWN = "o * np.tanh(c_t)"

_ORDERS = order_mistakes(
    "a_i, a_f, a_g, a_o = np.split",
    "Your gates stand in the order {}, in the weights or in the formulas. "
    "PyTorch stacks i first, then f, then g, then o.",
)

# What is done to the weights, which is the same where a projection follows.
WEIGHTS = {
    **_ORDERS,
    "order_figo": Mistake("These are the numbers you get with i and f swapped. The first quarter "
        "of the rows makes i, which lets the new part in; the second makes f, which keeps the old "
        "cell.", *_ORDERS["order_figo"].edits),
    **weight_mistakes(4, "np.split(a, 4, axis=1)", interleaved="(a[:, k::4] for k in range(4))"),
    "g_from_the_rows_of_f": Mistake("Your g is made with the rows of f. The third quarter is its "
        "own.", edit("np.tanh(a_g)", "np.tanh(a_f)")),
}  # fmt: skip

STEP = {
    # The hidden state.
    "no_tanh_on_c": Mistake("Your h_t is o times the cell state itself. A tanh stands around c_t "
        "before it meets o; the cell state stays as it is.", edit(_SHOWN, "o * c_t")),
    "tanh_around_the_product": Mistake("Your h_t is the tanh of o times the cell state. The tanh "
        "goes around the cell state alone; o multiplies what comes out.",
        edit(_SHOWN, "np.tanh(o * c_t)")),
    "no_output_gate": Mistake("Your h_t is the tanh of the cell state. The output gate o has no "
        "part in it yet.", edit(_SHOWN, "np.tanh(c_t)")),
    "hidden_from_the_old_cell": Mistake("Your h_t is made of the old cell state. It shows the new "
        "one, c_t.", edit(_SHOWN, "o * np.tanh(c_prev)")),
    "output_gate_alone": Mistake("Your h_t is the output gate itself. It multiplies the tanh of "
        "the cell state.", edit(_SHOWN, "o")),
    "hidden_is_cell": Mistake("Your h_t is the cell state. The cell's neighbours see it through a "
        "tanh and a gate.", edit(_SHOWN, "c_t")),
    "sigmoid_around_the_cell": Mistake("Your h_t has a sigmoid around the cell state. It is a "
        "tanh, as around g: a state may be negative.", edit(_SHOWN, "o * sigmoid(c_t)")),
    # The cell state.
    "tanh_around_the_cell": Mistake("Your c_t has a tanh around it. The cell state is the plain "
        "sum; only what h_t shows of it goes through a tanh.",
        edit(_NEW_CELL, f"np.tanh({_NEW_CELL})"), edit(_SHOWN, "o * c_t")),
    "tanh_twice": Mistake("Your c_t has a tanh around it, and h_t another one. The cell state is "
        "the plain sum; only h_t sees it through a tanh.",
        edit(_NEW_CELL, f"np.tanh({_NEW_CELL})")),
    "no_forget_gate": Mistake("The forget gate is left out of your step: the old cell is kept "
        "whole.", edit(_NEW_CELL, "c_prev + i * g")),
    "no_input_gate": Mistake("The input gate is left out of your step: g comes in whole.",
        edit(_NEW_CELL, "f * c_prev + g")),
    "coupled_gates": Mistake("These are the numbers you get with 1 - f in the place of i. A GRU "
        "does that with its z; an LSTM has a gate of its own for the new part.",
        edit(_NEW_CELL, "f * c_prev + (1 - f) * g")),
    "i_in_both_places": Mistake("In your step i keeps the old cell. That is what f is for.",
        edit(_NEW_CELL, "i * c_prev + i * g")),
    "f_in_both_places": Mistake("In your step f lets the new part in. That is what i is for.",
        edit(_NEW_CELL, "f * c_prev + f * g")),
    "coupled_to_i": Mistake("These are the numbers you get with 1 - i in the place of f. A GRU has "
        "one gate for both; an LSTM has two.", edit(_NEW_CELL, "(1 - i) * c_prev + i * g")),
    "forget_gate_inverted": Mistake("These are the numbers you get with 1 - f in the place of f. f "
        "is the share that is kept.", edit(_NEW_CELL, "(1 - f) * c_prev + i * g")),
    "old_cell_ignored": Mistake("The old cell state plays no part in your numbers. f is the share "
        "of c_prev that is kept.", edit(_NEW_CELL, "i * g")),
    "cell_not_changed": Mistake("Your c_t is the old cell state. It takes f times the old one and "
        "i times the new part g.", edit("return h_t, c_t", "return h_t, c_prev")),
    # The activations.
    "g_through_a_sigmoid": Mistake("These are the numbers you get with a sigmoid around g. The new "
        "part is made by a tanh; i, f and o are sigmoids.", edit("np.tanh(a_g)", "sigmoid(a_g)")),
    "all_through_a_tanh": Mistake("These are the numbers you get with a tanh around all four. i, f "
        "and o are shares between 0 and 1: they are sigmoids.",
        edit("sigmoid(a_i), sigmoid(a_f)", "np.tanh(a_i), np.tanh(a_f)"),
        edit("sigmoid(a_o)", "np.tanh(a_o)")),
    "sigmoid_of_the_negative": Mistake("Your sigmoid goes the wrong way: it falls where it should "
        "rise. Look at the sign in the exponent.",
        edit("sigmoid(a_i), sigmoid(a_f)", "sigmoid(-a_i), sigmoid(-a_f)"),
        edit("sigmoid(a_o)", "sigmoid(-a_o)")),
    "no_sigmoid": Mistake("There is no sigmoid in your step. i, f and o are shares: sigmoids.",
        edit("sigmoid(a_i), sigmoid(a_f)", "a_i, a_f"), edit("sigmoid(a_o)", "a_o")),
    "g_without_tanh": Mistake("The tanh around g is missing in your step.",
        edit("np.tanh(a_g)", "a_g")),
    "o_through_a_tanh": Mistake("These are the numbers you get with a tanh around o. It is a "
        "share: a sigmoid.", edit("sigmoid(a_o)", "np.tanh(a_o)")),
    # The state.
    "state_unpacked_the_other_way": Mistake("The two parts of the state are swapped in your step: "
        "state is (h_prev, c_prev), the hidden state first.",
        edit("h_prev, c_prev = state", "c_prev, h_prev = state")),
    "gates_see_the_cell": Mistake("Your gates see the old cell state in the place of the old "
        "hidden state. W_hh meets h_prev.", edit("h_prev @", "c_prev @")),
    "hidden_in_the_place_of_the_cell": Mistake("Your f multiplies the old hidden state. It "
        "multiplies the old cell state.", edit(_NEW_CELL, "f * h_prev + i * g")),
    "old_hidden_ignored": Mistake("The old hidden state plays no part in your numbers. W_hh has to "
        "meet it.", edit('h_prev @ params["W_hh"].T + ', "")),
    **WEIGHTS,
}  # fmt: skip
