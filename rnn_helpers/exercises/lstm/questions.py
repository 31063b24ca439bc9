"""What notebook 07 asks: one step, forward and backward, the loop over time, a cell's memory."""

from functools import partial

import numpy as np

from ...reference import lstm_step_cache
from ..question import Case, Question, Written
from ..shared_cases import (
    TORCH_NAMES,
    case_of,
    layer_cases,
    layer_weights,
    random_states,
    random_weights,
    step_cases,
    torch_layer,
    unchanged,
    weight_gradients,
    with_gate,
)

_weights = partial(layer_weights, gates=4)


def _random_state(rng, *hidden, H=None):
    """A random ``(h, c)``; cell states may be larger than 1. ``H`` is the cell's size, if other."""
    cell = (*hidden[:-1], H) if H else hidden
    return random_states(rng, *hidden), 1.5 * rng.normal(size=cell)


# --- lstm_step ----------------------------------------------------------------------------------


def _step_arguments(rng, B, F, H, x_scale=1.0, scales=(1.0, 1.0), edit=unchanged):
    """``scales`` multiply h_prev and c_prev."""
    h_prev, c_prev = _random_state(rng, B, H)
    return {
        "x_t": x_scale * rng.normal(size=(B, F)),
        "state": (scales[0] * h_prev, scales[1] * c_prev),
        "params": edit(_weights(rng, F, H)),
    }


lstm_step = Question(
    name="lstm_step",
    points=4,
    returns={"h_t": "B H", "c_t": "B H"},
    **step_cases(
        _step_arguments,
        {
            "h_prev = 0": ("h_prev is zero", {"scales": (0.0, 1.0)}),
            "c_prev = 0": ("c_prev is zero", {"scales": (1.0, 0.0)}),
            "i = 0": ("i is near 0", {"edit": with_gate("i", "ifgo", -30.0)}),
            "f = 0": ("f is near 0", {"edit": with_gate("f", "ifgo", -30.0)}),
            "o = 1": ("o is near 1", {"edit": with_gate("o", "ifgo", 30.0)}),
        },
    ),
)

# --- lstm_forward -------------------------------------------------------------------------------


def _layer_arguments(rng, T, B, F, H, x_scale=1.0, start_scale=1.0, edit=unchanged):
    h_0, c_0 = _random_state(rng, 1, B, H)
    return {
        "x": x_scale * rng.normal(size=(T, B, F)),
        "state": (start_scale * h_0, start_scale * c_0),
        "params": edit(_weights(rng, F, H)),
    }


lstm_forward = Question(
    name="lstm_forward",
    points=2,
    returns={"output": "T B H", "h_n": "1 B H", "c_n": "1 B H"},
    nested=("output", ("h_n", "c_n")),
    **layer_cases(_layer_arguments),
)

# --- lstm_shapes --------------------------------------------------------------------------------


def _shape_case(about, T, B, F, H, layers=1, directions=1, proj_size=0):
    sizes = {"T": T, "B": B, "F": F, "H": H, "layers": layers, "directions": directions}
    return Case(about, sizes | {"proj_size": proj_size})


def _shape_cases(rng):
    grow = int(rng.integers(0, 4))  # other sizes under another seed

    def case(about, T, B, F, H, **more):  # sizes that cannot be mistaken for each other
        return _shape_case(about, T + grow, B + grow, F + grow, H + grow, **more)

    return {
        "one layer": case("one layer", 7, 3, 5, 11),
        "projection": case("a projection", 7, 3, 5, 11, proj_size=6),
        "layers": case("three layers", 13, 2, 4, 7, layers=3),
        "directions": case("two directions", 9, 4, 3, 7, directions=2),
        "both": case("three layers, two directions", 5, 8, 2, 7, layers=3, directions=2),
        "all": case("everything at once", 12, 5, 3, 7, layers=3, directions=2, proj_size=4),
    }


