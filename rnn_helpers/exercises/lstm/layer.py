"""lstm_step and lstm_forward"""

from functools import partial

import numpy as np

from ... import reference
from ..exercise import Exercise
from ..gated import step_cases, step_edge_cases, with_gate
from ..recurrent import (
    add_layer_mistakes,
    add_output_mistakes,
    random_weights,
    recurrent_cases,
    unchanged,
)
from .wrong_steps import WRONG_STEPS


def lstm_weights(rng, F, H):
    """The ``params`` of a random LSTM layer."""
    return random_weights(rng, W_ih=(4 * H, F), W_hh=(4 * H, H), b_ih=(4 * H,), b_hh=(4 * H,))


def random_state(rng, *hidden, H=None):
    """A random ``(h, c)``; cell states may be larger than 1. ``H`` is the cell's size, if other."""
    cell = (*hidden[:-1], H) if H else hidden
    return rng.uniform(-0.9, 0.9, size=hidden), 1.5 * rng.normal(size=cell)


# --- One step ---------------------------------------------------------------------------------


def _step_arguments(rng, B, F, H, x_scale=1.0, scales=(1.0, 1.0), edit=unchanged):
    h_prev, c_prev = random_state(rng, B, H)
    return {
        "x_t": x_scale * rng.normal(size=(B, F)),
        "state": (scales[0] * h_prev, scales[1] * c_prev),
        "params": edit(lstm_weights(rng, F, H)),
    }


def _step_cases(rng):
    return step_cases(
        rng,
        partial(_step_arguments, rng),
        ("h_prev is zero", {"scales": (0.0, 1.0)}),
        ("c_prev is zero", {"scales": (1.0, 0.0)}),
        ("i is near 0", with_gate("i", "ifgo", -30.0)),
        ("f is near 0", with_gate("f", "ifgo", -30.0)),
        ("o is near 1", with_gate("o", "ifgo", 30.0)),
    )


def _step_edge_cases(rng):
    return step_edge_cases(partial(_step_arguments, rng))


lstm_step = Exercise(
    name="lstm_step",
    notebook="07_lstm",
    points=4,
    returns={"h_t": "B H", "c_t": "B H"},
    answer=reference.lstm_step,
    cases=_step_cases,
    edge_cases=_step_edge_cases,
)
lstm_step.add_mistakes(WRONG_STEPS)


# --- The loop over time -----------------------------------------------------------------------


def _arguments_from(rng):
    def arguments(T, B, F, H, x_scale=1.0, start_scale=1.0, edit=unchanged):
        h_0, c_0 = random_state(rng, 1, B, H)
        return {
            "x": x_scale * rng.normal(size=(T, B, F)),
            "state": (start_scale * h_0, start_scale * c_0),
            "params": edit(lstm_weights(rng, F, H)),
        }

    return arguments


def over_time(step):
    """The layer that this step makes, with the signature of ``lstm_forward``."""

    def forward(x, state, params):
        h, c = state[0][0], state[1][0]
        states = []
        for x_t in x:
            h, c = step(x_t, (h, c), params)
            states.append(h)
        return np.stack(states), (h[np.newaxis], c[np.newaxis])

    return forward


lstm_forward = Exercise(
    name="lstm_forward",
    notebook="07_lstm",
    points=2,
    returns={"output": "T B H", "h_n": "1 B H", "c_n": "1 B H"},
    nested=("output", ("h_n", "c_n")),
    answer=reference.lstm_forward,
    **recurrent_cases(_arguments_from),
)
add_layer_mistakes(
    lstm_forward,
    lambda x, state, params, layer_forward: layer_forward(x, state, params),
    steps=WRONG_STEPS,
    step=reference.lstm_step,
    over_time=over_time,
)
add_output_mistakes(lstm_forward, reference.lstm_forward)


def _cells(x, state, params):
    """The cell state after each step, ``(T, B, H)``."""
    cells = []
    for x_t in x:
        _, state = reference.lstm_forward(x_t[np.newaxis], state, params)
        cells.append(state[1][0])
    return np.stack(cells)


