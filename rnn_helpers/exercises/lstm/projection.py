"""lstm_shapes and projected_step"""

import numpy as np

from ... import reference
from ...reference import lstm_step
from ...reference.gru import sigmoid
from ..exercise import Case, Exercise
from ..recurrent import random_weights
from .layer import random_state
from .wrong_steps import CHANGED_WEIGHTS, on

# --- lstm_shapes(T, B, F, H, layers, directions, proj_size) -> three shapes ---------------------


_LAYERS = (
    # T, B, F, H, layers, directions, proj_size; sizes that cannot be mistaken for each other
    ("one layer", 7, 3, 5, 11, 1, 1, 0),
    ("a projection", 7, 3, 5, 11, 1, 1, 6),
    ("three layers", 13, 2, 4, 7, 3, 1, 0),
    ("two directions", 9, 4, 3, 7, 1, 2, 0),
    ("three layers, two directions", 5, 8, 2, 7, 3, 2, 0),
    ("everything at once", 12, 5, 3, 7, 3, 2, 4),
)
_SIZES = ("T", "B", "F", "H", "layers", "directions", "proj_size")


def _shape_cases(rng):
    grow = int(rng.integers(0, 4))  # other sizes under another seed
    return [
        Case(about, dict(zip(_SIZES, (T + grow, B + grow, F + grow, H + grow, *rest), strict=True)))
        for about, T, B, F, H, *rest in _LAYERS
    ]


lstm_shapes = Exercise(
    name="lstm_shapes",
    notebook="07_lstm",
    points=2,
    returns={"output shape": "axis", "h_n shape": "axis", "c_n shape": "axis"},
    answer=reference.lstm_shapes,
    cases=_shape_cases,
    edge_cases=lambda rng: [
        Case("one of everything", dict(zip(_SIZES, (1, 1, 1, 1, 1, 1, 0), strict=True))),
        Case("a projection to one number", dict(zip(_SIZES, (6, 2, 3, 5, 2, 2, 1), strict=True))),
    ],
)


def _shapes_mistake(name, hint, output=None, h_n=None, c_n=None):
    """Registers a mistake: ``sizes, P -> shape`` in the place of one or more of the three."""

    def wrong_answer(T, B, F, H, layers, directions, proj_size):
        right = reference.lstm_shapes(T, B, F, H, layers, directions, proj_size)
        P = proj_size or H
        return tuple(
            wrong(T, B, F, H, layers, directions, P) if wrong else shape
            for wrong, shape in zip((output, h_n, c_n), right, strict=True)
        )

    lstm_shapes.mistake(hint, name)(wrong_answer)