lstm_shapes = Question(
    name="lstm_shapes",
    points=2,
    returns={"output shape": "axis", "h_n shape": "axis", "c_n shape": "axis"},
    cases=_shape_cases,
    edge_cases=lambda rng: {
        "one of each": _shape_case("one of everything", 1, 1, 1, 1),
        "P = 1": _shape_case("a projection to one number", 6, 2, 3, 5, 2, 2, proj_size=1),
    },
)

# --- projected_step -----------------------------------------------------------------------------


def _projected_case(rng, about, B, F, H, P, x_scale=1.0):
    G = 4 * H
    arguments = {
        "x_t": x_scale * rng.normal(size=(B, F)),
        "state": _random_state(rng, B, P, H=H),
        "params": random_weights(rng, W_ih=(G, F), W_hh=(G, P), b_ih=(G,), b_hh=(G,), W_hr=(P, H)),
    }
    return Case(about, arguments)


def _projected_cases(rng):
    B, F, P = (int(size) for size in rng.permutation([2, 3, 4]))
    case = partial(_projected_case, rng)
    return {
        # PyTorch wants P < H; equal sizes let a misplaced projection still fit, to be named.
        "P = H": case("P and H equal", B, F, 4, 4),
        "all sizes": case("all sizes different", B, F, 6, P),
        "one sequence": case("one sequence in the batch", 1, F, 6, P),
        "large": case("large inputs", B, F, 6, P, x_scale=1e3),
    }


projected_step = Question(
    name="projected_step",
    points=1,
    returns={"h_t": "B P", "c_t": "B H"},
    cases=_projected_cases,
    edge_cases=lambda rng: {
        "P = 1": _projected_case(rng, "projected to one number", 3, 2, 5, 1),
        "one of each": _projected_case(rng, "one of everything", 1, 1, 1, 1),
    },
)

# --- cell_gradient ------------------------------------------------------------------------------


def _cell_case(rng, about, T, B, H, k, t, isolates=False):
    gates = rng.uniform(0.3, 0.98, size=(T, B, H))
    return Case(about, {"forget_gates": gates, "k": k, "t": t}, isolates=isolates)


def _cell_cases(rng):
    B, H = (int(size) for size in rng.permutation([2, 3]))
    k, t = 1 + int(rng.integers(0, 2)), 5 + int(rng.integers(0, 2))
    case = partial(_cell_case, rng)
    return {
        "a few steps": case("a few steps", 8, B, H, k, t, isolates=True),
        "whole": case("from the first to the last", 6, B, H, 0, 5),
        "one unit": case("one sequence, one unit", 7, 1, 1, k, 4),
        "one step": case("one step", 7, B, H, k, k + 1),
        "k = t": case("k equals t", 7, B, H, k, k),
    }


def _shut(case, step):
    case.arguments["forget_gates"][step] = 0.0
    return case


cell_gradient = Question(
    name="cell_gradient",
    points=1,
    returns={"gradient": "B H"},
    cases=_cell_cases,
    edge_cases=lambda rng: {
        "shut before k": _shut(_cell_case(rng, "a gate is shut before k", 8, 2, 3, 3, 6), 2),
        "shut after k": _shut(_cell_case(rng, "a gate is shut after k", 8, 2, 3, 3, 6), 5),
        "late": _cell_case(rng, "late in a long sequence", 3000, 2, 3, 2980, 2990),
        "T = 1": _cell_case(rng, "one time step", 1, 2, 3, 0, 0),
        "many steps": _cell_case(rng, "many steps", 120, 2, 3, 4, 110),
    },
)

# --- half_life ----------------------------------------------------------------------------------

_bias_case = case_of("bias")

