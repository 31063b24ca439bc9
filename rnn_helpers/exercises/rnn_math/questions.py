"""What notebook 02 asks: one step, the loop over time, the output unit, shapes and counts."""

from functools import partial

import numpy as np

from ..question import Case, Question, Written
from ..shared_cases import (
    case_of,
    layer_arguments,
    layer_cases,
    layer_weights,
    random_states,
    unchanged,
    without,
)

# --- rnn_step -----------------------------------------------------------------------------------


def _step_arguments(rng, B, F, H, x_scale=1.0, start_scale=1.0, edit=unchanged, activation="tanh"):
    return {
        "x_t": x_scale * rng.normal(size=(B, F)),
        "h_prev": start_scale * random_states(rng, B, H),
        "params": edit(layer_weights(rng, F, H)),
        "activation": activation,
    }


def _step_cases(rng):
    B, F, H = (int(size) for size in rng.permutation([2, 3, 4]))
    call, alike = partial(_step_arguments, rng), partial(_step_arguments, rng, B, F, H)
    left_out = alike()
    del left_out["activation"]
    return {
        "square": Case("input and state of the same size", call(B, H, H)),
        "all sizes": Case("all sizes different", alike()),
        "no activation given": Case("activation left out", left_out),
        "relu": Case("relu", alike(activation="relu")),
        "one sequence": Case("one sequence in the batch", call(1, F, H)),
        "large": Case("large inputs", alike(x_scale=1e3)),
        "no b_ih": Case("b_ih is zero", alike(edit=without("b_ih")), isolates=True),
        "no b_hh": Case("b_hh is zero", alike(edit=without("b_hh")), isolates=True),
        "zero start": Case("the previous state is zero", alike(start_scale=0.0), isolates=True),
    }


rnn_step = Question(
    name="rnn_step",
    points=3,
    returns={"h_t": "B H"},
    cases=_step_cases,
    edge_cases=lambda rng: {
        "one of each": Case("one of everything", _step_arguments(rng, 1, 1, 1)),
        "one unit": Case("one hidden unit, relu", _step_arguments(rng, 3, 2, 1, activation="relu")),
        "large layer": Case("a large layer", _step_arguments(rng, 30, 40, 50)),
    },
)

# --- rnn_forward --------------------------------------------------------------------------------

rnn_forward = Question(
    name="rnn_forward",
    points=2,
    returns={"output": "T B H", "h_n": "1 B H"},
    **layer_cases(layer_arguments),
)

# --- softmax_output -----------------------------------------------------------------------------

_softmax_case = case_of("h", "W_ho", "b_o")


def _softmax_cases(rng):
    B, H, V = (int(size) for size in rng.permutation([3, 4, 5]))

    def arguments(B, H, V, scale=1.0, bias=1.0):
        h, W_ho = rng.uniform(-1, 1, size=(B, H)), scale * rng.normal(size=(V, H))
        return h, W_ho, bias * rng.normal(size=V)

    _, W_ho, b_o = arguments(3, 2, 4)
    W_ho[0] = 2.0, 0.0  # whatever is drawn, a logit of the second row is 1800
    apart = np.array([[0.1, 0.2], [900.0, 30.0], [-5.0, 2.0]]), W_ho, b_o
    return {
        "square": _softmax_case("H = V", *arguments(B, V, V)),
        "all sizes": _softmax_case("all sizes different", *arguments(B, H, V)),
        "one state": _softmax_case("one state", *arguments(1, H, V)),
        "no b_o": _softmax_case("b_o is zero", *arguments(B, H, V, bias=0.0)),
        "large": _softmax_case("large logits", *arguments(B, H, V, scale=1000.0)),
        "rows far apart": _softmax_case("one row far larger than the others", *apart),
    }


softmax_output = Question(
    name="softmax_output",
    points=1,
    returns={"probabilities": "B V"},
    cases=_softmax_cases,
    edge_cases=lambda rng: {
        "one output": _softmax_case(
            "one output unit", rng.normal(size=(3, 2)), rng.normal(size=(1, 2)), np.zeros(1)
        ),
        "large vocabulary": _softmax_case(
            "a large vocabulary", *(rng.normal(size=size) for size in ((4, 8), (500, 8), 500))
        ),
    },
)

# --- rnn_shapes, count_parameters, multiplications ----------------------------------------------

_SIZES = ("T", "B", "F", "H", "layers", "directions", "batch_first")
_COUNTED = ("F", "H", "layers", "directions")
_LAYERS = {  # by their sizes, which cannot be mistaken for each other
    "one layer": (7, 3, 5, 11, 1, 1, False),
    "batch first": (7, 3, 5, 11, 1, 1, True),
    "three layers": (13, 2, 4, 6, 3, 1, False),
    "two directions": (9, 4, 3, 5, 1, 2, False),
    "three layers, two directions": (5, 8, 2, 7, 3, 2, False),
    "everything at once": (12, 5, 3, 4, 3, 2, True),
}


def _layer_case(about, names, *sizes):
    sizes = dict(zip(_SIZES, sizes, strict=True))
    return Case(about, {name: sizes[name] for name in names})


def _cases_of_layers(*names):
    """Draws a case of each of _LAYERS, with the arguments of these names."""

    def cases(rng):
        grow = int(rng.integers(0, 4))  # other sizes under another seed
        return {
            key: _layer_case(key, names, *(size + grow for size in sizes[:4]), *sizes[4:])
            for key, sizes in _LAYERS.items()
        }

    return cases


def _one_of_each(*names):
    return {"one of each": _layer_case("one of everything", names, 1, 1, 1, 1, 1, 1, True)}


rnn_shapes = Question(
    name="rnn_shapes",
    points=2,
    returns={"output shape": "axis", "h_n shape": "axis"},
    cases=_cases_of_layers(*_SIZES),
    edge_cases=lambda rng: _one_of_each(*_SIZES),
)

count_parameters = Question(
    name="count_parameters",
    points=2,
    returns={"count": ""},
    cases=_cases_of_layers(*_COUNTED),
    edge_cases=lambda rng: {
        **_one_of_each(*_COUNTED),
        "deep": case_of(*_COUNTED)("a deep network", 3, 20, 12, 2),
    },
)

multiplications = Question(
    name="multiplications",
    points=1,
    returns={"count": ""},
    cases=_cases_of_layers("T", "F", "H"),
    edge_cases=lambda rng: _one_of_each("T", "F", "H"),
)

QUESTIONS = (
    rnn_step,
    rnn_forward,
    softmax_output,
    rnn_shapes,
    count_parameters,
    multiplications,
    Written("why_share_weights", points=2),
)