_shapes_mistake(
    "c_n_projected",
    "Your c_n is projected. The projection acts on the hidden state alone; the cell keeps its H "
    "numbers.",
    c_n=lambda T, B, F, H, L, D, P: (L * D, B, P),
)
_shapes_mistake(
    "projection_ignored",
    "proj_size changes nothing in your answer. With a projection a hidden state has proj_size "
    "numbers, in output and in h_n.",
    output=lambda T, B, F, H, L, D, P: (T, B, D * H),
    h_n=lambda T, B, F, H, L, D, P: (L * D, B, H),
)
_shapes_mistake(
    "output_not_projected",
    "Your output is not projected. It holds the hidden states, and they have proj_size numbers.",
    output=lambda T, B, F, H, L, D, P: (T, B, D * H),
)
_shapes_mistake(
    "h_n_not_projected",
    "Your h_n is not projected. It is a hidden state, and those have proj_size numbers.",
    h_n=lambda T, B, F, H, L, D, P: (L * D, B, H),
)
_shapes_mistake(
    "wrong_one_projected",
    "It is the other way round with h_n and c_n: the hidden state is projected, the cell state "
    "keeps its H numbers.",
    h_n=lambda T, B, F, H, L, D, P: (L * D, B, H),
    c_n=lambda T, B, F, H, L, D, P: (L * D, B, P),
)
_shapes_mistake(
    "directions_on_time",
    "In your output the directions stand on the time axis. The two states of a time step stand "
    "side by side, on the last axis.",
    output=lambda T, B, F, H, L, D, P: (D * T, B, P),
)
_shapes_mistake(
    "output_without_directions",
    "Your output has room for one direction only.",
    output=lambda T, B, F, H, L, D, P: (T, B, P),
)
_shapes_mistake(
    "states_without_directions",
    "Your h_n and c_n have a place for each layer, but only one for both directions.",
    h_n=lambda T, B, F, H, L, D, P: (L, B, P),
    c_n=lambda T, B, F, H, L, D, P: (L, B, H),
)
_shapes_mistake(
    "directions_ignored",
    "The number of directions is not used in your answer.",
    output=lambda T, B, F, H, L, D, P: (T, B, P),
    h_n=lambda T, B, F, H, L, D, P: (L, B, P),
    c_n=lambda T, B, F, H, L, D, P: (L, B, H),
)
_shapes_mistake(
    "states_with_directions_last",
    "In your h_n and c_n the directions stand on the last axis, as in the output. There each "
    "direction of each layer has its own place on the first axis.",
    h_n=lambda T, B, F, H, L, D, P: (L, B, D * P),
    c_n=lambda T, B, F, H, L, D, P: (L, B, D * H),
)
_shapes_mistake(
    "states_of_the_top_layer",
    "Your h_n and c_n have a single layer. They hold the last states of every layer.",
    h_n=lambda T, B, F, H, L, D, P: (D, B, P),
    c_n=lambda T, B, F, H, L, D, P: (D, B, H),
)
_shapes_mistake(
    "output_of_all_layers",
    "Your output grows with the number of layers. It shows the top layer alone.",
    output=lambda T, B, F, H, L, D, P: (T, B, L * D * P),
)
_shapes_mistake(
    "output_as_wide_as_x",
    "The last axis of your output is F. The output holds states, not inputs.",
    output=lambda T, B, F, H, L, D, P: (T, B, F),
)
_shapes_mistake(
    "batch_first",
    "Your output has the batch first. Here the layer is time-major: T comes first, then B.",
    output=lambda T, B, F, H, L, D, P: (B, T, D * P),
)
_shapes_mistake(
    "all_batch_first",
    "All three of your shapes have the batch first. Here the layer is time-major; and the states "
    "have their layers first in any case.",
    output=lambda T, B, F, H, L, D, P: (B, T, D * P),
    h_n=lambda T, B, F, H, L, D, P: (B, L * D, P),
    c_n=lambda T, B, F, H, L, D, P: (B, L * D, H),
)
_shapes_mistake(
    "c_n_of_four_gates",
    "The last axis of your c_n counts the four gates. They are intermediate results; a cell has H "
    "numbers.",
    c_n=lambda T, B, F, H, L, D, P: (L * D, B, 4 * H),
)


# --- projected_step ---------------------------------------------------------------------------


def _projected_weights(rng, F, H, P):
    return random_weights(
        rng, W_ih=(4 * H, F), W_hh=(4 * H, P), b_ih=(4 * H,), b_hh=(4 * H,), W_hr=(P, H)
    )


def _arguments(rng, B, F, H, P, x_scale=1.0):
    return {
        "x_t": x_scale * rng.normal(size=(B, F)),
        "state": random_state(rng, B, P, H=H),
        "params": _projected_weights(rng, F, H, P),
    }


def _projected_cases(rng):
    B, F, P = (int(size) for size in rng.permutation([2, 3, 4]))
    return [
        # PyTorch wants P < H; equal sizes let a misplaced projection still fit, to be named.
        Case("P and H equal", _arguments(rng, B, F, 4, 4)),
        Case("all sizes different", _arguments(rng, B, F, 6, P)),
        Case("one sequence in the batch", _arguments(rng, 1, F, 6, P)),
        Case("large inputs", _arguments(rng, B, F, 6, P, x_scale=1e3)),
    ]


