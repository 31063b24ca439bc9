"""Five training scripts, each with one bug that its symptoms give away."""

from ..exercise import Choices, Question

# Each bug, and what would be seen with it.
_SYMPTOMS = {
    "batch and time swapped": "With batch and time swapped the answer of one sequence depends on "
    "the other sequences of the batch, and the loss stays where guessing is.",
    "state not detached": "With a state that is not detached, backward reaches into an earlier "
    "window, and PyTorch stops with an error in the second one.",
    "clipped before backward": "Clipping before backward finds no gradients yet: the length that "
    "it reports is 0 every time.",
    "softmax before the loss": "With a softmax before the loss the scores lie between 0 and 1: the "
    "answers may all be right, and the loss still cannot come near 0.",
    "target inside the input": "With the target inside the input the loss falls below what is "
    "possible: even throws of a die are predicted.",
    "gradients not zeroed": "With gradients that are not zeroed every update also holds those of "
    "all updates before: look whether zero_grad is called.",
    "step missing": "Without the optimizer's step no weight would ever change: look whether it is "
    "called.",
}
_RIGHT = {
    "script_1": "target inside the input",
    "script_2": "clipped before backward",
    "script_3": "batch and time swapped",
    "script_4": "state not detached",
    "script_5": "softmax before the loss",
}


def _question(right):
    others = {option: why for option, why in _SYMPTOMS.items() if option != right}
    return Question(
        right, {option: f"{why} That is not seen here." for option, why in others.items()}
    )


bugs = Choices(
    name="bugs",
    notebook="08_sequence_models",
    points=5,
    options=tuple(_SYMPTOMS),
    questions={script: _question(right) for script, right in _RIGHT.items()},
    parts=dict.fromkeys(_RIGHT, 1),
)
