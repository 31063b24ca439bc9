"""What notebook 03 asks: a layer by hand, and networks that are made of layers."""

from collections.abc import Callable
from typing import Any

import numpy as np

from ..question import Case, Question, Written
from ..shared_cases import (
    layer_arguments,
    layer_cases,
    layer_weights,
    random_states,
    random_weights,
    symmetric,
    torch_layer,
    unchanged,
    without,
)

# --- forward_by_hand ----------------------------------------------------------------------------


def _by_hand_arguments(rng, T, B, F, H, x_scale=1.0, start_scale=1.0, edit=unchanged):
    return {
        "x": x_scale * rng.normal(size=(B, T, F)),
        "layer": torch_layer("RNN", edit(layer_weights(rng, F, H)), batch_first=True),
    }


forward_by_hand = Question(
    name="forward_by_hand", points=2, returns={"output": "B T H"}, **layer_cases(_by_hand_arguments)
)

# --- stacked_forward ----------------------------------------------------------------------------


def _stacked_arguments(rng, T, B, F, H, L=3, x_scale=1.0, start_scale=1.0, edit=unchanged):
    return {
        "x": x_scale * rng.normal(size=(T, B, F)),
        "h_0": start_scale * random_states(rng, L, B, H),
        "layers": [edit(layer_weights(rng, F if k == 0 else H, H)) for k in range(L)],
    }


stacked_forward = Question(
    name="stacked_forward",
    points=2,
    returns={"output": "T B H", "h_n": "L B H"},
    **layer_cases(
        _stacked_arguments,
        one_layer=("one layer", {"T": 4, "B": 2, "F": 3, "H": 5, "L": 1}),
        two_layers=("two layers", {"T": 4, "B": 2, "F": 3, "H": 3, "L": 2}),
    ),
)

# --- bidirectional_forward ----------------------------------------------------------------------


def _bidirectional_arguments(rng, T, B, F, H, x_scale=1.0, start_scale=1.0, edit=unchanged):
    return {
        "x": x_scale * rng.normal(size=(T, B, F)),
        "h_0": start_scale * random_states(rng, 2, B, H),
        "forward": edit(layer_weights(rng, F, H)),
        "backward": edit(layer_weights(rng, F, H)),
    }


bidirectional_forward = Question(
    name="bidirectional_forward",
    points=3,
    returns={"output": "T B 2H", "h_n": "2 B H"},
    **layer_cases(_bidirectional_arguments),
)

# --- jordan_forward and output_recurrent_forward ------------------------------------------------


def _output_recurrence_cases(shapes: Callable, feedback: str, biases: list[str]) -> dict[str, Any]:
    """The two case functions for a network whose recurrence starts at the output.

    ``shapes(F, H, V)`` gives the shapes of the weights, ``feedback`` names the matrix that
    the last output meets. In the first case F = H = V. Each of ``biases`` is zero in a case.
    """

    def case(rng, about, T, B, F, H, V, x_scale=1.0, start_scale=1.0, edit=unchanged, **isolates):
        arguments = {
            "x": x_scale * rng.normal(size=(T, B, F)),
            "y_0": start_scale * rng.normal(size=(B, V)),
            "params": edit(random_weights(rng, **shapes(F, H, V))),
        }
        return Case(about, arguments, **isolates)

    def cases(rng):
        T = int(rng.integers(6, 9))
        B, F, H, V = (int(size) for size in rng.permutation([2, 3, 4, 5]))

        def isolating(about, V=V, F=F, **changes):
            return case(rng, about, T, B, F, H, V, **changes, isolates=True)

        return {
            "square": case(rng, "input, state and output of the same size", T, B, H, H, H),
            "all sizes": case(rng, "all sizes different", T, B, F, H, V),
            "one step": case(rng, "one time step", 1, B, F, H, V),
            "one sequence": case(rng, "one sequence in the batch", T, 1, F, H, V),
            "large": case(rng, "large inputs", T, B, F, H, V, x_scale=1e3),
            **{f"no {name}": isolating(f"{name} is zero", edit=without(name)) for name in biases},
            "zero start": isolating("y_0 is zero", start_scale=0.0),
            "symmetric": isolating(f"{feedback} is symmetric", V=H, F=H, edit=symmetric(feedback)),
        }

    return {
        "cases": cases,
        "edge_cases": lambda rng: {
            "one of each": case(rng, "one of everything", 1, 1, 1, 1, 1),
            "one unit": case(rng, "one output unit", 5, 3, 2, 4, 1),
            "long": case(rng, "a longer sequence", 20, 2, 3, 4, 2),
        },
    }


jordan_forward = Question(
    name="jordan_forward",
    points=2,
    returns={"y": "T B V"},
    **_output_recurrence_cases(
        lambda F, H, V: dict(W_ih=(H, F), b_ih=(H,), W_oh=(H, V), b_oh=(H,), W_ho=(V, H), b_o=(V,)),
        feedback="W_oh",
        biases=["b_ih", "b_oh", "b_o"],
    ),
)

output_recurrent_forward = Question(
    name="output_recurrent_forward",
    points=2,
    returns={"y": "T B V"},
    **_output_recurrence_cases(
        lambda F, H, V: dict(W_ih=(H, F), b_ih=(H,), W_ho=(V, H), b_o=(V,), W_oo=(V, V), b_oo=(V,)),
        feedback="W_oo",
        biases=["b_ih", "b_o", "b_oo"],
    ),
)

# --- padded_forward -----------------------------------------------------------------------------


def _padded_arguments(rng, T, B, F, H, **changes):
    # One sequence needs no padding; sorting is a permutation that is not its own inverse.
    shorter = {1: [2], 2: [2, 0], 3: [1, 3, 0], 4: [2, 0, T - 1, 1]}[B]
    lengths = np.array([max(1, T - less) for less in shorter], dtype=np.int64)
    arguments = layer_arguments(rng, T, B, F, H, **changes)  # the padding holds numbers, too
    return {"x": arguments.pop("x"), "lengths": lengths, **arguments}


padded_forward = Question(
    name="padded_forward",
    points=3,
    returns={"output": "T B H", "h_n": "1 B H"},
    **layer_cases(
        _padded_arguments,
        four_sequences=("four sequences", {"T": 7, "B": 4, "F": 2, "H": 3}),
        three_sequences=("three sequences", {"T": 6, "B": 3, "F": 2, "H": 4}),
    ),
)

QUESTIONS = (
    forward_by_hand,
    stacked_forward,
    bidirectional_forward,
    jordan_forward,
    output_recurrent_forward,
    padded_forward,
    Written("backward_last_state", points=2),
)
