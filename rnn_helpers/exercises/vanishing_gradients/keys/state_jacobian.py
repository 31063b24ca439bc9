"""The key of state_jacobian: the product of the steps' Jacobians, each new one on the left."""

from ....reference import state_jacobian, step_jacobian
from ...key import Key, Mistake, edit
from .step_jacobian import DERIVATIVES_ON_THE_RIGHT

# In the source of ``reference.state_jacobian``.
STEPS = "range(k + 1, t + 1)"
START = "np.eye(len(W_hh))"
FACTOR = "step_jacobian(h[i], W_hh) @ product"

KEY = Key(
    solution=state_jacobian,
    uses=(step_jacobian,),
    mistakes={
        "order_reversed": Mistake("Your product is in the reversed order: the step next to h[k] "
            "stands on the left. A change of h[k] goes through the Jacobian of step k+1 first; "
            "where does the first one to act stand?", edit(STEPS, "range(t, k, -1)")),
        "h_k_included": Mistake("Your product has one factor too many: it holds the step that made "
            "h[k]. The first step from h[k] on is the one that makes h[k+1].",
            edit(STEPS, "range(k, t + 1)")),
        "h_t_left_out": Mistake("Your product lacks its last factor, the step that makes h[t]. "
            "Does your range reach t?", edit(STEPS, "range(k + 1, t)")),
        "one_early": Mistake("Your product has the right number of factors, but each is one step "
            "early: from h[k] to h[t-1]. The Jacobian of a step takes the state that the step "
            "makes.", edit(STEPS, "range(k, t)")),
        "order_reversed_h_k_included": Mistake("Your product is in the reversed order, and has one "
            "factor too many, the step that made h[k].", edit(STEPS, "range(t, k - 1, -1)")),
        "order_reversed_one_early": Mistake("Your product is in the reversed order, and each "
            "factor is one step early: from h[k] to h[t-1].",
            edit(STEPS, "range(t - 1, k - 1, -1)")),
        "derivatives_on_the_wrong_side": Mistake("The derivatives of tanh stand on the right of "
            "W_hh in each factor. The derivative of unit i belongs to everything that unit i "
            "receives, which is row i.", DERIVATIVES_ON_THE_RIGHT),
        "place_by_place_from_the_identity": Mistake("Only the diagonal is left: the Jacobians are "
            "multiplied place by place with the identity. A product of matrices is written with @.",
            edit(FACTOR, "step_jacobian(h[i], W_hh) * product")),
        "last_step_alone": Mistake("This is the Jacobian of the last step alone. What lies between "
            "h[k] and h[t]?", edit(FACTOR, "step_jacobian(h[i], W_hh)")),
        "added": Mistake("Your Jacobians are added. Step after step, changes are multiplied.",
            edit(START, "np.zeros_like(W_hh)"),
            edit(FACTOR, "step_jacobian(h[i], W_hh) + product")),
        "place_by_place": Mistake("Your Jacobians are multiplied place by place. A product of "
            "matrices is written with @.", edit(START, "np.ones_like(W_hh)"),
            edit(FACTOR, "step_jacobian(h[i], W_hh) * product")),
        "transposed": Mistake("Your matrix is the transpose of the Jacobian, which carries a "
            "gradient back. Rows belong to h[t], columns to h[k].",
            edit("return product", "return product.T")),
        "power_of_W_hh": Mistake("The derivatives of tanh are left out: your product is a power of "
            "W_hh.", edit(FACTOR, "W_hh @ product")),
    },
)  # fmt: skip
