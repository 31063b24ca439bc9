"""Wrong steps of a GRU, shared by the exercises that contain one.

Each takes and returns what ``gru_step`` does. Most are a step with one thing exchanged, and most
can be made in both units: PyTorch's, and the published one with the reset gate before the product.
"""

from functools import partial

import numpy as np

from ...reference import gru_step, gru_step_cho
from ...reference.gru import sigmoid
from ..gated import changes_of_weights, orders
from ..recurrent import without


def _step(
    x_t,
    h_prev,
    params,
    *,
    reset_first,
    gate=sigmoid,
    gate_sum=lambda x, h: x + h,
    reset=lambda r: r,
    z_reads=lambda r, h: h,
    bias=lambda product, b_hn, r: product + b_hn,
    candidate=lambda x, h: x + h,
    new=np.tanh,
    mix=lambda z, n, h, r: (1 - z) * n + z * h,
):
    """One step of either unit, ``reset_first`` for the published one, with something exchanged."""
    xr, xz, xn = np.split(x_t @ params["W_ih"].T + params["b_ih"], 3, axis=-1)
    W_hh, b_hh = np.split(params["W_hh"], 3), np.split(params["b_hh"], 3)
    r = gate(gate_sum(xr, h_prev @ W_hh[0].T + b_hh[0]))
    z = gate(gate_sum(xz, z_reads(r, h_prev) @ W_hh[1].T + b_hh[1]))
    if reset_first:
        from_state = bias((reset(r) * h_prev) @ W_hh[2].T, b_hh[2], r)
    else:
        from_state = reset(r) * (h_prev @ W_hh[2].T + b_hh[2])
    return mix(z, new(candidate(xn, from_state)), h_prev, r)


_EXCHANGED = {  # name -> (hint, what is exchanged)
    # The gates.
    "gates_through_a_tanh": (
        "These are the numbers you get with a tanh around r and z. Gates are shares between 0 and "
        "1: they are sigmoids.",
        {"gate": np.tanh},
    ),
    "sigmoid_of_the_negative": (
        "Your sigmoid goes the wrong way: it falls where it should rise. Look at the sign in the "
        "exponent.",
        {"gate": lambda a: sigmoid(-a)},
    ),
    "state_not_in_the_gates": (
        "These are the numbers you get when r and z do not see the old state. W_hh has rows for "
        "them, too.",
        {"gate_sum": lambda x, h: x},
    ),
    "input_not_in_the_gates": (
        "These are the numbers you get when r and z do not see the input. W_ih has rows for them, "
        "too.",
        {"gate_sum": lambda x, h: h},
    ),
    # The proposal.
    "no_reset": (
        "These are the numbers you get when the reset gate is left out.",
        {"reset": np.ones_like},
    ),
    "reset_inverted": (
        "These are the numbers you get with 1 - r in the place of r. r is the share of the old "
        "state that n may see.",
        {"reset": lambda r: 1 - r},
    ),
    "n_from_the_input_alone": (
        "These are the numbers you get when n is made of the input alone. It also sees the old "
        "state, as much as r lets through.",
        {"candidate": lambda x, h: x},
    ),
    "n_from_the_state_alone": (
        "These are the numbers you get when the input plays no part in n. W_ih has rows for n, "
        "too.",
        {"candidate": lambda x, h: h},
    ),
    "n_through_a_sigmoid": (
        "These are the numbers you get with a sigmoid around n. The new state is made by a tanh; "
        "only the two gates are sigmoids.",
        {"new": sigmoid},
    ),
    "n_without_tanh": (
        "These are the numbers you get without the tanh around n.",
        {"new": lambda a: a},
    ),
    # The mix.
    "z_swapped": (
        "These are the numbers you get with z and 1 - z swapped. Here z is the share of the old "
        "state, and 1 - z that of the new one.",
        {"mix": lambda z, n, h, r: z * n + (1 - z) * h},
    ),
    "n_alone": (
        "This is n, the new state by itself. It is still to be mixed with the old one, by z.",
        {"mix": lambda z, n, h, r: n},
    ),
    "n_whole": (
        "These are the numbers you get when n is added whole. It comes with the share 1 - z, so "
        "that the two shares make 1.",
        {"mix": lambda z, n, h, r: n + z * h},
    ),
    "old_state_whole": (
        "These are the numbers you get when the old state is added whole. It comes with the share "
        "z, so that the two shares make 1.",
        {"mix": lambda z, n, h, r: (1 - z) * n + h},
    ),
    "old_state_not_mixed_in": (
        "These are the numbers you get when the old state is not mixed in. z is the share of "
        "h_prev in the new state.",
        {"mix": lambda z, n, h, r: (1 - z) * n},
    ),
    "reset_state_kept": (
        "These are the numbers you get when z keeps the reset state, r * h. It keeps the old state "
        "itself.",
        {"mix": lambda z, n, h, r: (1 - z) * n + z * r * h},
    ),
    "mixed_by_r": (
        "These are the numbers you get with the reset gate in the place of the update gate.",
        {"mix": lambda z, n, h, r: (1 - r) * n + r * h},
    ),
    "tanh_around_the_mix": (
        "These are the numbers you get with one more tanh around the new hidden state. The mix of "
        "n and the old state is the state.",
        {"mix": lambda z, n, h, r: np.tanh((1 - z) * n + z * h)},
    ),
}


