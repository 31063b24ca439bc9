"""Helpers for the course on recurrent neural networks.

A notebook needs ``check`` and ``progress`` from here, ``attempt`` where an experiment runs the
student's own function, and ``figures`` and ``widgets``, which load Matplotlib, PyTorch and
ipywidgets when they are first imported.
"""

from .checking import CheckFailed, ShortcutUsed, check
from .checking.attempt import attempt
from .checking.progress import progress

__all__ = ["CheckFailed", "ShortcutUsed", "attempt", "check", "progress"]
