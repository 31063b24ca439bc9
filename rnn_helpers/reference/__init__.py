"""Reference implementations in NumPy: what the exercises ask for, written to be read.

The networks take and return NumPy arrays, use PyTorch's names and shapes (time-major: ``x`` is
``(T, B, F)``), and are held against PyTorch in the tests. Sizes: ``T`` time steps,
``B`` sequences in the batch, ``F`` input features, ``H`` hidden units, ``L`` layers,
``V`` output units.
"""

from .bptt import (
    loss_and_gradient,
    numerical_gradient,
    path_contributions,
    step_contributions,
    truncated_backward,
)
from .counting import CountingModel, next_character_accuracy
from .gru import gru_backward, gru_forward, gru_gates, gru_step, gru_step_cho, keep_gate
from .lstm import (
    cell_gradient,
    half_life,
    lstm_backward,
    lstm_forward,
    lstm_step,
    lstm_step_backward,
    lstm_step_cache,
    set_forget_bias,
)
from .networks import bidirectional_forward, padded_forward, stacked_forward
from .output_recurrence import jordan_forward, output_recurrent_forward
from .rnn import (
    before_activation,
    rnn_backward,
    rnn_forward,
    rnn_step,
    rnn_step_backward,
    weight_gradients,
)
from .sizes import count_parameters, lstm_shapes, multiplications, rnn_shapes
from .vanishing import (
    clip_gradients,
    gradient_norms,
    linear_factor,
    orthogonal,
    rescale,
    state_jacobian,
    step_jacobian,
)

__all__ = [
    "CountingModel", "before_activation", "bidirectional_forward", "cell_gradient",
    "clip_gradients", "count_parameters", "gradient_norms", "gru_backward", "gru_forward",
    "gru_gates", "gru_step", "gru_step_cho", "half_life", "jordan_forward", "keep_gate",
    "linear_factor", "loss_and_gradient", "lstm_backward", "lstm_forward", "lstm_shapes",
    "lstm_step", "lstm_step_backward", "lstm_step_cache", "multiplications",
    "next_character_accuracy", "numerical_gradient", "orthogonal", "output_recurrent_forward",
    "padded_forward", "path_contributions", "rescale", "rnn_backward", "rnn_forward", "rnn_shapes",
    "rnn_step", "rnn_step_backward", "set_forget_bias", "stacked_forward", "state_jacobian",
    "step_contributions", "step_jacobian", "truncated_backward", "weight_gradients",
]  # fmt: skip
