"""padded_forward(x, lengths, h_0, params) -> output, h_n"""

import numpy as np

from ...reference import padded_forward, rnn_forward
from ..exercise import Exercise
from ..recurrent import add_layer_mistakes, layer_weights, recurrent_cases, unchanged


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


def _padded(x, lengths, h_0, params, layer_forward=rnn_forward):
    """The right answer by another road: a whole layer, then cut."""
    output, _ = layer_forward(x, h_0, params)
    return _cut(output, lengths), _states_at(output, lengths)


def _cut(output, lengths):
    return np.where(_alive(output, lengths), output, 0.0)


def _alive(output, lengths):
    return (np.arange(len(output))[:, np.newaxis] < lengths)[..., np.newaxis]  # (T, B, 1)


def _states_at(output, lengths):
    return output[np.asarray(lengths) - 1, np.arange(len(lengths))][np.newaxis]  # (1, B, H)


padded = Exercise(
    name="padded_forward",
    notebook="03_forward_pass",
    points=3,
    returns={"output": "T B H", "h_n": "1 B H"},
    answer=padded_forward,
    **recurrent_cases(
        _padded_arguments,
        ("four sequences", {"T": 7, "B": 4, "F": 2, "H": 3}),
        ("three sequences", {"T": 6, "B": 3, "F": 2, "H": 4}),
    ),
)
add_layer_mistakes(padded, _padded)


@padded.mistake(
    "Your h_n holds the states at the last step of the padded batch. A sequence that ends "
    "earlier has its last state earlier."
)
def h_n_at_padded_end(x, lengths, h_0, params):
    output, h_n = rnn_forward(x, h_0, params)
    return _cut(output, lengths), h_n


@padded.mistake(
    "Your h_n is zero for every sequence that ended before the last step. Its state at its own "
    "last real step has to be kept."
)
def h_n_from_cut_output(x, lengths, h_0, params):
    output = _cut(rnn_forward(x, h_0, params)[0], lengths)
    return output, output[-1:]


@padded.mistake(
    "Your h_n is right, but the output goes on after a sequence has ended. It should be zero there."
)
def padding_not_zeroed(x, lengths, h_0, params):
    output, _ = rnn_forward(x, h_0, params)
    return output, _states_at(output, lengths)


@padded.mistake(
    "Your h_n is right, but the output repeats the last state after a sequence has ended. It "
    "should be zero there."
)
def last_state_repeated(x, lengths, h_0, params):
    output, _ = rnn_forward(x, h_0, params)
    h_n = _states_at(output, lengths)
    return np.where(_alive(output, lengths), output, h_n), h_n


@padded.mistake(
    "These are the numbers you get when the lengths are not used: the layer runs on over the "
    "padding."
)
def lengths_ignored(x, lengths, h_0, params):
    return rnn_forward(x, h_0, params)


@padded.mistake(
    "Your output ends one step too early: sequence b has lengths[b] real steps, the last one "
    "at index lengths[b] - 1."
)
def cut_one_early(x, lengths, h_0, params):
    output, h_n = padded_forward(x, lengths, h_0, params)
    return _cut(output, np.asarray(lengths) - 1), h_n


@padded.mistake(
    "Your output ends one step too late: sequence b has lengths[b] real steps, the last one "
    "at index lengths[b] - 1."
)
def cut_one_late(x, lengths, h_0, params):
    output, _ = rnn_forward(x, h_0, params)
    return _cut(output, np.asarray(lengths) + 1), _states_at(output, lengths)


@padded.mistake(
    "Your sequences run one step too long, in the output and in h_n: sequence b has lengths[b] "
    "real steps, the last one at index lengths[b] - 1."
)
def one_step_too_long(x, lengths, h_0, params):
    T = len(x)
    return padded_forward(x, np.minimum(np.asarray(lengths) + 1, T), h_0, params)


