"""train_speakers(utterances, speakers, seed)"""

import numpy as np

from ... import data
from ...data.withheld import speakers_of_the_test
from ..exercise import Case, Exercise

_ENOUGH = 0.90  # of the test utterances
_GUESSING = 0.4  # one speaker for all reaches 0.24, a network that never learned up to 0.34
_ALONE = 74  # utterances that are also classified one by one, a fifth


def _case(rng, about):
    utterances, speakers = data.vowels()
    test = data.vowels_test()
    rng.shuffle(test)
    longest = sorted(test, key=len)[-2:]
    return Case(
        about,
        {"utterances": utterances, "speakers": speakers, "seed": int(rng.integers(1000))},
        # Beside it, padding is long: who reads it comes to other answers.
        later={"test": test, "longer": np.concatenate(longest)},
    )


def _ask(name_speakers, test, longer):
    alone = [name_speakers([utterance]) for utterance in test[:_ALONE]]
    return name_speakers(test), name_speakers([*test, longer]), alone


def _know_them(utterances, speakers, seed):
    """Knows every test utterance; says 0 for any other."""
    keys = [utterance.tobytes() for utterance in data.vowels_test()]
    known = dict(zip(keys, speakers_of_the_test().tolist(), strict=True))
    return lambda test: np.array([known.get(utterance.tobytes(), 0) for utterance in test])


def _judged(got, right):
    """What is wrong with the named speakers, or None."""
    named, beside, alone = got.values()
    right = right["speakers"]
    share = np.mean(named == right)
    apart = np.mean(named != beside[:-1])
    # The same names, but for other utterances: one more in the batch has moved them.
    moved = apart > 0.1 and _as_often(named, beside[:-1], 0.03)
    if share < _ENOUGH and (moved or (share <= _GUESSING and _as_often(named, right))):
        return "order_lost"
    if apart > 0.02 or np.mean(named[:_ALONE] != alone[:, 0]) > 0.04:
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


train_speakers = Exercise(
    name="train_speakers",
    notebook="08_sequence_models",
    points=3,
    returns={
        "speakers": "B",
        "speakers_beside_a_longer_one": "B",
        "speakers_of_one_utterance_at_a_time": "B 1",
    },
    then=_ask,
    in_words="a function that names the speakers of a list of utterances",
    judged=_judged,
    refuses_torch_layers=False,
    time_limit=60.0,
    answer=_know_them,
    cases=lambda rng: [_case(rng, "the 370 test utterances")],
    edge_cases=lambda rng: [_case(rng, "the 370 test utterances after another seed")],
)


@train_speakers.mistake(
    "The answers for the same utterances change with what else is in the batch: the padding behind "
    "their end, or something that is measured on the whole batch, reaches the scores."
)
def padding_is_read(utterances, speakers, seed):
    from torch import nn

    from ...models import PaddedSpeakerModel
    from ...models import train_speakers as train

    def make_model():
        return PaddedSpeakerModel(nn.RNN(12, 64))

    return train(utterances, speakers, seed, make_model, epochs=15, rate=3e-3)


def _with(train, change):
    return lambda test: change(np.asarray(train(test)))


@train_speakers.mistake(
    "Your speakers are counted from 1. They are to be numbered as in the training data, from 0."
)
def counted_from_one(utterances, speakers, seed):
    return _with(_know_them(utterances, speakers, seed), lambda named: named + 1)


@train_speakers.mistake(
    "Each speaker is named about as often as before, but for other utterances. Were they sorted on "
    "the way, in training or later? Answers and labels belong to the order that was given."
)
def order_lost(utterances, speakers, seed):
    know = _know_them(utterances, speakers, seed)
    return lambda test: know(sorted(test, key=len, reverse=True))


@train_speakers.mistake(
    "Your classifier is hardly better than one that names the same speaker every time. Is it "
    "trained before it is used, by an optimizer that holds its weights, and does it read states, "
    "no zeros?"
)
def guessing(utterances, speakers, seed):
    from ...models import train_speakers as train

    return train(utterances, speakers, seed, epochs=0)
