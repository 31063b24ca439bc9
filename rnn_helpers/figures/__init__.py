"""Every figure that the notebooks draw. Each function returns a Picture, with alternative text."""

from .arrays import answer_comparison, padded_batch, side_by_side
from .networks import (
    bidirectional_network,
    folded_and_unrolled,
    recurrence_kinds,
    stacked_network,
)
from .picture import COLOURS, Picture
from .sequences import accuracy_by_context, task_shapes, two_orders

__all__ = [
    "COLOURS",
    "Picture",
    "accuracy_by_context",
    "answer_comparison",
    "bidirectional_network",
    "folded_and_unrolled",
    "padded_batch",
    "recurrence_kinds",
    "side_by_side",
    "stacked_network",
    "task_shapes",
    "two_orders",
]
