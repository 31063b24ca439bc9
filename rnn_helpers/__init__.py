"""Helpers for the course on recurrent neural networks.

A notebook needs ``check`` and ``progress`` from here, ``hint``, ``failing_case`` and
``show_solution`` for a student who asks for help, ``attempt``, ``yours_or_ours``, ``seeds``
and ``rounds`` for its experiments, and ``figures``, ``models`` and ``widgets``, which load
Matplotlib, PyTorch and ipywidgets when they are first imported.
"""

from .checking import CheckFailed, ShortcutUsed, check
from .checking.help import failing_case, hint, show_solution
from .checking.progress import progress
from .experiments import attempt, rounds, seeds, yours_or_ours

__all__ = [
    "CheckFailed",
    "ShortcutUsed",
    "attempt",
    "check",
    "failing_case",
    "hint",
    "progress",
    "rounds",
    "seeds",
    "show_solution",
    "yours_or_ours",
]
