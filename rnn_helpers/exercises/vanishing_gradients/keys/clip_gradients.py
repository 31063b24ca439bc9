"""The key of clip_gradients: one factor for all arrays, from the norm over all their numbers."""

from ....reference import clip_gradients
from ...key import Key, Mistake, edit

# In the source of ``reference.clip_gradients``.
NORM = "np.sqrt(sum(np.sum(grad**2) for grad in grads.values()))"
FACTOR = "min(1.0, max_norm / (norm + 1e-6))"

KEY = Key(
    solution=clip_gradients,
    # torch adds 1e-6 to the norm that it divides by; an answer need not.
    rtol=1e-5,
    mistakes={
        "per_tensor": Mistake("Every array has been clipped by its own norm. The norm is taken "
            "over all numbers of all arrays together, so that they keep their proportions.",
            edit("factor * grad", "min(1.0, max_norm / (np.linalg.norm(grad) + 1e-6)) * grad")),
        "per_value": Mistake("Every number has been clipped by itself, to between -max_norm and "
            "max_norm. Clipping by the norm scales all numbers by one factor, so that the "
            "direction stays.", edit("factor * grad", "np.clip(grad, -max_norm, max_norm)")),
        "scaled_up": Mistake("Small gradients are scaled up to max_norm. Clipping only ever makes "
            "gradients smaller.", edit(FACTOR, "max_norm / (norm + 1e-6)")),
        "norm_after_clipping": Mistake("Your gradients are right, but your norm is the one after "
            "clipping. The norm before clipping is wanted: it tells whether something exploded.",
            edit("}, norm", "}, factor * norm")),
        "norms_added": Mistake("Your norm is the sum of the arrays' norms. Take one root, over the "
            "squares of all numbers.",
            edit(NORM, "sum(np.linalg.norm(grad) for grad in grads.values())")),
        "norm_squared": Mistake("Your norm is squared: the root is missing.",
            edit(NORM, "sum(np.sum(grad**2) for grad in grads.values())")),
        "nothing_clipped": Mistake("Your norm is right, but nothing has been clipped.",
            edit("factor * grad", "grad")),
        "unit_norm": Mistake("Gradients above the limit are divided by their norm and so get norm "
            "1. They should get norm max_norm.",
            edit(FACTOR, "1 / norm if norm > max_norm else 1.0")),
        "factor_upside_down": Mistake("Your gradients are multiplied by norm / max_norm, the "
            "factor upside down.", edit(FACTOR, "norm / max_norm if norm > max_norm else 1.0")),
        "in_place": Mistake("Your function changes the dict or the arrays it was given. Make new "
            "ones; someone may still need the old numbers.",
            edit("return {name: factor * grad for name, grad in grads.items()}, norm",
                "for grad in grads.values():\n        grad *= factor\n    return grads, norm")),
    },
)  # fmt: skip
