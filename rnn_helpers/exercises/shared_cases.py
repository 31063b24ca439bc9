"""Cases that exercises on recurrent layers share: random weights, and arguments of every size."""

from collections.abc import Callable

import numpy as np

from .question import Case, Cases

Params = dict[str, np.ndarray]


# --- Weights ------------------------------------------------------------------------------------


def random_weights(rng: np.random.Generator, **shapes: tuple[int, ...]) -> Params:
    """Random weights: matrices scaled to their width, biases large enough to be missed."""
    return {
        name: rng.normal(size=shape) / np.sqrt(shape[-1])
        if len(shape) == 2
        else rng.uniform(0.2, 0.8, size=shape) * rng.choice([-1, 1], size=shape)
        for name, shape in shapes.items()
    }


def layer_weights(rng: np.random.Generator, F: int, H: int, gates: int = 1) -> Params:
    """The ``params`` of a random recurrent layer, the rows of its gates above each other."""
    G = gates * H
    return random_weights(rng, W_ih=(G, F), W_hh=(G, H), b_ih=(G,), b_hh=(G,))


def unchanged(params: Params) -> Params:
    """The same weights."""
    return params


def without(params: Params, name: str) -> Params:
    """The same weights with one of them zero."""
    return {**params, name: np.zeros_like(params[name])}


def symmetric(params: Params, name: str) -> Params:
    """The same weights with one matrix, or each square block in it, equal to its transpose."""
    H = params[name].shape[1]
    blocks = [(block + block.T) / 2 for block in np.split(params[name], len(params[name]) // H)]
    return {**params, name: np.concatenate(blocks)}


def with_gate(gate: str, gates: str, value: float) -> dict[str, Callable]:
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


# --- Layers of PyTorch --------------------------------------------------------------------------

TORCH_NAMES = {
    "W_ih": "weight_ih_l0",
    "W_hh": "weight_hh_l0",
    "b_ih": "bias_ih_l0",
    "b_hh": "bias_hh_l0",
}


def torch_layer(kind: str, params: Params, **options):
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


# --- A layer over a whole sequence --------------------------------------------------------------


def layer_arguments(weights: Callable[..., Params] = layer_weights) -> Callable:
    """What ``layer_cases`` wants, for a layer ``(x, h_0, params)`` with such weights."""

    def arguments_from(rng):
        def arguments(T, B, F, H, x_scale=1.0, start_scale=1.0, edit=unchanged):
            return {
                "x": x_scale * rng.normal(size=(T, B, F)),
                "h_0": start_scale * rng.uniform(-0.9, 0.9, size=(1, B, H)),
                "params": edit(weights(rng, F, H)),
            }

        return arguments

    return arguments_from


def layer_cases(arguments_from: Callable, **more: tuple[str, dict]) -> dict[str, Callable]:
    """The two case functions of a Question on a recurrent network, as keyword arguments.

    Args:
        arguments_from: ``arguments_from(rng)`` returns a function ``arguments(T, B, F, H,
            x_scale=1, start_scale=1, edit=unchanged)`` that makes the arguments of one call;
            ``edit`` changes a dict of weights.
        more: further cases by key, each a text and what ``arguments`` is to be called with.
    """

    def cases(rng):
        arguments = arguments_from(rng)
        return _layer_cases(rng, arguments) | {
            key: Case(about, arguments(**sizes)) for key, (about, sizes) in more.items()
        }

    return {"cases": cases, "edge_cases": lambda rng: _layer_edge_cases(arguments_from(rng))}


def _layer_cases(rng, arguments) -> Cases:
    """In the first case F = H, so that transposed or misplaced weights still fit and can be
    named; in the others all sizes differ.
    """
    T = int(rng.integers(5, 8))
    B, F, H = (int(size) for size in rng.permutation([2, 3, 4]))

    def isolating(about, **changes):
        return Case(about, arguments(T, B, F, H, **changes), isolates=True)

    return {
        "square": Case("input and state of the same size", arguments(T, B, H, H)),
        # H of its own: a size written into the code shows here.
        "all sizes": Case("all sizes different", arguments(T, B, F, H + 3)),
        "one step": Case("one time step", arguments(1, B, F, H)),
        "one sequence": Case("one sequence in the batch", arguments(T, 1, F, H)),
        "large": Case("large inputs", arguments(T, B, F, H, x_scale=1e3)),
        "no b_ih": isolating("b_ih is zero", edit=lambda p: without(p, "b_ih")),
        "no b_hh": isolating("b_hh is zero", edit=lambda p: without(p, "b_hh")),
        "symmetric": isolating("W_hh is symmetric", edit=lambda p: symmetric(p, "W_hh")),
        "zero start": isolating("the first state is zero", start_scale=0.0),
    }


def _layer_edge_cases(arguments) -> Cases:
    return {
        "one of each": Case("one step, one sequence, one feature, one unit", arguments(1, 1, 1, 1)),
        "one unit": Case("one hidden unit", arguments(4, 3, 2, 1)),
        "long": Case("a long sequence", arguments(60, 2, 3, 4)),
    }


# --- One step of a gated unit -------------------------------------------------------------------


def step_cases(rng: np.random.Generator, arguments: Callable, **isolating) -> Cases:
    """The cases of one step.

    Args:
        rng: the seeded generator.
        arguments: ``arguments(B, F, H, x_scale=1, ...)`` makes the arguments of one call.
        isolating: further cases that isolate, by key, each a text and what ``arguments`` is to be
            called with besides.

    In the first case F = H, so that misplaced weights still fit and can be named.
    """
    B, F, H = (int(size) for size in rng.permutation([2, 3, 4]))
    special = {
        key: Case(about, arguments(B, F, H, **changes), isolates=True)
        for key, (about, changes) in isolating.items()
    }
    return {
        "square": Case("input and state of the same size", arguments(B, H, H)),
        # H of its own: a size written into the code shows here.
        "all sizes": Case("all sizes different", arguments(B, F, H + 3)),
        "one sequence": Case("one sequence in the batch", arguments(1, F, H)),
        "large": Case("large inputs", arguments(B, F, H, x_scale=1e3)),
        **special,
    }


def step_edge_cases(arguments: Callable) -> Cases:
    """Edge cases of one step, see ``step_cases``."""
    return {
        "one of each": Case("one of everything", arguments(1, 1, 1)),
        "one unit": Case("one hidden unit", arguments(3, 2, 1)),
        "very large": Case("very large inputs", arguments(3, 2, 4, x_scale=1e5)),
        "large layer": Case("a large layer", arguments(20, 30, 40)),
    }
