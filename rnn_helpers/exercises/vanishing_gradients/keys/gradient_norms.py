"""The key of gradient_norms: back from the last state, one Jacobian a step, a norm at each."""

from ....reference import gradient_norms, step_jacobian
from ...key import Key, Mistake, edit
from .step_jacobian import DERIVATIVES_ON_THE_RIGHT

# In the source of ``reference.gradient_norms``.
STATES = "h[:0:-1]"
FIRST_NORM = "np.linalg.norm(dh_T)"
NORM = "np.linalg.norm(dh)"
JACOBIAN = "step_jacobian(h_t, W_hh, activation)"

KEY = Key(
    solution=gradient_norms,
    uses=(step_jacobian,),
    mistakes={
        "order_of_time": Mistake("Your norms are in the order of time. Index 0 is lag 0, the last "
            "state; the index grows with the way back.",
            edit("np.array(norms)", "np.array(norms[::-1])")),
        "forward_product": Mistake("Your product runs forward: J @ dh tells how a change of the "
            "state goes on. A gradient goes back the other way, through the columns of J.",
            edit(f"dh @ {JACOBIAN}", f"{JACOBIAN} @ dh")),
        "whole_jacobian_forward": Mistake("Your Jacobians over many steps are right, but dh_T "
            "stands on their right: that tells how a change of the state goes on. A gradient is a "
            "row; it stands on the left.", edit("dh = dh_T", "product = np.eye(len(W_hh))"),
            edit(f"dh = dh @ {JACOBIAN}", f"product = product @ {JACOBIAN}"),
            edit(NORM, "np.linalg.norm(product @ dh_T)")),
        "derivatives_on_the_wrong_side": Mistake("The derivatives of tanh stand on the wrong side "
            "of W_hh. Going back, the gradient meets the derivatives first, then W_hh.",
            DERIVATIVES_ON_THE_RIGHT),
        "states_in_the_wrong_order": Mistake("Your loop meets the states in the wrong order, the "
            "first one first. The way back starts at the last state.", edit(STATES, "h[:-1]")),
        "one_state_early": Mistake("Each of your norms uses the state one step too early: the "
            "first step back goes through the step that made the last state, h[-1].",
            edit(STATES, "h[-2::-1]")),
        "starts_at_lag_one": Mistake("Your norms start at lag 1. At lag 0 nothing has happened "
            "yet: it is the norm of dh_T.", edit(f"[{FIRST_NORM}]", "[]"), edit(STATES, "h[::-1]")),
        "squared": Mistake("Your norms are squared: the root is missing.",
            edit("np.array(norms)", "np.array(norms) ** 2")),
        "sum_of_absolute_values": Mistake("Your norms are sums of absolute values. The Euclidean "
            "norm is the root of the sum of squares.", edit(FIRST_NORM, "np.abs(dh_T).sum()"),
            edit(NORM, "np.abs(dh).sum()")),
        "largest_entry": Mistake("Your numbers are the largest entries. The Euclidean norm takes "
            "them all.", edit(FIRST_NORM, "np.abs(dh_T).max()"), edit(NORM, "np.abs(dh).max()")),
        "no_derivatives": Mistake("The derivatives of tanh are left out: dh goes through W_hh "
            "alone.", edit(JACOBIAN, "W_hh")),
        "one_step_each": Mistake("Each of your norms takes one step back from dh_T. Every step "
            "goes on from where the step before it arrived.",
            edit(f"dh @ {JACOBIAN}", f"dh_T @ {JACOBIAN}")),
        "gradients_themselves": Mistake("These are the gradients themselves, one row for each lag. "
            "Their norms are wanted.", edit(FIRST_NORM, "dh_T"), edit(NORM, "dh")),
    },
)  # fmt: skip
