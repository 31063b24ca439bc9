"""Mistakes in a step of a gated recurrent unit, PyTorch's or the published one."""

import numpy as np

from ...reference.gru import _gates, sigmoid
from ..key import Mistake, edit
from .gated import order_mistakes, weight_mistakes

__all__ = ["RESET_AFTER", "RESET_BEFORE", "_gates", "gru_step", "step_mistakes"]


# But for the reset gate, line for line the published unit, ``reference.gru_step_cho``.
def gru_step(x_t, h_prev, params):
    (W_ir, W_iz, W_in), (b_ir, b_iz, b_in) = _gates(params["W_ih"]), _gates(params["b_ih"])
    (W_hr, W_hz, W_hn), (b_hr, b_hz, b_hn) = _gates(params["W_hh"]), _gates(params["b_hh"])
    r = sigmoid(x_t @ W_ir.T + b_ir + h_prev @ W_hr.T + b_hr)  # (B, H)
    z = sigmoid(x_t @ W_iz.T + b_iz + h_prev @ W_hz.T + b_hz)  # (B, H)
    n = np.tanh(x_t @ W_in.T + b_in + r * (h_prev @ W_hn.T + b_hn))  # (B, H)
    return (1 - z) * n + z * h_prev


RESET_AFTER = "r * (h_prev @ W_hn.T + b_hn)"  # what n sees of the old state: in PyTorch's unit
RESET_BEFORE = "(r * h_prev) @ W_hn.T + b_hn"  # and in the published one

_MIX = "(1 - z) * n + z * h_prev"


def step_mistakes(from_state: str) -> dict[str, Mistake]:
    """What goes wrong in both units.

    Args:
        from_state: RESET_AFTER for PyTorch's unit, RESET_BEFORE for the published one.
    """
    return {
        # The gates.
        "gates_through_a_tanh": Mistake("These are the numbers you get with a tanh around r and z. "
            "Gates are shares between 0 and 1: they are sigmoids.",
            edit("r = sigmoid", "r = np.tanh"), edit("z = sigmoid", "z = np.tanh")),
        "sigmoid_of_the_negative": Mistake("Your sigmoid goes the wrong way: it falls where it "
            "should rise. Look at the sign in the exponent.",
            edit("r = sigmoid", "r = 1 - sigmoid"), edit("z = sigmoid", "z = 1 - sigmoid")),
        "state_not_in_the_gates": Mistake("r and z do not see the old state in your step. W_hh has "
            "rows for them, too.", edit(" + h_prev @ W_hr.T + b_hr", ""),
            edit(" + h_prev @ W_hz.T + b_hz", "")),
        "input_not_in_the_gates": Mistake("r and z do not see the input in your step. W_ih has "
            "rows for them, too.", edit("x_t @ W_ir.T + b_ir + ", ""),
            edit("x_t @ W_iz.T + b_iz + ", "")),
        # The proposal.
        "no_reset": Mistake("The reset gate is left out of your step.",
            edit(from_state, "h_prev @ W_hn.T + b_hn")),
        "reset_inverted": Mistake("These are the numbers you get with 1 - r in the place of r. r "
            "is the share of the old state that n may see.",
            edit(from_state, from_state.replace("r *", "(1 - r) *"))),
        "n_from_the_input_alone": Mistake("Your n is made of the input alone. It also sees the old "
            "state, as much as r lets through.", edit(f" + {from_state}", "")),
        "n_from_the_state_alone": Mistake("The input plays no part in your n. W_ih has rows for n, "
            "too.", edit("x_t @ W_in.T + b_in + ", "")),
        "n_through_a_sigmoid": Mistake("These are the numbers you get with a sigmoid around n. The "
            "new state is made by a tanh; only the two gates are sigmoids.",
            edit("n = np.tanh(", "n = sigmoid(")),
        "n_without_tanh": Mistake("The tanh around n is missing in your step.",
            edit("n = np.tanh(", "n = (")),
        # The mix.
        "z_swapped": Mistake("z and 1 - z are swapped in your step. Here z is the share of the old "
            "state, and 1 - z that of the new one.", edit(_MIX, "z * n + (1 - z) * h_prev")),
        "n_alone": Mistake("This is n, the new state by itself. It is still to be mixed with the "
            "old one, by z.", edit(_MIX, "n")),
        "n_whole": Mistake("Your n is added whole. It comes with the share 1 - z, so that the two "
            "shares make 1.", edit(_MIX, "n + z * h_prev")),
        "old_state_whole": Mistake("Your old state is added whole. It comes with the share z, so "
            "that the two shares make 1.", edit(_MIX, "(1 - z) * n + h_prev")),
        "old_state_not_mixed_in": Mistake("The old state is not mixed into your new one. z is the "
            "share of h_prev in the new state.", edit(_MIX, "(1 - z) * n")),
        "reset_state_kept": Mistake("These are the numbers you get when z keeps the reset state, r "
            "* h. It keeps the old state itself.", edit(_MIX, "(1 - z) * n + z * r * h_prev")),
        "mixed_by_r": Mistake("The reset gate stands in the place of the update gate in your mix.",
            edit(_MIX, "(1 - r) * n + r * h_prev")),
        "tanh_around_the_mix": Mistake("These are the numbers you get with one more tanh around "
            "the new hidden state. The mix of n and the old state is the state.",
            edit(_MIX, f"np.tanh({_MIX})")),
        # The weights.
        **order_mistakes("r, z, n = np.split",
            "Your gates stand in the order {}, in the weights or in the formulas. "
            "PyTorch stacks r first, then z, then n."),
        **weight_mistakes(3, "np.split(weights, 3)", "(weights[k::3] for k in range(3))"),
        "without_b_in": Mistake("These are the numbers you get without b_in, the bias of n in "
            "b_ih.", edit("@ W_in.T + b_in", "@ W_in.T")),
        "without_b_hn": Mistake("These are the numbers you get without b_hn, the bias of n in "
            "b_hh.", edit("@ W_hn.T + b_hn", "@ W_hn.T")),
        "state_ignored": Mistake("The old state plays no part in your gates and your n. W_hh has "
            "to meet it.", edit('params["W_hh"]', '(0 * params["W_hh"])')),
    }  # fmt: skip
