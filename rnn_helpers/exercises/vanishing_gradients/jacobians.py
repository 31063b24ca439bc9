"""linear_factor, step_jacobian, state_jacobian, gradient_norms"""

import numpy as np

from ... import reference
from ..exercise import Case, Exercise

# --- linear_factor ----------------------------------------------------------------------------


def _factor_cases(rng):
    w = round(float(rng.uniform(0.5, 0.95)), 2)
    steps = int(rng.integers(4, 9))
    return [
        Case("w below 1", {"w": w, "steps": steps}),
        Case("w above 1", {"w": 2 - w, "steps": steps + 1}),
        Case("w negative", {"w": -w, "steps": 3}),
        Case("one step", {"w": 1.7, "steps": 1}),
        Case("no step", {"w": w, "steps": 0}),
        Case("w is zero", {"w": 0.0, "steps": 3}),
    ]


def _factor_edge_cases(rng):
    return [
        Case("many steps", {"w": 1.05, "steps": int(rng.integers(200, 300))}),
        Case("w is zero, no step", {"w": 0.0, "steps": 0}),
    ]


linear_factor = Exercise(
    name="linear_factor",
    notebook="05_vanishing_gradients",
    points=1,
    returns={"factor": ""},
    answer=reference.linear_factor,
    cases=_factor_cases,
    edge_cases=_factor_edge_cases,
    refuses_torch_layers=False,
)


@linear_factor.mistake(
    "This is w times the steps. Every step multiplies what the step before it left."
)
def times(w, steps):
    return float(w * steps)


@linear_factor.mistake("This is one step too many. With no step at all nothing is multiplied.")
def one_step_too_many(w, steps):
    return float(w) ** (steps + 1)


@linear_factor.mistake(
    "This is one step too few. Look at h_1 = w h_0: how often does w occur in one step?"
)
def one_step_too_few(w, steps):
    return float(w) ** max(steps - 1, 0)


@linear_factor.mistake(
    "This is one step too few, even where there is no step. Look at h_1 = w h_0: one step, and how "
    "often does w occur?"
)
def one_step_too_few_always(w, steps):
    return float(w) ** (steps - 1)


@linear_factor.mistake("The sign of w is lost. What is a negative number times itself?")
def sign_lost(w, steps):
    return abs(float(w)) ** steps


@linear_factor.mistake("These are steps to the power of w. Which of the two is multiplied?")
def the_other_way_round(w, steps):
    return float(steps) ** w


@linear_factor.mistake("This is e to the power of w times the steps. Here w itself is multiplied.")
def exponential(w, steps):
    return float(np.exp(w * steps))


# --- The Jacobians ----------------------------------------------------------------------------


def _states(rng, T, H, scale=1.0):
    """States of a tanh layer, at ``scale`` 1 well away from zero and from the ends."""
    return np.tanh(scale * rng.uniform(0.3, 1.2, size=(T, H)) * rng.choice([-1, 1], size=(T, H)))


def _weights(rng, H, scale=1.0):
    return scale * rng.normal(size=(H, H)) / np.sqrt(H)


def _step_arguments(rng, H, scale=1.0):
    return {"h_t": _states(rng, 1, H, scale)[0], "W_hh": _weights(rng, H)}


def _step_cases(rng):
    H = int(rng.integers(3, 6))
    return [
        Case("several units", _step_arguments(rng, H)),
        Case("two units", _step_arguments(rng, 2)),
        Case("one unit", _step_arguments(rng, 1)),
        Case("a state at the ends of tanh", _step_arguments(rng, H, scale=20.0)),
        Case("a zero state", {"h_t": np.zeros(H), "W_hh": _weights(rng, H)}),
    ]


step_jacobian = Exercise(
    name="step_jacobian",
    notebook="05_vanishing_gradients",
    points=2,
    returns={"jacobian": "H H"},
    answer=reference.step_jacobian,
    cases=_step_cases,
    edge_cases=lambda rng: [Case("many units", _step_arguments(rng, 30))],
    refuses_autograd=True,
)


@step_jacobian.mistake(
    "Your matrix is the other way round. Row i belongs to unit i of h_t, the one that moves; "
    "column j to unit j of the state before."
)
def turned(h_t, W_hh):
    return reference.step_jacobian(h_t, W_hh).T


@step_jacobian.mistake(
    "These are the numbers you get with W_hh the other way round. Row i of W_hh holds what unit i "
    "of h_t receives."
)
def turned_W_hh(h_t, W_hh):
    return reference.step_jacobian(h_t, W_hh.T)


