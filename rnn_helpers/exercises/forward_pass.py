"""The exercises of notebook 03_forward_pass: their cases, right answers and known mistakes."""

from functools import partial

import numpy as np

from ..reference import (
    bidirectional_forward,
    jordan_forward,
    output_recurrent_forward,
    padded_forward,
    rnn_forward,
    stacked_forward,
)
from .exercise import Case, Exercise, Written
from .recurrent import (
    add_layer_mistakes,
    layer_weights,
    random_weights,
    recurrent_cases,
    symmetric,
    transposed,
    unchanged,
    without,
)

_NOTEBOOK = "03_forward_pass"


# --- forward_by_hand(x, layer) -> output -------------------------------------------------------


def _torch_layer(params):
    """A ``torch.nn.RNN`` in float64 with these weights, made without moving torch's seed."""
    import torch

    H, F = params["W_ih"].shape
    with torch.random.fork_rng(devices=[]):
        layer = torch.nn.RNN(F, H, batch_first=True, dtype=torch.float64)
    with torch.no_grad():
        layer.weight_ih_l0.copy_(torch.from_numpy(params["W_ih"]))
        layer.weight_hh_l0.copy_(torch.from_numpy(params["W_hh"]))
        layer.bias_ih_l0.copy_(torch.from_numpy(params["b_ih"]))
        layer.bias_hh_l0.copy_(torch.from_numpy(params["b_hh"]))
    return layer


def _params_of(layer):
    return {
        "W_ih": layer.weight_ih_l0.detach().numpy(),
        "W_hh": layer.weight_hh_l0.detach().numpy(),
        "b_ih": layer.bias_ih_l0.detach().numpy(),
        "b_hh": layer.bias_hh_l0.detach().numpy(),
    }


def _forward_by_hand_arguments(rng):
    def arguments(T, B, F, H, x_scale=1.0, start_scale=1.0, edit=unchanged):
        return {
            "x": x_scale * rng.normal(size=(B, T, F)),
            "layer": _torch_layer(edit(layer_weights(rng, F, H))),
        }

    return arguments


def _forward_by_hand(x, layer, layer_forward=rnn_forward):
    params = _params_of(layer)
    h_0 = np.zeros((1, len(x), layer.hidden_size))
    output, _ = layer_forward(x.swapaxes(0, 1), h_0, params)
    return output.swapaxes(0, 1)


