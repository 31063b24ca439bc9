"""The exercises of notebook 02_rnn_math: cases, right answers and known mistakes."""

from functools import partial

import numpy as np

from .. import reference
from ..reference import rnn_forward, rnn_step
from .exercise import Case, Exercise, Written
from .recurrent import (
    add_layer_mistakes,
    layer_weights,
    recurrent_cases,
    unchanged,
    without,
)
from .wrong_steps import WRONG_STEPS

_exercise = partial(Exercise, notebook="02_rnn_math")


# --- rnn_step(x_t, h_prev, params, activation="tanh") -> h_t -----------------------------------


def _step_arguments(rng):
    def arguments(T, B, F, H, x_scale=1.0, start_scale=1.0, edit=unchanged, activation="tanh"):
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
    call = partial(arguments, 1, B, F, H)
    left_out = call()
    del left_out["activation"]
    return [
        Case("input and state of the same size", arguments(1, B, H, H)),
        Case("all sizes different", call()),
        Case("activation left out", left_out),
        Case("relu", call(activation="relu")),
        Case("one sequence in the batch", arguments(1, 1, F, H)),
        Case("large inputs", call(x_scale=1e3)),
        Case("b_ih is zero", call(edit=lambda p: without(p, "b_ih")), isolates=True),
        Case("b_hh is zero", call(edit=lambda p: without(p, "b_hh")), isolates=True),
        Case("the previous state is zero", call(start_scale=0.0), isolates=True),
    ]


step = _exercise(
    name="rnn_step",
    points=3,
    returns={"h_t": "B H"},
    cases=_step_cases,
    edge_cases=lambda rng: [
        Case("one of everything", _step_arguments(rng)(1, 1, 1, 1)),
        Case("one hidden unit, relu", _step_arguments(rng)(1, 3, 2, 1, activation="relu")),
        Case("a large layer", _step_arguments(rng)(1, 30, 40, 50)),
    ],
    answer=rnn_step,
)
for _name, (_hint, _wrong_step) in WRONG_STEPS.items():
    step.mistake(_hint)(_wrong_step)


@step.mistake('The activation is always tanh here. With activation="relu" it should be ReLU.')
def relu_ignored(x_t, h_prev, params, activation="tanh"):
    return rnn_step(x_t, h_prev, params)


@step.mistake('The activation is always ReLU here. With activation="tanh" it should be tanh.')
def tanh_ignored(x_t, h_prev, params, activation="tanh"):
    return rnn_step(x_t, h_prev, params, "relu")


@step.mistake('With activation="relu" your function applies tanh as well.')
def relu_of_tanh(x_t, h_prev, params, activation="tanh"):
    h_t = rnn_step(x_t, h_prev, params)
    return np.maximum(h_t, 0) if activation == "relu" else h_t


# --- rnn_forward(x, h_0, params) -> output, h_n ------------------------------------------------


def _forward_arguments(rng):
    def arguments(T, B, F, H, x_scale=1.0, start_scale=1.0, edit=unchanged):
        return {
            "x": x_scale * rng.normal(size=(T, B, F)),
            "h_0": start_scale * rng.uniform(-0.9, 0.9, size=(1, B, H)),
            "params": edit(layer_weights(rng, F, H)),
        }

    return arguments


forward = _exercise(
    name="rnn_forward",
    points=2,
    returns={"output": "T B H", "h_n": "1 B H"},
    answer=rnn_forward,
    **recurrent_cases(_forward_arguments),
)
add_layer_mistakes(forward, lambda x, h_0, params, layer_forward: layer_forward(x, h_0, params))


@forward.mistake(
    "Your h_n lacks its first axis. It should have the shape (1, B, H), with one layer in front, "
    "as in PyTorch."
)
def h_n_flat(x, h_0, params):
    output, h_n = rnn_forward(x, h_0, params)
    return output, h_n[0]


@forward.mistake("Your h_n is the state after the first step. It should be the one after the last.")
def h_n_first(x, h_0, params):
    output, _ = rnn_forward(x, h_0, params)
    return output, output[:1]


@forward.mistake("Your h_n is h_0. It should be the state after the last step.")
def h_n_is_h_0(x, h_0, params):
    output, _ = rnn_forward(x, h_0, params)
    return output, h_0


