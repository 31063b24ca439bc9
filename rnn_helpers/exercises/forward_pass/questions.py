"""What notebook 03 asks: a layer by hand, and networks that are made of layers."""

from functools import partial

import numpy as np

from ..question import Case, Question, Written
from ..shared_cases import (
    layer_cases,
    layer_weights,
    random_weights,
    symmetric,
    torch_layer,
    unchanged,
    without,
)

# --- forward_by_hand ----------------------------------------------------------------------------


def _by_hand_arguments(rng):
    def arguments(T, B, F, H, x_scale=1.0, start_scale=1.0, edit=unchanged):
        return {
            "x": x_scale * rng.normal(size=(B, T, F)),
            "layer": torch_layer("RNN", edit(layer_weights(rng, F, H)), batch_first=True),
        }

    return arguments


forward_by_hand = Question(
    name="forward_by_hand", points=2, returns={"output": "B T H"}, **layer_cases(_by_hand_arguments)
)

# --- stacked_forward ----------------------------------------------------------------------------


def _stacked_arguments(rng):
    def arguments(T, B, F, H, L=3, x_scale=1.0, start_scale=1.0, edit=unchanged):
        return {
            "x": x_scale * rng.normal(size=(T, B, F)),
            "h_0": start_scale * rng.uniform(-0.9, 0.9, size=(L, B, H)),
            "layers": [edit(layer_weights(rng, F if k == 0 else H, H)) for k in range(L)],
        }

    return arguments


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


def _bidirectional_arguments(rng):
    def arguments(T, B, F, H, x_scale=1.0, start_scale=1.0, edit=unchanged):
        return {
            "x": x_scale * rng.normal(size=(T, B, F)),
            "h_0": start_scale * rng.uniform(-0.9, 0.9, size=(2, B, H)),
            "forward": edit(layer_weights(rng, F, H)),
            "backward": edit(layer_weights(rng, F, H)),
        }

    return arguments


bidirectional_forward = Question(
    name="bidirectional_forward",
    points=3,
    returns={"output": "T B 2H", "h_n": "2 B H"},
    **layer_cases(_bidirectional_arguments),
)

# --- jordan_forward and output_recurrent_forward ------------------------------------------------


def _output_recurrence_cases(shapes, feedback, biases):
    """The two case functions for a network whose recurrence starts at the output.

    ``shapes(F, H, V)`` gives the shapes of the weights, ``feedback`` names the matrix that
    the last output meets. In the first case F = H = V. Each of ``biases`` is zero in a case.
    """

    def arguments_from(rng):
        def arguments(T, B, F, H, V, x_scale=1.0, start_scale=1.0, edit=unchanged):
            return {
                "x": x_scale * rng.normal(size=(T, B, F)),
                "y_0": start_scale * rng.normal(size=(B, V)),
                "params": edit(random_weights(rng, **shapes(F, H, V))),
            }

        return arguments

    def cases(rng):
        arguments = arguments_from(rng)
        T = int(rng.integers(6, 9))
        B, F, H, V = (int(size) for size in rng.permutation([2, 3, 4, 5]))

        def isolating(about, V=V, F=F, **changes):
            return Case(about, arguments(T, B, F, H, V, **changes), isolates=True)

        return {
            "square": Case("input, state and output of the same size", arguments(T, B, H, H, H)),
            "all sizes": Case("all sizes different", arguments(T, B, F, H, V)),
            "one step": Case("one time step", arguments(1, B, F, H, V)),
            "one sequence": Case("one sequence in the batch", arguments(T, 1, F, H, V)),
            "large": Case("large inputs", arguments(T, B, F, H, V, x_scale=1e3)),
            **{
                f"no {name}": isolating(f"{name} is zero", edit=partial(without, name=name))
                for name in biases
            },
            "zero start": isolating("y_0 is zero", start_scale=0.0),
            "symmetric": isolating(
                f"{feedback} is symmetric", V=H, F=H, edit=partial(symmetric, name=feedback)
            ),
        }

    def edge_cases(rng):
        arguments = arguments_from(rng)
        return {
            "one of each": Case("one of everything", arguments(1, 1, 1, 1, 1)),
            "one unit": Case("one output unit", arguments(5, 3, 2, 4, 1)),
            "long": Case("a longer sequence", arguments(20, 2, 3, 4, 2)),
        }

    return {"cases": cases, "edge_cases": edge_cases}


def _jordan_shapes(F, H, V):
    return {"W_ih": (H, F), "b_ih": (H,), "W_oh": (H, V), "b_oh": (H,), "W_ho": (V, H), "b_o": (V,)}


jordan_forward = Question(
    name="jordan_forward",
    points=2,
    returns={"y": "T B V"},
    **_output_recurrence_cases(_jordan_shapes, "W_oh", ["b_ih", "b_oh", "b_o"]),
)


def _output_recurrent_shapes(F, H, V):
    return {"W_ih": (H, F), "b_ih": (H,), "W_ho": (V, H), "b_o": (V,), "W_oo": (V, V), "b_oo": (V,)}


output_recurrent_forward = Question(
    name="output_recurrent_forward",
    points=2,
    returns={"y": "T B V"},
    **_output_recurrence_cases(_output_recurrent_shapes, "W_oo", ["b_ih", "b_o", "b_oo"]),
)

# --- padded_forward -----------------------------------------------------------------------------


def _padded_arguments(rng):
    def arguments(T, B, F, H, x_scale=1.0, start_scale=1.0, edit=unchanged):
        # One sequence needs no padding; sorting is a permutation that is not its own inverse.
        shorter = {1: [2], 2: [2, 0], 3: [1, 3, 0], 4: [2, 0, T - 1, 1]}[B]
        lengths = [max(1, T - less) for less in shorter]
        return {
            "x": x_scale * rng.normal(size=(T, B, F)),  # the padding holds numbers too
            "lengths": np.array(lengths, dtype=np.int64),
            "h_0": start_scale * rng.uniform(-0.9, 0.9, size=(1, B, H)),
            "params": edit(layer_weights(rng, F, H)),
        }

    return arguments


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
