"""Text, character by character: from a string to windows, and from a model to new text."""

from collections.abc import Callable, Iterable

import torch
from torch.nn.functional import cross_entropy, one_hot

from .sequence import Window


class Alphabet:
    """The characters of a text, each with an id, and what a model needs of them.

    Args:
        text: a string that holds every character.
    """

    def __init__(self, text: str) -> None:
        self.characters = "".join(sorted(set(text)))
        self._id = {character: i for i, character in enumerate(self.characters)}

    def __len__(self) -> int:
        return len(self.characters)

    def ids(self, text: str) -> torch.Tensor:
        """The ids of a text's characters, ``(len(text),)``."""
        return torch.tensor([self._id[character] for character in text])

    def text(self, ids: Iterable[int]) -> str:
        """The string that these ids stand for."""
        return "".join(self.characters[i] for i in ids)

    def one_hot(self, text: str) -> torch.Tensor:
        """A text as one sequence, ``(len(text), 1, V)``."""
        return one_hot(self.ids(text), len(self)).float()[:, None]

    def windows(self, text: str, T: int, B: int) -> list[Window]:
        """A text cut into B streams that are read side by side, T characters at a time.

        Returns:
            A list of pairs ``x (T, B, V)``, one-hot, and ``y (T, B)``: the next character of each.
            What the last whole window does not reach is left out.
        """
        ids = self.ids(text)
        length = (len(ids) - 1) // B  # of a stream
        now = ids[: length * B].view(B, length).T  # (length, B)
        following = ids[1 : length * B + 1].view(B, length).T
        x = one_hot(now, len(self)).float()
        starts = range(0, length - T + 1, T)
        return [(x[start : start + T], following[start : start + T]) for start in starts]


def mean_loss(model: Callable, alphabet: Alphabet, text: str) -> float:
    """The mean cross-entropy of a model that predicts each next character of a text, in nats."""
    with torch.no_grad():
        scores, _ = model(alphabet.one_hot(text[:-1]))
        return cross_entropy(scores[:, 0], alphabet.ids(text[1:])).item()


def sample(
    model: Callable,
    prefix: torch.Tensor,
    length: int,
    temperature: float,
    generator: torch.Generator,
) -> torch.Tensor:
    """New symbols, each drawn by what the model expects after all that came before.

    Args:
        model: ``model(x, state)`` returns ``scores (T, B, V)`` and the next state.
        prefix: what the model reads first, one-hot, ``(T, 1, V)``.
        length: how many symbols to draw.
        temperature: by which scores are divided, above 0.
        generator: to draw with.

    Returns:
        The ids of the new symbols, ``(length,)``.
    """
    x, state, symbols = prefix, None, []
    with torch.no_grad():
        for _ in range(length):
            scores, state = model(x, state)
            probabilities = (scores[-1, 0] / temperature).softmax(dim=0)  # (V,)
            symbol = torch.multinomial(probabilities, 1, generator=generator)
            x = one_hot(symbol, prefix.shape[-1]).to(prefix.dtype)[None]  # (1, 1, V)
            symbols.append(symbol)
    return torch.cat(symbols)
