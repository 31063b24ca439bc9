"""What the exercises on recurrent layers share: random weights, cases, and mistakes in a layer."""

import numpy as np

from ..reference import rnn_forward, rnn_step
from .exercise import Case
from .wrong_steps import WRONG_STEPS, over_time, transposed, without

__all__ = [
    "ONE_ARRAY",
    "add_layer_mistakes",
    "layer_weights",
    "random_weights",
    "recurrent_cases",
    "symmetric",
    "transposed",
    "unchanged",
    "without",
]


def random_weights(rng, **shapes):
    """Random weights: matrices scaled to their width, biases large enough to be missed."""
    return {
        name: rng.normal(size=shape) / np.sqrt(shape[-1])
        if len(shape) == 2
        else rng.uniform(0.2, 0.8, size=shape) * rng.choice([-1, 1], size=shape)
        for name, shape in shapes.items()
    }


def layer_weights(rng, F, H):
    """The ``params`` of a random recurrent layer."""
    return random_weights(rng, W_ih=(H, F), W_hh=(H, H), b_ih=(H,), b_hh=(H,))


def symmetric(params, name):
    """The same weights with one matrix made equal to its transpose."""
    return {**params, name: (params[name] + params[name].T) / 2}


def unchanged(params):
    return params


def recurrent_cases(arguments_from, *more):
    """The two case functions of an Exercise on a recurrent network, as keyword arguments.

    ``arguments_from(rng)`` returns a function ``arguments(T, B, F, H, x_scale=1, start_scale=1,
    edit=unchanged)`` that makes the arguments of one call; ``edit`` changes a dict of weights.
    ``more`` are further cases, each a text and what ``arguments`` is to be called with.
    """

    def cases(rng):
        arguments = arguments_from(rng)
        return [
            *_cases(rng, arguments),
            *(Case(about, arguments(**sizes)) for about, sizes in more),
        ]

    return {"cases": cases, "edge_cases": lambda rng: _edge_cases(arguments_from(rng))}


def _cases(rng, arguments):
    """In the first case F = H, so that transposed or misplaced weights still fit and can be
    named; in the others all sizes differ.
    """
    T = int(rng.integers(5, 8))
    B, F, H = (int(size) for size in rng.permutation([2, 3, 4]))

    def isolating(about, **changes):
        return Case(about, arguments(T, B, F, H, **changes), isolates=True)

    return [
        Case("input and state of the same size", arguments(T, B, H, H)),
        Case("all sizes different", arguments(T, B, F, H)),
        Case("one time step", arguments(1, B, F, H)),
        Case("one sequence in the batch", arguments(T, 1, F, H)),
        Case("large inputs", arguments(T, B, F, H, x_scale=1e3)),
        isolating("b_ih is zero", edit=lambda p: without(p, "b_ih")),
        isolating("b_hh is zero", edit=lambda p: without(p, "b_hh")),
        isolating("W_hh is symmetric", edit=lambda p: symmetric(p, "W_hh")),
        isolating("the first state is zero", start_scale=0.0),
    ]


def _edge_cases(arguments):
    return [
        Case("one step, one sequence, one feature, one unit", arguments(1, 1, 1, 1)),
        Case("one hidden unit", arguments(4, 3, 2, 1)),
        Case("a long sequence", arguments(60, 2, 3, 4)),
    ]


def add_layer_mistakes(exercise, answer, *, with_start=True):
    """Registers what goes wrong inside a layer.

    ``answer(*arguments, layer_forward=...)`` is the right answer when ``layer_forward`` is;
    ``with_start`` says whether the exercise is given a first state.
    """

    def add(name, hint, layer_forward):
        def wrong_answer(*arguments):
            return answer(*arguments, layer_forward=layer_forward)

        wrong_answer.__name__ = name
        exercise.mistake(hint)(wrong_answer)

    for name, (hint, step) in WRONG_STEPS.items():
        add(name, hint, over_time(step))
    add("one_array_stored_again_and_again", ONE_ARRAY, _last_state_everywhere)
    add("stored_before_the_step", _STORED_EARLY, _states_one_early)
    if with_start:
        add("state_not_carried", _NOT_CARRIED, _not_carried)
        add("h_0_ignored", _START_IGNORED, _start_ignored)


_START_IGNORED = (
    "These are the numbers you get when the layer starts from zeros and h_0 is not used."
)
_NOT_CARRIED = (
    "These are the numbers you get when every step starts from the first state again. Each "
    "step has to start from the state that the step before it left."
)
_STORED_EARLY = (
    "Your output holds, at each time step, the state before the step: it starts with the first "
    "state and lacks the last one."
)
ONE_ARRAY = (
    "Every time step holds the same numbers, those of the last step. Was one array stored again "
    "and again, and changed in place?"
)


def _last_state_everywhere(x, h_0, params):
    output, h_n = rnn_forward(x, h_0, params)
    return np.repeat(output[-1:], len(output), axis=0), h_n


def _states_one_early(x, h_0, params):
    output, h_n = rnn_forward(x, h_0, params)
    return np.concatenate([h_0, output[:-1]]), h_n


def _start_ignored(x, h_0, params):
    return rnn_forward(x, np.zeros_like(h_0), params)


def _not_carried(x, h_0, params):
    states = np.stack([rnn_step(x_t, h_0[0], params) for x_t in x])
    return states, states[-1:]
