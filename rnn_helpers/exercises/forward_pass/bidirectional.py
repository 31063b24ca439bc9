"""bidirectional_forward(x, h_0, forward, backward) -> output, h_n"""

import numpy as np

from ...reference import bidirectional_forward, rnn_forward
from ..exercise import Exercise
from ..recurrent import add_layer_mistakes, layer_weights, recurrent_cases, unchanged


def _bidirectional_arguments(rng):
    def arguments(T, B, F, H, x_scale=1.0, start_scale=1.0, edit=unchanged):
        return {
            "x": x_scale * rng.normal(size=(T, B, F)),
            "h_0": start_scale * rng.uniform(-0.9, 0.9, size=(2, B, H)),
            "forward": edit(layer_weights(rng, F, H)),
            "backward": edit(layer_weights(rng, F, H)),
        }

    return arguments


bidirectional = Exercise(
    name="bidirectional_forward",
    notebook="03_forward_pass",
    points=3,
    returns={"output": "T B 2H", "h_n": "2 B H"},
    answer=bidirectional_forward,
    **recurrent_cases(_bidirectional_arguments),
)
add_layer_mistakes(bidirectional, bidirectional_forward)


def _halves(x, h_0, forward, backward):
    """Forward states, backward states (each at its own time), and the two last states."""
    output, h_n = bidirectional_forward(x, h_0, forward, backward)
    H = h_n.shape[-1]
    return output[..., :H], output[..., H:], h_n


@bidirectional.mistake(
    "The backward states stand in the order in which they were computed, the one for the last "
    "time step first. In output[t] both states should belong to time t."
)
def backward_left_reversed(x, h_0, forward, backward):
    states_f, states_b, h_n = _halves(x, h_0, forward, backward)
    return np.concatenate([states_f, states_b[::-1]], axis=-1), h_n


@bidirectional.mistake(
    "These are the numbers you get when both directions use the forward weights. The backward "
    "direction has weights of its own."
)
def backward_weights_unused(x, h_0, forward, backward):
    return bidirectional_forward(x, h_0, forward, forward)


@bidirectional.mistake(
    "These are the numbers you get when the backward direction reads x from the first time "
    "step on. It should start at the last one."
)
def backward_reads_forward(x, h_0, forward, backward):
    output_f, h_f = rnn_forward(x, h_0[:1], forward)
    output_b, h_b = rnn_forward(x, h_0[1:], backward)
    return np.concatenate([output_f, output_b], axis=-1), np.concatenate([h_f, h_b])


@bidirectional.mistake(
    "These are the numbers you get when the sequences of the batch are reversed for the "
    "backward direction, instead of the time steps."
)
def batch_reversed(x, h_0, forward, backward):
    output_f, h_f = rnn_forward(x, h_0[:1], forward)
    output_b, h_b = rnn_forward(x[:, ::-1], h_0[1:], backward)
    return np.concatenate([output_f, output_b[:, ::-1]], axis=-1), np.concatenate([h_f, h_b])


@bidirectional.mistake("Your h_n has the two directions swapped. The forward one comes first.")
def h_n_swapped(x, h_0, forward, backward):
    output, h_n = bidirectional_forward(x, h_0, forward, backward)
    return output, h_n[::-1]


@bidirectional.mistake(
    "The backward half of your h_n is the backward state at the last time step, the first one "
    "that this direction computes. Which one does it compute last?"
)
def backward_h_n_at_T(x, h_0, forward, backward):
    states_f, states_b, _ = _halves(x, h_0, forward, backward)
    return np.concatenate([states_f, states_b], axis=-1), np.stack([states_f[-1], states_b[-1]])


@bidirectional.mistake(
    "The backward states stand in the order in which they were computed, the one for the last "
    "time step first. So the one in your h_n is the first that was computed, not the last."
)
def backward_left_reversed_everywhere(x, h_0, forward, backward):
    states_f, states_b, h_n = _halves(x, h_0, forward, backward)
    states_b = states_b[::-1]
    return np.concatenate([states_f, states_b], axis=-1), np.stack([h_n[0], states_b[0]])


