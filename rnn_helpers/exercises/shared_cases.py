"""Cases that exercises on recurrent layers share: random weights, and arguments of every size."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from .question import Case

if TYPE_CHECKING:
    import torch

Params = dict[str, np.ndarray]
Edit = Callable[[Params], Params]


def case_of(*names: str) -> Callable[..., Case]:
    """Makes cases of a function with such parameters: ``case(about, *values)``.

    Where the last values are left out, the call leaves these arguments out.
    """
    return lambda about, *values: Case(about, dict(zip(names, values, strict=False)))


# --- Weights and states -------------------------------------------------------------------------


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


def weight_gradients(rows: str = "H") -> dict[str, str]:
    """The gradients of a recurrent layer's weights, as ``Question.returns`` wants them."""
    return {"dW_ih": f"{rows} F", "dW_hh": f"{rows} H", "db_ih": rows, "db_hh": rows}


def random_states(rng: np.random.Generator, *shape: int) -> np.ndarray:
    """Random states of a tanh layer."""
    return rng.uniform(-0.9, 0.9, size=shape)


def unchanged(params: Params) -> Params:
    """The same weights."""
    return params


def without(name: str) -> Edit:
    """The edit that makes one of the weights zero."""
    return lambda params: {**params, name: np.zeros_like(params[name])}


def symmetric(name: str) -> Edit:
    """The edit that makes one matrix, or each square block in it, equal to its transpose."""

    def edit(params):
        blocks = np.split(params[name], len(params[name]) // params[name].shape[1])
        return {**params, name: np.concatenate([(block + block.T) / 2 for block in blocks])}

    return edit


def with_gate(gate: str, gates: str, value: float) -> Edit:
    """The edit that opens a gate (large value) or shuts it (small value).

    Args:
        gate: its letter.
        gates: all letters, in PyTorch's order, such as ``"rzn"``.
        value: what the gate's ``b_ih`` becomes.
    """

    def edit(params):
        bias = params["b_ih"].copy()
        np.split(bias, len(gates))[gates.index(gate)][:] = value
        return {**params, "b_ih": bias}

    return edit


# --- Layers of PyTorch --------------------------------------------------------------------------

TORCH_NAMES = {
    "W_ih": "weight_ih_l0",
    "W_hh": "weight_hh_l0",
    "b_ih": "bias_ih_l0",
    "b_hh": "bias_hh_l0",
}


def torch_layer(kind: str, params: Params, **options: Any) -> "torch.nn.RNNBase":
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


def layer_arguments(
    rng: np.random.Generator, T: int, B: int, F: int, H: int,
    x_scale: float = 1.0, start_scale: float = 1.0, edit: Edit = unchanged, gates: int = 1,
) -> dict[str, Any]:  # fmt: skip
    """The arguments of a layer ``(x, h_0, params)``, as ``layer_cases`` wants them made."""
    return {
        "x": x_scale * rng.normal(size=(T, B, F)),
        "h_0": start_scale * random_states(rng, 1, B, H),
        "params": edit(layer_weights(rng, F, H, gates)),
    }


def layer_cases(make: Callable[..., dict], **more: tuple[str, dict]) -> dict[str, Any]:
    """The two case functions of a Question on a recurrent network, as keyword arguments.

    In the first case F = H, so that transposed or misplaced weights still fit and can be named;
    in the others all sizes differ.

    Args:
        make: ``make(rng, T, B, F, H, x_scale=1, start_scale=1, edit=unchanged)`` makes the
            arguments of one call.
        more: further cases by key, each a text and what ``make`` is to be called with.
    """

    def cases(rng):
        T = int(rng.integers(5, 8))
        B, F, H = (int(size) for size in rng.permutation([2, 3, 4]))
        call, alike = partial(make, rng), partial(make, rng, T, B, F, H)
        return {
            "square": Case("input and state of the same size", call(T, B, H, H)),
            # H of its own: a size written into the code shows here.
            "all sizes": Case("all sizes different", call(T, B, F, H + 3)),
            "one step": Case("one time step", call(1, B, F, H)),
            "one sequence": Case("one sequence in the batch", call(T, 1, F, H)),
            "large": Case("large inputs", alike(x_scale=1e3)),
            "no b_ih": Case("b_ih is zero", alike(edit=without("b_ih")), isolates=True),
            "no b_hh": Case("b_hh is zero", alike(edit=without("b_hh")), isolates=True),
            "symmetric": Case("W_hh is symmetric", alike(edit=symmetric("W_hh")), isolates=True),
            "zero start": Case("the first state is zero", alike(start_scale=0.0), isolates=True),
            **{key: Case(about, call(**sizes)) for key, (about, sizes) in more.items()},
        }

    return {
        "cases": cases,
        "edge_cases": lambda rng: {
            "one of each": Case(
                "one step, one sequence, one feature, one unit", make(rng, 1, 1, 1, 1)
            ),
            "one unit": Case("one hidden unit", make(rng, 4, 3, 2, 1)),
            "long": Case("a long sequence", make(rng, 60, 2, 3, 4)),
        },
    }


# --- One step of a gated unit -------------------------------------------------------------------


def step_cases(
    make: Callable[..., dict], isolating: dict[str, tuple[str, dict]], **more: tuple[str, dict]
) -> dict[str, Any]:
    """The two case functions of a Question on one step, as keyword arguments.

    In the first case F = H, so that misplaced weights still fit and can be named.

    Args:
        make: ``make(rng, B, F, H, x_scale=1, ...)`` makes the arguments of one call.
        isolating: cases that isolate, by key, each a text and what ``make`` is to be called with.
        more: further cases, in the same way, with their sizes.
    """

    def cases(rng):
        B, F, H = (int(size) for size in rng.permutation([2, 3, 4]))
        special = {
            key: Case(about, make(rng, B, F, H, **changes), isolates=True)
            for key, (about, changes) in isolating.items()
        }
        return {
            "square": Case("input and state of the same size", make(rng, B, H, H)),
            # H of its own: a size written into the code shows here.
            "all sizes": Case("all sizes different", make(rng, B, F, H + 3)),
            "one sequence": Case("one sequence in the batch", make(rng, 1, F, H)),
            "large": Case("large inputs", make(rng, B, F, H, x_scale=1e3)),
            **special,
            **{key: Case(about, make(rng, **changes)) for key, (about, changes) in more.items()},
        }

    return {
        "cases": cases,
        "edge_cases": lambda rng: {
            "one of each": Case("one of everything", make(rng, 1, 1, 1)),
            "one unit": Case("one hidden unit", make(rng, 3, 2, 1)),
            "very large": Case("very large inputs", make(rng, 3, 2, 4, x_scale=1e5)),
            "large layer": Case("a large layer", make(rng, 20, 30, 40)),
        },
    }
