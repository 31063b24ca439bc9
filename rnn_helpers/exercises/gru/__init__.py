"""Notebook 06: the gated recurrent unit."""
