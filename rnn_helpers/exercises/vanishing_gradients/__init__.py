"""Notebook 05: vanishing and exploding gradients."""

NOTEBOOK = "05_vanishing_gradients"
