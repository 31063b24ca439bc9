"""Notebook 04: backpropagation through time."""
