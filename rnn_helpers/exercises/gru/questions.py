"""What notebook 06 asks: one step, PyTorch's and Cho's, the loop over time, counts, a bias."""

from functools import partial

import numpy as np

from ..question import Question, Written
from ..shared_cases import (
    case_of,
    layer_arguments,
    layer_cases,
    layer_weights,
    random_states,
    step_cases,
    unchanged,
    with_gate,
)

# --- gru_step and gru_step_cho ------------------------------------------------------------------


def _step_arguments(rng, B, F, H, x_scale=1.0, start_scale=1.0, edit=unchanged):
    return {
        "x_t": x_scale * rng.normal(size=(B, F)),
        "h_prev": start_scale * random_states(rng, B, H),
        "params": edit(layer_weights(rng, F, H, gates=3)),
    }


_Z_OPEN = {"B": 2, "F": 3, "H": 4, "edit": with_gate("z", "rzn", 30.0)}
_CASES = step_cases(
    _step_arguments,
    {
        "zero start": ("the previous state is zero", {"start_scale": 0.0}),
        "r = 1": ("r is near 1", {"edit": with_gate("r", "rzn", 30.0)}),
        "z = 0": ("z is near 0", {"edit": with_gate("z", "rzn", -30.0)}),
    },
    **{"z = 1": ("z is near 1", _Z_OPEN)},
)

gru_step = Question(name="gru_step", points=4, returns={"h_t": "B H"}, **_CASES)
gru_step_cho = Question(name="gru_step_cho", points=2, returns={"h_t": "B H"}, **_CASES)

# --- gru_forward --------------------------------------------------------------------------------

gru_forward = Question(
    name="gru_forward",
    points=2,
    returns={"output": "T B H", "h_n": "1 B H"},
    **layer_cases(partial(layer_arguments, gates=3)),
)

# --- gru_parameters -----------------------------------------------------------------------------

_count_case = case_of("F", "H")


def _count_cases(rng):
    F, H = (int(size) for size in rng.permutation(np.arange(11, 30))[:2])
    return {
        "two sizes": _count_case("two sizes", F, H),
        "the text's": _count_case("the layer of the text", 20, 50),
        "one feature": _count_case("one feature", 1, H),
        "one unit": _count_case("one unit", F, 1),
    }


gru_parameters = Question(
    name="gru_parameters",
    points=1,
    returns={"count": ""},
    cases=_count_cases,
    edge_cases=lambda rng: {"one of each": _count_case("one of each", 1, 1)},
)

# --- keep_gate ----------------------------------------------------------------------------------


def _keep_case(rng, about, F, H, bias):
    return case_of("params", "bias")(about, layer_weights(rng, F, H, gates=3), bias)


def _keep_cases(rng):
    F, H = (int(size) for size in rng.permutation([3, 4]))
    bias = round(float(rng.uniform(4, 7)), 1)
    return {
        "large": _keep_case(rng, "a large bias", F, H, bias),
        "another": _keep_case(rng, "another one", F, H, 10.0),
        "negative": _keep_case(rng, "a negative bias", F, H, -3.0),
        "one unit": _keep_case(rng, "one unit", F, 1, bias),
    }


keep_gate = Question(
    name="keep_gate",
    points=1,
    returns={"W_ih": "3H F", "W_hh": "3H H", "b_ih": "3H", "b_hh": "3H"},
    gives_dict=True,
    cases=_keep_cases,
    edge_cases=lambda rng: {"one of each": _keep_case(rng, "one of everything", 1, 1, 6.0)},
)

QUESTIONS = (
    gru_step,
    gru_forward,
    gru_step_cho,
    gru_parameters,
    keep_gate,
    Written("carry_a_number", points=2),
)
