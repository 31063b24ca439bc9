"""The key of gru_step, PyTorch's unit: the reset gate acts after the product with W_hn."""

from ...key import Key, Mistake, edit
from ...keys.gru import RESET_AFTER, RESET_BEFORE, _gates, gru_step, step_mistakes

_INTO_N = f"x_t @ W_in.T + b_in + {RESET_AFTER}"

KEY = Key(
    solution=gru_step,
    uses=(_gates,),
    mistakes={
        "chos_reset": Mistake("In your step the reset gate meets the old state before the product "
            "with W_hn, as in Cho's paper. PyTorch multiplies by r after the product.",
            edit(RESET_AFTER, RESET_BEFORE)),
        "b_hn_outside": Mistake("b_hn stands outside your product with r. The reset gate "
            "multiplies all of W_hn h + b_hn, the bias included.",
            edit(RESET_AFTER, "r * (h_prev @ W_hn.T) + b_hn")),
        "reset_on_everything": Mistake("These are the numbers you get when the reset gate "
            "multiplies the input's part as well. It acts on the state's part alone.",
            edit(_INTO_N, "r * (x_t @ W_in.T + b_in + h_prev @ W_hn.T + b_hn)")),
        "reset_on_the_input": Mistake("Your reset gate multiplies the input's part in the place of "
            "the state's.", edit(_INTO_N, "r * (x_t @ W_in.T + b_in) + h_prev @ W_hn.T + b_hn")),
        **step_mistakes(RESET_AFTER),
    },
)  # fmt: skip