@step_jacobian.mistake(
    "These are the numbers you get with 1 - h in the place of the slope of tanh. Something in its "
    "derivative is squared."
)
def one_minus_h(h_t, W_hh):
    return (1 - h_t)[:, np.newaxis] * W_hh


@step_jacobian.mistake(
    "The slopes stand on the right of W_hh: they scale its columns. The slope of unit i belongs "
    "to everything that unit i receives, which is row i."
)
def slopes_on_the_right(h_t, W_hh):
    return W_hh * (1 - h_t**2)


@step_jacobian.mistake(
    "This is W_hh the other way round, without the slope of tanh. The tanh around the sum has a "
    "slope, and row i belongs to unit i of h_t."
)
def no_slope_turned(h_t, W_hh):
    return W_hh.T.copy()


@step_jacobian.mistake(
    "Your rows are multiplied by h_t itself. What is the slope of tanh where it comes out as h_t?"
)
def h_as_slope(h_t, W_hh):
    return h_t[:, np.newaxis] * W_hh


@step_jacobian.mistake("This is W_hh alone. The tanh around the sum has a slope, too.")
def no_slope(h_t, W_hh):
    return W_hh.copy()


@step_jacobian.mistake(
    "These are the numbers you get with 1 - tanh(h)^2 as slope. h_t is already what comes out of "
    "the tanh."
)
def tanh_twice(h_t, W_hh):
    return (1 - np.tanh(h_t) ** 2)[:, np.newaxis] * W_hh


@step_jacobian.mistake(
    "This is a vector: the slopes have been multiplied with W_hh and summed. The Jacobian is a "
    "matrix with one number for each pair of units."
)
def summed(h_t, W_hh):
    return (1 - h_t**2) @ W_hh


@step_jacobian.mistake(
    "This is a vector: W_hh has been multiplied with the slopes and summed. The Jacobian is a "
    "matrix with one number for each pair of units."
)
def summed_on_the_right(h_t, W_hh):
    return W_hh @ (1 - h_t**2)


@step_jacobian.mistake(
    "Only the diagonal of W_hh is left. A product of matrices is written with @; * multiplies "
    "place by place."
)
def diagonal_only(h_t, W_hh):
    return np.diag(1 - h_t**2) * W_hh


# --- state_jacobian ---------------------------------------------------------------------------


def _state_arguments(rng, T, H, k, t):
    return {"h": _states(rng, T, H), "W_hh": _weights(rng, H), "k": k, "t": t}


def _state_cases(rng):
    T, H = int(rng.integers(7, 9)), int(rng.integers(3, 5))
    return [
        Case("several steps", _state_arguments(rng, T, H, 1, T - 2)),
        Case("from the first state to the last", _state_arguments(rng, T, H, 0, T - 1)),
        Case("two steps", _state_arguments(rng, T, H, 2, 4)),
        Case("one step", _state_arguments(rng, T, H, 2, 3)),
        Case("no step: k is t", _state_arguments(rng, T, H, 3, 3)),
        Case("one unit", _state_arguments(rng, T, 1, 1, 4)),
    ]


def _state_edge_cases(rng):
    return [
        Case("one time step", _state_arguments(rng, 1, 3, 0, 0)),
        Case("many steps", _state_arguments(rng, 40, 3, 2, 37)),
    ]


state_jacobian = Exercise(
    name="state_jacobian",
    notebook="05_vanishing_gradients",
    points=2,
    returns={"jacobian": "H H"},
    answer=reference.state_jacobian,
    cases=_state_cases,
    edge_cases=_state_edge_cases,
    refuses_autograd=True,
)


def _product(h, W_hh, indices, step=reference.step_jacobian):
    """The product of the steps' Jacobians, each new one on the left."""
    product = np.eye(len(W_hh))
    for i in indices:
        product = step(h[i], W_hh) @ product
    return product


@state_jacobian.mistake(
    "Your product is in the reversed order: the step next to h[k] stands on the left. A change of "
    "h[k] goes through the Jacobian of step k+1 first; where does the first one to act stand?"
)
def order_reversed(h, W_hh, k, t):
    return _product(h, W_hh, range(t, k, -1))


