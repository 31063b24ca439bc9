"""The key of set_forget_bias: the two biases in the rows of f add up to the value."""

import numpy as np

from ....reference import set_forget_bias
from ...key import Key, Mistake, edit


def _felt_by_a_gate(values):
    """The two biases of a gate count as their sum."""
    i, f, g, o = np.split(values["bias_ih_l0"] + values["bias_hh_l0"], 4)
    total = "bias_ih_l0 + bias_hh_l0, rows of"
    return {
        **{f"{total} f": f, f"{total} i": i, f"{total} g": g, f"{total} o": o},
        "weight_ih_l0": values["weight_ih_l0"],
        "weight_hh_l0": values["weight_hh_l0"],
        "all weights can still be trained": values["trainable"],
        "the biases are the layer's own, which an optimizer made before still moves": values["own"],
    }


_SET_IH = "layer.bias_ih_l0.data[H : 2 * H] = value"
_SET_HH = "layer.bias_hh_l0.data[H : 2 * H] = 0.0"


def _rows(rows):
    """Other rows are set than those of f."""
    return [edit(line, line.replace("H : 2 * H", rows)) for line in (_SET_IH, _SET_HH)]


_QUARTER = (
    "You have set the bias of {}, the {} quarter. The rows of f are the second: the order is i, f, "
    "g, o."
)

KEY = Key(
    solution=set_forget_bias,
    rtol=1e-5,  # a layer of PyTorch's is float32
    atol=1e-6,
    normalise=_felt_by_a_gate,
    mistakes={
        "both_biases": Mistake("Both biases of the forget gate are set to value, and they add up: "
            "the gate is moved by twice as much.", edit("= 0.0", "= value")),
        "other_bias_left": Mistake("You have set one bias of the forget gate, but the other one is "
            "still there, and the two add up. Their sum should be value.", edit(_SET_HH, "pass")),
        "bias_ih_left": Mistake("You have set bias_hh_l0 of the forget gate, but bias_ih_l0 is "
            "still there, and the two add up. Their sum should be value.", edit(_SET_IH, "pass"),
            edit("= 0.0", "= value")),
        "other_bias_zeroed": Mistake("Your other bias is zero in all its rows. Those of i, g and o "
            "should stay as they were.", edit(_SET_HH, "layer.bias_hh_l0.data[:] = 0.0")),
        "rows_from_H_on": Mistake("You have set all rows from H on: those of f, g and o. The rows "
            "of f end at 2H.", *_rows("H:")),
        "every_fourth_row": Mistake("You have set every fourth row. All rows of one gate stand "
            "together, then come those of the next.", *_rows("1::4")),
        "everything": Mistake("All rows of both biases are set to value. Only the rows of f should "
            "be, and the two add up.", *_rows(":"), edit("= 0.0", "= value")),
        "frozen": Mistake("The biases are as they should be, but a weight of the layer does not "
            "ask for its gradient any more: it would never be trained.",
            edit(_SET_HH, f"{_SET_HH}\n    layer.bias_ih_l0.requires_grad_(False)")),
        "new_parameter": Mistake("A new parameter stands in the place of the layer's bias. An "
            "optimizer that was made before holds the old one, and never moves yours. Change the "
            "numbers in the layer's own.",
            edit(_SET_IH, "bias = layer.bias_ih_l0.detach().clone()\n    bias[H : 2 * H] = value\n"
            "    layer.bias_ih_l0 = type(layer.bias_ih_l0)(bias)")),
        "rows_of_i": Mistake(_QUARTER.format("i", "first"), *_rows(":H")),
        "rows_of_g": Mistake(_QUARTER.format("g", "third"), *_rows("2 * H : 3 * H")),
        "rows_of_o": Mistake(_QUARTER.format("o", "last"), *_rows("3 * H :")),
        "all_gates": Mistake("You have set the bias of all four: i, f, g and o. The forget gate "
            "alone should be set.", *_rows(":")),
        "others_zeroed": Mistake("All other biases are zero now. Those of i, g and o should stay "
            "as they were.", edit(_SET_IH, f"layer.bias_ih_l0.data[:] = 0.0\n    {_SET_IH}"),
            edit(_SET_HH, "layer.bias_hh_l0.data[:] = 0.0")),
        "added": Mistake("You have added to the bias that was there. The sum should be value.",
            edit("= value", "+= value"), edit(_SET_HH, "pass")),
        "sigmoid_of_value": Mistake("The bias is set so that the gate itself is value, or near it. "
            "value is the bias, which stands inside the sigmoid.",
            edit("= value", "= float(sigmoid(value))")),
        "nothing_changed": Mistake("The layer is as it was before the call. The biases of the "
            "layer itself are to be changed, not a copy of them.", edit(_SET_IH, "pass"),
            edit(_SET_HH, "pass")),
    },
)  # fmt: skip
