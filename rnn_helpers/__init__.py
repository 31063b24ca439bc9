"""Helpers for the course on recurrent neural networks.

A notebook needs ``check`` and ``progress`` from here, ``attempt``, ``seeds`` and ``rounds`` for
its experiments, and ``figures`` and ``widgets``, which load Matplotlib, PyTorch and ipywidgets
when they are first imported.
"""

from .checking import CheckFailed, ShortcutUsed, check
from .checking.progress import progress
from .experiments import attempt, rounds, seeds

__all__ = ["CheckFailed", "ShortcutUsed", "attempt", "check", "progress", "rounds", "seeds"]
