"""Notebook 02: what one recurrent layer computes."""

NOTEBOOK = "02_rnn_math"
