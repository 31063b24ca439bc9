"""Wrong recurrent steps, shared by every exercise that contains one.

Each takes and returns what ``rnn_step`` does. The decorator keeps them, with their hints,
in ``WRONG_STEPS``.
"""

import numpy as np

from ..reference import rnn_step
from ..reference.rnn import ACTIVATIONS


def collection():
    """A dict of wrong steps, ``name -> (hint, step)``, and the decorator that fills it."""
    steps = {}

    def wrong(hint):
        def register(step):
            steps[step.__name__] = (hint, step)
            return step

        return register

    return steps, wrong


WRONG_STEPS, _wrong = collection()


def without(params, name):
    """The same weights with one of them zero."""
    return {**params, name: np.zeros_like(params[name])}


def transposed(params, name):
    """The same weights with one of them transposed."""
    return {**params, name: params[name].T}


def over_time(step):
    """The layer that this step makes, with the signature of ``rnn_forward``."""

    def forward(x, h_0, params):
        h = h_0[0]
        states = []
        for x_t in x:
            h = step(x_t, h, params)
            states.append(h)
        return np.stack(states), h[np.newaxis]

    return forward


@_wrong(
    "These are the numbers you get without b_ih. A recurrent layer adds two biases in each step."
)
def without_b_ih(x_t, h_prev, params, activation="tanh"):
    return rnn_step(x_t, h_prev, without(params, "b_ih"), activation)


@_wrong(
    "These are the numbers you get without b_hh. A recurrent layer adds two biases in each step."
)
def without_b_hh(x_t, h_prev, params, activation="tanh"):
    return rnn_step(x_t, h_prev, without(params, "b_hh"), activation)


@_wrong(
    "These are the numbers you get with no bias at all. A recurrent layer adds two biases, "
    "b_ih and b_hh, in each step."
)
def without_biases(x_t, h_prev, params, activation="tanh"):
    return rnn_step(x_t, h_prev, without(without(params, "b_ih"), "b_hh"), activation)


@_wrong("These are the numbers you get with b_ih in both places, and b_hh in none.")
def b_ih_twice(x_t, h_prev, params, activation="tanh"):
    return rnn_step(x_t, h_prev, {**params, "b_hh": params["b_ih"]}, activation)


@_wrong("These are the numbers you get with b_hh in both places, and b_ih in none.")
def b_hh_twice(x_t, h_prev, params, activation="tanh"):
    return rnn_step(x_t, h_prev, {**params, "b_ih": params["b_hh"]}, activation)


@_wrong(
    "These are the numbers you get with W_ih the other way round. Row k of W_ih holds the "
    "weights of hidden unit k."
)
def transposed_W_ih(x_t, h_prev, params, activation="tanh"):
    return rnn_step(x_t, h_prev, transposed(params, "W_ih"), activation)


@_wrong(
    "These are the numbers you get with W_hh the other way round. Row k of W_hh holds the "
    "weights of hidden unit k."
)
def transposed_W_hh(x_t, h_prev, params, activation="tanh"):
    return rnn_step(x_t, h_prev, transposed(params, "W_hh"), activation)


@_wrong(
    "These are the numbers you get with W_ih transposed and W_hh transposed. Row k of each holds "
    "the weights of hidden unit k."
)
def transposed_both(x_t, h_prev, params, activation="tanh"):
    both = transposed(transposed(params, "W_ih"), "W_hh")
    return rnn_step(x_t, h_prev, both, activation)


@_wrong("These are the numbers you get when the input plays no part. W_ih has to meet x_t.")
def input_ignored(x_t, h_prev, params, activation="tanh"):
    return rnn_step(np.zeros_like(x_t), h_prev, params, activation)


@_wrong(
    "These are the numbers you get when the biases are added after the activation. They belong "
    "inside it."
)
def biases_outside(x_t, h_prev, params, activation="tanh"):
    h_t = without_biases(x_t, h_prev, params, activation)
    return h_t + params["b_ih"] + params["b_hh"]


@_wrong("These are the numbers you get without the activation.")
def no_activation(x_t, h_prev, params, activation="tanh"):
    return _from_input(x_t, params) + _from_state(h_prev, params)


@_wrong(
    "These are the numbers you get with the activation around each of the two parts. The parts "
    "are added first; one activation goes around the sum."
)
def activation_per_term(x_t, h_prev, params, activation="tanh"):
    act, _ = ACTIVATIONS[activation]
    return act(_from_input(x_t, params)) + act(_from_state(h_prev, params))


@_wrong(
    "These are the numbers you get when the previous state plays no part. W_hh has to meet "
    "the state of the step before."
)
def previous_state_ignored(x_t, h_prev, params, activation="tanh"):
    return rnn_step(x_t, np.zeros_like(h_prev), params, activation)


def _from_input(x_t, params):
    return x_t @ params["W_ih"].T + params["b_ih"]


def _from_state(h_prev, params):
    return h_prev @ params["W_hh"].T + params["b_hh"]
