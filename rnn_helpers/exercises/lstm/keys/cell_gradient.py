"""The key of cell_gradient: the product of the forget gates between the two cell states."""

from ....reference import cell_gradient
from ...key import Key, Mistake, edit

_PRODUCT = "np.prod(forget_gates[k + 1 : t + 1], axis=0)"

KEY = Key(
    solution=cell_gradient,
    mistakes={
        "one_factor_too_many": Mistake("There is one factor too many in your product. The gate at "
            "index k led to c[k]; it has no part in what comes after.",
            edit("k + 1 : t + 1", "k : t + 1")),
        "one_index_early": Mistake("Your product is that of the gates k to t - 1. The gate at "
            "index i leads from c[i - 1] to c[i].", edit("k + 1 : t + 1", "k:t")),
        "one_factor_too_few": Mistake("There is one factor too few in your product: the gate at "
            "index t, which leads to c[t], is missing.", edit("k + 1 : t + 1", "k + 1 : t")),
        "summed": Mistake("These are the numbers you get with a sum. What goes through several "
            "gates in a row is multiplied by each of them.", edit("np.prod", "np.sum")),
        "averaged": Mistake("These are the numbers you get with a mean. What goes through several "
            "gates in a row is multiplied by each of them.", edit("np.prod", "np.mean")),
        "all_steps": Mistake("Your product takes the gates of all steps. Take those after k, up to "
            "t.", edit("k + 1 : t + 1", ":")),
        "from_the_start": Mistake("Your product takes every gate up to t. Take those after k.",
            edit("k + 1 : t + 1", ": t + 1")),
        "to_the_end": Mistake("Your product takes every gate after k. Those after t have no part "
            "in c[t].", edit("k + 1 : t + 1", "k + 1 :")),
        "power_of_the_last": Mistake("These are the numbers you get when the last gate stands for "
            "all of them. Every step has its own.", edit(_PRODUCT, "forget_gates[t] ** (t - k)")),
        "one_more_sigmoid": Mistake("These are the numbers you get with one more sigmoid around "
            "the gates. They are between 0 and 1 already.",
            edit("forget_gates[k + 1 : t + 1]", "sigmoid(forget_gates[k + 1 : t + 1])")),
        "last_gate": Mistake("This is the forget gate of the last step alone. Every step between k "
            "and t has one.", edit(_PRODUCT, "forget_gates[t]")),
        "over_everything": Mistake("Your result is one number. Every unit of every sequence has a "
            "cell of its own: multiply over the steps alone.", edit(", axis=0", "")),
        "every_product": Mistake("Your result has a time axis. The whole way from k to t makes one "
            "product for each cell.", edit("np.prod", "np.cumprod")),
    },
)  # fmt: skip
