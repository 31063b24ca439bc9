"""Predicting the next character by counting what followed the last few ones before.

Source: C. E. Shannon, A mathematical theory of communication, Bell System Technical Journal 27
(1948), section 3, where a text is approximated from the counts of its letters in context.
"""

from collections import Counter


class CountingModel:
    """Counts, for every context of ``context`` characters, which character followed it.

    Args:
        text: the text to count in.
        context: how many characters before the next one are looked at, from 0 on.
    """

    _after: dict[str, dict[str, int]]

    def __init__(self, text: str, context: int) -> None:
        self.context = context
        self.overall = Counter(text)
        self._after = {}
        pieces = Counter(text[i - context : i + 1] for i in range(context, len(text)))
        for piece, count in pieces.items():
            self._after.setdefault(piece[:-1], {})[piece[-1]] = count
        # The favourites once, instead of in every prediction. max names the first among equals.
        self._favourite = {
            before: max(counts, key=counts.__getitem__) for before, counts in self._after.items()
        }
        self._overall_favourite = self.overall.most_common(1)[0][0] if text else ""

    def counts(self, before: str) -> Counter[str]:
        """How often each character followed the end of ``before``, as a Counter.

        Where this context never occurred: how often each character occurs at all.
        """
        return Counter(self._after.get(self._key(before)) or self.overall)

    def knows(self, before: str) -> bool:
        """Whether the end of ``before`` occurred as a context."""
        return self._key(before) in self._after

    def predict(self, before: str) -> str:
        """The character that followed most often; among equals, the one that did so first."""
        return self._favourite.get(self._key(before), self._overall_favourite)

    def _key(self, before):
        return before[len(before) - self.context :]


def next_character_accuracy(train_text: str, test_text: str, context: int) -> float:
    """How often counting in one text predicts the next character of another.

    Args:
        train_text: the text to count in.
        test_text: the text to predict, at every position that has ``context`` characters
            before it.
        context: number of characters looked at, from 0 on.

    Returns:
        The accuracy, from 0 to 1.
    """
    model = CountingModel(train_text, context)
    positions = range(context, len(test_text))
    right = sum(model.predict(test_text[i - context : i]) == test_text[i] for i in positions)
    return right / len(positions)
