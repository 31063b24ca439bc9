"""What notebook 02 asks: one step, the loop over time, the output unit, shapes and counts."""

from functools import partial
from typing import Any

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
    def case(about, B, H, V, scale=1.0, bias=1.0):
        h, W_ho = rng.uniform(-1, 1, size=(B, H)), scale * rng.normal(size=(V, H))
        return _softmax_case(about, h, W_ho, bias * rng.normal(size=V))

    B, H, V = (int(size) for size in rng.permutation([3, 4, 5]))
    apart = case("one row far larger than the others", 3, 2, 4)
    apart.arguments["h"][:] = [[0.1, 0.2], [900.0, 30.0], [-5.0, 2.0]]
    apart.arguments["W_ho"][0] = 2.0, 0.0  # whatever is drawn, a logit of the second row is 1800
    return {
        "square": case("H = V", B, V, V),
        "all sizes": case("all sizes different", B, H, V),
        "one state": case("one state", 1, H, V),
        "no b_o": case("b_o is zero", B, H, V, bias=0.0),
        "large": case("large logits", B, H, V, scale=1000.0),
        "rows far apart": apart,
    }


def _huge(rng):
    """Beyond what any of NumPy's floats holds after exp."""
    return 1e5 * rng.uniform(0.5, 1, size=(2, 3)), rng.normal(size=(4, 3)), np.zeros(4)


softmax_output = Question(
    name="softmax_output",
    refuses=("torch.softmax", "torch.nn.functional.softmax"),
    points=1,
    returns={"probabilities": "B V"},
    cases=_softmax_cases,
    edge_cases=lambda rng: {
        "huge": _softmax_case("huge logits", *_huge(rng)),
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
_LAYERS = {  # by their sizes, which cannot be mistaken for each other
    "one layer": (7, 3, 5, 11, 1, 1, False),
    "batch first": (7, 3, 5, 11, 1, 1, True),
    "three layers": (13, 2, 4, 6, 3, 1, False),
    "two directions": (9, 4, 3, 5, 1, 2, False),
    "three layers, two directions": (5, 8, 2, 7, 3, 2, False),
    "everything at once": (12, 5, 3, 4, 3, 2, True),
}


def _cases_of_layers(*names: str, **edges: tuple) -> dict[str, Any]:
    """The two case functions of a Question on these sizes; ``edges`` are sizes by key."""

    def case(about, T, B, F, H, *others, grow=0):
        sizes = dict(zip(_SIZES, (T + grow, B + grow, F + grow, H + grow, *others), strict=True))
        return Case(about, {name: sizes[name] for name in names})

    def cases(rng):
        grow = int(rng.integers(0, 4))  # other sizes under another seed
        return {key: case(key, *sizes, grow=grow) for key, sizes in _LAYERS.items()}

    return {
        "cases": cases,
        "edge_cases": lambda rng: {
            "one of each": case("one of everything", 1, 1, 1, 1, 1, 1, True),
            **{key: case(f"a {key} network", *sizes) for key, sizes in edges.items()},
        },
    }


rnn_shapes = Question(
    name="rnn_shapes",
    points=2,
    returns={"output shape": "axis", "h_n shape": "axis"},
    **_cases_of_layers(*_SIZES),
)

count_parameters = Question(
    name="count_parameters",
    points=2,
    returns={"count": ""},
    **_cases_of_layers("F", "H", "layers", "directions", deep=(1, 1, 3, 20, 12, 2, False)),
)

multiplications = Question(
    name="multiplications",
    points=1,
    returns={"count": ""},
    **_cases_of_layers("T", "F", "H"),
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
