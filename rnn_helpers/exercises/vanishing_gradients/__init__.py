"""Notebook 05: vanishing and exploding gradients."""
