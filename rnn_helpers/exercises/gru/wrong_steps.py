"""Wrong steps of a GRU, shared by the exercises that contain one.

Each takes and returns what ``gru_step`` does. ``WRONG_STEPS`` keeps them with their hints. They
are made of ``_step`` with one thing exchanged, or of the right step on changed weights.
"""

import numpy as np

from ...reference import gru_step, gru_step_cho
from ...reference.gru import sigmoid
from ..recurrent import without
from ..wrong_steps import collection

WRONG_STEPS, _wrong = collection()


def _parts(x_t, h_prev, params):
    """What goes into r, z and n from the input, and from the state; six arrays ``(B, H)``."""
    from_input = x_t @ params["W_ih"].T + params["b_ih"]
    from_state = h_prev @ params["W_hh"].T + params["b_hh"]
    return *np.split(from_input, 3, axis=-1), *np.split(from_state, 3, axis=-1)


def _step(
    x_t,
    h_prev,
    params,
    gate=sigmoid,
    new=np.tanh,
    candidate=lambda xn, r, hn: xn + r * hn,
    mix=lambda z, n, h: (1 - z) * n + z * h,
):
    xr, xz, xn, hr, hz, hn = _parts(x_t, h_prev, params)
    r, z = gate(xr + hr), gate(xz + hz)
    return mix(z, new(candidate(xn, r, hn)), h_prev)


@_wrong(
    "These are the numbers you get with z and 1 - z swapped. In PyTorch z is the share of the old "
    "state, and 1 - z that of the new one."
)
def z_swapped(x_t, h_prev, params):
    return _step(x_t, h_prev, params, mix=lambda z, n, h: z * n + (1 - z) * h)


@_wrong(
    "These are the numbers you get when the reset gate meets the old state before the product with "
    "W_hn, as in Cho's paper. PyTorch multiplies by r after the product."
)
def chos_reset(x_t, h_prev, params):
    return gru_step_cho(x_t, h_prev, params)


@_wrong(
    "These are the numbers you get when b_hn stands outside the product with r. The reset gate "
    "multiplies all of W_hn h + b_hn, the bias included."
)
def b_hn_outside(x_t, h_prev, params):
    b_hn = np.split(params["b_hh"], 3)[2]
    return _step(x_t, h_prev, params, candidate=lambda xn, r, hn: xn + r * (hn - b_hn) + b_hn)


@_wrong(
    "These are the numbers you get when the reset gate multiplies the input's part as well. It "
    "acts on the state's part alone."
)
def reset_on_everything(x_t, h_prev, params):
    return _step(x_t, h_prev, params, candidate=lambda xn, r, hn: r * (xn + hn))


@_wrong(
    "These are the numbers you get when the reset gate multiplies the input's part in the place "
    "of the state's."
)
def reset_on_the_input(x_t, h_prev, params):
    return _step(x_t, h_prev, params, candidate=lambda xn, r, hn: r * xn + hn)


@_wrong("These are the numbers you get when the reset gate is left out.")
def no_reset(x_t, h_prev, params):
    return _step(x_t, h_prev, params, candidate=lambda xn, r, hn: xn + hn)


@_wrong(
    "These are the numbers you get with a sigmoid around n. The new state is made by a tanh; only "
    "the two gates are sigmoids."
)
def n_through_a_sigmoid(x_t, h_prev, params):
    return _step(x_t, h_prev, params, new=sigmoid)


@_wrong(
    "These are the numbers you get with a tanh around r and z. Gates are shares between 0 and 1: "
    "they are sigmoids."
)
def gates_through_a_tanh(x_t, h_prev, params):
    return _step(x_t, h_prev, params, gate=np.tanh)


@_wrong("This is n, the new state by itself. It is still to be mixed with the old one, by z.")
def n_alone(x_t, h_prev, params):
    return _step(x_t, h_prev, params, mix=lambda z, n, h: n)


@_wrong(
    "These are the numbers you get when n is added whole. It comes with the share 1 - z, so that "
    "the two shares make 1."
)
def n_whole(x_t, h_prev, params):
    return _step(x_t, h_prev, params, mix=lambda z, n, h: n + z * h)


@_wrong(
    "These are the numbers you get with one more tanh around the new hidden state. The mix of n "
    "and the old state is the state."
)
def tanh_around_the_mix(x_t, h_prev, params):
    return np.tanh(gru_step(x_t, h_prev, params))


@_wrong("These are the numbers you get with the reset gate in the place of the update gate.")
def mixed_by_r(x_t, h_prev, params):
    xr, xz, xn, hr, hz, hn = _parts(x_t, h_prev, params)
    r = sigmoid(xr + hr)
    return (1 - r) * np.tanh(xn + r * hn) + r * h_prev


@_wrong(
    "These are the numbers you get when the old state plays no part in the gates and in n. W_hh "
    "has to meet it."
)
def state_not_in_the_gates(x_t, h_prev, params):
    return _step(x_t, h_prev, {**params, "W_hh": np.zeros_like(params["W_hh"])})


@_wrong(
    "These are the numbers you get when the old state is not mixed in. z is the share of h_prev "
    "in the new state."
)
def old_state_not_mixed_in(x_t, h_prev, params):
    return _step(x_t, h_prev, params, mix=lambda z, n, h: (1 - z) * n)


# --- The right step on wrong weights ----------------------------------------------------------


def _ordered(order):
    """A change that puts the gates in another order, such as ``(1, 0, 2)``."""
    return lambda params: {
        name: np.concatenate([np.split(value, 3)[gate] for gate in order])
        for name, value in params.items()
    }


def _turned_blocks(params):
    blocks = [block.T for block in np.split(params["W_hh"], 3)]
    return {**params, "W_hh": np.concatenate(blocks)}


_ORDER = (
    "These are the numbers you get with the gates in the order {}. PyTorch stacks r first, then z, "
    "then n."
)
_BIASES = "These are the numbers you get without {}. PyTorch adds two biases for each gate."
CHANGED_WEIGHTS = {  # name -> (hint, the weights that are used)
    "order_z_r_n": (_ORDER.format("z, r, n"), _ordered((1, 0, 2))),
    "order_r_n_z": (_ORDER.format("r, n, z"), _ordered((0, 2, 1))),
    "order_n_z_r": (_ORDER.format("n, z, r"), _ordered((2, 1, 0))),
    "without_b_ih": (_BIASES.format("b_ih"), lambda params: without(params, "b_ih")),
    "without_b_hh": (_BIASES.format("b_hh"), lambda params: without(params, "b_hh")),
    "without_biases": (
        _BIASES.format("any bias"),
        lambda params: without(without(params, "b_ih"), "b_hh"),
    ),
    "transposed_blocks": (
        "These are the numbers you get with each block of W_hh the other way round. Row k of a "
        "block holds what unit k receives.",
        _turned_blocks,
    ),
    "input_ignored": (
        "These are the numbers you get when the input plays no part. W_ih has to meet x_t.",
        lambda params: without(params, "W_ih"),
    ),
}


def on_changed_weights(step):
    """``name -> (hint, wrong step)``: a right step on each of the changed weights."""

    def changed(change):
        return lambda x_t, h_prev, params: step(x_t, h_prev, change(params))

    return {name: (hint, changed(change)) for name, (hint, change) in CHANGED_WEIGHTS.items()}


WRONG_STEPS |= on_changed_weights(gru_step)
