"""numerical_gradient(f, x, eps=1e-5) -> an array like x"""

import numpy as np

from ... import reference
from ..exercise import Case, Exercise


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


def _case(rng, about, shape, scale=1.0, **eps):
    x = scale * rng.normal(size=shape)
    return Case(about, {"f": _function(rng, shape), "x": x, **eps})


def _cases(rng):
    n = int(rng.integers(3, 6))
    return [
        _case(rng, "a vector", (n,), eps=1e-2),
        _case(rng, "a vector, eps not given", (n,)),
        _case(rng, "a matrix", (2, n), eps=1e-2),
        _case(rng, "three axes", (2, n, 3), eps=1e-2),
        _case(rng, "one number", (1,), eps=1e-1),
        _case(rng, "large numbers", (n,), scale=10.0, eps=1e-2),
    ]


def _edge_cases(rng):
    return [
        _case(rng, "a matrix of one number", (1, 1), eps=1e-2),
        _case(rng, "more rows than columns", (6, 2), eps=1e-3),
        Case("the function does not look at x", {"f": lambda x: 3.0, "x": np.ones((2, 2))}),
    ]


numerical_gradient = Exercise(
    name="numerical_gradient",
    notebook="04_bptt",
    points=2,
    returns={"gradient": ""},
    answer=reference.numerical_gradient,
    cases=_cases,
    edge_cases=_edge_cases,
    # Two right answers differ by the rounding of f, divided by eps.
    rtol=1e-6,
    atol=1e-6,
)


def _differences(f, x, eps, difference):
    """``difference(at, i)`` for each number i, where ``at(step)`` is f with number i moved."""
    gradient = np.empty_like(x)
    for i in np.ndindex(x.shape):

        def at(step, i=i):
            moved = x.copy()
            moved[i] += step
            return f(moved)

        gradient[i] = difference(at)
    return gradient


@numerical_gradient.mistake(
    "These are one-sided differences, from x to x + eps. Their error shrinks like eps; that of "
    "central differences, from x - eps to x + eps, shrinks like eps squared."
)
def one_sided(f, x, eps=1e-5):
    return _differences(f, x, eps, lambda at: (at(eps) - at(0)) / eps)


@numerical_gradient.mistake(
    "These are one-sided differences, from x - eps to x. Central differences go from x - eps to "
    "x + eps."
)
def one_sided_below(f, x, eps=1e-5):
    return _differences(f, x, eps, lambda at: (at(0) - at(-eps)) / eps)


@numerical_gradient.mistake(
    "Your gradient is about half of the right one. You divide by 2 eps: how far apart are the "
    "two points that you compare? Is x still moved when f is called the second time?"
)
def one_sided_over_two_eps(f, x, eps=1e-5):
    return _differences(f, x, eps, lambda at: (at(eps) - at(0)) / (2 * eps))


@numerical_gradient.mistake(
    "Your gradient is twice the right one. How far apart are x - eps and x + eps?"
)
def divided_by_eps(f, x, eps=1e-5):
    return _differences(f, x, eps, lambda at: (at(eps) - at(-eps)) / eps)


@numerical_gradient.mistake(
    "Your points are moved by eps / 2 to each side, but you divide by 2 eps. Here eps is the way "
    "to each side, and the points are 2 eps apart."
)
def half_steps_over_two_eps(f, x, eps=1e-5):
    return _differences(f, x, eps, lambda at: (at(eps / 2) - at(-eps / 2)) / (2 * eps))


@numerical_gradient.mistake(
    "Your points are moved by eps / 2 to each side. Here eps is the way to each side, and the "
    "points are 2 eps apart."
)
def half_steps(f, x, eps=1e-5):
    return _differences(f, x, eps, lambda at: (at(eps / 2) - at(-eps / 2)) / eps)


@numerical_gradient.mistake(
    "Your gradient is far too small. Python reads a / 2 * eps as (a / 2) * eps: put brackets "
    "around 2 * eps."
)
def divided_by_two_times_eps(f, x, eps=1e-5):
    return _differences(f, x, eps, lambda at: (at(eps) - at(-eps)) / 2 * eps)


@numerical_gradient.mistake(
    "Your first number is right and all others are zero. Does a return stand inside the loop?"
)
def returned_after_one(f, x, eps=1e-5):
    gradient = np.zeros_like(x)
    gradient.flat[0] = reference.numerical_gradient(f, x, eps).flat[0]
    return gradient


@numerical_gradient.mistake(
    "Your two points drift apart: numbers that have been moved once stay moved while the next "
    "one's turn comes. Start each number from x again."
)
def copies_made_outside_the_loop(f, x, eps=1e-5):
    gradient, above, below = np.empty_like(x), x.copy(), x.copy()
    for i in np.ndindex(x.shape):
        above[i] += eps
        below[i] -= eps
        gradient[i] = (f(above) - f(below)) / (2 * eps)
    return gradient


@numerical_gradient.mistake("Your gradient has the wrong sign. Which point comes first?")
def wrong_sign(f, x, eps=1e-5):
    return _differences(f, x, eps, lambda at: (at(-eps) - at(eps)) / (2 * eps))


@numerical_gradient.mistake(
    "Your numbers are nearer to the exact gradient than central differences with this eps can "
    "be. Is another step used than the eps that is given?"
)
def eps_ignored(f, x, eps=1e-5):
    return reference.numerical_gradient(f, x)


@numerical_gradient.mistake(
    "Your function moves the numbers of x and leaves them moved, so x is changed and each "
    "difference is taken at another place. Put each number back, or work on a copy."
)
def left_below(f, x, eps=1e-5):
    gradient = np.empty_like(x)
    for i in np.ndindex(x.shape):
        x[i] += eps
        above = f(x)
        x[i] -= 2 * eps
        gradient[i] = (above - f(x)) / (2 * eps)
    return gradient


@numerical_gradient.mistake(
    "Your function moves the numbers of one array and does not put them back, so each difference "
    "is taken at another place. Put each number back before the next one is moved."
)
def copy_left_below(f, x, eps=1e-5):
    return left_below(f, x.copy(), eps)


@numerical_gradient.mistake(
    "All your differences are zero: f is called twice with the same numbers. After b = a both "
    "names stand for one array; a copy is made by a.copy()."
)
def one_array_under_two_names(f, x, eps=1e-5):
    return np.zeros_like(x)


@numerical_gradient.mistake(
    "Your function moves all numbers of x at once, so every place holds the same difference. The "
    "gradient moves one number at a time."
)
def all_moved_at_once(f, x, eps=1e-5):
    return np.full_like(x, (f(x + eps) - f(x - eps)) / (2 * eps))


@numerical_gradient.mistake(
    "Your function moves all numbers of x at once and returns one number. The gradient moves one "
    "number at a time and has the shape of x."
)
def all_moved_at_once_one_number(f, x, eps=1e-5):
    return (f(x + eps) - f(x - eps)) / (2 * eps)


@numerical_gradient.mistake(
    "Your function moves a whole row of x at once. The gradient moves one number at a time, also "
    "where x has several axes."
)
def rows_moved_at_once(f, x, eps=1e-5):
    gradient = np.empty_like(x)
    for i in range(len(x)):
        step = np.zeros_like(x)
        step[i] = eps
        gradient[i] = (f(x + step) - f(x - step)) / (2 * eps)
    return gradient


@numerical_gradient.mistake("The numbers are right, but in one row. Give them the shape of x.")
def flattened(f, x, eps=1e-5):
    return reference.numerical_gradient(f, x, eps).reshape(-1)