projected_step = Exercise(
    name="projected_step",
    notebook="07_lstm",
    points=1,
    returns={"h_t": "B P", "c_t": "B H"},
    answer=lstm_step,
    cases=_projected_cases,
    edge_cases=lambda rng: [
        Case("projected to one number", _arguments(rng, 3, 2, 5, 1)),
        Case("one of everything", _arguments(rng, 1, 1, 1, 1)),
    ],
)


def _whole(x_t, state, params):
    """``h_t`` before the projection, and ``c_t``."""
    return lstm_step(x_t, state, {name: params[name] for name in params if name != "W_hr"})


def _output_gate(x_t, state, params):
    a = x_t @ params["W_ih"].T + params["b_ih"] + state[0] @ params["W_hh"].T + params["b_hh"]
    return sigmoid(np.split(a, 4, axis=-1)[3])


@projected_step.mistake(
    "Your c_t is projected as well. The projection makes the hidden state shorter; the cell keeps "
    "its H numbers."
)
def cell_projected(x_t, state, params):
    h, c = _whole(x_t, state, params)
    return h @ params["W_hr"].T, c @ params["W_hr"].T


@projected_step.mistake(
    "Your cell state is projected, and the hidden state is not. It is the other way round."
)
def cell_projected_alone(x_t, state, params):
    h, c = _whole(x_t, state, params)
    return h, c @ params["W_hr"].T


@projected_step.mistake(
    "These are the numbers you get when the projection comes before the tanh and the output gate. "
    "It is the last thing that happens to the hidden state."
)
def projected_before_the_tanh(x_t, state, params):
    _, c = _whole(x_t, state, params)
    return _output_gate(x_t, state, params) * np.tanh(c @ params["W_hr"].T), c


@projected_step.mistake(
    "These are the numbers you get when the tanh goes around the projection. It goes around the "
    "cell state; the projection is the last thing that happens to the hidden state."
)
def tanh_after_the_projection(x_t, state, params):
    _, c = _whole(x_t, state, params)
    return np.tanh((_output_gate(x_t, state, params) * c) @ params["W_hr"].T), c


@projected_step.mistake(
    "These are the numbers you get with one more tanh around the projected state. A projection is "
    "a product with W_hr, nothing else."
)
def tanh_around_the_projection(x_t, state, params):
    h, c = lstm_step(x_t, state, params)
    return np.tanh(h), c


@projected_step.mistake(
    "These are the numbers you get when o multiplies after the projection. The product with W_hr "
    "is the last thing that happens to the hidden state."
)
def gate_after_the_projection(x_t, state, params):
    _, c = _whole(x_t, state, params)
    return _output_gate(x_t, state, params) * (np.tanh(c) @ params["W_hr"].T), c


@projected_step.mistake("Your h_t is not projected yet. W_hr has to meet it.")
def not_projected(x_t, state, params):
    return _whole(x_t, state, params)


@projected_step.mistake(
    "These are the numbers you get with W_hr the other way round. It has the shape (P, H): row k "
    "holds the weights of number k of the projected state."
)
def projection_turned(x_t, state, params):
    h, c = _whole(x_t, state, params)
    return h @ params["W_hr"], c


@projected_step.mistake(
    "Your h_t is projected, but its tanh or its gate is missing: it is W_hr times the cell state."
)
def cell_shown_directly(x_t, state, params):
    _, c = _whole(x_t, state, params)
    return c @ params["W_hr"].T, c


@projected_step.mistake(
    "These are the numbers you get without the tanh around c_t. It comes before the gate, and the "
    "projection after both."
)
def no_tanh(x_t, state, params):
    _, c = _whole(x_t, state, params)
    return (_output_gate(x_t, state, params) * c) @ params["W_hr"].T, c


@projected_step.mistake(
    "Your code goes wrong where P and H differ. Does it take H from the hidden state? That has P "
    "numbers here; c_prev still has H."
)
def H_from_the_hidden_state(x_t, state, params):
    if state[0].shape != state[1].shape:
        raise ValueError("sizes do not fit")
    return lstm_step(x_t, state, params)


projected_step.add_mistakes(CHANGED_WEIGHTS, on)
