"""The key of keep_gate: the two biases of z add up to the bias, all else stays."""

from ....reference import keep_gate
from ...key import Key, Mistake, edit


def _felt_by_a_unit(values):
    """The two biases of r and of z only count as a sum; those of n do not."""
    H = len(values["b_ih"]) // 3
    total = values["b_ih"] + values["b_hh"]
    return {
        "b_ih + b_hh, rows of z": total[H : 2 * H],
        "b_ih + b_hh, rows of r": total[:H],
        "b_ih, rows of n": values["b_ih"][2 * H :],
        "b_hh, rows of n": values["b_hh"][2 * H :],
        "W_ih": values["W_ih"],
        "W_hh": values["W_hh"],
    }


_SET = "b_ih[H : 2 * H], b_hh[H : 2 * H] = bias, 0.0"
_COPIES = 'params["b_ih"].copy(), params["b_hh"].copy()'
_ROWS = (
    "You have set the bias of {}. The rows of z, the update gate, are the middle third: the order "
    "is r, z, n."
)

KEY = Key(
    solution=keep_gate,
    normalise=_felt_by_a_unit,
    mistakes={
        "rows_of_r": Mistake(_ROWS.format("r, the first third"),
            edit(_SET, "b_ih[:H], b_hh[:H] = bias, 0.0")),
        "rows_of_n": Mistake(_ROWS.format("n, the last third"),
            edit(_SET, "b_ih[2 * H :], b_hh[2 * H :] = bias, 0.0")),
        "both_biases": Mistake("Both biases of z are set to bias, and they add up: z is moved by "
            "twice as much.", edit("bias, 0.0", "bias, bias")),
        "other_bias_left": Mistake("You have set one bias of z, but the other one is still there, "
            "and the two add up. Their sum should be bias.", edit(_SET, "b_ih[H : 2 * H] = bias")),
        "b_ih_left": Mistake("You have set b_hh of z, but b_ih is still there, and the two add up. "
            "Their sum should be bias.", edit(_SET, "b_hh[H : 2 * H] = bias")),
        "sign": Mistake("The bias of z is the negative of what it should be.",
            edit("bias, 0.0", "-bias, 0.0")),
        "added": Mistake("You have added to the bias that was there. The sum should be set to "
            "bias.", edit(_SET, "b_ih[H : 2 * H] += bias")),
        "all_rows": Mistake("You have set the bias of all three, r, z and n. z alone should be "
            "set.", edit(_SET, "b_ih[:], b_hh[:] = bias, 0.0")),
        "others_zeroed": Mistake("All other biases are zero now. Those of r and n should stay as "
            "they were.", edit(_COPIES, "np.zeros(3 * H), np.zeros(3 * H)")),
        "other_bias_zeroed": Mistake("Your other bias is zero in all its rows. Those of r and n "
            "should stay as they were.", edit("b_hh[H : 2 * H]", "b_hh[:]")),
        "nothing": Mistake("Nothing has changed in the dict that you return.", edit(_SET, "pass")),
        "in_place": Mistake("Your function changes the dict or the arrays it was given. Make new "
            "ones; someone may still need the old weights.",
            edit(_COPIES, 'params["b_ih"], params["b_hh"]')),
    },
)  # fmt: skip
