"""The key of step_jacobian: row i of W_hh times the derivative of unit i."""

from ....reference import step_jacobian
from ...key import Key, Mistake, edit

# In the source of ``reference.step_jacobian``.
JACOBIAN = "derivative(h_t)[:, np.newaxis] * W_hh"
DERIVATIVES_ON_THE_RIGHT = edit(JACOBIAN, "W_hh * derivative(h_t)")

KEY = Key(
    solution=step_jacobian,
    mistakes={
        "transposed": Mistake("Your matrix is transposed. Row i belongs to unit i of h_t, the one "
            "that moves; column j to unit j of the state before.",
            edit(JACOBIAN, f"({JACOBIAN}).T")),
        "transposed_W_hh": Mistake("These are the numbers you get with W_hh transposed. Row i of "
            "W_hh holds what unit i of h_t receives.", edit("* W_hh", "* W_hh.T")),
        "one_minus_h": Mistake("These are the numbers you get with 1 - h in the place of the "
            "derivative of tanh. Something in it is squared.",
            edit("derivative(h_t)", "(1 - h_t)")),
        "derivatives_on_the_right": Mistake("The derivatives stand on the right of W_hh: they "
            "scale its columns. The derivative of unit i belongs to everything that unit i "
            "receives, which is row i.", DERIVATIVES_ON_THE_RIGHT),
        "no_derivative_transposed": Mistake("This is W_hh transposed, without the derivative of "
            "tanh. The tanh around the sum has a derivative, and row i belongs to unit i of h_t.",
            edit(JACOBIAN, "W_hh.T")),
        "h_as_derivative": Mistake("Your rows are multiplied by h_t itself. What is the derivative "
            "of tanh where it comes out as h_t?", edit("derivative(h_t)", "h_t")),
        "no_derivative": Mistake("This is W_hh alone. The tanh around the sum has a derivative, "
            "too.", edit(JACOBIAN, "W_hh")),
        "tanh_twice": Mistake("Your derivative is 1 - tanh(h)^2. h_t is already what comes out of "
            "the tanh.", edit("derivative(h_t)", "(1 - np.tanh(h_t) ** 2)")),
        "summed": Mistake("This is a vector: the derivatives have been multiplied with W_hh and "
            "summed. The Jacobian is a matrix with one number for each pair of units.",
            edit(JACOBIAN, "derivative(h_t) @ W_hh")),
        "summed_on_the_right": Mistake("This is a vector: W_hh has been multiplied with the "
            "derivatives and summed. The Jacobian is a matrix with one number for each pair of "
            "units.", edit(JACOBIAN, "W_hh @ derivative(h_t)")),
        "diagonal_only": Mistake("Only the diagonal of W_hh is left. A product of matrices is "
            "written with @; * multiplies place by place.",
            edit(JACOBIAN, "np.diag(derivative(h_t)) * W_hh")),
    },
)  # fmt: skip
