"""Reference implementations in NumPy: what the exercises ask for, written to be read.

Every function takes and returns NumPy arrays, uses PyTorch's names and shapes (time-major:
``x`` is ``(T, B, F)``), and is held against PyTorch in the tests. Sizes: ``T`` time steps,
``B`` sequences in the batch, ``F`` input features, ``H`` hidden units, ``L`` layers,
``V`` output units.
"""

from .networks import bidirectional_forward, padded_forward, stacked_forward
from .output_recurrence import jordan_forward, output_recurrent_forward
from .rnn import rnn_backward, rnn_forward, rnn_step, rnn_step_backward

__all__ = [
    "bidirectional_forward",
    "jordan_forward",
    "output_recurrent_forward",
    "padded_forward",
    "rnn_backward",
    "rnn_forward",
    "rnn_step",
    "rnn_step_backward",
    "stacked_forward",
]