@state_jacobian.mistake(
    "Your product has one factor too many: it holds the step that made h[k]. The first step from "
    "h[k] on is the one that makes h[k+1]."
)
def h_k_included(h, W_hh, k, t):
    return _product(h, W_hh, range(k, t + 1))


@state_jacobian.mistake(
    "Your product lacks its last factor, the step that makes h[t]. Does your range reach t?"
)
def h_t_left_out(h, W_hh, k, t):
    return _product(h, W_hh, range(k + 1, t))


@state_jacobian.mistake(
    "Your product has the right number of factors, but each is one step early: from h[k] to "
    "h[t-1]. The Jacobian of a step takes the state that the step makes."
)
def one_early(h, W_hh, k, t):
    return _product(h, W_hh, range(k, t))


@state_jacobian.mistake(
    "Your product is in the reversed order, and has one factor too many, the step that made h[k]."
)
def order_reversed_h_k_included(h, W_hh, k, t):
    return _product(h, W_hh, range(t, k - 1, -1))


@state_jacobian.mistake(
    "Your product is in the reversed order, and each factor is one step early: from h[k] to h[t-1]."
)
def order_reversed_one_early(h, W_hh, k, t):
    return _product(h, W_hh, range(t - 1, k - 1, -1))


@state_jacobian.mistake(
    "The slopes of tanh stand on the right of W_hh in each factor. The slope of unit i belongs to "
    "everything that unit i receives, which is row i."
)
def slopes_on_the_wrong_side(h, W_hh, k, t):
    return _product(h, W_hh, range(k + 1, t + 1), step=slopes_on_the_right)


@state_jacobian.mistake(
    "Only the diagonal is left: the Jacobians are multiplied place by place with the identity. A "
    "product of matrices is written with @."
)
def place_by_place_from_the_identity(h, W_hh, k, t):
    product = np.eye(len(W_hh))
    for i in range(k + 1, t + 1):
        product = product * reference.step_jacobian(h[i], W_hh)
    return product


@state_jacobian.mistake(
    "This is the Jacobian of the last step alone. What lies between h[k] and h[t]?"
)
def last_step_alone(h, W_hh, k, t):
    return reference.step_jacobian(h[t], W_hh) if t > k else np.eye(len(W_hh))


@state_jacobian.mistake("Your Jacobians are added. Step after step, changes are multiplied.")
def added(h, W_hh, k, t):
    return sum(
        (reference.step_jacobian(h[i], W_hh) for i in range(k + 1, t + 1)), np.zeros_like(W_hh)
    )


@state_jacobian.mistake(
    "Your Jacobians are multiplied place by place. A product of matrices is written with @."
)
def place_by_place(h, W_hh, k, t):
    product = np.ones_like(W_hh)
    for i in range(k + 1, t + 1):
        product = product * reference.step_jacobian(h[i], W_hh)
    return product


@state_jacobian.mistake(
    "Your matrix is the other way round: it is the transpose of the Jacobian, which carries a "
    "gradient back. Rows belong to h[t], columns to h[k]."
)
def turned_whole(h, W_hh, k, t):
    return reference.state_jacobian(h, W_hh, k, t).T


@state_jacobian.mistake(
    "These are the numbers you get when the slopes of tanh are left out: a power of W_hh."
)
def power_of_W_hh(h, W_hh, k, t):
    return np.linalg.matrix_power(W_hh, t - k)


# --- gradient_norms ---------------------------------------------------------------------------


def _norm_arguments(rng, T, H, scale=1.0):
    return {
        "h": _states(rng, T, H),
        "W_hh": _weights(rng, H, scale),
        "dh_T": rng.normal(size=H),
    }


def _norm_cases(rng):
    T, H = int(rng.integers(6, 9)), int(rng.integers(3, 5))
    return [
        Case("several steps", _norm_arguments(rng, T, H)),
        Case("large weights", _norm_arguments(rng, T, H, scale=3.0)),
        Case("two time steps", _norm_arguments(rng, 2, H)),
        Case("one time step", _norm_arguments(rng, 1, H)),
        Case("one unit", _norm_arguments(rng, T, 1)),
    ]


gradient_norms = Exercise(
    name="gradient_norms",
    notebook="05_vanishing_gradients",
    points=2,
    returns={"norms": "lag"},
    answer=reference.gradient_norms,
    cases=_norm_cases,
    edge_cases=lambda rng: [Case("many steps", _norm_arguments(rng, 60, 5))],
    refuses_autograd=True,
)


