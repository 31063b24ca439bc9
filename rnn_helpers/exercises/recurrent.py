"""What the exercises on recurrent layers share: random weights, cases, and mistakes in a layer."""

import numpy as np

from ..reference import rnn_step
from .exercise import Case
from .wrong_steps import WRONG_STEPS, over_time, transposed, without

__all__ = [
    "ONE_ARRAY",
    "TORCH_NAMES",
    "add_last_state_mistakes",
    "add_layer_mistakes",
    "add_output_mistakes",
    "layer_arguments",
    "layer_weights",
    "random_weights",
    "recurrent_cases",
    "symmetric",
    "torch_layer",
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


TORCH_NAMES = {
    "W_ih": "weight_ih_l0",
    "W_hh": "weight_hh_l0",
    "b_ih": "bias_ih_l0",
    "b_hh": "bias_hh_l0",
}


def torch_layer(kind, params, **options):
    """A layer of torch.nn, ``"RNN"`` or ``"LSTM"``, in float64 with these weights.

    It is made without moving torch's seed.
    """
    import torch  # here, not above: most exercises need not wait for it

    F, H = params["W_ih"].shape[1], params["W_hh"].shape[1]
    with torch.random.fork_rng(devices=[]):
        layer = getattr(torch.nn, kind)(F, H, dtype=torch.float64, **options)
    layer.load_state_dict(
        {TORCH_NAMES[name]: torch.from_numpy(value) for name, value in params.items()}
    )
    return layer


def layer_arguments(weights=layer_weights):
    """What ``recurrent_cases`` wants, for a layer ``(x, h_0, params)`` with such weights."""

    def arguments_from(rng):
        def arguments(T, B, F, H, x_scale=1.0, start_scale=1.0, edit=unchanged):
            return {
                "x": x_scale * rng.normal(size=(T, B, F)),
                "h_0": start_scale * rng.uniform(-0.9, 0.9, size=(1, B, H)),
                "params": edit(weights(rng, F, H)),
            }

        return arguments

    return arguments_from


def symmetric(params, name):
    """The same weights with one matrix, or each square block in it, equal to its transpose."""
    H = params[name].shape[1]
    blocks = [(block + block.T) / 2 for block in np.split(params[name], len(params[name]) // H)]
    return {**params, name: np.concatenate(blocks)}


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
        # H of its own: a size written into the code shows here.
        Case("all sizes different", arguments(T, B, F, H + 3)),
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


def add_layer_mistakes(
    exercise, answer, *, with_start=True, steps=WRONG_STEPS, step=rnn_step, over_time=over_time
):
    """Registers what goes wrong inside a layer.

    ``answer(*arguments, layer_forward=...)`` is the right answer when ``layer_forward`` is;
    ``with_start`` says whether the exercise is given a first state; ``steps`` holds the wrong
    steps and their hints, ``step`` is the right one, and ``over_time`` makes a layer of a step.
    """
    forward = over_time(step)

    def add(name, hint, layer_forward):
        def wrong_answer(*arguments):
            return answer(*arguments, layer_forward=layer_forward)

        exercise.mistake(hint, name)(wrong_answer)

    def last_state_everywhere(x, start, params):
        output, last = forward(x, start, params)
        return np.repeat(output[-1:], len(output), axis=0), last

    def states_one_early(x, start, params):
        output, last = forward(x, start, params)
        return np.concatenate([_hidden(start), output[:-1]]), last

    def not_carried(x, start, params):
        steps = [forward(x[t : t + 1], start, params) for t in range(len(x))]
        return np.concatenate([output for output, _ in steps]), steps[-1][1]

    def start_ignored(x, start, params):
        is_pair = isinstance(start, tuple)
        zeros = tuple(map(np.zeros_like, start)) if is_pair else np.zeros_like(start)
        return forward(x, zeros, params)

    for name, (hint, wrong_step) in steps.items():
        add(name, hint, over_time(wrong_step))
    add("one_array_stored_again_and_again", ONE_ARRAY, last_state_everywhere)
    add("stored_before_the_step", _STORED_EARLY, states_one_early)
    if with_start:
        add("state_not_carried", _NOT_CARRIED, not_carried)
        add("h_0_ignored", _START_IGNORED, start_ignored)


_START_IGNORED = (
    "These are the numbers you get when the layer starts from zeros, and not from the first state "
    "it is given."
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


def _hidden(start):
    """``h_0`` of a first state, which an LSTM has as ``(h_0, c_0)``."""
    return start[0] if isinstance(start, tuple) else start


def add_output_mistakes(exercise, forward):
    """Registers what goes wrong with the ``output`` of a layer.

    ``forward(x, start, params)`` is the right answer.
    """

    @exercise.mistake(
        "These are the numbers you get when the sequence is read from its last step to its first."
    )
    def read_backwards(x, start, params):
        return forward(x[::-1], start, params)

    @exercise.mistake(
        "Your output starts with h_0. It should hold the states after each step: h_1 to h_T."
    )
    def output_with_h_0(x, start, params):
        output, last = forward(x, start, params)
        return np.concatenate([_hidden(start), output]), last

    @exercise.mistake(
        "Your output holds the last state alone. It should hold the state after each step."
    )
    def output_last_only(x, start, params):
        output, last = forward(x, start, params)
        return output[-1], last


def add_last_state_mistakes(exercise, forward):
    """Registers what goes wrong with ``h_n``, of a layer that has no other last state.

    ``forward(x, h_0, params)`` is the right answer.
    """

    @exercise.mistake(
        "Your h_n lacks its first axis. It should have the shape (1, B, H), with one layer in "
        "front, as in PyTorch."
    )
    def h_n_flat(x, h_0, params):
        output, h_n = forward(x, h_0, params)
        return output, h_n[0]

    @exercise.mistake(
        "Your h_n is the state after the first step. It should be the one after the last."
    )
    def h_n_first(x, h_0, params):
        output, _ = forward(x, h_0, params)
        return output, output[:1]

    @exercise.mistake("Your h_n is h_0. It should be the state after the last step.")
    def h_n_is_h_0(x, h_0, params):
        output, _ = forward(x, h_0, params)
        return output, h_0
