"""Predicting the next character by counting."""

from collections import Counter, defaultdict
from functools import partial

from ...reference import next_character_accuracy
from ..exercise import Case, Exercise

_NOTEBOOK = "01_sequential_data"
_exercise = partial(Exercise, notebook=_NOTEBOOK, refuses_torch_layers=False)


# --- next_character_accuracy(train_text, test_text, context) -> float ---


def _random_text(rng, n):
    """Text with some structure: a walk over syllables, so that contexts help."""
    syllables = ("the ", "he ", "then ", "a ", "cat ", "sat ", "on ", "mat ", "that ", "eats ")
    return "".join(rng.choice(syllables, size=n))


def _accuracy_cases(rng):
    def case(about, context, train=120, test=40):
        texts = {"train_text": _random_text(rng, train), "test_text": _random_text(rng, test)}
        return Case(about, {**texts, "context": context})

    return [
        case("two characters of context", 2),
        case("one character of context", 1),
        case("no context", 0),
        case("contexts that the training text lacks", 7),
        case("a small training text", 3, train=8),
        Case(
            "contexts that the training text lacks, and no spaces",
            {"train_text": "EelsSeeTreeseel", "test_text": "aaaaaeaaaaaeaaaa", "context": 2},
        ),
        Case("a tie", {"train_text": "zbzbzaza", "test_text": "zbzazb", "context": 1}),
        Case(
            "the last position counts", {"train_text": "xyxzxz", "test_text": "xzxz", "context": 1}
        ),
    ]


next_character = _exercise(
    name="next_character_accuracy",
    points=2,
    returns={"accuracy": ""},
    cases=_accuracy_cases,
    edge_cases=lambda rng: [
        Case("one symbol", {"train_text": "aaaa", "test_text": "aaa", "context": 1}),
        Case(
            "a long training text",
            {
                "train_text": _random_text(rng, 4000),
                "test_text": _random_text(rng, 400),
                "context": 5,
            },
        ),
        Case("nothing in common", {"train_text": "abab", "test_text": "xyxyx", "context": 2}),
    ],
    answer=next_character_accuracy,
)


def _count(train_text, context):
    after = defaultdict(Counter)
    for i in range(context, len(train_text)):
        after[train_text[i - context : i]][train_text[i]] += 1
    return after


def _favourite(counts):
    return counts.most_common(1)[0][0]


def _share(after, fallback, test_text, context, favourite=_favourite):
    """The share of right predictions from these counts, or from ``fallback`` where they lack a
    context.
    """
    positions = range(context, len(test_text))
    right = [
        favourite(after.get(test_text[i - context : i]) or fallback) == test_text[i]
        for i in positions
    ]
    return sum(right) / len(positions)


@next_character.mistake(
    "This is the accuracy on the training text. It should be measured on the test text, which "
    "the counts have not seen."
)
def scored_on_training_text(train_text, test_text, context):
    return next_character_accuracy(train_text, train_text, context)


@next_character.mistake(
    "This is the accuracy when the counts come from the test text itself. They should come from "
    "the training text."
)
def counted_in_test_text(train_text, test_text, context):
    return next_character_accuracy(test_text, test_text, context)


@next_character.mistake(
    "This is the accuracy when a character is predicted from the ones after it. The context "
    "stands before the character."
)
def context_after(train_text, test_text, context):
    return next_character_accuracy(train_text[::-1], test_text[::-1], context)


@next_character.mistake(
    "A context that never occurs in the training text stops your function. There the most "
    "frequent character of the training text is predicted."
)
def unseen_context_crashes(train_text, test_text, context):
    after = {before: _favourite(counts) for before, counts in _count(train_text, context).items()}
    right = [
        after[test_text[i - context : i]] == test_text[i] for i in range(context, len(test_text))
    ]
    return sum(right) / len(right)


@next_character.mistake(
    "Positions whose context never occurs in the training text are left out of your share. There "
    "the most frequent character of the training text is predicted, and the position counts."
)
def unseen_left_out(train_text, test_text, context):
    after = _count(train_text, context)
    right = [
        _favourite(after[test_text[i - context : i]]) == test_text[i]
        for i in range(context, len(test_text))
        if test_text[i - context : i] in after
    ]
    return sum(right) / len(right)


@next_character.mistake(
    "A context that never occurs in the training text counts as wrong in your function. There "
    "the most frequent character of the training text is predicted, which may be right."
)
def unseen_always_wrong(train_text, test_text, context):
    after = _count(train_text, context)
    positions = range(context, len(test_text))
    right = [
        _favourite(after[test_text[i - context : i]]) == test_text[i]
        for i in positions
        if test_text[i - context : i] in after
    ]
    return sum(right) / len(positions)


@next_character.mistake(
    "The right predictions are divided by the length of the whole test text. The first "
    "characters, which have too little before them, are not predicted and do not count."
)
def divided_by_all(train_text, test_text, context):
    positions = len(test_text) - context
    return next_character_accuracy(train_text, test_text, context) * positions / len(test_text)


@next_character.mistake(
    "For a context that never occurs, your function predicts the most frequent character of the "
    "test text. It should be that of the training text."
)
def fallback_from_test_text(train_text, test_text, context):
    return _share(_count(train_text, context), Counter(test_text), test_text, context)


@next_character.mistake(
    "Where several characters followed a context equally often, your function takes the first in "
    "the alphabet. It should take the one that followed first in the training text."
)
def ties_by_alphabet(train_text, test_text, context):
    def favourite(counts):
        return min(counts, key=lambda character: (-counts[character], character))

    after = _count(train_text, context)
    return _share(after, Counter(train_text), test_text, context, favourite)


@next_character.mistake(
    "The last character of the training text is not counted. It, too, follows a context."
)
def last_position_not_counted(train_text, test_text, context):
    after = _count(train_text[:-1], context)
    return _share(after, Counter(train_text), test_text, context)


@next_character.mistake("The context is not used: the same character is predicted everywhere.")
def context_ignored(train_text, test_text, context):
    favourite = _favourite(Counter(train_text))
    return sum(c == favourite for c in test_text[context:]) / (len(test_text) - context)


@next_character.mistake(
    "This is the share of wrong predictions. The share of right ones is asked for."
)
def share_of_errors(train_text, test_text, context):
    return 1 - next_character_accuracy(train_text, test_text, context)


@next_character.mistake("This is the number of right predictions, not their share.")
def number_of_right(train_text, test_text, context):
    share = next_character_accuracy(train_text, test_text, context)
    return round(share * (len(test_text) - context))


@next_character.mistake("This is a percentage. A share is asked for, a number from 0 to 1.")
def percentage(train_text, test_text, context):
    return 100 * next_character_accuracy(train_text, test_text, context)
