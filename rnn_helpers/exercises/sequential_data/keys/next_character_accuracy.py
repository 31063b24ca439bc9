"""The key of next_character_accuracy: what followed a context most often is predicted after it."""

from collections import Counter, defaultdict

from ...key import Key, Mistake, edit


def next_character_accuracy(train_text, test_text, context):
    after = defaultdict(Counter)
    for i in range(context, len(train_text)):
        after[train_text[i - context : i]][train_text[i]] += 1
    favourite = {before: counts.most_common(1)[0][0] for before, counts in after.items()}
    overall = Counter(train_text).most_common(1)[0][0]

    right = 0
    positions = range(context, len(test_text))
    for i in positions:
        predicted = favourite.get(test_text[i - context : i], overall)
        right += predicted == test_text[i]
    return right / len(positions)


START = "after = defaultdict(Counter)"
POSITIONS = "range(context, len(test_text))"
PREDICTION = "favourite.get(test_text[i - context : i], overall)"

KEY = Key(
    solution=next_character_accuracy,
    mistakes={
        "scored_on_training_text": Mistake("This is the accuracy on the training text. It should "
            "be measured on the test text, which the counts have not seen.",
            edit(START, f"test_text = train_text\n    {START}")),
        "counted_in_test_text": Mistake("This is the accuracy when the counts come from the test "
            "text itself. They should come from the training text.",
            edit(START, f"train_text = test_text\n    {START}")),
        "context_after": Mistake("This is the accuracy when a character is predicted from the ones "
            "after it. The context stands before the character.",
            edit(START, f"train_text, test_text = train_text[::-1], test_text[::-1]\n    {START}")),
        "unseen_context_crashes": Mistake("A context that never occurs in the training text stops "
            "your function. There the most frequent character of the training text is predicted.",
            edit(PREDICTION, "favourite[test_text[i - context : i]]")),
        "unseen_left_out": Mistake("Positions whose context never occurs in the training text are "
            "left out of your share. There the most frequent character of the training text is "
            "predicted, and the position counts.",
            edit(POSITIONS, f"[i for i in {POSITIONS} if test_text[i - context : i] in after]")),
        "unseen_always_wrong": Mistake("A context that never occurs in the training text counts as "
            "wrong in your function. There the most frequent character of the training text is "
            "predicted, which may be right.",
            edit(PREDICTION, "favourite.get(test_text[i - context : i])")),
        "divided_by_all": Mistake("The right predictions are divided by the length of the whole "
            "test text. The first characters, which have too little before them, are not predicted "
            "and do not count.", edit("len(positions)", "len(test_text)")),
        "fallback_from_test_text": Mistake("For a context that never occurs, your function "
            "predicts the most frequent character of the test text. It should be that of the "
            "training text.", edit("Counter(train_text)", "Counter(test_text)")),
        "ties_by_alphabet": Mistake("Where several characters followed a context equally often, "
            "your function takes the first in the alphabet. It should take the one that followed "
            "first in the training text.",
            edit("counts.most_common(1)[0][0]", "max(sorted(counts), key=counts.get)"),
            edit("Counter(train_text).most_common(1)[0][0]",
                "max(sorted(train_text), key=train_text.count)")),
        "last_position_not_counted": Mistake("The last character of the training text is not "
            "counted. It, too, follows a context.",
            edit("len(train_text))", "len(train_text) - 1)")),
        "context_ignored": Mistake("The context is not used: the same character is predicted "
            "everywhere.", edit(PREDICTION, "overall")),
        "share_of_errors": Mistake("This is the share of wrong predictions. The share of right "
            "ones is asked for.", edit("predicted == test_text[i]", "predicted != test_text[i]")),
        "number_of_right": Mistake("This is the number of right predictions, not their share.",
            edit("return right / len(positions)", "return right")),
        "percentage": Mistake("This is a percentage. A share is asked for, a number from 0 to 1.",
            edit("return right", "return 100 * right")),
    },
)  # fmt: skip
