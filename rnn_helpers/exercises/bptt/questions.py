"""What notebook 04 asks: a loss, one step back, the whole way back, its paths and its end."""

import numpy as np

from ... import reference
from ..question import Case, Question, Written
from ..shared_cases import (
    case_of,
    layer_cases,
    layer_weights,
    random_states,
    random_weights,
    unchanged,
    weight_gradients,
)

# --- loss_and_gradient --------------------------------------------------------------------------


def _loss_case(rng, about, *shape, scale=1.0):
    y, target = (scale * rng.normal(size=shape) for _ in range(2))
    return Case(about, {"y": y, "target": target})


def _loss_cases(rng):
    T, B, V = (int(size) for size in rng.permutation([3, 4, 5]))
    same = rng.normal(size=(2, 3, 2))
    return {
        "all sizes": _loss_case(rng, "several of everything", T, B, V),
        "one step": _loss_case(rng, "one time step", 1, B, V),
        "one sequence": _loss_case(rng, "one sequence", T, 1, V),
        "one unit": _loss_case(rng, "one output unit", T, B, 1),
        "large": _loss_case(rng, "large numbers", T, B, V, scale=1e4),
        "no error": Case("every output is right", {"y": same, "target": same.copy()}),
    }


loss_and_gradient = Question(
    name="loss_and_gradient",
    points=1,
    returns={"loss": "", "dy": "T B V"},
    cases=_loss_cases,
    edge_cases=lambda rng: {
        "one of each": _loss_case(rng, "one number", 1, 1, 1),
        "many": _loss_case(rng, "many numbers", 20, 6, 3),
    },
    refuses_autograd=True,
)

# --- rnn_step_backward --------------------------------------------------------------------------


def _step_arguments(rng, T, B, F, H, x_scale=1.0, start_scale=1.0, edit=unchanged):
    params = edit(layer_weights(rng, F, H))
    x_t = x_scale * rng.normal(size=(B, F))
    h_prev = start_scale * random_states(rng, B, H)
    h_t = reference.rnn_step(x_t, h_prev, params)
    cache = {"x_t": x_t, "h_prev": h_prev, "h_t": h_t, "params": params}
    return {"dh": rng.normal(size=(B, H)), "cache": cache}


def _of_one_step(draw):
    """The cases of a layer without the two whose point is the number of steps."""
    return lambda rng: {k: case for k, case in draw(rng).items() if k not in ("one step", "long")}


rnn_step_backward = Question(
    name="rnn_step_backward",
    points=3,
    returns={"dx": "B F", "dh_prev": "B H", **weight_gradients()},
    gives_dict=True,
    refuses_autograd=True,
    **{name: _of_one_step(draw) for name, draw in layer_cases(_step_arguments).items()},
)

# --- numerical_gradient -------------------------------------------------------------------------


def _function(rng, shape):
    """A smooth function of an array, curved in every direction and different in each."""
    n = int(np.prod(shape))
    linear = rng.normal(size=n)
    square = rng.normal(size=(n, n)) / np.sqrt(n)
    cubic = rng.uniform(0.5, 1.5, size=n)

    def f(x):
        if np.shape(x) != shape:
            raise ValueError(f"f takes an array of shape {shape}, but got shape {np.shape(x)}")
        v = np.asarray(x, dtype=float).reshape(n)
        return float(v @ linear + v @ square @ v + cubic @ v**3 + np.sin(v).sum())

    return f


def _function_case(rng, about, shape, scale=1.0, **eps):
    x = scale * rng.normal(size=shape)
    return Case(about, {"f": _function(rng, shape), "x": x, **eps})


def _function_cases(rng):
    n = int(rng.integers(3, 6))
    return {
        "vector": _function_case(rng, "a vector", (n,), eps=1e-2),
        "no eps given": _function_case(rng, "a vector, eps not given", (n,)),
        "matrix": _function_case(rng, "a matrix", (2, n), eps=1e-2),
        "three axes": _function_case(rng, "three axes", (2, n, 3), eps=1e-2),
        "one number": _function_case(rng, "one number", (1,), eps=1e-1),
        "large": _function_case(rng, "large numbers", (n,), scale=10.0, eps=1e-2),
    }


numerical_gradient = Question(
    name="numerical_gradient",
    points=2,
    returns={"gradient": ""},
    cases=_function_cases,
    edge_cases=lambda rng: {
        "one by one": _function_case(rng, "a matrix of one number", (1, 1), eps=1e-2),
        "tall": _function_case(rng, "more rows than columns", (6, 2), eps=1e-3),
        "constant": case_of("f", "x")(
            "the function does not look at x", lambda x: 3.0, np.ones((2, 2))
        ),
    },
)

