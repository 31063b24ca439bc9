"""stacked_forward(x, h_0, layers) -> output, h_n"""

import numpy as np

from ...reference import rnn_forward, stacked_forward
from ..exercise import Exercise
from ..recurrent import add_layer_mistakes, layer_weights, recurrent_cases, unchanged


def _stacked_arguments(rng):
    def arguments(T, B, F, H, L=3, x_scale=1.0, start_scale=1.0, edit=unchanged):
        return {
            "x": x_scale * rng.normal(size=(T, B, F)),
            "h_0": start_scale * rng.uniform(-0.9, 0.9, size=(L, B, H)),
            "layers": [edit(layer_weights(rng, F if k == 0 else H, H)) for k in range(L)],
        }

    return arguments


stacked = Exercise(
    name="stacked_forward",
    notebook="03_forward_pass",
    points=2,
    returns={"output": "T B H", "h_n": "L B H"},
    answer=stacked_forward,
    **recurrent_cases(
        _stacked_arguments,
        ("one layer", {"T": 4, "B": 2, "F": 3, "H": 5, "L": 1}),
        ("two layers", {"T": 4, "B": 2, "F": 3, "H": 3, "L": 2}),
    ),
)
add_layer_mistakes(stacked, stacked_forward)


@stacked.mistake(
    "These are the numbers you get when every layer reads x. Only the lowest layer reads x; "
    "what does the layer above it read?"
)
def every_layer_reads_x(x, h_0, layers):
    results = [rnn_forward(x, h_0[k : k + 1], params) for k, params in enumerate(layers)]
    return results[-1][0], np.concatenate([h_n for _, h_n in results])


@stacked.mistake(
    "Your h_n holds the last state of the top layer alone. It should hold one for every layer, "
    "(L, B, H), the lowest layer first."
)
def h_n_of_top_layer(x, h_0, layers):
    output, h_n = stacked_forward(x, h_0, layers)
    return output, h_n[-1:]


@stacked.mistake(
    "Your h_n holds the last state of the top layer alone, without its first axis. It should "
    "hold one state for every layer, (L, B, H)."
)
def h_n_of_top_layer_flat(x, h_0, layers):
    output, h_n = stacked_forward(x, h_0, layers)
    return output, h_n[-1]


@stacked.mistake(
    "Your h_n holds the last states of all layers, but joined along the batch axis. Each layer "
    "should have its own place on the first axis, (L, B, H)."
)
def h_n_joined_along_batch(x, h_0, layers):
    output, h_n = stacked_forward(x, h_0, layers)
    return output, np.concatenate(list(h_n))


@stacked.mistake(
    "Your h_n holds the last state of the top layer for every layer. Each layer has a last state "
    "of its own."
)
def h_n_of_top_layer_repeated(x, h_0, layers):
    output, h_n = stacked_forward(x, h_0, layers)
    return output, np.repeat(h_n[-1:], len(layers), axis=0)


@stacked.mistake("Your h_n lists the layers from the top down. The lowest layer comes first.")
def h_n_reversed(x, h_0, layers):
    output, h_n = stacked_forward(x, h_0, layers)
    return output, h_n[::-1]


@stacked.mistake(
    "These are the numbers you get when the layers run from the last in the list to the first. "
    "layers[0] is the one that reads x."
)
def layers_reversed(x, h_0, layers):
    output, h_n = stacked_forward(x, h_0[::-1], layers[::-1])
    return output, h_n[::-1]


@stacked.mistake(
    "These are the numbers you get when the layers run from the last in the list to the first, "
    "with the first states in their order. layers[0] is the one that reads x."
)
def layers_alone_reversed(x, h_0, layers):
    return stacked_forward(x, h_0, layers[::-1])


@stacked.mistake(
    "These are the numbers you get when every layer starts from h_0[0]. Each layer has a first "
    "state of its own."
)
def same_start_for_all(x, h_0, layers):
    return stacked_forward(x, np.repeat(h_0[:1], len(layers), axis=0), layers)


@stacked.mistake(
    "These are the numbers you get when a layer starts from the last state of the layer below. "
    "Each layer has a first state of its own, in h_0."
)
def start_from_layer_below(x, h_0, layers):
    h_n, last_states = h_0[:1], []
    for params in layers:
        x, h_n = rnn_forward(x, h_n, params)
        last_states.append(h_n)
    return x, np.concatenate(last_states)


@stacked.mistake(
    "Your output holds the states of the lowest layer. It should hold those of the top layer."
)
def output_of_lowest_layer(x, h_0, layers):
    _, h_n = stacked_forward(x, h_0, layers)
    return stacked_forward(x, h_0, layers[:1])[0], h_n


@stacked.mistake(
    "These are the numbers you get when all layers use the weights of the lowest one. Each "
    "layer has weights of its own."
)
def same_weights_for_all(x, h_0, layers):
    return stacked_forward(x, h_0, [layers[0]] * len(layers))