def _norms(h, W_hh, dh_T, step=reference.step_jacobian, size=np.linalg.norm, back=None):
    dh, norms = dh_T, [size(dh_T)]
    for h_t in h[:0:-1]:
        jacobian = step(h_t, W_hh)
        dh = dh @ jacobian if back is None else back(jacobian, dh)
        norms.append(size(dh))
    return np.array(norms)


@gradient_norms.mistake(
    "Your norms are in the order of time. Index 0 is lag 0, the last state; the index grows with "
    "the way back."
)
def order_of_time(h, W_hh, dh_T):
    return reference.gradient_norms(h, W_hh, dh_T)[::-1]


@gradient_norms.mistake(
    "Your product runs forward: J @ dh tells how a change of the state goes on. A gradient goes "
    "back the other way, through the columns of J."
)
def forward_product(h, W_hh, dh_T):
    return _norms(h, W_hh, dh_T, back=lambda jacobian, dh: jacobian @ dh)


@gradient_norms.mistake(
    "Your Jacobians over many steps are right, but dh_T stands on their right: that tells how a "
    "change of the state goes on. A gradient is a row; it stands on the left."
)
def whole_jacobian_forward(h, W_hh, dh_T):
    T = len(h)
    jacobians = [reference.state_jacobian(h, W_hh, T - 1 - lag, T - 1) for lag in range(T)]
    return np.array([np.linalg.norm(jacobian @ dh_T) for jacobian in jacobians])


@gradient_norms.mistake(
    "The slopes of tanh stand on the wrong side of W_hh. Going back, the gradient meets the slopes "
    "first, then W_hh."
)
def slopes_on_the_wrong_side_norms(h, W_hh, dh_T):
    return _norms(h, W_hh, dh_T, step=slopes_on_the_right)


@gradient_norms.mistake(
    "Your loop meets the states in the wrong order, the first one first. The way back starts at "
    "the last state."
)
def states_in_the_wrong_order(h, W_hh, dh_T):
    return reference.gradient_norms(h[::-1], W_hh, dh_T)


@gradient_norms.mistake(
    "Each of your norms uses the state one step too early: the first step back goes through the "
    "step that made the last state, h[-1]."
)
def one_state_early(h, W_hh, dh_T):
    return reference.gradient_norms(np.concatenate([h[:1], h[:-1]]), W_hh, dh_T)


@gradient_norms.mistake(
    "Your norms start at lag 1. At lag 0 nothing has happened yet: it is the length of dh_T."
)
def starts_at_lag_one(h, W_hh, dh_T):
    dh, norms = dh_T, []
    for h_t in h[::-1]:
        dh = dh @ reference.step_jacobian(h_t, W_hh)
        norms.append(np.linalg.norm(dh))
    return np.array(norms)


@gradient_norms.mistake("Your norms are squared: the root is missing.")
def squared(h, W_hh, dh_T):
    return reference.gradient_norms(h, W_hh, dh_T) ** 2


@gradient_norms.mistake(
    "Your norms are sums of absolute values. The Euclidean norm is the root of the sum of squares."
)
def sum_of_absolute_values(h, W_hh, dh_T):
    return _norms(h, W_hh, dh_T, size=lambda dh: np.abs(dh).sum())


@gradient_norms.mistake("Your numbers are the largest entries. The Euclidean norm takes them all.")
def largest_entry(h, W_hh, dh_T):
    return _norms(h, W_hh, dh_T, size=lambda dh: np.abs(dh).max())


@gradient_norms.mistake(
    "These are the numbers you get without the slopes of tanh: dh goes through W_hh alone."
)
def no_slopes(h, W_hh, dh_T):
    return _norms(h, W_hh, dh_T, step=lambda h_t, W: W)


@gradient_norms.mistake(
    "Each of your norms takes one step back from dh_T. Every step goes on from where the step "
    "before it arrived."
)
def one_step_each(h, W_hh, dh_T):
    return np.array(
        [np.linalg.norm(dh_T)]
        + [np.linalg.norm(dh_T @ reference.step_jacobian(h_t, W_hh)) for h_t in h[:0:-1]]
    )


@gradient_norms.mistake(
    "These are the gradients themselves, one row for each lag. Their lengths are wanted."
)
def gradients_themselves(h, W_hh, dh_T):
    dhs = [dh_T]
    for h_t in h[:0:-1]:
        dhs.append(dhs[-1] @ reference.step_jacobian(h_t, W_hh))
    return np.array(dhs)