@padded.mistake(
    "Your sequences end one step too early, in the output and in h_n: sequence b has lengths[b] "
    "real steps, the last one at index lengths[b] - 1."
)
def one_step_too_short(x, lengths, h_0, params):
    return padded_forward(x, np.asarray(lengths) - 1, h_0, params)


@padded.mistake(
    "Your output is right, but your h_n holds the states one step before the last real one."
)
def h_n_one_early(x, lengths, h_0, params):
    output, _ = padded_forward(x, lengths, h_0, params)
    _, h_n = padded_forward(x, np.asarray(lengths) - 1, h_0, params)
    return output, h_n


@padded.mistake(
    "Your h_n lacks its first axis. It should have the shape (1, B, H), with one layer in front, "
    "as in PyTorch."
)
def h_n_flat(x, lengths, h_0, params):
    output, h_n = padded_forward(x, lengths, h_0, params)
    return output, h_n[0]


_ZERO_INPUT = (
    "These are the numbers you get when x is set to zero on the padding. A zero input does not "
    "hold the state still: the biases and W_hh go on moving it."
)


def _zeroed(x, lengths):
    return np.where(_alive(x, lengths), x, 0.0)


@padded.mistake(_ZERO_INPUT + " The output goes on, too.")
def x_zeroed(x, lengths, h_0, params):
    return rnn_forward(_zeroed(x, lengths), h_0, params)


@padded.mistake(_ZERO_INPUT)
def x_zeroed_and_output_cut(x, lengths, h_0, params):
    output, h_n = rnn_forward(_zeroed(x, lengths), h_0, params)
    return _cut(output, lengths), h_n


@padded.mistake(
    "These are the numbers you get when a sequence starts from the last state of the one before "
    "it in the batch. Each sequence has a first state of its own, in h_0."
)
def state_carried_on(x, lengths, h_0, params):
    B = x.shape[1]
    start, outputs, last_states = h_0[:, :1], [], []
    for b in range(B):
        one = slice(b, b + 1)
        output, start = padded_forward(x[:, one], lengths[one], start, params)
        outputs.append(output)
        last_states.append(start)
    return np.concatenate(outputs, axis=1), np.concatenate(last_states, axis=1)


@padded.mistake(
    "Every time step of your output holds the numbers of h_n. Was one array stored again and "
    "again, and changed in place?"
)
def one_array_stored(x, lengths, h_0, params):
    _, h_n = padded_forward(x, lengths, h_0, params)
    return np.repeat(h_n, len(x), axis=0), h_n


def _in_order_of_length(x, lengths, h_0, params):
    """The results in the order of the lengths, the longest first, and that order."""
    order = np.argsort(-np.asarray(lengths), kind="stable")
    results = padded_forward(x[:, order], np.asarray(lengths)[order], h_0[:, order], params)
    return *results, order


@padded.mistake(
    "Your sequences were sorted by length, and sorting back went wrong: the same permutation "
    "twice is not the way back."
)
def order_applied_twice(x, lengths, h_0, params):
    output, h_n, order = _in_order_of_length(x, lengths, h_0, params)
    return output[:, order], h_n[:, order]


@padded.mistake(
    "Your h_n stands in the order of the lengths, the longest first, while the output is in its "
    "old order."
)
def h_n_left_sorted(x, lengths, h_0, params):
    output, _ = padded_forward(x, lengths, h_0, params)
    return output, _in_order_of_length(x, lengths, h_0, params)[1]


@padded.mistake(
    "Your output stands in the order of the lengths, the longest first, while h_n is in its old "
    "order."
)
def output_left_sorted(x, lengths, h_0, params):
    _, h_n = padded_forward(x, lengths, h_0, params)
    return _in_order_of_length(x, lengths, h_0, params)[0], h_n


@padded.mistake(
    "Your results stand in the order of the lengths, the longest first. They should stand in "
    "the order in which the sequences came."
)
def order_not_restored(x, lengths, h_0, params):
    output, h_n, _ = _in_order_of_length(x, lengths, h_0, params)
    return output, h_n
