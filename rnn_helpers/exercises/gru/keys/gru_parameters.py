"""The key of gru_parameters: the weights from input and state, and two biases, three times."""

from ...key import Key, Mistake, edit


def gru_parameters(F, H):
    return 3 * (H * F + H * H + 2 * H)


_COUNT = "3 * (H * F + H * H + 2 * H)"

KEY = Key(
    solution=gru_parameters,
    mistakes={
        "four_gates": Mistake("This is the count of four blocks. That is an LSTM; a GRU has r, z "
            "and n.", edit("3 *", "4 *")),
        "two_gates": Mistake("This is the count of two blocks. n has weights of its own, besides "
            "those of r and z.", edit("3 *", "2 *")),
        "one_block": Mistake("This is the count of one block. r, z and n have weights of their "
            "own.", edit("3 * ", "")),
        "one_bias": Mistake("This is the count with one bias. PyTorch's layers have two, b_ih and "
            "b_hh.", edit("2 * H", "H")),
        "no_bias": Mistake("This is the count without biases. PyTorch's layers have two: b_ih and "
            "b_hh.", edit(" + 2 * H", "")),
        "biases_of_one_block": Mistake("Your biases are counted once, not once for each of r, z "
            "and n. A bias has 3H numbers.", edit(_COUNT, "3 * (H * F + H * H) + 2 * H")),
        "without_W_hh": Mistake("The weights from state to state, W_hh, are missing in your count.",
            edit("H * H + ", "")),
        "without_W_ih": Mistake("The weights from the input, W_ih, are missing in your count.",
            edit("H * F + ", "")),
        "W_hh_of_one_block": Mistake("W_hh is counted once, not once for each of r, z and n. It "
            "has 3H rows, as W_ih has.", edit(_COUNT, "3 * (H * F + 2 * H) + H * H")),
        "W_ih_of_one_block": Mistake("W_ih is counted once, not once for each of r, z and n. It "
            "has 3H rows, as W_hh has.", edit(_COUNT, "3 * (H * H + 2 * H) + H * F")),
        "swapped": Mistake("F and H are swapped in your count.",
            edit("H * F + H * H + 2 * H", "F * H + F * F + 2 * F")),
        "biases_as_numbers": Mistake("Your biases are single numbers. Every row of the weights has "
            "two of its own.", edit(_COUNT, "3 * (H * F + H * H) + 2")),
    },
)  # fmt: skip
