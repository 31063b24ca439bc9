"""The key of orthogonal: any random matrix whose columns are orthonormal."""

import numpy as np

from ....reference import orthogonal
from ...key import Key, Mistake, edit

# In the source of ``reference.orthogonal``.
DRAW = "Q, R = np.linalg.qr(rng.normal(size=(n, n)))"
RESULT = "Q * np.sign(np.diag(R))"


def _properties(values):
    """What all right answers share, however they draw their numbers."""
    Q = values["Q"]
    products = Q.T @ Q
    between = products - np.diag(np.diag(products))
    return {
        "all columns have length 1": np.array(np.allclose(np.diag(products), 1.0)),
        "all columns are at right angles to each other": np.array(np.allclose(between, 0.0)),
        "every row has several entries": np.array(((np.abs(Q) > 1e-9).sum(1) > 1).all()),
    }


KEY = Key(
    solution=orthogonal,
    normalise=_properties,
    mistakes={
        "columns_normalised": Mistake("The columns of your matrix have length 1, but they are not "
            "at right angles to each other.", edit(DRAW, "A = rng.normal(size=(n, n))"),
            edit(RESULT, "A / np.linalg.norm(A, axis=0)")),
        "columns_not_normalised": Mistake("The columns of your matrix are at right angles, but not "
            "of length 1.", edit(RESULT, f"2 * {RESULT}")),
        "identity": Mistake("Your matrix is orthogonal, but every row has one entry only, as in "
            "the identity. One is wanted that mixes all units, at random.",
            edit(RESULT, "np.eye(n)")),
        "neither": Mistake("The columns of your matrix are neither of length 1 nor at right angles "
            "to each other. Which decomposition of a matrix gives columns that are both?",
            edit(DRAW, "A = rng.normal(size=(n, n))"), edit(RESULT, "A")),
    },
)  # fmt: skip
