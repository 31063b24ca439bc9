"""Networks built from recurrent layers: stacked, bidirectional, and over padded batches.

They serve every kind of layer. Where a layer has two states, as an LSTM, ``h_0`` and ``h_n`` stand
for tuples ``(h_0, c_0)`` and ``(h_n, c_n)``.
"""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from .rnn import Array, Params, rnn_forward, rnn_step

State = Any  # an array, or the tuple of arrays of a layer with two states


def _on_states(function, *states):
    """Applies a function to states, or to each of the arrays where a state is a tuple."""
    if isinstance(states[0], tuple):
        return tuple(map(function, *states))
    return function(*states)


def stacked_forward(
    x: Array, h_0: State, layers: Sequence[Params], layer_forward: Callable = rnn_forward
) -> tuple[Array, State]:
    """Several layers, each reading the states of the one below, as ``torch.nn.RNN``.

    Args:
        x: inputs, ``(T, B, F)``.
        h_0: the initial state of every layer, ``(L, B, H)``.
        layers: a list of L ``params`` dicts, the lowest layer first.
        layer_forward: what one layer computes; ``rnn_forward`` when not given.

    Returns:
        ``output (T, B, H)``, the states of the top layer, and ``h_n (L, B, H)``, the last
        state of every layer.
    """
    last_states = []
    below = x  # (T, B, F), then (T, B, H)
    for layer, params in enumerate(layers):
        start = _on_states(lambda state, layer=layer: state[layer : layer + 1], h_0)
        below, h_n = layer_forward(below, start, params)
        last_states.append(h_n)
    return below, _join(last_states)


def _join(states):
    """States of one layer each, put together along their first axis."""
    return _on_states(lambda *arrays: np.concatenate(arrays), *states)


def bidirectional_forward(
    x: Array, h_0: State, forward: Params, backward: Params, layer_forward: Callable = rnn_forward
) -> tuple[Array, State]:
    """One layer in both directions, as ``torch.nn.RNN(bidirectional=True)``.

    Args:
        x: inputs, ``(T, B, F)``.
        h_0: initial states, ``(2, B, H)``: of the forward direction, then of the backward one.
        forward: ``params`` of the direction that reads ``x[0], ..., x[T-1]``.
        backward: ``params`` of the direction that reads ``x[T-1], ..., x[0]``.
        layer_forward: what one layer computes; ``rnn_forward`` when not given.

    Returns:
        ``output (T, B, 2H)``, at each time the forward state beside the backward one, and
        ``h_n (2, B, H)``: the forward state after ``x[T-1]``, the backward one after ``x[0]``.

    Source: M. Schuster and K. K. Paliwal, Bidirectional recurrent neural networks, IEEE
    Transactions on Signal Processing 45 (1997), 2673-2681.
    """
    first, second = (_on_states(lambda state, d=d: state[d : d + 1], h_0) for d in (0, 1))
    output_f, h_f = layer_forward(x, first, forward)  # (T, B, H), (1, B, H)
    output_b, h_b = layer_forward(x[::-1], second, backward)
    # The backward states come out last time step first: turn them round to stand at their time.
    output = np.concatenate([output_f, output_b[::-1]], axis=-1)  # (T, B, 2H)
    return output, _join([h_f, h_b])


def padded_forward(
    x: Array, lengths: Array, h_0: State, params: Params, step: Callable = rnn_step
) -> tuple[Array, State]:
    """One layer over a padded batch, as ``torch.nn.RNN`` over a packed one.

    Args:
        x: inputs, ``(T, B, F)``; sequence b ends after ``lengths[b]`` steps, the rest is padding.
        lengths: integers from 1 to T, ``(B,)``, in any order.
        h_0: initial states, ``(1, B, H)``.
        params: the layer's weights.
        step: what one step computes; ``rnn_step`` when not given.

    Returns:
        ``output (T, B, H)``, zero where a sequence has ended, and ``h_n (1, B, H)``, the state
        of each sequence at its own last step.
    """
    T = len(x)
    state = _on_states(lambda array: array[0], h_0)  # (B, H)
    output = []
    for t in range(T):
        alive = (t < np.asarray(lengths))[:, np.newaxis]  # (B, 1)
        moved = step(x[t], state, params)
        state = _on_states(lambda new, old, alive=alive: np.where(alive, new, old), moved, state)
        h = state[0] if isinstance(state, tuple) else state
        output.append(np.where(alive, h, np.zeros_like(h)))
    return np.stack(output), _on_states(lambda array: array[np.newaxis], state)
