"""The key of stacked_forward: each layer reads the states of the layer below."""

import numpy as np

from ...key import Key, Mistake, edit
from ...keys.rnn import LAYER, START, STEP, rnn_forward, rnn_step


def stacked_forward(x, h_0, layers):
    h_n = []
    for k in range(len(layers)):
        output, last = rnn_forward(x, h_0[k : k + 1], layers[k])
        x = output  # (T, B, H), what the next layer reads
        h_n.append(last)
    return output, np.concatenate(h_n)  # (T, B, H), (L, B, H)


KEY = Key(
    solution=stacked_forward,
    uses=(rnn_step, rnn_forward),
    mistakes={
        **STEP,
        **LAYER,
        **START,
        "every_layer_reads_x": Mistake("Every layer reads x in your stack. Only the lowest layer "
            "reads x; what does the layer above it read?", edit("x = output", "pass")),
        "h_n_of_top_layer": Mistake("Your h_n holds the last state of the top layer alone. It "
            "should hold one for every layer, (L, B, H), the lowest layer first.",
            edit("np.concatenate(h_n)", "last")),
        "h_n_of_top_layer_flat": Mistake("Your h_n holds the last state of the top layer alone, "
            "without its first axis. It should hold one state for every layer, (L, B, H).",
            edit("np.concatenate(h_n)", "last[0]")),
        "h_n_joined_along_batch": Mistake("Your h_n holds the last states of all layers, but "
            "joined along the batch axis. Each layer should have its own place on the first axis, "
            "(L, B, H).", edit("h_n.append(last)", "h_n.append(last[0])")),
        "h_n_of_top_layer_repeated": Mistake("Your h_n holds the last state of the top layer for "
            "every layer. Each layer has a last state of its own.",
            edit("np.concatenate(h_n)", "np.concatenate([last] * len(layers))")),
        "h_n_reversed": Mistake("Your h_n lists the layers from the top down. The lowest layer "
            "comes first.", edit("np.concatenate(h_n)", "np.concatenate(h_n[::-1])")),
        "layers_reversed": Mistake("Your layers run from the last in the list to the first. "
            "layers[0] is the one that reads x.",
            edit("in range(len(layers))", "in reversed(range(len(layers)))"),
            edit("np.concatenate(h_n)", "np.concatenate(h_n[::-1])")),
        "layers_alone_reversed": Mistake("Your layers run from the last in the list to the first, "
            "with the initial states in their order. layers[0] is the one that reads x.",
            edit("layers[k]", "layers[-1 - k]")),
        "same_start_for_all": Mistake("Every layer starts from h_0[0] in your stack. Each layer "
            "has an initial state of its own.", edit("h_0[k : k + 1]", "h_0[:1]")),
        "start_from_layer_below": Mistake("A layer starts from the last state of the layer below "
            "in your stack. Each layer has an initial state of its own, in h_0.",
            edit("h_0[k : k + 1]", "last if k else h_0[:1]")),
        "output_of_lowest_layer": Mistake("Your output holds the states of the lowest layer. It "
            "should hold those of the top layer.",
            edit("x = output", "x, lowest = output, output if k == 0 else lowest"),
            edit("return output", "return lowest")),
        "same_weights_for_all": Mistake("All layers use the weights of the lowest one in your "
            "stack. Each layer has weights of its own.", edit("layers[k]", "layers[0]")),
    },
)  # fmt: skip
