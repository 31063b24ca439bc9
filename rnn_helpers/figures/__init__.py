"""Every figure that the notebooks draw. Each function returns a Picture, with alternative text."""

from .arrays import answer_comparison, padded_batch, side_by_side
from .networks import bidirectional_network, recurrence_kinds
from .picture import COLOURS, Picture

__all__ = [
    "COLOURS",
    "Picture",
    "answer_comparison",
    "bidirectional_network",
    "padded_batch",
    "recurrence_kinds",
    "side_by_side",
]
