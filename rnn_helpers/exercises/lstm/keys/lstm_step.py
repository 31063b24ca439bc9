"""The key of lstm_step: c_t = f * c_prev + i * g, h_t = o * tanh(c_t)."""

from ...key import Key
from ...keys.lstm import STEP, lstm_step

KEY = Key(solution=lstm_step, mistakes=STEP)
