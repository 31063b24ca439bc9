"""Exercises of notebook 07: the long short-term memory."""

from ..exercise import Written
from .backward import lstm_step_backward
from .forget import cell_gradient, half_life, set_forget_bias
from .layer import lstm_forward, lstm_step
from .projection import lstm_shapes, projected_step

EXERCISES = (
    lstm_step,
    lstm_forward,
    lstm_shapes,
    projected_step,
    cell_gradient,
    half_life,
    set_forget_bias,
    lstm_step_backward,
)
WRITTEN = (Written("train_longer", 2),)
