"""The key of softmax_output: exponentials of the logits, each row divided by its sum."""

import numpy as np

from ...key import Key, Mistake, edit


def softmax_output(h, W_ho, b_o):
    logits = h @ W_ho.T + b_o  # (B, V)
    weights = np.exp(logits - logits.max(axis=1, keepdims=True))  # (B, V), none above 1
    return weights / weights.sum(axis=1, keepdims=True)


MAXIMUM = "logits.max(axis=1, keepdims=True)"
SUM = "weights.sum(axis=1, keepdims=True)"

KEY = Key(
    solution=softmax_output,
    mistakes={
        "overflow": Mistake("Your function breaks down when a logit is large: exp(1000) is more "
            "than a float64 can hold. Softmax does not change when the same number is taken from "
            "all logits of a row.", edit(f" - {MAXIMUM}", "")),
        "one_maximum_for_all": Mistake("One number is taken from the logits of all rows. Where one "
            "row is far larger than the others, nothing is left of these: each row needs its own.",
            edit(MAXIMUM, "logits.max()")),
        "sum_over_the_batch": Mistake("Your columns add up to 1, over the batch. For each sequence "
            "the probabilities of the V outputs should add up to 1: which axis is that?",
            edit(MAXIMUM, "logits.max(axis=0)"), edit(SUM, "weights.sum(axis=0)")),
        "sum_over_everything": Mistake("All your numbers together add up to 1. Each row should add "
            "up to 1 on its own.", edit(MAXIMUM, "logits.max()"), edit(SUM, "weights.sum()")),
        "logits_returned": Mistake("These are the logits. Softmax still has to turn them into "
            "probabilities.", edit(f"weights / {SUM}", "logits")),
        "not_divided": Mistake("These are the exponentials of the logits (with the largest taken "
            "off). They still have to be divided by their sum.", edit(f" / {SUM}", "")),
        "divided_by_the_sum_of_all": Mistake("Each exponential is divided by the sum over all "
            "rows. Each row has a sum of its own.", edit(SUM, "weights.sum()")),
        "divided_by_the_column": Mistake("Each exponential is divided by the sum over the batch, "
            "down the column. The sum runs over the V outputs of a row.",
            edit(SUM, "weights.sum(axis=0)")),
        "sigmoid": Mistake("These are sigmoids, each of one logit alone. In a softmax the V "
            "probabilities share a sum.", edit(f"weights / {SUM}", "1 / (1 + np.exp(-logits))")),
        "log_probabilities": Mistake("These are the logarithms of the probabilities.",
            edit(f"weights / {SUM}", f"logits - {MAXIMUM} - np.log({SUM})")),
        "without_b_o": Mistake("b_o plays no part in your numbers.", edit(" + b_o", "")),
        "transposed_W_ho": Mistake("These are the numbers you get with W_ho transposed. Row k of "
            "W_ho holds the weights of output unit k.", edit("W_ho.T", "W_ho")),
    },
)  # fmt: skip
