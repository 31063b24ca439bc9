"""Notebook 07: the long short-term memory."""

NOTEBOOK = "07_lstm"
