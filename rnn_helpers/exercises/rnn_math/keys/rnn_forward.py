"""The key of rnn_forward: one step after the other, each from the state of the one before."""

from ...key import Key
from ...keys.rnn import LAST_STATE, LAYER, OUTPUT, START, STEP, rnn_forward, rnn_step

KEY = Key(
    solution=rnn_forward,
    uses=(rnn_step,),
    mistakes={**STEP, **LAYER, **START, **OUTPUT, **LAST_STATE},
)
