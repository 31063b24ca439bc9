"""A recurrent layer with a linear one on top, and how it is trained on a long sequence."""

import math
from collections.abc import Sequence
from typing import Any

import torch
from torch import nn
from torch.nn.functional import cross_entropy
from torch.nn.utils import clip_grad_norm_

State = Any  # a tensor, or the tuple of two of an LSTM
Window = tuple[torch.Tensor, torch.Tensor]  # what goes in, and what should come out


class SequenceModel(nn.Module):
    """A recurrent layer, and one linear layer that reads its state at every step.

    Args:
        layer: an ``nn.RNN``, ``nn.GRU`` or ``nn.LSTM``, time first.
        output_size: numbers that come out at every step, V.
    """

    def __init__(self, layer: nn.RNNBase, output_size: int) -> None:
        super().__init__()
        self.layer = layer
        self.linear = nn.Linear(layer.hidden_size, output_size)

    def forward(self, x: torch.Tensor, state: State | None = None) -> tuple[torch.Tensor, State]:
        """Scores and the last state of a batch of sequences.

        Args:
            x: ``(T, B, F)``.
            state: the layer's initial state, in the layer's own form; zeros when None.

        Returns:
            ``scores (T, B, V)`` and the layer's last state, in its own form.
        """
        output, state = self.layer(x, state)  # (T, B, H)
        return self.linear(output), state


def detached(state: State | None) -> State | None:
    """A state, or the tuple of an LSTM, cut off from what led to it; None stays None."""
    if isinstance(state, tuple):
        return tuple(part.detach() for part in state)
    return None if state is None else state.detach()


def train_epoch(
    model: nn.Module, windows: Sequence[Window], optimizer: torch.optim.Optimizer, max_norm: float
) -> float:
    """One pass over the windows of a long sequence, with one update for each.

    The state goes on from window to window, the gradient does not: truncated backpropagation
    through time.

    Args:
        model: ``model(x, state)`` returns ``scores (T, B, V)`` and the next state.
        windows: pairs of ``x (T, B, F)`` and ``y (T, B)``, the class at each step, in order.
        optimizer: of the model's weights.
        max_norm: the gradient norm above which a gradient is clipped.

    Returns:
        The mean of the windows' losses in nats, a float.
    """
    state, losses = None, []
    for x, y in windows:
        scores, state = model(x, detached(state))
        loss = cross_entropy(scores.flatten(0, 1), y.flatten())
        optimizer.zero_grad()
        loss.backward()
        clip_grad_norm_(model.parameters(), max_norm)  # after backward: now there is a gradient
        optimizer.step()
        losses.append(loss.item())
    return sum(losses) / len(losses)


def perplexity(mean_loss: float) -> float:
    """The perplexity at a mean cross-entropy in nats: among how many equally likely classes a model
    hesitates.
    """
    return math.exp(mean_loss)


def last_states(output: torch.Tensor, lengths: torch.Tensor) -> torch.Tensor:
    """The state after each sequence's own last step.

    Args:
        output: a layer's output on a padded batch, ``(T, B, H)``.
        lengths: real steps of each sequence, integers from 1 to T, ``(B,)``.

    Returns:
        ``(B, H)``.
    """
    return output[lengths - 1, torch.arange(len(lengths))]
