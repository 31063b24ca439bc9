"""Exercises of notebook 06: the gated recurrent unit."""

from ..exercise import Written
from .layer import gru_forward, gru_step, gru_step_cho
from .weights import gru_parameters, keep_gate

EXERCISES = (gru_step, gru_forward, gru_step_cho, gru_parameters, keep_gate)
WRITTEN = (Written("carry_a_number", 2),)
