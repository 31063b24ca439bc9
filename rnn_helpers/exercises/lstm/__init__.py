"""Notebook 07: long short-term memory."""