# --- The right step on wrong weights ----------------------------------------------------------


def _without_block(name, block):
    def changed(params):
        value = params[name].copy()
        np.split(value, 3)[block][:] = 0.0
        return {**params, name: value}

    return changed


_CHANGED_WEIGHTS = {
    **orders("rzn", ("zrn", "rnz", "nzr", "nrz", "znr")),
    **changes_of_weights(3),
    "without_b_in": (
        "These are the numbers you get without b_in, the bias of n in b_ih.",
        _without_block("b_ih", 2),
    ),
    "without_b_hn": (
        "These are the numbers you get without b_hn, the bias of n in b_hh.",
        _without_block("b_hh", 2),
    ),
    "state_ignored": (
        "These are the numbers you get when the old state plays no part in the gates and in n. "
        "W_hh has to meet it.",
        lambda params: without(params, "W_hh"),
    ),
}


def _on(step, change):
    return lambda x_t, h_prev, params: step(x_t, h_prev, change(params))


def _wrong_steps(reset_first):
    """``name -> (hint, wrong step)``, for the published unit or for PyTorch's."""
    step = gru_step_cho if reset_first else gru_step
    return {
        **{
            name: (hint, partial(_step, reset_first=reset_first, **exchanged))
            for name, (hint, exchanged) in _EXCHANGED.items()
        },
        **{name: (hint, _on(step, change)) for name, (hint, change) in _CHANGED_WEIGHTS.items()},
    }


# --- Where the reset gate stands --------------------------------------------------------------


def _with_candidate(candidate):
    """PyTorch's unit, n made of the input's part, r, ``W_hn h``, and ``b_hn``."""

    def step(x_t, h_prev, params):
        b_hn = np.split(params["b_hh"], 3)[2]
        xr, xz, xn = np.split(x_t @ params["W_ih"].T + params["b_ih"], 3, axis=-1)
        hr, hz, hn = np.split(h_prev @ params["W_hh"].T + params["b_hh"], 3, axis=-1)
        r, z = sigmoid(xr + hr), sigmoid(xz + hz)
        n = np.tanh(candidate(xn, r, hn - b_hn, b_hn))
        return (1 - z) * n + z * h_prev

    return step


_b_hn_outside = _with_candidate(lambda x, r, h, b: x + r * h + b)
WRONG_STEPS = {
    "chos_reset": (
        "These are the numbers you get when the reset gate meets the old state before the product "
        "with W_hn, as in Cho's paper. PyTorch multiplies by r after the product.",
        gru_step_cho,
    ),
    "b_hn_outside": (
        "These are the numbers you get when b_hn stands outside the product with r. The reset gate "
        "multiplies all of W_hn h + b_hn, the bias included.",
        _b_hn_outside,
    ),
    "reset_on_everything": (
        "These are the numbers you get when the reset gate multiplies the input's part as well. It "
        "acts on the state's part alone.",
        _with_candidate(lambda x, r, h, b: r * (x + h + b)),
    ),
    "reset_on_the_input": (
        "These are the numbers you get when the reset gate multiplies the input's part in the "
        "place of the state's.",
        _with_candidate(lambda x, r, h, b: r * x + h + b),
    ),
    **_wrong_steps(reset_first=False),
}
CHOS_WRONG_STEPS = {
    "pytorchs_reset": (
        "This is PyTorch's unit: its reset gate multiplies after the product with W_hn. Here it "
        "multiplies the old state, before the product.",
        gru_step,
    ),
    "reset_after_the_product": (
        "These are the numbers you get when r multiplies after the product with W_hn, with b_hn "
        "outside. Here it multiplies the old state, before the product.",
        _b_hn_outside,
    ),
    "bias_reset": (
        "These are the numbers you get when r multiplies b_hn as well. It multiplies the old "
        "state; the bias is added after the product.",
        partial(_step, reset_first=True, bias=lambda product, b_hn, r: product + r * b_hn),
    ),
    "update_gate_reads_the_reset_state": (
        "These are the numbers you get when the update gate reads the reset state. Both gates read "
        "the old state itself; only n sees it reset.",
        partial(_step, reset_first=True, z_reads=lambda r, h: r * h),
    ),
    **_wrong_steps(reset_first=True),
}