# --- rnn_backward -------------------------------------------------------------------------------


def _sequence_arguments(rng, T, B, F, H, x_scale=1.0, start_scale=1.0, edit=unchanged):
    params = edit(layer_weights(rng, F, H))
    x = x_scale * rng.normal(size=(T, B, F))
    h_0 = start_scale * random_states(rng, 1, B, H)
    output, _ = reference.rnn_forward(x, h_0, params)
    cache = {"x": x, "h_0": h_0, "output": output, "params": params}
    return {"doutput": rng.normal(size=(T, B, H)), "cache": cache}


_SEQUENCE_CASES = layer_cases(_sequence_arguments)
_SEQUENCE_GRADIENTS = {"dx": "T B F", "dh_0": "1 B H", **weight_gradients()}

rnn_backward = Question(
    name="rnn_backward",
    walks_back=True,
    points=4,
    parts={"dx": 0.5, "dh_0": 0.5, "dW_ih": 1, "dW_hh": 1, "db_ih": 0.5, "db_hh": 0.5},
    returns=_SEQUENCE_GRADIENTS,
    gives_dict=True,
    refuses_autograd=True,
    **_SEQUENCE_CASES,
)

# --- path_contributions -------------------------------------------------------------------------


def _path_case(rng, about, F, H, G, without=""):
    params = random_weights(rng, U=(H, F), W=(H, H), V=(G, H), R=(G, G))
    params |= {name: np.zeros_like(params[name]) for name in without}
    x = rng.normal(size=(2, F))
    s, z = [rng.uniform(-0.5, 0.5, size=H)], [rng.uniform(-0.5, 0.5, size=G)]
    for x_t in x:
        s.append(np.tanh(params["U"] @ x_t + params["W"] @ s[-1]))
        z.append(np.tanh(params["V"] @ s[-1] + params["R"] @ z[-1]))
    cache = {"x": x, "s": np.stack(s[1:]), "z": np.stack(z[1:]), "params": params}
    return Case(about, {"dz_2": rng.normal(size=G), "cache": cache})


def _path_cases(rng):
    F, H, G = (int(size) for size in rng.permutation([2, 3, 4]))
    return {
        "square": _path_case(rng, "all layers of the same size", H, H, H),
        "all sizes": _path_case(rng, "all sizes different", F, H, G),
        "one feature": _path_case(rng, "one input feature", 1, H, G),
        "one unit": _path_case(rng, "one unit in the second layer", F, H, 1),
        "no W": _path_case(rng, "W is zero", F, H, G, without="W"),
        "no R": _path_case(rng, "R is zero", F, H, G, without="R"),
    }


path_contributions = Question(
    name="path_contributions",
    points=3,
    returns={"A": "H F", "B": "H F", "C": "H F"},
    cases=_path_cases,
    edge_cases=lambda rng: {
        "one of each": _path_case(rng, "one of everything", 1, 1, 1),
        "no W, no R": _path_case(rng, "W and R are zero", 3, 2, 4, without="WR"),
    },
    refuses_autograd=True,
)

# --- truncated_backward -------------------------------------------------------------------------


def _cut(cases, *windows):
    """Cases of a sequence, each of these windows: of which one, what is looked at, and k."""
    return {
        f"{key}, {window}": Case(
            f"{cases[key].about}, {window}", {**cases[key].arguments, "k": k}, cases[key].isolates
        )
        for key, window, k in windows
    }


def _truncated_cases(rng):
    cases = _SEQUENCE_CASES["cases"](rng)
    T = len(cases["square"].arguments["doutput"])
    return _cut(
        cases,
        ("square", "the last 2 steps", 2),
        ("square", "the last 3 steps", 3),
        ("all sizes", "the last 2 steps", 2),
        ("all sizes", "the last step", 1),
        ("all sizes", "all steps but the first", T - 1),
        ("one step", "all steps", 1),
        ("one sequence", "all steps", T),
        ("one sequence", "more steps than there are", T + 2),
        ("symmetric", "the last 3 steps", 3),
    )


truncated_backward = Question(
    name="truncated_backward",
    walks_back=True,
    points=2,
    returns=_SEQUENCE_GRADIENTS,
    cases=_truncated_cases,
    edge_cases=lambda rng: _cut(
        _SEQUENCE_CASES["edge_cases"](rng),
        ("one of each", "all steps", 1),
        ("one unit", "all steps", 4),
        ("long", "the last 25 steps", 25),
    ),
    gives_dict=True,
    refuses_autograd=True,
)

QUESTIONS = (
    loss_and_gradient,
    rnn_step_backward,
    numerical_gradient,
    rnn_backward,
    Written("assigned_not_added", points=2),
    path_contributions,
    truncated_backward,
)
