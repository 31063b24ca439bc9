"""Right answers in styles that students write: every one has to be accepted.

One module a notebook; each holds ANSWERS, a dict from the exercise's name to a list.
"""

from tests.exercises import (
    right_bptt,
    right_forward_pass,
    right_gru,
    right_lstm,
    right_rnn_math,
    right_sequence_models,
    right_sequential_data,
    right_vanishing_gradients,
)

RIGHT_ANSWERS = {
    **right_sequential_data.ANSWERS,
    **right_rnn_math.ANSWERS,
    **right_forward_pass.ANSWERS,
    **right_bptt.ANSWERS,
    **right_vanishing_gradients.ANSWERS,
    **right_gru.ANSWERS,
    **right_lstm.ANSWERS,
    **right_sequence_models.ANSWERS,
}
