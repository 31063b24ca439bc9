"""What the exercises on gated layers share: cases, and what goes wrong with stacked weights."""

import numpy as np

from .exercise import Case
from .recurrent import without


def step_cases(rng, arguments, *isolating):
    """The cases of one step.

    ``arguments(B, F, H, x_scale=1, ...)`` makes the arguments of one call; ``isolating`` are
    further cases that isolate, each a text and what ``arguments`` is to be called with besides.
    In the first case F = H, so that misplaced weights still fit and can be named.
    """
    B, F, H = (int(size) for size in rng.permutation([2, 3, 4]))
    special = [
        Case(about, arguments(B, F, H, **changes), isolates=True) for about, changes in isolating
    ]
    return [
        Case("input and state of the same size", arguments(B, H, H)),
        # H of its own: a size written into the code shows here.
        Case("all sizes different", arguments(B, F, H + 3)),
        Case("one sequence in the batch", arguments(1, F, H)),
        Case("large inputs", arguments(B, F, H, x_scale=1e3)),
        *special,
    ]


def step_edge_cases(arguments):
    """Edge cases of one step, see ``step_cases``."""
    return [
        Case("one of everything", arguments(1, 1, 1)),
        Case("one hidden unit", arguments(3, 2, 1)),
        Case("very large inputs", arguments(3, 2, 4, x_scale=1e5)),
        Case("a large layer", arguments(20, 30, 40)),
    ]


def with_gate(gate, gates, value):
    """What ``step_cases`` wants for a gate that is open (large value) or shut (small value).

    Args:
        gate: its letter.
        gates: all letters, in PyTorch's order, such as ``"rzn"``.
        value: what the gate's ``b_ih`` becomes.
    """

    def edit(params):
        bias = params["b_ih"].copy()
        np.split(bias, len(gates))[gates.index(gate)][:] = value
        return {**params, "b_ih": bias}

    return {"edit": edit}


def orders(right, wrong):
    """``name -> (hint, change)``: the rows of the gates taken for those of others.

    Args:
        right: the gates in PyTorch's order, such as ``"rzn"``.
        wrong: other orders.
    """
    hint = "These are the numbers you get with the gates in the order {}. PyTorch stacks {}."
    stacked = f"{right[0]} first, then {', then '.join(right[1:])}"
    return {
        f"order_{order}": (hint.format(", ".join(order), stacked), ordered(right, order))
        for order in wrong
    }


def ordered(right, order):
    """A change of weights: their rows are read in another order than they stand in."""
    return taken(right, [right[order.index(gate)] for gate in right])


def taken(right, rows):
    """A change of weights: for each gate of ``right`` the rows of another are taken."""

    def rearranged(value):
        blocks = dict(zip(right, np.split(value, len(right)), strict=True))
        return np.concatenate([blocks[gate] for gate in rows])

    return _of_stacked(rearranged)


def _of_stacked(rearranged):
    """A change of all weights that hold the rows of several gates."""
    return lambda params: {
        name: value if name == "W_hr" else rearranged(value) for name, value in params.items()
    }


def _turned(params, gates):
    blocks = [block.T for block in np.split(params["W_hh"], gates)]
    return {**params, "W_hh": np.concatenate(blocks)}


_BIASES = "These are the numbers you get without {}. PyTorch adds two biases for each gate."
_TWICE = "These are the numbers you get with {} in both places, and {} in none."


def changes_of_weights(gates):
    """``name -> (hint, change)``: what is done to the weights of any gated layer."""
    return {
        "without_b_ih": (_BIASES.format("b_ih"), lambda params: without(params, "b_ih")),
        "without_b_hh": (_BIASES.format("b_hh"), lambda params: without(params, "b_hh")),
        "without_biases": (
            _BIASES.format("any bias"),
            lambda params: without(without(params, "b_ih"), "b_hh"),
        ),
        "b_ih_twice": (
            _TWICE.format("b_ih", "b_hh"),
            lambda params: {**params, "b_hh": params["b_ih"]},
        ),
        "b_hh_twice": (
            _TWICE.format("b_hh", "b_ih"),
            lambda params: {**params, "b_ih": params["b_hh"]},
        ),
        "transposed_blocks": (
            "These are the numbers you get with each block of W_hh the other way round. Row k of a "
            "block holds what unit k receives.",
            lambda params: _turned(params, gates),
        ),
        "interleaved_rows": (
            "These are the numbers you get when the gates' rows are taken in turn. All rows of one "
            "gate stand together, then come those of the next.",
            _of_stacked(
                lambda value: np.concatenate([value[gate::gates] for gate in range(gates)])
            ),
        ),
        "input_ignored": (
            "These are the numbers you get when the input plays no part. W_ih has to meet x_t.",
            lambda params: without(params, "W_ih"),
        ),
    }
