"""path_contributions(dz_2, cache) -> A, B, C"""

import numpy as np

from ... import reference
from ..exercise import Case, Exercise
from ..recurrent import random_weights
from .step import EXACT


def _arguments(rng, F, H, G, without=()):
    params = random_weights(rng, U=(H, F), W=(H, H), V=(G, H), R=(G, G))
    params |= {name: np.zeros_like(params[name]) for name in without}
    x = rng.normal(size=(2, F))
    s, z = [rng.uniform(-0.5, 0.5, size=H)], [rng.uniform(-0.5, 0.5, size=G)]
    for x_t in x:
        s.append(np.tanh(params["U"] @ x_t + params["W"] @ s[-1]))
        z.append(np.tanh(params["V"] @ s[-1] + params["R"] @ z[-1]))
    cache = {"x": x, "s": np.stack(s[1:]), "z": np.stack(z[1:]), "params": params}
    return {"dz_2": rng.normal(size=G), "cache": cache}


def _cases(rng):
    F, H, G = (int(size) for size in rng.permutation([2, 3, 4]))
    return [
        Case("all layers of the same size", _arguments(rng, H, H, H)),
        Case("all sizes different", _arguments(rng, F, H, G)),
        Case("one input feature", _arguments(rng, 1, H, G)),
        Case("one unit in the second layer", _arguments(rng, F, H, 1)),
        Case("W is zero", _arguments(rng, F, H, G, without="W")),
        Case("R is zero", _arguments(rng, F, H, G, without="R")),
    ]


def _edge_cases(rng):
    return [
        Case("one of everything", _arguments(rng, 1, 1, 1)),
        Case("W and R are zero", _arguments(rng, 3, 2, 4, without="WR")),
    ]


path_contributions = Exercise(
    name="path_contributions",
    notebook="04_bptt",
    points=3,
    returns={"A": "H F", "B": "H F", "C": "H F"},
    answer=reference.path_contributions,
    cases=_cases,
    edge_cases=_edge_cases,
    refuses_autograd=True,
    **EXACT,
)


def _slope(h):
    return 1 - h**2


def _with(dz_2, cache, slopes=(_slope,) * 5, x=None, turned=""):
    """The three paths with one thing exchanged.

    ``slopes`` are those at z_2, s_2, z_1, and at s_1 on paths B and C; ``x`` the two inputs;
    ``turned`` names the weights that are transposed.
    """
    x_1, x_2 = cache["x"] if x is None else x
    (s_1, s_2), (z_1, z_2) = cache["s"], cache["z"]
    W, V, R = (
        cache["params"][name].T if name in turned else cache["params"][name] for name in "WVR"
    )
    at_z_2 = dz_2 * slopes[0](z_2)
    at_s_2 = (at_z_2 @ V) * slopes[1](s_2)
    at_z_1 = (at_z_2 @ R) * slopes[2](z_1)
    return (
        np.outer(at_s_2, x_2),
        np.outer((at_s_2 @ W) * slopes[3](s_1), x_1),
        np.outer((at_z_1 @ V) * slopes[4](s_1), x_1),
    )


def _right(dz_2, cache):
    return reference.path_contributions(dz_2, cache)


@path_contributions.mistake(
    "Your A holds path B as well: it counts all ways by which U moves s_2. The direct path takes "
    "s_1 as a fixed number."
)
def indirect_inside_the_direct(dz_2, cache):
    A, B, C = _right(dz_2, cache)
    return A + B, B, C


@path_contributions.mistake(
    "Your A is the whole gradient, A + B + C. The direct path takes s_1 and z_1 as fixed numbers."
)
def whole_gradient_in_A(dz_2, cache):
    A, B, C = _right(dz_2, cache)
    return A + B + C, B, C


@path_contributions.mistake(
    "Your B holds path C as well. Path B reaches s_1 through s_2, path C through z_1."
)
def C_inside_B(dz_2, cache):
    A, B, C = _right(dz_2, cache)
    return A, B + C, C


@path_contributions.mistake(
    "Your C holds path B as well: the gradient that you send into s_1 is that of all ways. On "
    "path C it comes through z_1 alone."
)
def B_inside_C(dz_2, cache):
    A, B, C = _right(dz_2, cache)
    return A, B, B + C


@path_contributions.mistake(
    "Your B and your C both hold both ways back to s_1. Keep apart what comes through s_2 and what "
    "comes through z_1."
)
def both_inside_both(dz_2, cache):
    A, B, C = _right(dz_2, cache)
    return A, B + C, B + C


@path_contributions.mistake(
    "Your B is path A once more. Path B goes one step further back, to s_1."
)
def A_twice(dz_2, cache):
    A, _, C = _right(dz_2, cache)
    return A, A, C


@path_contributions.mistake("Your C is path B once more. Path C goes through z_1, not through s_2.")
def B_twice(dz_2, cache):
    A, B, _ = _right(dz_2, cache)
    return A, B, B


@path_contributions.mistake("Your B is zero. How does U, through s_1, reach s_2?")
def B_left_out(dz_2, cache):
    A, B, C = _right(dz_2, cache)
    return A, np.zeros_like(B), C


@path_contributions.mistake("Your C is zero. How does U, through s_1 and z_1, reach z_2?")
def C_left_out(dz_2, cache):
    A, B, C = _right(dz_2, cache)
    return A, B, np.zeros_like(C)