@forward.mistake(
    "Your output starts with h_0. It should hold the states after each step: h_1 to h_T."
)
def output_with_h_0(x, h_0, params):
    output, h_n = rnn_forward(x, h_0, params)
    return np.concatenate([h_0, output]), h_n


@forward.mistake(
    "Your output holds the last state alone. It should hold the state after each step."
)
def output_last_only(x, h_0, params):
    output, h_n = rnn_forward(x, h_0, params)
    return output[-1], h_n


# --- softmax_output(h, W_ho, b_o) -> probabilities ----------------------------------------------


def _logits(h, W_ho, b_o):
    return h @ W_ho.T + b_o


def _softmax(logits):
    weights = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return weights / weights.sum(axis=-1, keepdims=True)


def _softmax_output(h, W_ho, b_o):
    return _softmax(_logits(h, W_ho, b_o))


def _softmax_cases(rng):
    B, H, V = (int(size) for size in rng.permutation([3, 4, 5]))

    def arguments(B, H, V, scale=1.0, bias=1.0):
        return {
            "h": rng.uniform(-1, 1, size=(B, H)),
            "W_ho": scale * rng.normal(size=(V, H)),
            "b_o": bias * rng.normal(size=V),
        }

    apart = arguments(3, 2, 4)
    apart["h"] = np.array([[0.1, 0.2], [900.0, 30.0], [-5.0, 2.0]])
    return [
        Case("H = V", arguments(B, V, V)),
        Case("all sizes different", arguments(B, H, V)),
        Case("one state", arguments(1, H, V)),
        Case("b_o is zero", arguments(B, H, V, bias=0.0)),
        Case("large logits", arguments(B, H, V, scale=1000.0)),
        Case("one row far larger than the others", apart),
    ]


softmax_output = _exercise(
    name="softmax_output",
    points=1,
    returns={"probabilities": "B V"},
    cases=_softmax_cases,
    edge_cases=lambda rng: [
        Case(
            "one output unit",
            {"h": rng.normal(size=(3, 2)), "W_ho": rng.normal(size=(1, 2)), "b_o": np.zeros(1)},
        ),
        Case(
            "a large vocabulary",
            {
                "h": rng.normal(size=(4, 8)),
                "W_ho": rng.normal(size=(500, 8)),
                "b_o": rng.normal(size=500),
            },
        ),
    ],
    answer=_softmax_output,
)


@softmax_output.mistake(
    "Your function breaks down when a logit is large: exp(1000) is more than a float64 can hold. "
    "Softmax does not change when the same number is taken from all logits of a row."
)
def overflow(h, W_ho, b_o):
    weights = np.exp(_logits(h, W_ho, b_o))
    return weights / weights.sum(axis=-1, keepdims=True)


@softmax_output.mistake(
    "One number is taken from the logits of all rows. Where one row is far larger than the "
    "others, nothing is left of these: each row needs its own."
)
def one_maximum_for_all(h, W_ho, b_o):
    logits = _logits(h, W_ho, b_o)
    weights = np.exp(logits - logits.max())
    return weights / weights.sum(axis=-1, keepdims=True)


@softmax_output.mistake(
    "Your columns add up to 1, over the batch. For each sequence the probabilities of the V "
    "outputs should add up to 1: which axis is that?"
)
def sum_over_the_batch(h, W_ho, b_o):
    return _softmax(_logits(h, W_ho, b_o).T).T


@softmax_output.mistake(
    "All your numbers together add up to 1. Each row should add up to 1 on its own."
)
def sum_over_everything(h, W_ho, b_o):
    logits = _logits(h, W_ho, b_o)
    return _softmax(logits.reshape(-1)).reshape(logits.shape)


@softmax_output.mistake("These are the logits. Softmax still has to turn them into probabilities.")
def logits_returned(h, W_ho, b_o):
    return _logits(h, W_ho, b_o)


@softmax_output.mistake("These are the logarithms of the probabilities.")
def log_probabilities(h, W_ho, b_o):
    logits = _logits(h, W_ho, b_o)
    shifted = logits - logits.max(axis=-1, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))


@softmax_output.mistake("These are the numbers you get without b_o.")
def without_b_o(h, W_ho, b_o):
    return _softmax_output(h, W_ho, 0 * b_o)


@softmax_output.mistake(
    "These are the numbers you get with W_ho the other way round. Row k of W_ho holds the "
    "weights of output unit k."
)
def transposed_W_ho(h, W_ho, b_o):
    return _softmax_output(h, W_ho.T, b_o)


