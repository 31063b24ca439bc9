"""The exercises of notebook 01_sequential_data: cases, right answers and known mistakes."""

from ..exercise import Written
from .arrays import one_hot, pad_sequences, sliding_windows
from .choices import data_kinds, task_shapes
from .counting import next_character

EXERCISES = (data_kinds, task_shapes, one_hot, sliding_windows, pad_sequences, next_character)
WRITTEN = (Written("why_not_more_counting", points=2),)
