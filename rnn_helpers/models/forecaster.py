"""Next year's number from those of the last twelve."""

import copy
from collections.abc import Callable

import numpy as np
import torch
from numpy.lib.stride_tricks import sliding_window_view
from torch import nn
from torch.nn.functional import mse_loss

from .sequence import SequenceModel

YEARS = 12  # that a forecast looks back on

Forecast = Callable[[np.ndarray], float]  # from the numbers of twelve years to that of the next


def train_forecaster(
    numbers: np.ndarray, seed: int, epochs: int = 300, patience: int = 30
) -> Forecast:
    """Trains a network on a series, with early stopping.

    Args:
        numbers: yearly numbers, ``(years,)``.
        seed: of the initial weights and of the order of the batches.
        epochs: passes over the windows at most.
        patience: how many of them to wait for a lower error on the validation windows.

    Returns:
        A function from ``(12,)``, the numbers of twelve years, to that of the next year, a float.
    """
    mean, std = numbers.mean(), numbers.std()
    scaled = torch.tensor((numbers - mean) / std, dtype=torch.float32)
    windows = scaled.unfold(0, YEARS, 1)[:-1].T  # (12, N)
    targets = scaled[YEARS:]
    held_out = torch.arange(len(targets)) % 5 == 2  # every fifth, to decide when to stop

    torch.manual_seed(seed)
    model = SequenceModel(nn.GRU(1, 16), 1)

    def next_numbers(x):
        """What is learned is the change: it is added to the last number, (12, B) to (B,)."""
        scores, _ = model(x[:, :, None])
        return x[-1] + scores[-1, :, 0]

    optimizer = torch.optim.Adam(model.parameters(), lr=1e-2)
    x, y = windows[:, ~held_out], targets[~held_out]
    best, best_weights, waited = float("inf"), copy.deepcopy(model.state_dict()), 0
    for _ in range(epochs):
        for rows in torch.randperm(len(y)).split(32):
            loss = mse_loss(next_numbers(x[:, rows]), y[rows])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        with torch.no_grad():
            error = mse_loss(next_numbers(windows[:, held_out]), targets[held_out]).item()
        waited += 1
        if error < best:
            best, best_weights, waited = error, copy.deepcopy(model.state_dict()), 0
        if waited == patience:
            break
    model.load_state_dict(best_weights)

    def forecast(window):
        x = torch.tensor((window - mean) / std, dtype=torch.float32)[:, None]
        with torch.no_grad():
            return next_numbers(x).item() * std + mean

    return forecast


def linear_forecaster(numbers: np.ndarray) -> Forecast:
    """An autoregression on twelve years with a constant, AR(12), fitted by least squares.

    Args:
        numbers: yearly numbers, ``(years,)``.

    Returns:
        A function from ``(12,)`` to a float, as ``train_forecaster`` returns.
    """
    windows, targets = sliding_window_view(numbers, YEARS)[:-1], numbers[YEARS:]
    with_constant = np.column_stack([windows, np.ones(len(windows))])
    weights, *_ = np.linalg.lstsq(with_constant, targets, rcond=None)
    return lambda window: float(window @ weights[:-1] + weights[-1])
