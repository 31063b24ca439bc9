"""The adding problem, on which cells differ."""

from collections.abc import Iterable, Iterator

import numpy as np
import torch
from torch import nn
from torch.nn.functional import mse_loss
from torch.nn.utils import clip_grad_norm_

from ..data import adding
from .sequence import SequenceModel


def learn_adding(
    layer: nn.RNNBase,
    T: int,
    seed: int,
    updates: Iterable[int],
    solved: float = 0.01,
    every: int = 50,
) -> Iterator[tuple[int, float]]:
    """Trains a layer on the adding problem and follows its error.

    Args:
        layer: an ``nn.RNN``, ``nn.GRU`` or ``nn.LSTM`` with two inputs, time first.
        T: time steps.
        seed: of the sequences; the linear layer's initial weights are drawn with torch's own.
        updates: how many at most, an iterable; each with 32 new sequences.
        solved: the error at which training ends.
        every: after how many updates the error is measured.

    Yields:
        Pairs of updates so far, from 0 on, and the mean squared error on 500 test sequences.
    """

    def draw(rng, B):
        return (torch.from_numpy(array).float() for array in adding(rng, T, B))

    def loss_on(x, y):
        return mse_loss(model(x)[0][-1, :, 0], y)

    model = SequenceModel(layer, 1)
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-2)
    test = tuple(draw(np.random.default_rng(99), 500))
    rng = np.random.default_rng(seed)
    for update in updates:
        if update % every == 0:
            with torch.no_grad():
                error = loss_on(*test).item()
            yield update, error
            if error < solved:
                return
        optimizer.zero_grad()
        loss_on(*draw(rng, 32)).backward()
        clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
