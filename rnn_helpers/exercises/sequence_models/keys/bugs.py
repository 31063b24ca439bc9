"""The key of bugs: five training scripts, each with one bug that its symptoms give away."""

from ...key import Choice

# Each bug, and where in a script to look for it.
_WHERE = {
    "batch and time swapped": "Follow the shapes: which axis of x does the layer take for time, "
    "and which one does the script?",
    "state not detached": "Does any state go from one update into the next here?",
    "clipped before backward": "Read the lines between the loss and the step, in their order.",
    "softmax before the loss": "Look at what the loss is given: does it come from the linear layer "
    "as it is?",
    "target inside the input": "Ask for each step what the layer has read when it answers, and "
    "whether y is part of that.",
    "gradients not zeroed": "Look for zero_grad: is there an update without it?",
    "step missing": "Look for the optimizer's step: is there an update without it?",
}


def _choice(right: str) -> Choice:
    return Choice(right, {bug: where for bug, where in _WHERE.items() if bug != right})


KEY = {
    "script_1": _choice("target inside the input"),
    "script_2": _choice("clipped before backward"),
    "script_3": _choice("batch and time swapped"),
    "script_4": _choice("state not detached"),
    "script_5": _choice("softmax before the loss"),
}
