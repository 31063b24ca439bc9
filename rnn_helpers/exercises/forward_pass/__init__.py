"""The exercises of notebook 03_forward_pass: their cases, right answers and known mistakes."""

from ..exercise import Written
from .bidirectional import bidirectional
from .by_hand import forward_by_hand
from .output_recurrence import jordan, output_recurrent
from .padded import padded
from .stacked import stacked

EXERCISES = (forward_by_hand, stacked, bidirectional, jordan, output_recurrent, padded)
WRITTEN = (Written("backward_last_state", points=2),)
