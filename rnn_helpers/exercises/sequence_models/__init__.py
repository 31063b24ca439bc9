"""Notebook 08: models of sequences."""