# --- rnn_shapes(T, B, F, H, layers, directions, batch_first) -> two shapes ------------------------


_LAYERS = (
    # T, B, F, H, layers, directions, batch_first; sizes that cannot be mistaken for each other
    ("one layer", 7, 3, 5, 11, 1, 1, False),
    ("batch first", 7, 3, 5, 11, 1, 1, True),
    ("three layers", 13, 2, 4, 6, 3, 1, False),
    ("two directions", 9, 4, 3, 5, 1, 2, False),
    ("three layers, two directions", 5, 8, 2, 7, 3, 2, False),
    ("everything at once", 12, 5, 3, 4, 3, 2, True),
)


def _shape_cases(rng):
    names = ("T", "B", "F", "H", "layers", "directions", "batch_first")
    grow = int(rng.integers(0, 4))  # other sizes under another seed
    return [
        Case(about, dict(zip(names, (T + grow, B + grow, F + grow, H + grow, *rest), strict=True)))
        for about, T, B, F, H, *rest in _LAYERS
    ]


def _without_names(cases, names):
    return [Case(case.about, {name: case.arguments[name] for name in names}) for case in cases]


rnn_shapes = _exercise(
    name="rnn_shapes",
    points=2,
    returns={"output shape": "axis", "h_n shape": "axis"},
    cases=_shape_cases,
    edge_cases=lambda rng: [
        Case(
            "one of everything",
            {"T": 1, "B": 1, "F": 1, "H": 1, "layers": 1, "directions": 1, "batch_first": True},
        )
    ],
    answer=reference.rnn_shapes,
)


@rnn_shapes.mistake(
    "batch_first turns h_n in your answer. It turns x and output alone: h_n always has the "
    "layers first."
)
def h_n_batch_first(T, B, F, H, layers, directions, batch_first):
    output, h_n = reference.rnn_shapes(T, B, F, H, layers, directions, batch_first)
    return output, (B, layers * directions, H) if batch_first else h_n


@rnn_shapes.mistake("batch_first changes nothing in your answer. It turns the output round.")
def batch_first_ignored(T, B, F, H, layers, directions, batch_first):
    return reference.rnn_shapes(T, B, F, H, layers, directions, False)


@rnn_shapes.mistake(
    "In your output the directions stand on the time axis. The two states of a time step stand "
    "side by side, on the last axis."
)
def directions_on_time(T, B, F, H, layers, directions, batch_first):
    _, h_n = reference.rnn_shapes(T, B, F, H, layers, directions, batch_first)
    return (B, directions * T, H) if batch_first else (directions * T, B, H), h_n


@rnn_shapes.mistake(
    "In your h_n the directions stand on the last axis, as in the output. h_n gives each "
    "direction of each layer its own place on the first axis."
)
def h_n_directions_last(T, B, F, H, layers, directions, batch_first):
    output, _ = reference.rnn_shapes(T, B, F, H, layers, directions, batch_first)
    return output, (layers, B, directions * H)


@rnn_shapes.mistake("Your h_n has a place for each layer, but only one for both directions.")
def h_n_without_directions(T, B, F, H, layers, directions, batch_first):
    output, _ = reference.rnn_shapes(T, B, F, H, layers, directions, batch_first)
    return output, (layers, B, H)


@rnn_shapes.mistake("Your output has room for one direction only.")
def output_without_directions(T, B, F, H, layers, directions, batch_first):
    _, h_n = reference.rnn_shapes(T, B, F, H, layers, directions, batch_first)
    return (B, T, H) if batch_first else (T, B, H), h_n


@rnn_shapes.mistake("The number of directions is not used in your answer.")
def directions_ignored(T, B, F, H, layers, directions, batch_first):
    return reference.rnn_shapes(T, B, F, H, layers, 1, batch_first)


@rnn_shapes.mistake("Your h_n has a single layer. It holds the last state of every layer.")
def h_n_of_top_layer(T, B, F, H, layers, directions, batch_first):
    output, _ = reference.rnn_shapes(T, B, F, H, layers, directions, batch_first)
    return output, (directions, B, H)


@rnn_shapes.mistake("Your output grows with the number of layers. It shows the top layer alone.")
def output_of_all_layers(T, B, F, H, layers, directions, batch_first):
    output, h_n = reference.rnn_shapes(T, B, F, H, layers, directions, batch_first)
    return (*output[:2], layers * output[2]), h_n


