"""Notebook 08: models of sequences."""

NOTEBOOK = "08_sequence_models"
