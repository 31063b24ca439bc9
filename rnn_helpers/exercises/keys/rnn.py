"""Mistakes in a recurrent step, and in the loop that makes a layer of it."""

import numpy as np

from ...reference import rnn_step
from ..key import Mistake, edit

__all__ = ["LAST_STATE", "LAYER", "OUTPUT", "START", "STEP", "rnn_forward", "rnn_step"]

# In the source of ``reference.rnn_step``.
STEP = {
    "without_b_ih": Mistake("These are the numbers you get without b_ih. A recurrent layer adds "
        "two biases in each step.", edit(' + params["b_ih"]', "")),
    "without_b_hh": Mistake("These are the numbers you get without b_hh. A recurrent layer adds "
        "two biases in each step.", edit(' + params["b_hh"]', "")),
    "without_biases": Mistake("These are the numbers you get with no bias at all. A recurrent "
        "layer adds two biases, b_ih and b_hh, in each step.", edit(' + params["b_ih"]', ""),
        edit(' + params["b_hh"]', "")),
    "b_ih_twice": Mistake("b_ih stands in both places, and b_hh in none.",
        edit('params["b_hh"]', 'params["b_ih"]')),
    "b_hh_twice": Mistake("b_hh stands in both places, and b_ih in none.",
        edit('params["b_ih"]', 'params["b_hh"]')),
    "transposed_W_ih": Mistake("These are the numbers you get with W_ih transposed. Row k of W_ih "
        "holds the weights of hidden unit k.", edit('params["W_ih"].T', 'params["W_ih"]')),
    "transposed_W_hh": Mistake("These are the numbers you get with W_hh transposed. Row k of W_hh "
        "holds the weights of hidden unit k.", edit('params["W_hh"].T', 'params["W_hh"]')),
    "transposed_both": Mistake("These are the numbers you get with W_ih transposed and W_hh "
        "transposed. Row k of each holds the weights of hidden unit k.",
        edit('params["W_ih"].T', 'params["W_ih"]'), edit('params["W_hh"].T', 'params["W_hh"]')),
    "input_ignored": Mistake("The input plays no part in your numbers. W_ih has to meet x_t.",
        edit('x_t @ params["W_ih"].T + ', "")),
    "biases_outside": Mistake("Your biases are added after the activation. They belong inside it.",
        edit(' + params["b_ih"]', ""), edit(' + params["b_hh"]', ""),
        edit("from_state)", 'from_state) + params["b_ih"] + params["b_hh"]')),
    "no_activation": Mistake("These are the numbers you get without the activation.",
        edit("act(from_input + from_state)", "from_input + from_state")),
    "activation_per_term": Mistake("There is an activation around each of your two parts. The "
        "parts are added first; one activation goes around the sum.",
        edit("act(from_input + from_state)", "act(from_input) + act(from_state)")),
    "previous_state_ignored": Mistake("The previous state plays no part in your numbers. W_hh has "
        "to meet the state of the step before.", edit('h_prev @ params["W_hh"].T + ', "")),
}  # fmt: skip


def rnn_forward(x, h_0, params):
    h = h_0[0]  # (B, H)
    states = []
    for x_t in x:
        h = rnn_step(x_t, h, params)
        states.append(h)
    return np.stack(states), h[np.newaxis]  # (T, B, H), (1, B, H)


ONE_ARRAY = (
    "Every time step holds the same numbers, those of the last step. Was one array stored again "
    "and again, and changed in place?"
)

# In the source of ``rnn_forward``, and of any layer with such a loop around a step of its own.
LAYER = {
    "one_array_stored_again_and_again": Mistake(ONE_ARRAY,
        edit("np.stack(states)", "np.stack([h] * len(x))")),
    "stored_before_the_step": Mistake("Your output holds, at each time step, the state before the "
        "step: it starts with the first state and lacks the last one.",
        edit("        states.append(h)\n", ""),
        edit("for x_t in x:\n", "for x_t in x:\n        states.append(h)\n")),
}  # fmt: skip
START = {
    "state_not_carried": Mistake("Every step starts from the initial state again. Each step has to "
        "start from the state that the step before it left.",
        edit("step(x_t, h, params)", "step(x_t, h_0[0], params)")),
    "h_0_ignored": Mistake("Your layer starts from zeros, and not from the initial state it is "
        "given.", edit("h = h_0[0]", "h = np.zeros_like(h_0[0])")),
}  # fmt: skip

# With the results of ``rnn_forward``, where they are the exercise's own.
OUTPUT = {
    "read_backwards": Mistake("Your sequence is read from its last step to its first.",
        edit("for x_t in x:", "for x_t in x[::-1]:")),
    "output_with_h_0": Mistake("Your output starts with h_0. It should hold the states after each "
        "step: h_1 to h_T.", edit("states = []", "states = [h]")),
    "output_last_only": Mistake("Your output holds the last state alone. It should hold the state "
        "after each step.", edit("return np.stack(states)", "return h")),
}  # fmt: skip
LAST_STATE = {
    "h_n_flat": Mistake("Your h_n lacks its first axis. It should have the shape (1, B, H), with "
        "one layer in front, as in PyTorch.", edit("h[np.newaxis]", "h")),
    "h_n_first": Mistake("Your h_n is the state after the first step. It should be the one after "
        "the last.", edit("h[np.newaxis]", "states[0][np.newaxis]")),
    "h_n_is_h_0": Mistake("Your h_n is h_0. It should be the state after the last step.",
        edit("h[np.newaxis]", "h_0")),
}  # fmt: skip