@rnn_shapes.mistake("The last axis of your output is F. The output holds states, not inputs.")
def output_as_wide_as_x(T, B, F, H, layers, directions, batch_first):
    output, h_n = reference.rnn_shapes(T, B, F, H, layers, directions, batch_first)
    return (*output[:2], F), h_n


# --- count_parameters(F, H, layers, directions) -> int --------------------------------------------


def _count(F, H, layers, directions, *, biases=2, above=None):
    """The count with other biases, or with upper layers that read ``above`` numbers."""
    above = directions * H if above is None else above
    widths = [F] + [above] * (layers - 1)
    return sum(directions * (H * width + H * H + biases * H) for width in widths)


_COUNT_ARGUMENTS = ("F", "H", "layers", "directions")

count_parameters = _exercise(
    name="count_parameters",
    points=2,
    returns={"count": ""},
    cases=lambda rng: _without_names(_shape_cases(rng), _COUNT_ARGUMENTS),
    edge_cases=lambda rng: [
        Case("one of everything", {"F": 1, "H": 1, "layers": 1, "directions": 1}),
        Case("a deep network", {"F": 3, "H": 20, "layers": 12, "directions": 2}),
    ],
    answer=reference.count_parameters,
)


@count_parameters.mistake(
    "This is the count with one bias. PyTorch's layers have two: b_ih and b_hh."
)
def one_bias(F, H, layers, directions):
    return _count(F, H, layers, directions, biases=1)


@count_parameters.mistake(
    "This is the count without biases. PyTorch's layers have two: b_ih and b_hh."
)
def no_bias(F, H, layers, directions):
    return _count(F, H, layers, directions, biases=0)


@count_parameters.mistake(
    "This is the count when every layer reads F features. An upper layer reads the states of the "
    "layer below it."
)
def upper_layers_read_F(F, H, layers, directions):
    return _count(F, H, layers, directions, above=F)


@count_parameters.mistake(
    "This is the count when an upper layer reads H numbers. With two directions the layer below "
    "gives it the states of both."
)
def upper_layers_read_H(F, H, layers, directions):
    return _count(F, H, layers, directions, above=H)


@count_parameters.mistake("The number of directions is not used in your count.")
def count_of_one_direction(F, H, layers, directions):
    return reference.count_parameters(F, H, layers, 1)


@count_parameters.mistake("The number of layers is not used in your count.")
def count_of_one_layer(F, H, layers, directions):
    return reference.count_parameters(F, H, 1, directions)


@count_parameters.mistake("The weights from state to state, W_hh, are missing in your count.")
def without_W_hh(F, H, layers, directions):
    return reference.count_parameters(F, H, layers, directions) - layers * directions * H * H


# --- multiplications(T, F, H) -> int -----------------------------------------------------------


multiplications = _exercise(
    name="multiplications",
    points=1,
    returns={"count": ""},
    cases=lambda rng: _without_names(_shape_cases(rng), ("T", "F", "H")),
    edge_cases=lambda rng: [Case("one of everything", {"T": 1, "F": 1, "H": 1})],
    answer=reference.multiplications,
)


@multiplications.mistake("This is the count for one time step. The layer runs T of them.")
def one_time_step(T, F, H):
    return H * F + H * H


@multiplications.mistake("The biases are in your count. They are added, not multiplied.")
def biases_counted(T, F, H):
    return T * (H * F + H * H + 2 * H)


@multiplications.mistake("One bias is in your count. Biases are added, not multiplied.")
def one_bias_counted(T, F, H):
    return T * (H * F + H * H + H)


@multiplications.mistake(
    "This is the count of a feed-forward layer. A recurrent one also multiplies the state by W_hh."
)
def feed_forward(T, F, H):
    return T * H * F


@multiplications.mistake("This is the count for W_hh alone. The input is multiplied by W_ih, too.")
def state_alone(T, F, H):
    return T * H * H


@multiplications.mistake(
    "W_ih is used once in your count. Every time step has an input of its own."
)
def input_once(T, F, H):
    return H * F + T * H * H


EXERCISES = (step, forward, softmax_output, rnn_shapes, count_parameters, multiplications)
WRITTEN = (Written("why_share_weights", points=2),)