@lstm_forward.mistake(
    "Your output holds the cell states. The layer shows its hidden states, h_1 to h_T; of the "
    "cells only the last one is returned, as c_n."
)
def cells_as_output(x, state, params):
    return _cells(x, state, params), reference.lstm_forward(x, state, params)[1]


@lstm_forward.mistake(
    "These are the numbers you get when every step starts from c_0. The cell state, too, goes on "
    "from step to step."
)
def cell_not_carried(x, state, params):
    _, c_0 = state
    return over_time(lambda x_t, s, p: reference.lstm_step(x_t, (s[0], c_0[0]), p))(
        x, state, params
    )


@lstm_forward.mistake(
    "These are the numbers you get when every step starts from h_0. The hidden state, too, goes on "
    "from step to step."
)
def hidden_not_carried(x, state, params):
    h_0, _ = state
    return over_time(lambda x_t, s, p: reference.lstm_step(x_t, (h_0[0], s[1]), p))(
        x, state, params
    )


@lstm_forward.mistake(
    "These are the numbers you get when the cell starts from zeros, and not from c_0."
)
def c_0_ignored(x, state, params):
    h_0, c_0 = state
    return reference.lstm_forward(x, (h_0, np.zeros_like(c_0)), params)


@lstm_forward.mistake(
    "These are the numbers you get when the layer starts with h_0 and c_0 in each other's place: "
    "state is (h_0, c_0)."
)
def start_swapped(x, state, params):
    return reference.lstm_forward(x, state[::-1], params)


@lstm_forward.mistake(
    "These are the numbers you get when the hidden state starts from zeros, and not from h_0."
)
def hidden_start_ignored(x, state, params):
    h_0, c_0 = state
    return reference.lstm_forward(x, (np.zeros_like(h_0), c_0), params)


_LAST_STATES = {  # name -> (hint, (h_n, c_n) made of the right ones, output and the first states)
    "pair_swapped": (
        "Your pair is (c_n, h_n). As in PyTorch, the hidden state comes first.",
        lambda h_n, c_n, output, state: (c_n, h_n),
    ),
    "both_flat": (
        "Your h_n and c_n lack their first axis. Each should have the shape (1, B, H), with one "
        "layer in front, as in PyTorch.",
        lambda h_n, c_n, output, state: (h_n[0], c_n[0]),
    ),
    "h_n_flat": (
        "Your h_n lacks its first axis. It should have the shape (1, B, H), like c_n.",
        lambda h_n, c_n, output, state: (h_n[0], c_n),
    ),
    "c_n_flat": (
        "Your c_n lacks its first axis. It should have the shape (1, B, H), like h_n.",
        lambda h_n, c_n, output, state: (h_n, c_n[0]),
    ),
    "h_n_twice": (
        "Your c_n is h_n once more. The second of the pair is the last cell state.",
        lambda h_n, c_n, output, state: (h_n, h_n),
    ),
    "c_n_is_c_0": (
        "Your c_n is c_0. It should be the cell state after the last step.",
        lambda h_n, c_n, output, state: (h_n, state[1]),
    ),
    "first_states": (
        "Your h_n and c_n are the states that the layer started from. They should be those after "
        "the last step.",
        lambda h_n, c_n, output, state: state,
    ),
    "h_n_first": (
        "Your h_n is the state after the first step. It should be the one after the last.",
        lambda h_n, c_n, output, state: (output[:1], c_n),
    ),
}


def _with_last_states(make):
    def wrong_answer(x, state, params):
        output, last = reference.lstm_forward(x, state, params)
        return output, make(*last, output, state)

    return wrong_answer


lstm_forward.add_mistakes(_LAST_STATES, _with_last_states)


@lstm_forward.mistake(
    "Your c_n holds the cell state of every step. Only the last one is returned, (1, B, H)."
)
def all_cells_as_c_n(x, state, params):
    output, (h_n, _) = reference.lstm_forward(x, state, params)
    return output, (h_n, _cells(x, state, params))
