"""forward_by_hand(x, layer) -> output"""

import numpy as np

from ...reference import rnn_forward
from ..exercise import Exercise
from ..recurrent import (
    TORCH_NAMES,
    add_layer_mistakes,
    layer_weights,
    recurrent_cases,
    torch_layer,
    unchanged,
)


def _params_of(layer):
    return {
        name: getattr(layer, torch_name).detach().numpy()
        for name, torch_name in TORCH_NAMES.items()
    }


def _forward_by_hand_arguments(rng):
    def arguments(T, B, F, H, x_scale=1.0, start_scale=1.0, edit=unchanged):
        return {
            "x": x_scale * rng.normal(size=(B, T, F)),
            "layer": torch_layer("RNN", edit(layer_weights(rng, F, H)), batch_first=True),
        }

    return arguments


def _forward_by_hand(x, layer, layer_forward=rnn_forward):
    params = _params_of(layer)
    h_0 = np.zeros((1, len(x), layer.hidden_size))
    output, _ = layer_forward(x.swapaxes(0, 1), h_0, params)
    return output.swapaxes(0, 1)


forward_by_hand = Exercise(
    name="forward_by_hand",
    notebook="03_forward_pass",
    points=2,
    returns={"output": "B T H"},
    answer=_forward_by_hand,
    **recurrent_cases(_forward_by_hand_arguments),
)
add_layer_mistakes(forward_by_hand, _forward_by_hand, with_start=False)


@forward_by_hand.mistake(
    "These are the numbers you get when batch and time are swapped. The layer has "
    "batch_first=True: which axis of x is time then?"
)
def batch_and_time_swapped(x, layer):
    return _forward_by_hand(x.swapaxes(0, 1), layer).swapaxes(0, 1)


@forward_by_hand.mistake(
    "The numbers are right, but they come out time first, as (T, B, H). With batch_first=True "
    "the output has the batch first, like x."
)
def output_time_first(x, layer):
    return _forward_by_hand(x, layer).swapaxes(0, 1)


@forward_by_hand.mistake(
    "These are the numbers you get when a sequence starts from the last state of the sequence "
    "before it in the batch. Every sequence starts from a zero state."
)
def state_kept_between_sequences(x, layer):
    params = _params_of(layer)
    h_n, outputs = np.zeros((1, 1, layer.hidden_size)), []
    for sequence in x:
        output, h_n = rnn_forward(sequence[:, np.newaxis], h_n, params)
        outputs.append(output[:, 0])
    return np.stack(outputs)


@forward_by_hand.mistake(
    "This is the state after the last step alone. The output holds the state after every step."
)
def last_state_only(x, layer):
    return _forward_by_hand(x, layer)[:, -1]


@forward_by_hand.mistake(
    "The states of all steps stand beside each other along the last axis. Time needs an axis of "
    "its own."
)
def joined_along_units(x, layer):
    return _forward_by_hand(x, layer).reshape(len(x), -1)


_RESHAPE = (
    "These are the numbers you get when {} with reshape. It does not swap axes: it deals the "
    "same numbers out again in their old order."
)


@forward_by_hand.mistake(_RESHAPE.format("x is turned to time first"))
def x_reshaped(x, layer):
    B, T, F = x.shape
    return _forward_by_hand(x.reshape(T, B, F).swapaxes(0, 1), layer)


@forward_by_hand.mistake(_RESHAPE.format("the output is turned to batch first"))
def output_reshaped(x, layer):
    output = _forward_by_hand(x, layer)
    return output.swapaxes(0, 1).reshape(output.shape)


@forward_by_hand.mistake(_RESHAPE.format("x and the output are turned"))
def both_reshaped(x, layer):
    output = x_reshaped(x, layer)
    return output.swapaxes(0, 1).reshape(output.shape)
