"""One step, the loop over time, the output unit."""

from functools import partial

import numpy as np

from ...reference import rnn_forward, rnn_step
from ..exercise import Case, Exercise
from ..recurrent import (
    add_last_state_mistakes,
    add_layer_mistakes,
    add_output_mistakes,
    layer_arguments,
    layer_weights,
    recurrent_cases,
    unchanged,
    without,
)
from ..wrong_steps import WRONG_STEPS

_exercise = partial(Exercise, notebook="02_rnn_math")


# --- rnn_step(x_t, h_prev, params, activation="tanh") -> h_t ---


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


@step.mistake("tanh and ReLU are swapped.")
def activations_swapped(x_t, h_prev, params, activation="tanh"):
    return rnn_step(x_t, h_prev, params, "relu" if activation == "tanh" else "tanh")


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


# --- rnn_forward(x, h_0, params) -> output, h_n ---


forward = _exercise(
    name="rnn_forward",
    points=2,
    returns={"output": "T B H", "h_n": "1 B H"},
    answer=rnn_forward,
    **recurrent_cases(layer_arguments()),
)
add_layer_mistakes(forward, lambda x, h_0, params, layer_forward: layer_forward(x, h_0, params))
add_output_mistakes(forward, rnn_forward)
add_last_state_mistakes(forward, rnn_forward)


# --- softmax_output(h, W_ho, b_o) -> probabilities ---


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
    apart["W_ho"][0] = 2.0, 0.0  # whatever is drawn, a logit of the second row is 1800
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


@softmax_output.mistake(
    "These are the exponentials of the logits (with the largest taken off). They still have to "
    "be divided by their sum."
)
def not_divided(h, W_ho, b_o):
    logits = _logits(h, W_ho, b_o)
    return np.exp(logits - logits.max(axis=-1, keepdims=True))


@softmax_output.mistake(
    "Each exponential is divided by the sum over all rows. Each row has a sum of its own."
)
def divided_by_the_sum_of_all(h, W_ho, b_o):
    weights = not_divided(h, W_ho, b_o)
    return weights / weights.sum()


@softmax_output.mistake(
    "Each exponential is divided by the sum over the batch, down the column. The sum runs over "
    "the V outputs of a row."
)
def divided_by_the_column(h, W_ho, b_o):
    weights = not_divided(h, W_ho, b_o)
    return weights / weights.sum(axis=0)


@softmax_output.mistake(
    "These are sigmoids, each of one logit alone. In a softmax the V probabilities share a sum."
)
def sigmoid(h, W_ho, b_o):
    return (1 + np.tanh(_logits(h, W_ho, b_o) / 2)) / 2


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
