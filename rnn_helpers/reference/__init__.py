"""Reference implementations in NumPy: what the exercises ask for, written to be read.

The networks take and return NumPy arrays, use PyTorch's names and shapes (time-major: ``x`` is
``(T, B, F)``), and are held against PyTorch in the tests. Sizes: ``T`` time steps,
``B`` sequences in the batch, ``F`` input features, ``H`` hidden units, ``L`` layers,
``V`` output units.
"""

from .counting import CountingModel, next_character_accuracy
from .networks import bidirectional_forward, padded_forward, stacked_forward
from .output_recurrence import jordan_forward, output_recurrent_forward
from .rnn import rnn_backward, rnn_forward, rnn_step, rnn_step_backward
from .sizes import count_parameters, multiplications, rnn_shapes

__all__ = [
    "CountingModel",
    "bidirectional_forward",
    "count_parameters",
    "jordan_forward",
    "multiplications",
    "next_character_accuracy",
    "output_recurrent_forward",
    "padded_forward",
    "rnn_backward",
    "rnn_forward",
    "rnn_shapes",
    "rnn_step",
    "rnn_step_backward",
    "stacked_forward",
]
