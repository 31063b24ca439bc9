"""Notebook 06: the gated recurrent unit."""

NOTEBOOK = "06_gru"
