"""What notebook 05 asks: why gradients vanish and explode, and what helps."""

import numpy as np

from ..question import DICT, Case, Question, Written
from ..shared_cases import case_of

# --- linear_factor ------------------------------------------------------------------------------

_factor_case = case_of("w", "steps")


def _factor_cases(rng):
    w = round(float(rng.uniform(0.5, 0.95)), 2)
    steps = int(rng.integers(4, 9))
    return {
        "small": _factor_case("w below 1", w, steps),
        "large": _factor_case("w above 1", 2 - w, steps + 1),
        "negative": _factor_case("w negative", -w, 3),
        "one step": _factor_case("one step", 1.7, 1),
        "no step": _factor_case("no step", w, 0),
        "zero": _factor_case("w is zero", 0.0, 3),
    }


linear_factor = Question(
    name="linear_factor",
    points=1,
    returns={"factor": ""},
    cases=_factor_cases,
    edge_cases=lambda rng: {
        "many steps": _factor_case("many steps", 1.05, int(rng.integers(200, 300))),
        "zero, no step": _factor_case("w is zero, no step", 0.0, 0),
    },
    refuses_torch_layers=False,
)

# --- step_jacobian ------------------------------------------------------------------------------


def _states(rng, T, H, scale=1.0):
    """States of a tanh layer, at ``scale`` 1 well away from zero and from the ends."""
    return np.tanh(scale * rng.uniform(0.3, 1.2, size=(T, H)) * rng.choice([-1, 1], size=(T, H)))


def _weights(rng, H, scale=1.0):
    return scale * rng.normal(size=(H, H)) / np.sqrt(H)


def _step_case(rng, about, H, scale=1.0):
    return Case(about, {"h_t": _states(rng, 1, H, scale)[0], "W_hh": _weights(rng, H)})


def _step_cases(rng):
    H = int(rng.integers(3, 6))
    return {
        "several units": _step_case(rng, "several units", H),
        "two units": _step_case(rng, "two units", 2),
        "one unit": _step_case(rng, "one unit", 1),
        "saturated": _step_case(rng, "a state at the ends of tanh", H, scale=20.0),
        "zero state": Case("a zero state", {"h_t": np.zeros(H), "W_hh": _weights(rng, H)}),
    }


step_jacobian = Question(
    name="step_jacobian",
    points=2,
    returns={"jacobian": "H H"},
    cases=_step_cases,
    edge_cases=lambda rng: {"many units": _step_case(rng, "many units", 30)},
    refuses_autograd=True,
)

# --- state_jacobian -----------------------------------------------------------------------------


def _state_case(rng, about, T, H, k, t):
    return Case(about, {"h": _states(rng, T, H), "W_hh": _weights(rng, H), "k": k, "t": t})


def _state_cases(rng):
    T, H = int(rng.integers(7, 9)), int(rng.integers(3, 5))
    return {
        "several steps": _state_case(rng, "several steps", T, H, 1, T - 2),
        "first to last": _state_case(rng, "from the first state to the last", T, H, 0, T - 1),
        "two steps": _state_case(rng, "two steps", T, H, 2, 4),
        "one step": _state_case(rng, "one step", T, H, 2, 3),
        "no step": _state_case(rng, "no step: k is t", T, H, 3, 3),
        "one unit": _state_case(rng, "one unit", T, 1, 1, 4),
    }


state_jacobian = Question(
    name="state_jacobian",
    points=2,
    returns={"jacobian": "H H"},
    cases=_state_cases,
    edge_cases=lambda rng: {
        "one time step": _state_case(rng, "one time step", 1, 3, 0, 0),
        "many steps": _state_case(rng, "many steps", 40, 3, 2, 37),
    },
    refuses_autograd=True,
)

# --- gradient_norms -----------------------------------------------------------------------------


def _norm_case(rng, about, T, H, scale=1.0):
    h, W_hh = _states(rng, T, H), _weights(rng, H, scale)
    return Case(about, {"h": h, "W_hh": W_hh, "dh_T": rng.normal(size=H)})


def _norm_cases(rng):
    T, H = int(rng.integers(6, 9)), int(rng.integers(3, 5))
    return {
        "several steps": _norm_case(rng, "several steps", T, H),
        "large weights": _norm_case(rng, "large weights", T, H, scale=3.0),
        "two time steps": _norm_case(rng, "two time steps", 2, H),
        "one time step": _norm_case(rng, "one time step", 1, H),
        "one unit": _norm_case(rng, "one unit", T, 1),
    }


