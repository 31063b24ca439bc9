"""The key of linear_factor: w times itself, once a step."""

from ....reference import linear_factor
from ...key import Key, Mistake, edit

POWER = "float(w) ** steps"  # in the source of ``reference.linear_factor``

KEY = Key(
    solution=linear_factor,
    mistakes={
        "times": Mistake("This is w times the steps. Every step multiplies what the step before it "
            "left.", edit(POWER, "float(w) * steps")),
        "one_step_too_many": Mistake("This is one step too many. With no step at all nothing is "
            "multiplied.", edit(POWER, "float(w) ** (steps + 1)")),
        "one_step_too_few": Mistake("This is one step too few. Look at h_1 = w h_0: how often does "
            "w occur in one step?", edit(POWER, "float(w) ** max(steps - 1, 0)")),
        "one_step_too_few_always": Mistake("This is one step too few, even where there is no step. "
            "Look at h_1 = w h_0: one step, and how often does w occur?",
            edit(POWER, "float(w) ** (steps - 1)")),
        "sign_lost": Mistake("The sign of w is lost. What is a negative number times itself?",
            edit(POWER, "abs(float(w)) ** steps")),
        "base_and_exponent_swapped": Mistake("These are steps to the power of w. Which of the two "
            "is multiplied?", edit(POWER, "float(steps) ** w")),
        "exponential": Mistake("This is e to the power of w times the steps. Here w itself is "
            "multiplied.", edit(POWER, "float(np.exp(w * steps))")),
    },
)  # fmt: skip
