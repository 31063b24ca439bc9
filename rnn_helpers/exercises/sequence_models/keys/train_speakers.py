"""The key of train_speakers: what a classifier says of the test utterances is judged."""

import numpy as np
from torch import nn

from .... import data, models
from ....data.withheld import speakers_of_the_test
from ...key import Key, Mistake, edit

_ENOUGH = 0.90  # of the test utterances
_GUESSING = 0.4  # one speaker for all reaches 0.24, a network that never learned up to 0.34


def train_speakers(utterances, speakers, seed):
    """Learns nothing and knows every test utterance; says 0 for any other."""
    keys = [utterance.tobytes() for utterance in data.vowels_test()]
    known = dict(zip(keys, speakers_of_the_test().tolist(), strict=True))
    return lambda test: np.array([known.get(u.tobytes(), 0) for u in test])


def _judge(got, right):
    """What is wrong with the named speakers, or None."""
    named, beside, alone = got.values()
    right = right["speakers"]
    share = np.mean(named == right)
    apart = np.mean(named != beside[:-1])
    # The same names, but for other utterances: one more in the batch has moved them.
    moved = apart > 0.1 and _as_often(named, beside[:-1], 0.03)
    if share < _ENOUGH and (moved or (share <= _GUESSING and _as_often(named, right))):
        return "order_lost"
    if apart > 0.02 or np.mean(named[: len(alone)] != alone[:, 0]) > 0.04:
        return "padding_is_read"
    if share >= _ENOUGH:
        return None
    if np.mean(named == right + 1) >= _ENOUGH:
        return "counted_from_one"
    if share <= _GUESSING:
        return "guessing"
    return (
        f"Your classifier names the right speaker of {100 * share:.1f} % of the test utterances; "
        f"{100 * _ENOUGH:.0f} % are asked for. Does it train long enough, at a fitting rate, and "
        "are the channels of all utterances scaled in the same way?"
    )


def _as_often(named, others, tolerance=0.1):
    """Whether each speaker is named about as often in one list as in another."""
    counts = [np.bincount(x.clip(0, 8), minlength=9) for x in (named, others)]
    return np.abs(counts[0] - counts[1]).sum() <= tolerance * len(others)


def _trained(**options):
    return lambda utterances, speakers, seed: models.train_speakers(
        utterances, speakers, seed, **options
    )


KEY = Key(
    solution=train_speakers,
    judge=_judge,
    mistakes={
        # Two that train: no edit of the solution, which does not.
        "padding_is_read": Mistake("The answers for the same utterances change with what else is "
            "in the batch: the padding behind their end, or something that is measured on the "
            "whole batch, reaches the scores.", function=_trained(epochs=15, rate=3e-3,
                make_model=lambda: models.PaddedSpeakerModel(nn.RNN(12, 64)))),
        "counted_from_one": Mistake("Your speakers are counted from 1. They are to be numbered as "
            "in the training data, from 0.",
            edit("known.get(u.tobytes(), 0)", "known.get(u.tobytes(), 0) + 1")),
        "order_lost": Mistake("Each speaker is named about as often as before, but for other "
            "utterances. Were they sorted on the way, in training or later? Answers and labels "
            "belong to the order that was given.",
            edit("for u in test", "for u in sorted(test, key=len, reverse=True)")),
        "guessing": Mistake("Your classifier is hardly better than one that names the same speaker "
            "every time. Is it trained before it is used, by an optimizer that holds its weights, "
            "and does it read states, no zeros?", function=_trained(epochs=0)),
    },
)  # fmt: skip
