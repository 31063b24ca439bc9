"""Right answers in styles that students write: every one has to be accepted.

One module a notebook; each holds ANSWERS, a dict from the exercise's name to a list.
"""

from . import (
    bptt,
    forward_pass,
    gru,
    lstm,
    rnn_math,
    sequence_models,
    sequential_data,
    vanishing_gradients,
)

RIGHT_ANSWERS = {
    **sequential_data.ANSWERS,
    **rnn_math.ANSWERS,
    **forward_pass.ANSWERS,
    **bptt.ANSWERS,
    **vanishing_gradients.ANSWERS,
    **gru.ANSWERS,
    **lstm.ANSWERS,
    **sequence_models.ANSWERS,
}
