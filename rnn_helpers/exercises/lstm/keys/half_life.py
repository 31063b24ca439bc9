"""The key of half_life: f to the power of the steps is one half."""

import numpy as np

from ....reference.gru import sigmoid
from ...key import Key, Mistake, edit


def half_life(bias):
    f = sigmoid(bias)  # what stays at each step
    return np.log(0.5) / np.log(f)


_STEPS = "np.log(0.5) / np.log(f)"

KEY = Key(
    solution=half_life,
    mistakes={
        "time_constant": Mistake("This is -1 / log(f): the steps until the e-th part is left, "
            "about 0.37. Half is asked for. (Two kinds of logarithm in one fraction give this "
            "number, too.)", edit("np.log(0.5)", "-1")),
        "bases_mixed": Mistake("Two kinds of logarithm are mixed in your result. Any base will do, "
            "but it has to be the same above and below.", edit("np.log(f)", "np.log2(f)")),
        "base_ten_mixed": Mistake("Two kinds of logarithm are mixed in your result. Any base will "
            "do, as long as it is one base.", edit("np.log(f)", "np.log10(f)")),
        "sigmoid_forgotten": Mistake("The bias itself is taken as the gate in your result. The "
            "gate is sigmoid(bias).", edit("sigmoid(bias)", "bias")),
        "tanh_for_sigmoid": Mistake("These are the numbers you get with a tanh. The forget gate is "
            "a sigmoid.", edit("sigmoid(bias)", "np.tanh(bias)")),
        "upside_down": Mistake("Your fraction is upside down.",
            edit(_STEPS, "np.log(f) / np.log(0.5)")),
        "negative": Mistake("Your result is negative. Two negative logarithms make a positive "
            "number of steps.", edit("np.log(0.5)", "np.log(2)")),
        "inverted": Mistake("These are the numbers you get with 1 - f in the place of f. f is the "
            "share that stays.", edit("np.log(f)", "np.log(1 - f)")),
        "linear": Mistake("These are the numbers you get when every step takes the same amount "
            "away. It takes the same share of what is left.", edit(_STEPS, "0.5 / (1 - f)")),
        "bias_twice": Mistake("This is the bias counted twice. Here bias is already the sum of "
            "PyTorch's two.", edit("sigmoid(bias)", "sigmoid(2 * bias)")),
        "mean_life": Mistake("This is 1 / (1 - f), the steps that a share lasts on average. Half "
            "is asked for.", edit(_STEPS, "1 / (1 - f)")),
        "near_one": Mistake("This is log(2) / (1 - f). It comes near only where f is near 1; the "
            "exact number is asked for.", edit(_STEPS, "np.log(2) / (1 - f)")),
        "rounded_down": Mistake("Your result is cut to whole steps. The exact number is asked for.",
            edit(_STEPS, f"np.floor({_STEPS})")),
        "rounded_up": Mistake("Your result is rounded up to whole steps. The exact number is asked "
            "for.", edit(_STEPS, f"np.ceil({_STEPS})")),
        "rounded": Mistake("Your result is rounded to whole steps. The exact number is asked for.",
            edit(_STEPS, f"float(round({_STEPS}))")),
    },
)  # fmt: skip
