"""Mistakes in a network whose recurrence starts at the output, in the source of either one."""

from ..key import Edit, Mistake, edit
from .rnn import ONE_ARRAY


def wrong_weights(biases: list[str], matrices: list[str]) -> dict[str, Mistake]:
    """Mistakes in the use of these weights: a bias left out, a matrix transposed."""
    return {
        f"without_{name}": Mistake(f"These are the numbers you get without {name}.",
            edit(f' + params["{name}"]', ""))
        for name in biases
    } | {
        f"transposed_{name}": Mistake(f"Your {name} is transposed. Its rows belong to the units "
            "that it leads to.", edit(f'params["{name}"].T', f'params["{name}"]'))
        for name in matrices
    }  # fmt: skip


def fed_back(what: str) -> tuple[Edit, ...]:
    """The edits that feed something else to the next step; ``y_0`` goes to the first one."""
    return (
        edit("y_t = y_0", "fed_back = y_0"),
        edit("y_t @", "fed_back @"),
        edit("outputs.append(y_t)", f"outputs.append(y_t)\n        fed_back = {what}"),
    )


OUTPUTS = {
    "y_0_ignored": Mistake("y_0 plays no part in your numbers.",
        edit("y_t = y_0", "y_t = np.zeros_like(y_0)")),
    "output_not_carried": Mistake("Every step reads y_0. Each step should read the output of the "
        "step before it.", edit("y_t @", "y_0 @")),
    "output_one_early": Mistake("Your result starts with y_0 and lacks the last output. It should "
        "hold y_1 to y_T.", edit("outputs = []", "outputs = [y_0]"),
        edit("np.stack(outputs)", "np.stack(outputs[:-1])")),
    "one_array_stored_again_and_again": Mistake(ONE_ARRAY,
        edit("np.stack(outputs)", "np.stack([y_t] * len(x))")),
}  # fmt: skip
