"""The keys of this notebook, a module for each question."""