@bidirectional.mistake(
    "These are the numbers you get when the backward direction reads x from the first time "
    "step on, and h_n takes its first state. It should start at the last time step."
)
def backward_reads_forward_h_n_first(x, h_0, forward, backward):
    output_f, h_f = rnn_forward(x, h_0[:1], forward)
    output_b, _ = rnn_forward(x, h_0[1:], backward)
    return np.concatenate([output_f, output_b], axis=-1), np.concatenate([h_f, output_b[:1]])


@bidirectional.mistake(
    "Your output and your h_n both have the backward direction first. The forward one comes "
    "first in both."
)
def directions_swapped(x, h_0, forward, backward):
    states_f, states_b, h_n = _halves(x, h_0, forward, backward)
    return np.concatenate([states_b, states_f], axis=-1), h_n[::-1]


@bidirectional.mistake(
    "These are the numbers you get when the backward direction reads x from the first time step "
    "on, and its states are turned round afterwards. It should read x from the last step on."
)
def states_turned_but_not_x(x, h_0, forward, backward):
    output_f, h_f = rnn_forward(x, h_0[:1], forward)
    output_b, h_b = rnn_forward(x, h_0[1:], backward)
    return np.concatenate([output_f, output_b[::-1]], axis=-1), np.concatenate([h_f, h_b])


@bidirectional.mistake(
    "These are the numbers you get when the backward direction starts from zeros. Its first "
    "state is h_0[1]."
)
def backward_starts_from_zeros(x, h_0, forward, backward):
    return bidirectional_forward(x, h_0 * [[[1.0]], [[0.0]]], forward, backward)


@bidirectional.mistake(
    "These are the numbers you get when the forward direction starts from zeros. Its first state "
    "is h_0[0]."
)
def forward_starts_from_zeros(x, h_0, forward, backward):
    return bidirectional_forward(x, h_0 * [[[0.0]], [[1.0]]], forward, backward)


@bidirectional.mistake(
    "These are the numbers you get when the two first states are swapped. h_0[0] belongs to the "
    "forward direction."
)
def starts_swapped(x, h_0, forward, backward):
    return bidirectional_forward(x, h_0[::-1], forward, backward)


@bidirectional.mistake(
    "Your output has the backward states first. The forward states stand in output[..., :H]."
)
def halves_swapped(x, h_0, forward, backward):
    states_f, states_b, h_n = _halves(x, h_0, forward, backward)
    return np.concatenate([states_b, states_f], axis=-1), h_n


@bidirectional.mistake(
    "Your output is the sum of the two directions. They should stand side by side, (T, B, 2H)."
)
def directions_added(x, h_0, forward, backward):
    states_f, states_b, h_n = _halves(x, h_0, forward, backward)
    return states_f + states_b, h_n


@bidirectional.mistake(
    "The two directions are joined along the batch axis. They should stand side by side along "
    "the last axis, (T, B, 2H)."
)
def joined_along_batch(x, h_0, forward, backward):
    states_f, states_b, h_n = _halves(x, h_0, forward, backward)
    return np.concatenate([states_f, states_b], axis=1), h_n


@bidirectional.mistake(
    "These are the numbers you get when both directions start from h_0[0]. The backward "
    "direction has a first state of its own."
)
def same_start_for_both(x, h_0, forward, backward):
    return bidirectional_forward(x, h_0[[0, 0]], forward, backward)


@bidirectional.mistake(
    "These are the numbers you get when the backward direction starts from the last forward "
    "state. It has a first state of its own, in h_0."
)
def backward_starts_from_forward(x, h_0, forward, backward):
    _, h_f = rnn_forward(x, h_0[:1], forward)
    return bidirectional_forward(x, np.concatenate([h_0[:1], h_f]), forward, backward)
