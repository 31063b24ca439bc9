"""Mistakes in the weights of any gated layer: its biases, its blocks, the order of its gates."""

import re
from itertools import permutations

from ..key import Mistake, edit
from .rnn import STEP

_BIASES = {  # name -> (what is missing, the biases that are)
    "without_b_ih": ("b_ih", ["b_ih"]),
    "without_b_hh": ("b_hh", ["b_hh"]),
    "without_biases": ("any bias", ["b_ih", "b_hh"]),
}


def weight_mistakes(gates: int, split: str, interleaved: str) -> dict[str, Mistake]:
    """Mistakes in a step that reads each of W_ih, W_hh, b_ih and b_hh once.

    Args:
        gates: how many gates there are.
        split: the piece of the source that takes the gates apart.
        interleaved: the same for rows that alternate between the gates.
    """
    return {
        **{
            name: Mistake(f"These are the numbers you get without {missing}. PyTorch adds two "
                "biases for each gate.",
                *(edit(f'params["{bias}"]', f'0 * params["{bias}"]') for bias in biases))
            for name, (missing, biases) in _BIASES.items()
        },
        "b_ih_twice": STEP["b_ih_twice"],
        "b_hh_twice": STEP["b_hh_twice"],
        "transposed_blocks": Mistake("Each block of W_hh is transposed in your step. Row k of a "
            "block holds what unit k receives.", edit('params["W_hh"]',
                f'np.concatenate([W.T for W in np.split(params["W_hh"], {gates})])')),
        "interleaved_rows": Mistake("Your gates' rows are taken in turn. All rows of one gate "
            "stand together, then come those of the next.", edit(split, interleaved)),
        "input_ignored": Mistake(STEP["input_ignored"].hint,
            edit('params["W_ih"]', '(0 * params["W_ih"])')),
    }  # fmt: skip


def order_mistakes(source: str, hint: str) -> dict[str, Mistake]:
    """A mistake for every wrong order of the gates.

    Args:
        source: the piece of the solution's source that lists them in PyTorch's order, such as
            ``"a_i, a_f, a_g, a_o = np.split"``; the last letter of each name is its gate's.
        hint: of every such mistake, with braces in the place of the order.
    """
    names = re.findall(r"\w+(?=,|\]| =)", source)
    mistakes = {}
    for order in list(permutations(names))[1:]:  # the first one is the order that is given
        gates = [name[-1] for name in order]
        other = source.replace(", ".join(names), ", ".join(order))
        mistakes["order_" + "".join(gates)] = Mistake(
            hint.format(", ".join(gates)), edit(source, other)
        )
    return mistakes
