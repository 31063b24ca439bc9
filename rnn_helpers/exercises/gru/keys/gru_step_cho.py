"""The key of gru_step_cho, the published unit: the reset gate acts before the product with W_hn."""

from ....reference import gru_step_cho
from ...key import Key, Mistake, edit
from ...keys.gru import RESET_AFTER, RESET_BEFORE, _gates, step_mistakes

KEY = Key(
    solution=gru_step_cho,
    uses=(_gates,),
    mistakes={
        "pytorchs_reset": Mistake("This is PyTorch's unit: its reset gate multiplies after the "
            "product with W_hn. Here it multiplies the old state, before the product.",
            edit(RESET_BEFORE, RESET_AFTER)),
        "reset_after_the_product": Mistake("r multiplies after your product with W_hn, with b_hn "
            "outside. Here it multiplies the old state, before the product.",
            edit(RESET_BEFORE, "r * (h_prev @ W_hn.T) + b_hn")),
        "bias_reset": Mistake("These are the numbers you get when r multiplies b_hn as well. It "
            "multiplies the old state; the bias is added after the product.",
            edit("@ W_hn.T + b_hn", "@ W_hn.T + r * b_hn")),
        "update_gate_reads_the_reset_state": Mistake("Your update gate reads the reset state. Both "
            "gates read the old state itself; only n sees it reset.",
            edit("h_prev @ W_hz.T", "(r * h_prev) @ W_hz.T")),
        **step_mistakes(RESET_BEFORE),
    },
)  # fmt: skip
