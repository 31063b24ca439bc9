"""Notebook 03: the forward pass, by hand."""

NOTEBOOK = "03_forward_pass"