half_life = Question(
    name="half_life",
    points=1,
    returns={"steps": ""},
    cases=lambda rng: {
        "2 to 4": _bias_case("a bias of 2 to 4", round(rng.uniform(2, 4), 2)),
        "zero": _bias_case("no bias", 0.0),
        "one": _bias_case("a bias of one", 1.0),
        "five": _bias_case("a bias of five", 5.0),
        "negative": _bias_case("a negative bias", -round(rng.uniform(0.5, 2), 2)),
    },
    edge_cases=lambda rng: {
        "large": _bias_case("a large bias", 9.0),
        "very negative": _bias_case("a very negative one", -6.0),
    },
)

# --- set_forget_bias ----------------------------------------------------------------------------


def _set_case(rng, about, F, H, value):
    layer = torch_layer("LSTM", _weights(rng, F, H)).float()
    layer.biases_before = [layer.bias_ih_l0, layer.bias_hh_l0]  # as an optimizer holds them
    return Case(about, {"layer": layer, "value": value})


def _set_cases(rng):
    F, H = (int(size) for size in rng.permutation([3, 4]))
    value = round(float(rng.uniform(2, 6)), 1)
    return {
        "positive": _set_case(rng, "a positive bias", F, H, value),
        "another": _set_case(rng, "another one", F, H, 1.0),
        "negative": _set_case(rng, "a negative bias", F, H, -2.0),
        "one unit": _set_case(rng, "one unit", F, 1, value),
    }


def _weights_of(returned, layer, value):
    """The layer's weights after the call; what is no tensor any more is left as it is."""
    found = {name: getattr(layer, name, None) for name in TORCH_NAMES.values()}
    tensors = {name: weight for name, weight in found.items() if hasattr(weight, "detach")}
    return {
        **found,
        **{name: tensor.detach().double().numpy() for name, tensor in tensors.items()},
        "trainable": np.array(all(tensor.requires_grad for tensor in tensors.values())),
        "own": np.array(
            layer.bias_ih_l0 is layer.biases_before[0]
            and layer.bias_hh_l0 is layer.biases_before[1]
        ),
    }


set_forget_bias = Question(
    name="set_forget_bias",
    points=1,
    returns={
        **dict(zip(TORCH_NAMES.values(), ("4H F", "4H H", "4H", "4H"), strict=True)),
        "trainable": "",
        "own": "",
    },
    observe=_weights_of,
    in_place=True,
    cases=_set_cases,
    edge_cases=lambda rng: {"one of each": _set_case(rng, "one of everything", 1, 1, 3.0)},
)

# --- lstm_step_backward -------------------------------------------------------------------------


def _backward_arguments(rng, B, F, H, scales=(1.0, 1.0), x_scale=1.0, edit=unchanged):
    """``scales`` multiply dh and dc."""
    state = _random_state(rng, B, H)
    x_t = x_scale * rng.normal(size=(B, F))
    return {
        "dh": scales[0] * rng.normal(size=(B, H)),
        "dc": scales[1] * rng.normal(size=(B, H)),
        "cache": lstm_step_cache(x_t, state, edit(_weights(rng, F, H))),
    }


lstm_step_backward = Question(
    name="lstm_step_backward",
    points=3,
    returns={"dx": "B F", "dh_prev": "B H", "dc_prev": "B H", **weight_gradients("4H")},
    gives_dict=True,
    refuses_autograd=True,
    **step_cases(
        _backward_arguments,
        {
            "dh = 0": ("dh is zero", {"scales": (0.0, 1.0)}),
            "dc = 0": ("dc is zero", {"scales": (1.0, 0.0)}),
            "i = 0": ("i is near 0", {"edit": with_gate("i", "ifgo", -30.0)}),
            "o = 0": ("o is near 0", {"edit": with_gate("o", "ifgo", -30.0)}),
        },
    ),
)

QUESTIONS = (
    lstm_step,
    lstm_forward,
    lstm_shapes,
    projected_step,
    cell_gradient,
    half_life,
    set_forget_bias,
    lstm_step_backward,
    Written("train_longer", points=2),
)
