"""Helpers for the course on recurrent neural networks.

A notebook needs ``check`` and ``progress`` from here, ``attempt``, ``yours_or_ours``, ``seeds``
and ``rounds`` for its experiments, and ``figures``, ``models`` and ``widgets``, which load
Matplotlib, PyTorch and ipywidgets when they are first imported.
"""

from .checking import CheckFailed, ShortcutUsed, check
from .checking.progress import progress
from .experiments import attempt, rounds, seeds, yours_or_ours

__all__ = [
    "CheckFailed",
    "ShortcutUsed",
    "attempt",
    "check",
    "progress",
    "rounds",
    "seeds",
    "yours_or_ours",
]