forward_by_hand = Exercise(
    name="forward_by_hand",
    notebook=_NOTEBOOK,
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


# --- stacked_forward(x, h_0, layers) -> output, h_n --------------------------------------------


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
    notebook=_NOTEBOOK,
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


# --- bidirectional_forward(x, h_0, forward, backward) -> output, h_n ---------------------------


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
    notebook=_NOTEBOOK,
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


# --- jordan_forward(x, y_0, params) -> y -------------------------------------------------------


def _output_recurrence_cases(shapes, feedback, biases):
    """The case functions for the two networks whose recurrence starts at the output.

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
        return [
            Case("input, state and output of the same size", arguments(T, B, H, H, H)),
            Case("all sizes different", arguments(T, B, F, H, V)),
            Case("one time step", arguments(1, B, F, H, V)),
            Case("one sequence in the batch", arguments(T, 1, F, H, V)),
            Case("large inputs", arguments(T, B, F, H, V, x_scale=1e3)),
            *(
                Case(f"{name} is zero", arguments(T, B, F, H, V, edit=partial(without, name=name)))
                for name in biases
            ),
            Case("y_0 is zero", arguments(T, B, F, H, V, start_scale=0.0)),
            Case(
                f"{feedback} is symmetric",
                arguments(T, B, H, H, H, edit=lambda p: symmetric(p, feedback)),
            ),
        ]

    def edge_cases(rng):
        arguments = arguments_from(rng)
        return [
            Case("one of everything", arguments(1, 1, 1, 1, 1)),
            Case("one output unit", arguments(5, 3, 2, 4, 1)),
            Case("a longer sequence", arguments(20, 2, 3, 4, 2)),
        ]

    return {"cases": cases, "edge_cases": edge_cases}


def _add_bias_mistakes(exercise, *names):
    for name in names:

        def wrong_answer(x, y_0, params, name=name):
            return exercise.answer(x, y_0, without(params, name))

        wrong_answer.__name__ = f"without_{name}"
        exercise.mistake(f"These are the numbers you get without {name}.")(wrong_answer)


def _add_transposed_mistakes(exercise, *names):
    for name in names:

        def wrong_answer(x, y_0, params, name=name):
            return exercise.answer(x, y_0, transposed(params, name))

        wrong_answer.__name__ = f"transposed_{name}"
        exercise.mistake(
            f"These are the numbers you get with {name} the other way round. Its rows belong "
            "to the units that it leads to."
        )(wrong_answer)


def _add_output_mistakes(exercise):
    """Registers what goes wrong in both networks whose recurrence starts at the output."""

    @exercise.mistake("These are the numbers you get when y_0 is not used.")
    def y_0_ignored(x, y_0, params):
        return exercise.answer(x, np.zeros_like(y_0), params)

    @exercise.mistake(
        "These are the numbers you get when every step reads y_0. Each step should read the "
        "output of the step before it."
    )
    def output_not_carried(x, y_0, params):
        return np.concatenate([exercise.answer(x_t[np.newaxis], y_0, params) for x_t in x])


def _jordan_shapes(F, H, V):
    return {
        "W_ih": (H, F),
        "b_ih": (H,),
        "W_oh": (H, V),
        "b_oh": (H,),
        "W_ho": (V, H),
        "b_o": (V,),
    }


jordan = Exercise(
    name="jordan_forward",
    notebook=_NOTEBOOK,
    points=2,
    returns={"y": "T B V"},
    answer=jordan_forward,
    **_output_recurrence_cases(_jordan_shapes, "W_oh", ["b_ih", "b_oh", "b_o"]),
)
_add_bias_mistakes(jordan, "b_ih", "b_oh", "b_o")
_add_transposed_mistakes(jordan, "W_ih", "W_oh", "W_ho")
_add_output_mistakes(jordan)


def _jordan(x, y_0, params, *, hidden=np.tanh, feed="output", output=lambda a: a, give="output"):
    """The Jordan network with one thing changed at a time."""
    fed_back, result = y_0, []
    for x_t in x:
        from_input = x_t @ params["W_ih"].T + params["b_ih"]
        h_t = hidden(from_input + fed_back @ params["W_oh"].T + params["b_oh"])
        y_t = output(h_t @ params["W_ho"].T + params["b_o"])
        fed_back = {"output": y_t, "hidden": h_t, "nothing": np.zeros_like(y_0)}[feed]
        result.append({"output": y_t, "hidden": h_t}[give])
    return np.stack(result)


@jordan.mistake(
    "These are the numbers you get when the hidden state is fed back. In this network the "
    "output is."
)
def hidden_state_fed_back(x, y_0, params):
    return _jordan(x, y_0, params, feed="hidden")


@jordan.mistake(
    "These are the numbers you get when the previous output plays no part after the first "
    "step. W_oh has to meet it in every step."
)
def previous_output_ignored(x, y_0, params):
    return _jordan(x, y_0, params, feed="nothing")


@jordan.mistake("These are the hidden states h_t. The function should return the outputs y_t.")
def hidden_states_returned(x, y_0, params):
    return _jordan(x, y_0, params, give="hidden")


@jordan.mistake("These are the numbers you get without the tanh in the hidden layer.")
def no_tanh(x, y_0, params):
    return _jordan(x, y_0, params, hidden=lambda a: a)


@jordan.mistake(
    "These are the numbers you get with a tanh around the output too. The output layer of this "
    "network is linear."
)
def tanh_around_output(x, y_0, params):
    return _jordan(x, y_0, params, output=np.tanh)


# --- output_recurrent_forward(x, y_0, params) -> y ---------------------------------------------


def _output_recurrent_shapes(F, H, V):
    return {
        "W_ih": (H, F),
        "b_ih": (H,),
        "W_ho": (V, H),
        "b_o": (V,),
        "W_oo": (V, V),
        "b_oo": (V,),
    }


output_recurrent = Exercise(
    name="output_recurrent_forward",
    notebook=_NOTEBOOK,
    points=2,
    returns={"y": "T B V"},
    answer=output_recurrent_forward,
    **_output_recurrence_cases(_output_recurrent_shapes, "W_oo", ["b_ih", "b_o", "b_oo"]),
)
_add_bias_mistakes(output_recurrent, "b_ih", "b_o", "b_oo")
_add_transposed_mistakes(output_recurrent, "W_ih", "W_ho", "W_oo")
_add_output_mistakes(output_recurrent)


def _output_recurrent(
    x, y_0, params, *, hidden=np.tanh, output=lambda a: a, feed="output", give="output"
):
    """The output-to-output network with one thing changed at a time."""
    fed_back, result = y_0, []
    for x_t in x:
        h_t = hidden(x_t @ params["W_ih"].T + params["b_ih"])
        from_hidden = h_t @ params["W_ho"].T + params["b_o"]
        y_t = output(from_hidden + fed_back @ params["W_oo"].T + params["b_oo"])
        fed_back = {"output": y_t, "hidden": h_t, "nothing": np.zeros_like(y_0)}[feed]
        result.append({"output": y_t, "hidden": h_t}[give])
    return np.stack(result)


@output_recurrent.mistake(
    "These are the numbers you get when the previous output is fed to the hidden layer. In "
    "this network it goes to the output layer."
)
def fed_to_hidden_layer(x, y_0, params):
    y_t, result = y_0, []
    for x_t in x:
        from_output = y_t @ params["W_oo"].T + params["b_oo"]
        h_t = np.tanh(x_t @ params["W_ih"].T + params["b_ih"] + from_output)
        y_t = h_t @ params["W_ho"].T + params["b_o"]
        result.append(y_t)
    return np.stack(result)


@output_recurrent.mistake(
    "These are the numbers you get when the previous output plays no part, y_0 included. W_oo "
    "has to meet it in every step."
)
def output_never_read(x, y_0, params):
    return _output_recurrent(x, np.zeros_like(y_0), params, feed="nothing")


@output_recurrent.mistake(
    "These are the numbers you get when the hidden state is fed back after the first step. In "
    "this network the output is."
)
def hidden_fed_to_output(x, y_0, params):
    return _output_recurrent(x, y_0, params, feed="hidden")


@output_recurrent.mistake(
    "These are the hidden states h_t. The function should return the outputs y_t."
)
def hidden_states_given(x, y_0, params):
    return _output_recurrent(x, y_0, params, give="hidden")


@output_recurrent.mistake("These are the numbers you get without the tanh in the hidden layer.")
def no_hidden_tanh(x, y_0, params):
    return _output_recurrent(x, y_0, params, hidden=lambda a: a)


@output_recurrent.mistake(
    "These are the numbers you get with a tanh around the output. The output layer of this "
    "network is linear."
)
def output_tanh(x, y_0, params):
    return _output_recurrent(x, y_0, params, output=np.tanh)


# --- padded_forward(x, lengths, h_0, params) -> output, h_n ------------------------------------


def _padded_arguments(rng):
    def arguments(T, B, F, H, x_scale=1.0, start_scale=1.0, edit=unchanged):
        # Unsorted, no two neighbours alike, and with one sequence that needs no padding.
        lengths = np.resize([max(1, T - 2), T, max(1, T - 3), 1], B) if B > 1 else [max(1, T - 2)]
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
    notebook=_NOTEBOOK,
    points=3,
    returns={"output": "T B H", "h_n": "1 B H"},
    answer=padded_forward,
    **recurrent_cases(_padded_arguments),
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


@padded.mistake(
    "Your results stand in the order of the lengths, the longest first. They should stand in "
    "the order in which the sequences came."
)
def order_not_restored(x, lengths, h_0, params):
    order = np.argsort(-np.asarray(lengths), kind="stable")
    return padded_forward(x[:, order], np.asarray(lengths)[order], h_0[:, order], params)


EXERCISES = (forward_by_hand, stacked, bidirectional, jordan, output_recurrent, padded)
WRITTEN = (Written("backward_last_state", points=2),)
