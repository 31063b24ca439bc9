"""Notebook 01: what a sequence is, sequences as arrays, and counting as a first model."""

NOTEBOOK = "01_sequential_data"
