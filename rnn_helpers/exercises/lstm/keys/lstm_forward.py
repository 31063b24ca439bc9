"""The key of lstm_forward: one step after the other, each from both states of the one before."""

import numpy as np

from ...key import Key, Mistake, edit
from ...keys.lstm import STEP, lstm_step
from ...keys.rnn import LAST_STATE, LAYER, OUTPUT, START


def lstm_forward(x, state, params):
    h_0, c_0 = state
    h, c = h_0[0], c_0[0]  # (B, H) each
    states = []
    for x_t in x:
        h, c = lstm_step(x_t, (h, c), params)
        states.append(h)
    return np.stack(states), (h[np.newaxis], c[np.newaxis])  # (T, B, H), (1, B, H) each


_LAST = "(h[np.newaxis], c[np.newaxis])"

KEY = Key(
    solution=lstm_forward,
    uses=(lstm_step,),
    mistakes={
        **STEP,
        **LAYER,
        "state_not_carried": Mistake(START["state_not_carried"].hint,
            edit("(h, c), params", "(h_0[0], c_0[0]), params")),
        "h_0_ignored": Mistake(START["h_0_ignored"].hint,
            edit("h_0[0], c_0[0]", "0 * h_0[0], 0 * c_0[0]")),
        **OUTPUT,
        "cells_as_output": Mistake("Your output holds the cell states. The layer shows its hidden "
            "states, h_1 to h_T; of the cells only the last one is returned, as c_n.",
            edit("states.append(h)", "states.append(c)")),
        # One of the two states.
        "cell_not_carried": Mistake("Every step starts from c_0 in your layer. The cell state, "
            "too, goes on from step to step.", edit("(h, c), params", "(h, c_0[0]), params")),
        "hidden_not_carried": Mistake("Every step starts from h_0 in your layer. The hidden state, "
            "too, goes on from step to step.", edit("(h, c), params", "(h_0[0], c), params")),
        "c_0_ignored": Mistake("Your cell starts from zeros, and not from c_0.",
            edit("h_0[0], c_0[0]", "h_0[0], 0 * c_0[0]")),
        "start_swapped": Mistake("Your layer starts with h_0 and c_0 in each other's place: state "
            "is (h_0, c_0).", edit("h_0, c_0 = state", "c_0, h_0 = state")),
        "hidden_start_ignored": Mistake("Your hidden state starts from zeros, and not from h_0.",
            edit("h_0[0], c_0[0]", "0 * h_0[0], c_0[0]")),
        # What is returned of the last step.
        "pair_swapped": Mistake("Your pair is (c_n, h_n). As in PyTorch, the hidden state comes "
            "first.", edit(_LAST, "(c[np.newaxis], h[np.newaxis])")),
        "both_flat": Mistake("Your h_n and c_n lack their first axis. Each should have the shape "
            "(1, B, H), with one layer in front, as in PyTorch.", edit(_LAST, "(h, c)")),
        "h_n_flat": Mistake("Your h_n lacks its first axis. It should have the shape (1, B, H), "
            "like c_n.", edit("h[np.newaxis]", "h")),
        "c_n_flat": Mistake("Your c_n lacks its first axis. It should have the shape (1, B, H), "
            "like h_n.", edit("c[np.newaxis]", "c")),
        "h_n_twice": Mistake("Your c_n is h_n once more. The second of the pair is the last cell "
            "state.", edit("c[np.newaxis]", "h[np.newaxis]")),
        "c_n_is_c_0": Mistake("Your c_n is c_0. It should be the cell state after the last step.",
            edit("c[np.newaxis]", "c_0")),
        "first_states": Mistake("Your h_n and c_n are the states that the layer started from. They "
            "should be those after the last step.", edit(_LAST, "state")),
        "h_n_first": LAST_STATE["h_n_first"],
        "all_cells_as_c_n": Mistake("Your c_n holds the cell state of every step. Only the last "
            "one is returned, (1, B, H).", edit("states = []", "states, cells = [], []"),
            edit("states.append(h)", "states.append(h)\n        cells.append(c)"),
            edit("c[np.newaxis]", "np.stack(cells)")),
    },
)  # fmt: skip
