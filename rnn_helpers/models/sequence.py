"""A recurrent layer with a linear one on top, and how it is trained on a long sequence."""

import math

import torch
from torch import nn
from torch.nn.functional import cross_entropy
from torch.nn.utils import clip_grad_norm_


class SequenceModel(nn.Module):
    """A recurrent layer, and one linear layer that reads its state at every step.

    Args:
        layer: an ``nn.RNN``, ``nn.GRU`` or ``nn.LSTM``, time first.
        output_size: numbers that come out at every step, V.
    """

    def __init__(self, layer, output_size):
        super().__init__()
        self.layer = layer
        self.linear = nn.Linear(layer.hidden_size, output_size)

    def forward(self, x, state=None):
        """Scores and the last state of a batch of sequences.

        Args:
            x: ``(T, B, F)``.
            state: the layer's first state, in the layer's own form; zeros when None.

        Returns:
            ``scores (T, B, V)`` and the layer's last state, in its own form.
        """
        output, state = self.layer(x, state)  # (T, B, H)
        return self.linear(output), state


def detached(state):
    """A state, or the tuple of an LSTM, cut off from what led to it; None stays None."""
    if isinstance(state, tuple):
        return tuple(part.detach() for part in state)
    return None if state is None else state.detach()


def train_epoch(model, windows, optimizer, max_norm):
    """One pass over the windows of a long sequence, with one update for each.

    The state goes on from window to window, the gradient does not: truncated backpropagation
    through time.

    Args:
        model: ``model(x, state)`` returns ``scores (T, B, V)`` and the next state.
        windows: pairs of ``x (T, B, F)`` and ``y (T, B)``, the class at each step, in order.
        optimizer: of the model's weights.
        max_norm: the length to which a longer gradient is cut.

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


def perplexity(mean_loss):
    """Among how many equally likely classes a model with this loss in nats hesitates, a float."""
    return math.exp(mean_loss)


def last_states(output, lengths):
    """The state after each sequence's own last step.

    Args:
        output: a layer's output on a padded batch, ``(T, B, H)``.
        lengths: true steps of each sequence, whole numbers ``(B,)``, from 1 to T.

    Returns:
        ``(B, H)``.
    """
    return output[lengths - 1, torch.arange(len(lengths))]
