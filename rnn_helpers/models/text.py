"""Text, character by character: from a string to windows, and from a model to new text."""

import torch
from torch.nn.functional import cross_entropy, one_hot


class Alphabet:
    """The characters of a text, each with a number, and what a model needs of them.

    Args:
        text: a string that holds every character.
    """

    def __init__(self, text):
        self.characters = "".join(sorted(set(text)))
        self._number = {character: i for i, character in enumerate(self.characters)}

    def __len__(self):
        return len(self.characters)

    def numbers(self, text):
        """The numbers of a text's characters, ``(len(text),)``."""
        return torch.tensor([self._number[character] for character in text])

    def text(self, numbers):
        """The string that these numbers stand for."""
        return "".join(self.characters[number] for number in numbers)

    def one_hot(self, text):
        """A text as one sequence, ``(len(text), 1, V)``."""
        return one_hot(self.numbers(text), len(self)).float()[:, None]

    def windows(self, text, T, B):
        """A text cut into B streams that are read side by side, T characters at a time.

        Returns:
            A list of pairs ``x (T, B, V)``, one-hot, and ``y (T, B)``: the next character of each.
            What the last whole window does not reach is left out.
        """
        numbers = self.numbers(text)
        length = (len(numbers) - 1) // B  # of a stream
        now = numbers[: length * B].view(B, length).T  # (length, B)
        following = numbers[1 : length * B + 1].view(B, length).T
        x = one_hot(now, len(self)).float()
        return [
            (x[start : start + T], following[start : start + T])
            for start in range(0, length - T + 1, T)
        ]


def mean_loss(model, alphabet, text):
    """How badly a model predicts each next character of a text: the mean loss in nats."""
    with torch.no_grad():
        scores, _ = model(alphabet.one_hot(text[:-1]))
        return cross_entropy(scores[:, 0], alphabet.numbers(text[1:])).item()


def sample(model, prefix, length, temperature, generator):
    """New symbols, each drawn by what the model expects after all that came before.

    Args:
        model: ``model(x, state)`` returns ``scores (T, B, V)`` and the next state.
        prefix: what the model reads first, one-hot, ``(T, 1, V)``.
        length: how many symbols to draw.
        temperature: by which scores are divided, above 0.
        generator: a ``torch.Generator`` to draw with.

    Returns:
        The new symbols' numbers, ``(length,)``.
    """
    x, state, symbols = prefix, None, []
    with torch.no_grad():
        for _ in range(length):
            scores, state = model(x, state)
            chances = (scores[-1, 0] / temperature).softmax(dim=0)  # (V,)
            symbol = torch.multinomial(chances, 1, generator=generator)
            x = one_hot(symbol, prefix.shape[-1]).to(prefix.dtype)[None]  # (1, 1, V)
            symbols.append(symbol)
    return torch.cat(symbols)
