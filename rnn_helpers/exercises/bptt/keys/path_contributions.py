"""The key of path_contributions: back through a tanh its derivative, through weights a product."""

from itertools import combinations

from ....reference import path_contributions
from ...key import Key, Mistake, edit
from ...keys.backward import EXACT

# At U, where each path ends: the gradient that it brings, and the input that it meets.
_ENDS = {"A": ("at_s_2", "x_2"), "B": ("s_1_through_s_2", "x_1"), "C": ("s_1_through_z_1", "x_1")}
_TANHS = {  # each tanh that is passed: the state that it makes, and where
    "dz_2 * (1 - z_2**2)": ("z_2", "all three paths"),
    "(at_z_2 @ V) * (1 - s_2**2)": ("s_2", "paths A and B"),
    "(at_z_2 @ R) * (1 - z_1**2)": ("z_1", "path C"),
    "(at_s_2 @ W) * (1 - s_1**2)": ("s_1", "path B"),
    "(at_z_1 @ V) * (1 - s_1**2)": ("s_1", "path C"),
}


def _returned(paths):
    """Edits that return something else, made of A, B and C."""
    end = "np.outer(s_1_through_z_1, x_1),\n    )"
    return edit("return (", "A, B, C = ("), edit(end, f"{end}\n    return {paths}")


def _without_derivative(tanh):
    return edit(tanh, tanh.split(" * ")[0])


def _meets(path, x):
    """The edit that lets a path meet this input at U."""
    gradient, right = _ENDS[path]
    return edit(f"{gradient}, {right})", f"{gradient}, {x})")


def _transposed(weights):
    names = " and ".join(filter(None, [", ".join(weights[:-1]), weights[-1]]))
    edits = [f"\n    {name} = {name}.T" for name in weights]
    return Mistake(
        f"These are the numbers you get with {names} transposed. Forward a state meets the rows of "
        "its weights; the gradient goes back through the columns.",
        edit('for name in "UWVR")', 'for name in "UWVR")' + "".join(edits)),
    )


KEY = Key(
    solution=path_contributions,
    mistakes={
        "indirect_inside_the_direct": Mistake("Your A holds path B as well: it counts all ways by "
            "which U moves s_2. The direct path takes s_1 as a fixed number.",
            *_returned("A + B, B, C")),
        "whole_gradient_in_A": Mistake("Your A is the whole gradient, A + B + C. The direct path "
            "takes s_1 and z_1 as fixed numbers.", *_returned("A + B + C, B, C")),
        "C_inside_B": Mistake("Your B holds path C as well. Path B reaches s_1 through s_2, path C "
            "through z_1.", *_returned("A, B + C, C")),
        "B_inside_C": Mistake("Your C holds path B as well: the gradient that you send into s_1 is "
            "that of all ways. On path C it comes through z_1 alone.", *_returned("A, B, B + C")),
        "both_inside_both": Mistake("Your B and your C both hold both ways back to s_1. Keep apart "
            "what comes through s_2 and what comes through z_1.", *_returned("A, B + C, B + C")),
        "A_twice": Mistake("Your B is path A once more. Path B goes one step further back, to s_1.",
            *_returned("A, A, C")),
        "B_twice": Mistake("Your C is path B once more. Path C goes through z_1, not through s_2.",
            *_returned("A, B, B")),
        "B_left_out": Mistake("Your B is zero. How does U, through s_1, reach s_2?",
            *_returned("A, 0 * B, C")),
        "C_left_out": Mistake("Your C is zero. How does U, through s_1 and z_1, reach z_2?",
            *_returned("A, B, 0 * C")),
        "summed_up": Mistake("Your B holds path A as well, and your C all three. Each result "
            "should be one path alone.", *_returned("A, A + B, A + B + C")),
        "as_if_numbers": Mistake("Your arrays are multiplied place by place with *, as numbers "
            "would be. A gradient goes back through a weight matrix with @, and at U an outer "
            "product is made.",
            *(edit(tanh, tanh.replace("@", "*")) for tanh in _TANHS if "@" in tanh),
            *(edit(f"np.outer({a}, {b})", f"{a} * {b}") for a, b in _ENDS.values())),
        "A_and_B_swapped": Mistake("Your A and B are swapped. A is the direct path, through s_2 "
            "alone.", *_returned("B, A, C")),
        "no_derivative_at_s_2_on_B": Mistake("On path B the derivative of the tanh that makes s_2 "
            "is missing, on path A it is there.", edit("at_s_2 @ W", "at_z_2 @ V @ W")),
        "B_at_the_second_input": Mistake("Your path B ends at x_2. On it, U is met at time 1.",
            _meets("B", "x_2")),
        "C_at_the_second_input": Mistake("Your path C ends at x_2. On it, U is met at time 1.",
            _meets("C", "x_2")),
        "B_and_C_swapped": Mistake("Your B and C are swapped. B goes back through s_2, C through "
            "z_1.", *_returned("A, C, B")),
        "inputs_swapped": Mistake("The two inputs are swapped. On path A, U is met at time 2, next "
            "to x_2, which is x[1]; on paths B and C at time 1.", edit("(x_1, x_2)", "(x_2, x_1)")),
        "only_the_second_input": Mistake("All three of your paths end at x_2. On paths B and C, U "
            "is met at time 1.", _meets("B", "x_2"), _meets("C", "x_2")),
        "only_the_first_input": Mistake("All three of your paths end at x_1. On path A, U is met "
            "at time 2.", _meets("A", "x_1")),
        "no_derivatives": Mistake("The derivatives of tanh are missing in your numbers. Each state "
            "on a path is made by a tanh.", *map(_without_derivative, _TANHS)),
        "one_minus_h": Mistake("Your derivative of tanh is 1 - h. In the right one something is "
            "squared.", *(edit(tanh, tanh.replace("**2", "")) for tanh in _TANHS)),
        **{
            f"no_derivative_{position}": Mistake(f"On {where} the derivative of the tanh that "
                f"makes {state} is missing.", _without_derivative(tanh))
            for position, (tanh, (state, where)) in enumerate(_TANHS.items())
        },
        "no_derivative_at_s_1": Mistake("On paths B and C the derivative of the tanh that makes "
            "s_1 is missing.", *(_without_derivative(tanh) for tanh in _TANHS if "s_1**2" in tanh)),
        **{
            f"transposed_{''.join(weights)}": _transposed(weights)
            for count in (1, 2, 3)
            for weights in combinations("WVR", count)
        },
        "outer_transposed": Mistake("Your A, B and C are transposed. Each has the shape of U, (H, "
            "F): rows belong to the units of s.", *_returned("A.T, B.T, C.T")),
    },
    **EXACT,
)  # fmt: skip
