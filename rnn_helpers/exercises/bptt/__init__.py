"""Notebook 04: backpropagation through time."""

NOTEBOOK = "04_bptt"