@path_contributions.mistake(
    "Your B holds path A as well, and your C all three. Each result should be one path alone."
)
def summed_up(dz_2, cache):
    A, B, C = _right(dz_2, cache)
    return A, A + B, A + B + C


@path_contributions.mistake(
    "Your arrays are multiplied place by place with *, as numbers would be. A gradient goes back "
    "through a weight matrix with @, and at U an outer product is made."
)
def as_if_numbers(dz_2, cache):
    (x_1, x_2), (s_1, s_2), (z_1, z_2) = cache["x"], cache["s"], cache["z"]
    W, V, R = (cache["params"][name] for name in "WVR")
    start = dz_2 * _slope(z_2)
    return (
        start * V * _slope(s_2) * x_2,
        start * V * _slope(s_2) * W * _slope(s_1) * x_1,
        start * R * _slope(z_1) * V * _slope(s_1) * x_1,
    )


@path_contributions.mistake("Your A and B are swapped. A is the direct path, through s_2 alone.")
def A_and_B_swapped(dz_2, cache):
    A, B, C = _right(dz_2, cache)
    return B, A, C


@path_contributions.mistake(
    "On path B the slope of the tanh that makes s_2 is missing, on path A it is there."
)
def no_slope_at_s_2_on_B(dz_2, cache):
    A, _, C = _right(dz_2, cache)
    flat = (_slope, np.ones_like, _slope, _slope, _slope)
    return A, _with(dz_2, cache, slopes=flat)[1], C


@path_contributions.mistake("Your path B ends at x_2. On it, U is met at time 1.")
def B_at_the_second_input(dz_2, cache):
    A, _, C = _right(dz_2, cache)
    return A, _with(dz_2, cache, x=cache["x"][[1, 1]])[1], C


@path_contributions.mistake("Your path C ends at x_2. On it, U is met at time 1.")
def C_at_the_second_input(dz_2, cache):
    A, B, _ = _right(dz_2, cache)
    return A, B, _with(dz_2, cache, x=cache["x"][[1, 1]])[2]


@path_contributions.mistake("Your B and C are swapped. B goes back through s_2, C through z_1.")
def B_and_C_swapped(dz_2, cache):
    A, B, C = _right(dz_2, cache)
    return A, C, B


@path_contributions.mistake(
    "The two inputs are swapped. On path A, U is met at time 2, next to x_2, which is x[1]; on "
    "paths B and C at time 1."
)
def inputs_swapped(dz_2, cache):
    return _with(dz_2, cache, x=cache["x"][::-1])


@path_contributions.mistake(
    "All three of your paths end at x_2. On paths B and C, U is met at time 1."
)
def only_the_second_input(dz_2, cache):
    return _with(dz_2, cache, x=cache["x"][[1, 1]])


@path_contributions.mistake("All three of your paths end at x_1. On path A, U is met at time 2.")
def only_the_first_input(dz_2, cache):
    return _with(dz_2, cache, x=cache["x"][[0, 0]])


@path_contributions.mistake(
    "These are the numbers you get without the slopes of tanh. Each state on a path is made by a "
    "tanh."
)
def no_slopes(dz_2, cache):
    return _with(dz_2, cache, slopes=(np.ones_like,) * 5)


@path_contributions.mistake(
    "These are the numbers you get with 1 - h in the place of the slope of tanh. Something in its "
    "derivative is squared."
)
def one_minus_h(dz_2, cache):
    return _with(dz_2, cache, slopes=(lambda h: 1 - h,) * 5)


def _add_missing_slopes():
    for position, (state, where) in enumerate(
        [
            ("z_2", "all three paths"),
            ("s_2", "paths A and B"),
            ("z_1", "path C"),
            ("s_1", "path B"),
            ("s_1", "path C"),
        ]
    ):

        def wrong_answer(dz_2, cache, position=position):
            slopes = [_slope] * 5
            slopes[position] = np.ones_like
            return _with(dz_2, cache, slopes)

        path_contributions.mistake(
            f"On {where} the slope of the tanh that makes {state} is missing.",
            f"no_slope_{position}",
        )(wrong_answer)

    @path_contributions.mistake("On paths B and C the slope of the tanh that makes s_1 is missing.")
    def no_slope_at_s_1(dz_2, cache):
        return _with(dz_2, cache, slopes=(_slope, _slope, _slope, np.ones_like, np.ones_like))


_add_missing_slopes()


def _add_turned():
    for name in ("W", "V", "R", "WV", "WR", "VR", "WVR"):

        def wrong_answer(dz_2, cache, name=name):
            return _with(dz_2, cache, turned=name)

        names = " and ".join([", ".join(name[:-1]), name[-1]]) if len(name) > 1 else name
        path_contributions.mistake(
            f"These are the numbers you get with {names} the other way round. Forward a state "
            "meets the rows of its weights; the gradient goes back through the columns.",
            f"turned_{name}",
        )(wrong_answer)


_add_turned()


@path_contributions.mistake(
    "Your A, B and C are the other way round. Each has the shape of U, (H, F): rows belong to the "
    "units of s."
)
def outer_turned(dz_2, cache):
    return tuple(path.T for path in _right(dz_2, cache))
