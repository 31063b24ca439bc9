"""gru_step, gru_forward and gru_step_cho"""

from functools import partial

import numpy as np

from ... import reference
from ...reference.gru import sigmoid
from ..exercise import Case, Exercise
from ..gated import step_cases, step_edge_cases, with_gate
from ..recurrent import (
    add_last_state_mistakes,
    add_layer_mistakes,
    add_output_mistakes,
    layer_arguments,
    random_weights,
    recurrent_cases,
    unchanged,
)
from .wrong_steps import WRONG_STEPS, b_hn_outside, wrong_steps


def gru_weights(rng, F, H):
    """The ``params`` of a random GRU layer."""
    return random_weights(rng, W_ih=(3 * H, F), W_hh=(3 * H, H), b_ih=(3 * H,), b_hh=(3 * H,))


# --- One step ---------------------------------------------------------------------------------


def _step_arguments(rng, B, F, H, x_scale=1.0, start_scale=1.0, edit=unchanged):
    return {
        "x_t": x_scale * rng.normal(size=(B, F)),
        "h_prev": start_scale * rng.uniform(-0.9, 0.9, size=(B, H)),
        "params": edit(gru_weights(rng, F, H)),
    }


def _step_cases(rng):
    arguments = partial(_step_arguments, rng)
    return [
        *step_cases(
            rng,
            arguments,
            ("the previous state is zero", {"start_scale": 0.0}),
            ("r is near 1", with_gate("r", "rzn", 30.0)),
            ("z is near 0", with_gate("z", "rzn", -30.0)),
        ),
        Case("z is near 1", arguments(2, 3, 4, **with_gate("z", "rzn", 30.0))),
    ]


def _step_edge_cases(rng):
    return step_edge_cases(partial(_step_arguments, rng))


def _register(exercise, steps):
    """Registers wrong steps, ``name -> (hint, step)``, under their names."""
    for name, (hint, step) in steps.items():
        exercise.mistake(hint, name)(step)


gru_step = Exercise(
    name="gru_step",
    notebook="06_gru",
    points=4,
    returns={"h_t": "B H"},
    answer=reference.gru_step,
    cases=_step_cases,
    edge_cases=_step_edge_cases,
)
_register(gru_step, WRONG_STEPS)


# --- The loop over time -----------------------------------------------------------------------


gru_forward = Exercise(
    name="gru_forward",
    notebook="06_gru",
    points=2,
    returns={"output": "T B H", "h_n": "1 B H"},
    answer=reference.gru_forward,
    **recurrent_cases(layer_arguments(gru_weights)),
)
add_layer_mistakes(
    gru_forward,
    lambda x, h_0, params, layer_forward: layer_forward(x, h_0, params),
    steps=WRONG_STEPS,
    step=reference.gru_step,
)
add_output_mistakes(gru_forward, reference.gru_forward)
add_last_state_mistakes(gru_forward, reference.gru_forward)


# --- The unit as published --------------------------------------------------------------------

gru_step_cho = Exercise(
    name="gru_step_cho",
    notebook="06_gru",
    points=2,
    returns={"h_t": "B H"},
    answer=reference.gru_step_cho,
    cases=_step_cases,
    edge_cases=_step_edge_cases,
)


@gru_step_cho.mistake(
    "This is PyTorch's unit: its reset gate multiplies after the product with W_hn. Here it "
    "multiplies the old state, before the product."
)
def pytorchs_reset(x_t, h_prev, params):
    return reference.gru_step(x_t, h_prev, params)


@gru_step_cho.mistake(
    "These are the numbers you get when r multiplies after the product with W_hn, with b_hn "
    "outside. Here it multiplies the old state, before the product."
)
def reset_after_the_product(x_t, h_prev, params):
    return b_hn_outside(x_t, h_prev, params)


@gru_step_cho.mistake(
    "These are the numbers you get when r multiplies b_hn as well. It multiplies the old state; "
    "the bias is added after the product."
)
def bias_reset(x_t, h_prev, params):
    # PyTorch's unit on r * h would reset the gates' state too, so n's part is changed alone.
    r = _reset_gate(x_t, h_prev, params)
    b_hh = np.broadcast_to(params["b_hh"], (len(x_t), len(params["b_hh"]))).copy()
    np.split(b_hh, 3, axis=-1)[2][:] *= r
    return _by_sequence(x_t, h_prev, params, b_hh)


def _reset_gate(x_t, h_prev, params):
    W_ih, W_hh = np.split(params["W_ih"], 3)[0], np.split(params["W_hh"], 3)[0]
    bias = np.split(params["b_ih"] + params["b_hh"], 3)[0]
    return sigmoid(x_t @ W_ih.T + h_prev @ W_hh.T + bias)


def _by_sequence(x_t, h_prev, params, b_hh):
    """The right step, with a ``b_hh`` of its own for each sequence."""
    return np.concatenate(
        [
            reference.gru_step_cho(x_t[b : b + 1], h_prev[b : b + 1], {**params, "b_hh": b_hh[b]})
            for b in range(len(x_t))
        ]
    )


@gru_step_cho.mistake(
    "These are the numbers you get when the gates read the reset state. r and z read the old state "
    "itself; only n sees it reset."
)
def update_gate_reads_the_reset_state(x_t, h_prev, params):
    r = _reset_gate(x_t, h_prev, params)
    xz, hz = x_t @ np.split(params["W_ih"], 3)[1].T, (r * h_prev) @ np.split(params["W_hh"], 3)[1].T
    z = sigmoid(xz + hz + np.split(params["b_ih"] + params["b_hh"], 3)[1])
    shut = {**params, "b_ih": params["b_ih"].copy()}
    np.split(shut["b_ih"], 3)[1][:] = -np.inf  # z is 0, so the step gives n
    n = reference.gru_step_cho(x_t, h_prev, shut)
    return (1 - z) * n + z * h_prev


_register(gru_step_cho, wrong_steps(reset_first=True))
