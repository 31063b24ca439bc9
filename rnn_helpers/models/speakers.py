"""Whose voice it is: a classifier of utterances of unequal length."""

from collections.abc import Callable, Sequence

import numpy as np
import torch
from torch import nn
from torch.nn.functional import cross_entropy
from torch.nn.utils import clip_grad_norm_
from torch.nn.utils.rnn import pack_padded_sequence, pad_sequence

_SPEAKERS, _CHANNELS = 9, 12


class SpeakerModel(nn.Module):
    """A recurrent layer that reads a packed batch; its last real state is classified.

    Args:
        layer: an ``nn.RNN`` or ``nn.GRU`` on 12 channels, time first.
    """

    def __init__(self, layer: nn.RNNBase) -> None:
        super().__init__()
        self.layer = layer
        self.linear = nn.Linear(layer.hidden_size, _SPEAKERS)

    def forward(self, x: torch.Tensor, lengths: torch.Tensor) -> torch.Tensor:
        """``scores (B, 9)`` of padded utterances ``x (T, B, 12)`` and their ``lengths (B,)``."""
        packed = pack_padded_sequence(x, lengths, enforce_sorted=False)
        _, h_n = self.layer(packed)  # (1, B, H): after each one's own last frame
        return self.linear(h_n[-1])


class PaddedSpeakerModel(SpeakerModel):
    """The same layers, read carelessly: the state after the last step, padding included."""

    def forward(self, x: torch.Tensor, lengths: torch.Tensor) -> torch.Tensor:
        output, _ = self.layer(x)
        return self.linear(output[-1])


def train_speakers(
    utterances: Sequence[np.ndarray],
    speakers: np.ndarray,
    seed: int,
    make_model: Callable[[], nn.Module] | None = None,
    epochs: int = 10,
    rate: float = 1e-2,
) -> Callable[[Sequence[np.ndarray]], np.ndarray]:
    """Trains a classifier of utterances.

    Args:
        utterances: arrays of ``(frames, 12)`` each.
        speakers: whose they are, 0 to 8, ``(N,)``.
        seed: of the initial weights and of the order of the batches.
        make_model: makes the model; a SpeakerModel with a GRU of 32 units when not given.
        epochs: passes over the utterances, in batches of 32.
        rate: learning rate of Adam.

    Returns:
        A function from a list of utterances to their speakers, ``(N,)``.
    """
    frames = np.concatenate(utterances)
    mean, std = frames.mean(axis=0), frames.std(axis=0)

    def batch(chosen):
        """Padded to the longest, (T, B, 12), with the lengths, (B,)."""
        scaled = [torch.tensor((u - mean) / std, dtype=torch.float32) for u in chosen]
        return pad_sequence(scaled), torch.tensor([len(u) for u in chosen])

    torch.manual_seed(seed)
    model = make_model() if make_model else SpeakerModel(nn.GRU(_CHANNELS, 32))
    optimizer = torch.optim.Adam(model.parameters(), lr=rate)
    x, lengths = batch(utterances)
    y = torch.tensor(speakers)
    for _ in range(epochs):
        for rows in torch.randperm(len(y)).split(32):
            loss = cross_entropy(model(x[:, rows], lengths[rows]), y[rows])
            optimizer.zero_grad()
            loss.backward()
            clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()

    def name_speakers(utterances):
        with torch.no_grad():
            return model(*batch(utterances)).argmax(dim=1).numpy()

    return name_speakers
