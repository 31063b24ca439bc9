"""gru_step, gru_forward and gru_step_cho"""

from functools import partial

from ... import reference
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
from .wrong_steps import CHOS_WRONG_STEPS, WRONG_STEPS


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


gru_step = Exercise(
    name="gru_step",
    notebook="06_gru",
    points=4,
    returns={"h_t": "B H"},
    answer=reference.gru_step,
    cases=_step_cases,
    edge_cases=_step_edge_cases,
)
gru_step.add_mistakes(WRONG_STEPS)


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
gru_step_cho.add_mistakes(CHOS_WRONG_STEPS)
