"""What notebook 06 asks: one step, PyTorch's and Cho's, the loop over time, counts, a bias."""

from functools import partial

import numpy as np

from ..question import Case, Question, Written
from ..shared_cases import (
    layer_arguments,
    layer_cases,
    layer_weights,
    step_cases,
    step_edge_cases,
    unchanged,
    with_gate,
)

_weights = partial(layer_weights, gates=3)

# --- gru_step and gru_step_cho ------------------------------------------------------------------


def _step_arguments(rng, B, F, H, x_scale=1.0, start_scale=1.0, edit=unchanged):
    return {
        "x_t": x_scale * rng.normal(size=(B, F)),
        "h_prev": start_scale * rng.uniform(-0.9, 0.9, size=(B, H)),
        "params": edit(_weights(rng, F, H)),
    }


def _step_cases(rng):
    arguments = partial(_step_arguments, rng)
    isolating = {
        "zero start": ("the previous state is zero", {"start_scale": 0.0}),
        "r = 1": ("r is near 1", with_gate("r", "rzn", 30.0)),
        "z = 0": ("z is near 0", with_gate("z", "rzn", -30.0)),
    }
    return step_cases(rng, arguments, **isolating) | {
        "z = 1": Case("z is near 1", arguments(2, 3, 4, **with_gate("z", "rzn", 30.0)))
    }


_a_step = partial(
    Question,
    returns={"h_t": "B H"},
    cases=_step_cases,
    edge_cases=lambda rng: step_edge_cases(partial(_step_arguments, rng)),
)

gru_step = _a_step(name="gru_step", points=4)
gru_step_cho = _a_step(name="gru_step_cho", points=2)

# --- gru_forward --------------------------------------------------------------------------------

gru_forward = Question(
    name="gru_forward",
    points=2,
    returns={"output": "T B H", "h_n": "1 B H"},
    **layer_cases(layer_arguments(_weights)),
)

# --- gru_parameters -----------------------------------------------------------------------------


def _count_cases(rng):
    F, H = (int(size) for size in rng.permutation(np.arange(11, 30))[:2])
    return {
        "two sizes": Case("two sizes", {"F": F, "H": H}),
        "the text's": Case("the layer of the text", {"F": 20, "H": 50}),
        "one feature": Case("one feature", {"F": 1, "H": H}),
        "one unit": Case("one unit", {"F": F, "H": 1}),
    }


gru_parameters = Question(
    name="gru_parameters",
    points=1,
    returns={"count": ""},
    cases=_count_cases,
    edge_cases=lambda rng: {"one of each": Case("one of each", {"F": 1, "H": 1})},
)

# --- keep_gate ----------------------------------------------------------------------------------


def _keep_arguments(rng, F, H, bias):
    return {"params": _weights(rng, F, H), "bias": bias}


def _keep_cases(rng):
    F, H = (int(size) for size in rng.permutation([3, 4]))
    bias = round(float(rng.uniform(4, 7)), 1)
    return {
        "large": Case("a large bias", _keep_arguments(rng, F, H, bias)),
        "another": Case("another one", _keep_arguments(rng, F, H, 10.0)),
        "negative": Case("a negative bias", _keep_arguments(rng, F, H, -3.0)),
        "one unit": Case("one unit", _keep_arguments(rng, F, 1, bias)),
    }


keep_gate = Question(
    name="keep_gate",
    points=1,
    returns={"W_ih": "3H F", "W_hh": "3H H", "b_ih": "3H", "b_hh": "3H"},
    gives_dict=True,
    cases=_keep_cases,
    edge_cases=lambda rng: {
        "one of each": Case("one of everything", _keep_arguments(rng, 1, 1, 6.0))
    },
)

QUESTIONS = (
    gru_step,
    gru_forward,
    gru_step_cho,
    gru_parameters,
    keep_gate,
    Written("carry_a_number", points=2),
)
