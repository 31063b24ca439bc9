"""The adding problem, on which cells differ."""

import numpy as np
import torch
from torch.nn.functional import mse_loss
from torch.nn.utils import clip_grad_norm_

from ..data import adding
from .sequence import SequenceModel


def learn_adding(layer, T, seed, updates, solved=0.01, every=50):
    """Trains a layer on the adding problem and follows its error.

    Args:
        layer: an ``nn.RNN``, ``nn.GRU`` or ``nn.LSTM`` with two inputs, time first.
        T: time steps.
        seed: of the sequences; the linear layer's weights are those of torch's own seed.
        updates: how many at most, an iterable; each with 32 new sequences.
        solved: the error at which training ends.
        every: after how many updates the error is measured.

    Yields:
        Pairs of updates so far, from 0 on, and the mean squared error on 500 other sequences.
    """

    def tensors(rng, B):
        x, y = adding(rng, T, B)
        return torch.from_numpy(x).float(), torch.from_numpy(y).float()

    def loss_on(x, y):
        return mse_loss(model(x)[0][-1, :, 0], y)

    model = SequenceModel(layer, 1)
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-2)
    others = tensors(np.random.default_rng(99), 500)
    rng = np.random.default_rng(seed)
    for update in updates:
        if update % every == 0:
            with torch.no_grad():
                error = loss_on(*others).item()
            yield update, error
            if error < solved:
                return
        optimizer.zero_grad()
        loss_on(*tensors(rng, 32)).backward()
        clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
