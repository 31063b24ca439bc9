"""The key of rescale: divided by the largest absolute value of an eigenvalue."""

from ....reference import rescale
from ...key import Key, Mistake, edit

# In the source of ``reference.rescale``.
RADIUS = "np.abs(np.linalg.eigvals(W)).max()"
FACTOR = f"(spectral_radius / {RADIUS})"

KEY = Key(
    solution=rescale,
    mistakes={
        "without_absolute_value": Mistake("Your matrix is divided by an eigenvalue itself, which "
            "can be complex or negative. The spectral radius is an absolute value.",
            edit(RADIUS, "np.linalg.eigvals(W).max()")),
        "only_shrunk": Mistake("Your matrix is only ever made smaller. One whose spectral radius "
            "is too small has to grow.", edit(FACTOR, f"min(1.0, spectral_radius / {RADIUS})")),
        "singular_value": Mistake("Your matrix is scaled by its largest singular value. The "
            "spectral radius is made of eigenvalues.", edit(RADIUS, "np.linalg.norm(W, 2)")),
        "real_part": Mistake("Your matrix is scaled by the real parts of its eigenvalues. An "
            "eigenvalue can be complex: its absolute value has both parts in it.",
            edit(RADIUS, "np.abs(np.linalg.eigvals(W).real).max()")),
        "largest_real_part": Mistake("Your matrix is scaled by its largest eigenvalue, without the "
            "absolute value. An eigenvalue can be negative or complex.",
            edit(RADIUS, "np.linalg.eigvals(W).real.max()")),
        "absolute_value_of_the_maximum": Mistake("Your absolute value is taken of the maximum. "
            "Take the absolute values first: the largest of them may belong to another eigenvalue.",
            edit(RADIUS, "np.abs(np.linalg.eigvals(W).max())")),
        "largest_entry": Mistake("Your matrix is scaled by the largest absolute value of its "
            "entries, not of its eigenvalues.", edit(RADIUS, "np.abs(W).max()")),
        "frobenius": Mistake("Your matrix is scaled by the root of the sum of its squares. The "
            "spectral radius is made of eigenvalues.", edit(RADIUS, "np.linalg.norm(W)")),
        "determinant": Mistake("Your matrix is scaled by its determinant. The spectral radius is "
            "made of eigenvalues.", edit(RADIUS, "np.abs(np.linalg.det(W))")),
        "symmetric_eigenvalues": Mistake("Your eigenvalues are those of eigvalsh or eigh, which "
            "take a matrix to be symmetric. This one is not.",
            edit(RADIUS, "np.abs(np.linalg.eigvalsh(W)).max()")),
        "first_eigenvalue": Mistake("Your matrix is scaled by its first eigenvalue. NumPy does not "
            "sort them.", edit(RADIUS, "np.abs(np.linalg.eigvals(W)[0])")),
        "radius_one": Mistake("Your matrix has spectral radius 1. It should have the one that is "
            "asked for.", edit(FACTOR, f"(1.0 / {RADIUS})")),
        "multiplied_only": Mistake("Your matrix is multiplied by the spectral radius that is asked "
            "for, but it has one already.", edit(FACTOR, "spectral_radius")),
        "upside_down": Mistake("Your factor is upside down: the old spectral radius over the new "
            "one.", edit(FACTOR, f"({RADIUS} / spectral_radius)")),
    },
)  # fmt: skip
