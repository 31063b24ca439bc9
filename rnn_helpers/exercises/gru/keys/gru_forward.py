"""The key of gru_forward: one step after the other, each from the state of the one before."""

import numpy as np

from ...key import Key
from ...keys.gru import _gates, gru_step
from ...keys.rnn import LAST_STATE, LAYER, OUTPUT, START
from .gru_step import KEY as STEP


def gru_forward(x, h_0, params):
    h = h_0[0]  # (B, H)
    states = []
    for x_t in x:
        h = gru_step(x_t, h, params)
        states.append(h)
    return np.stack(states), h[np.newaxis]  # (T, B, H), (1, B, H)


KEY = Key(
    solution=gru_forward,
    uses=(_gates, gru_step),
    mistakes={**STEP.mistakes, **LAYER, **START, **OUTPUT, **LAST_STATE},
)
