"""What the commonest errors of Python and NumPy mean, in a beginner's words."""

import re

from ..exercises import by_name

_IMPORTED = {"np", "torch", "nn", "plt", "check", "reference"}  # by the first cell of a notebook
_PRODUCTS = (
    r"mismatch in its core dimension.*\(size (?P<right>\d+) is different from (?P<left>\d+)\)",
    r"shapes cannot be multiplied \(\d+x(?P<left>\d+) and (?P<right>\d+)x\d+\)",
    r"shapes \([\d, ]*?(?P<left>\d+),?\) and \((?P<right>\d+),.*\) not aligned",
)
_BROADCAST = r"could not be broadcast together with shapes (?P<shapes>(?:\([\d, ]*\) ?)+)"


def in_plain_words(error: str, text: str) -> str | None:
    """What an error of this type and text means, in a sentence or two; None if Python's own words
    have to do.
    """
    if error == "NameError" and (found := re.match(r"name '(\w+)' is not defined", text)):
        return _not_defined(found[1])
    for pattern in _PRODUCTS:
        if found := re.search(pattern, text):
            return (
                "In a product A @ B the last axis of A has to be as long as the first of B; here "
                f"they have {found['left']} and {found['right']}. A formula speaks of one column "
                "x, while an array holds a batch: one sequence in each row."
            )
    if found := re.search(_BROADCAST, text):
        return _not_broadcast([_numbers(shape) for shape in re.findall(r"\([^)]*\)", found[0])])
    return None


def _not_defined(name):
    if name in by_name():
        return f"{name} is not defined: run the cell of that exercise, too."
    if name in _IMPORTED:
        return f"{name} is not defined: run the first cell of the notebook, which imports it."
    return f"{name} is not defined. Is it misspelled, or made in a cell that has not been run?"


def _numbers(shape):
    return tuple(map(int, re.findall(r"\d+", shape)))


def _not_broadcast(shapes):
    """Of two shapes, one may have lost an axis that it needs to be matched row by row."""
    longest = max(shapes, key=len)
    for shape in shapes:
        lost = len(longest) - len(shape)
        if lost > 0 and shape == longest[: len(shape)]:
            return (
                f"The shapes {longest} and {shape} do not go together: NumPy matches axes from the "
                f"last one, so the second needs an axis more at its end. A sum, mean or max over "
                "an axis loses it without keepdims=True, a mask without [:, None]."
            )
    return None
