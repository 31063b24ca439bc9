"""Mistakes on the way back through a tanh step, for one step and for a sequence of them.

The plain solutions name everything alike: ``dh`` is the gradient for ``h_t``, ``da`` the one before
the tanh, and ``db`` the one that both biases have.
"""

from typing import Any

from ..key import Edit, Mistake, edit

# Tight enough to tell a derivative from a difference.
EXACT: dict[str, Any] = {"rtol": 1e-11, "atol": 1e-12}

ALL_AVERAGED = (
    "The gradients of your weights and biases are a mean over the batch. A sum is wanted: the loss "
    "has taken its mean already."
)
BIAS_PER_SEQUENCE = (
    "Your bias gradients still have one row for each sequence. The bias is the same for the "
    "whole batch, so every sequence adds to its gradient."
)
DX_THROUGH_W_HH = "Your dx came back through W_hh. Through which weights did x go into the state?"


def divided_by(number: str) -> tuple[Edit, ...]:
    """Edits that divide the gradients of weights and biases by a number, given as source."""
    products = ("da.T @ x_t", "da.T @ h_prev", "da.sum(axis=0)")
    return tuple(edit(product, f"{product} / {number}") for product in products)


# In any step whose gradients of weights and biases are made of ``da``.
WEIGHTS = {
    "bias_averaged": Mistake("Your bias gradients are a mean over the batch. A sum is wanted: the "
        "loss has taken its mean already.", edit("da.sum(axis=0)", "da.mean(axis=0)")),
    "dW_ih_transposed": Mistake("Your dW_ih is transposed. It should have the shape of W_ih "
        "itself.", edit('"dW_ih": dW_ih', '"dW_ih": dW_ih.T')),
    "dW_hh_transposed": Mistake("Your dW_hh is transposed. Its rows, like those of W_hh, belong to "
        "the units that receive; its columns to the units of the state before.",
        edit('"dW_hh": dW_hh', '"dW_hh": dW_hh.T')),
}  # fmt: skip

RNN = {
    "one_minus_h": Mistake("Your derivative of tanh is 1 - h. Look at the derivative of tanh once "
        "more: something is squared.", edit("1 - h_t**2", "1 - h_t")),
    "no_derivative": Mistake("The gradient passes the tanh unchanged in your numbers. Multiply by "
        "the derivative of tanh.", edit("dh * (1 - h_t**2)", "dh")),
    "tanh_twice": Mistake("Your derivative of tanh is 1 - tanh(h)^2. h is already what comes out "
        "of the tanh.", edit("1 - h_t**2", "1 - np.tanh(h_t) ** 2")),
    "one_minus_h_squared_whole": Mistake("These are the numbers you get with (1 - h)^2 as "
        "derivative. What exactly is squared?", edit("1 - h_t**2", "(1 - h_t) ** 2")),
    "sigmoids_derivative": Mistake("Your derivative is h (1 - h). That is the derivative of the "
        "sigmoid; here it is a tanh.", edit("1 - h_t**2", "h_t * (1 - h_t)")),
    "derivative_at_h_prev": Mistake("Your derivative of tanh is taken at the state before. It "
        "belongs to the state that came out of this tanh.", edit("1 - h_t**2", "1 - h_prev**2")),
    "transposed_W_hh": Mistake("These are the numbers you get with W_hh transposed. Forward, "
        "h_prev meets the rows of W_hh; which way must the gradient go back through it?",
        edit('da @ params["W_hh"]', 'da @ params["W_hh"].T')),
    **WEIGHTS,
}  # fmt: skip
