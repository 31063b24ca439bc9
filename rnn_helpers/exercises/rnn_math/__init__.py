"""The exercises of notebook 02_rnn_math: cases, right answers and known mistakes."""

from ..exercise import Written
from .layer import forward, softmax_output, step
from .sizes import count_parameters, multiplications, rnn_shapes

EXERCISES = (step, forward, softmax_output, rnn_shapes, count_parameters, multiplications)
WRITTEN = (Written("why_share_weights", points=2),)