gradient_norms = Question(
    name="gradient_norms",
    points=2,
    returns={"norms": "lag"},
    cases=_norm_cases,
    edge_cases=lambda rng: {"many steps": _norm_case(rng, "many steps", 60, 5)},
    refuses_autograd=True,
)

# --- rescale ------------------------------------------------------------------------------------

_rescale_case = case_of("W", "spectral_radius")


def _rescale_cases(rng):
    radius = round(float(rng.uniform(0.5, 0.95)), 2)
    random, larger = rng.normal(size=(6, 6)), rng.normal(size=(9, 9))
    turning = np.array([[0.3, -1.1], [0.9, 0.2]]) * rng.uniform(0.8, 1.2)
    return {
        "random": _rescale_case("a random matrix", random, radius),
        "larger": _rescale_case("a larger one", larger, 1.2),
        "turning": _rescale_case("a turning matrix", turning, radius),
        "small": _rescale_case("small numbers", 1e-3 * rng.normal(size=(5, 5)), 1.0),
        "negative": _rescale_case("negative eigenvalues", -np.diag([1.0, 3.0, 2.0]), radius),
    }


rescale = Question(
    name="rescale",
    points=1,
    returns={"rescaled": "H H"},
    cases=_rescale_cases,
    edge_cases=lambda rng: {
        "one number": _rescale_case("one number", np.array([[-2.5]]), 0.9),
        "large": _rescale_case("a large matrix", rng.normal(size=(60, 60)), 1.5),
    },
    refuses_torch_layers=False,
)

# --- clip_gradients -----------------------------------------------------------------------------


def _gradients(rng, norm, H=3, F=2):
    """Gradients of a layer whose norm over all numbers is ``norm``, each of another size."""
    shapes = {"dW_ih": (H, F), "dW_hh": (H, H), "db_ih": (H,), "db_hh": (H,)}
    grads = {
        name: rng.normal(size=shape) * size
        for (name, shape), size in zip(shapes.items(), (1.0, 3.0, 0.3, 0.5), strict=True)
    }
    whole = np.sqrt(sum(np.sum(grad**2) for grad in grads.values()))
    return {name: grad * (norm / whole) for name, grad in grads.items()}


_clip_case = case_of("grads", "max_norm")


def _clip_cases(rng):
    H = int(rng.integers(3, 5))
    large = float(rng.uniform(20, 40))
    return {
        "above": _clip_case("norm above the limit", _gradients(rng, large, H), 1.0),
        "another limit": _clip_case("another limit", _gradients(rng, large, H), 5.0),
        "below": _clip_case("norm below the limit", _gradients(rng, 0.3, H), 1.0),
        "a little above": _clip_case("a little above the limit", _gradients(rng, 1.3, H), 1.0),
        "one array": _clip_case("one array", {"dW": 9 * rng.normal(size=(4, 3))}, 2.0),
    }


clip_gradients = Question(
    name="clip_gradients",
    refuses=(
        "torch.nn.utils.clip_grad_norm_",
        "torch.nn.utils.clip_grads_with_norm_",
        "torch.nn.utils.get_total_norm",
    ),
    points=2,
    returns={"grads": DICT, "norm": ""},
    cases=_clip_cases,
    edge_cases=lambda rng: {
        "zeros": _clip_case("all gradients are zero", _gradients(rng, 0.0), 1.0),
        "very large": _clip_case("a very large norm", _gradients(rng, 1e9), 1.0),
    },
    refuses_torch_layers=False,
)

# --- orthogonal ---------------------------------------------------------------------------------


def _orthogonal_case(rng, about, n):
    return Case(about, {"n": n, "rng": np.random.default_rng(int(rng.integers(2**32)))})


orthogonal = Question(
    name="orthogonal",
    refuses=("torch.nn.init.orthogonal_",),
    points=1,
    returns={"Q": "n n"},
    cases=lambda rng: {
        "a few": _orthogonal_case(rng, "a few rows", int(rng.integers(4, 8))),
        "two": _orthogonal_case(rng, "two rows", 2),
        "many": _orthogonal_case(rng, "many rows", 40),
    },
    edge_cases=lambda rng: {
        "one": _orthogonal_case(rng, "one row", 1),
        "three": _orthogonal_case(rng, "three rows", 3),
    },
    refuses_torch_layers=False,
)

QUESTIONS = (
    linear_factor,
    step_jacobian,
    state_jacobian,
    gradient_norms,
    rescale,
    Written("singular_value_above_one", points=2),
    clip_gradients,
    orthogonal,
)
