"""What notebook 02 asks: one step, the loop over time, the output unit, shapes and counts."""

from functools import partial

from ..question import Case, Question, Written
from ..shared_cases import layer_arguments, layer_cases, layer_weights, unchanged, without

# --- rnn_step -----------------------------------------------------------------------------------


def _step_arguments(rng):
    def arguments(B, F, H, x_scale=1.0, start_scale=1.0, edit=unchanged, activation="tanh"):
        return {
            "x_t": x_scale * rng.normal(size=(B, F)),
            "h_prev": start_scale * rng.uniform(-0.9, 0.9, size=(B, H)),
            "params": edit(layer_weights(rng, F, H)),
            "activation": activation,
        }

    return arguments


def _step_cases(rng):
    arguments = _step_arguments(rng)
    B, F, H = (int(size) for size in rng.permutation([2, 3, 4]))
    call = partial(arguments, B, F, H)
    left_out = call()
    del left_out["activation"]
    return {
        "square": Case("input and state of the same size", arguments(B, H, H)),
        "all sizes": Case("all sizes different", call()),
        "no activation given": Case("activation left out", left_out),
        "relu": Case("relu", call(activation="relu")),
        "one sequence": Case("one sequence in the batch", arguments(1, F, H)),
        "large": Case("large inputs", call(x_scale=1e3)),
        "no b_ih": Case("b_ih is zero", call(edit=lambda p: without(p, "b_ih")), isolates=True),
        "no b_hh": Case("b_hh is zero", call(edit=lambda p: without(p, "b_hh")), isolates=True),
        "zero start": Case("the previous state is zero", call(start_scale=0.0), isolates=True),
    }


def _step_edge_cases(rng):
    arguments = _step_arguments(rng)
    return {
        "one of each": Case("one of everything", arguments(1, 1, 1)),
        "one unit": Case("one hidden unit, relu", arguments(3, 2, 1, activation="relu")),
        "large layer": Case("a large layer", arguments(30, 40, 50)),
    }


rnn_step = Question(
    name="rnn_step",
    points=3,
    returns={"h_t": "B H"},
    cases=_step_cases,
    edge_cases=_step_edge_cases,
)

# --- rnn_forward --------------------------------------------------------------------------------

rnn_forward = Question(
    name="rnn_forward",
    points=2,
    returns={"output": "T B H", "h_n": "1 B H"},
    **layer_cases(layer_arguments()),
)

QUESTIONS = (rnn_step, rnn_forward, Written("why_share_weights", points=2))
