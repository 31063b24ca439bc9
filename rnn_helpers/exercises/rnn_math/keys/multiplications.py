"""The key of multiplications: each weight of W_ih and of W_hh once in every step."""

from ....reference import multiplications
from ...key import Key, Mistake, edit

COUNT = "T * (H * F + H * H)"  # in the source of ``reference.multiplications``

KEY = Key(
    solution=multiplications,
    mistakes={
        "one_time_step": Mistake("This is the count for one time step. The layer runs T of them.",
            edit(COUNT, "H * F + H * H")),
        "biases_counted": Mistake("Your count is T times 2H too large. Are the two biases in it? "
            "They are added, not multiplied.", edit(COUNT, "T * (H * F + H * H + 2 * H)")),
        "one_bias_counted": Mistake("Your count is T times H too large. Is a bias in it, or the "
            "activation? They do not count.", edit(COUNT, "T * (H * F + H * H + H)")),
        "feed_forward": Mistake("This is the count of a feed-forward layer. A recurrent one also "
            "multiplies the state by W_hh.", edit(COUNT, "T * H * F")),
        "state_alone": Mistake("This is the count for W_hh alone. The input is multiplied by W_ih, "
            "too.", edit(COUNT, "T * H * H")),
        "first_step_without_state": Mistake("This is the count when the first step leaves the "
            "state out. h_0 meets W_hh, too.", edit(COUNT, "T * H * F + (T - 1) * H * H")),
        "state_once": Mistake("W_hh is used once in your count. The state meets it at every time "
            "step.", edit(COUNT, "T * H * F + H * H")),
        "input_once": Mistake("W_ih is used once in your count. Every time step has an input of "
            "its own.", edit(COUNT, "H * F + T * H * H")),
    },
)  # fmt: skip
