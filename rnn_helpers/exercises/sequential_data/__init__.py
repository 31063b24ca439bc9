"""Notebook 01: what a sequence is."""
