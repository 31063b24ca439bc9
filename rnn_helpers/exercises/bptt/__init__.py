"""Exercises of notebook 04: backpropagation through time."""

from ..exercise import Written
from .loss import loss_and_gradient
from .numerical import numerical_gradient
from .paths import path_contributions
from .step import rnn_step_backward
from .through_time import rnn_backward
from .truncated import truncated_backward

EXERCISES = (
    loss_and_gradient,
    rnn_step_backward,
    numerical_gradient,
    rnn_backward,
    path_contributions,
    truncated_backward,
)
WRITTEN = (Written("assigned_not_added", 2),)
