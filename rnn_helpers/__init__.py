"""Helpers for the course on recurrent neural networks.

A notebook needs ``check`` and ``progress`` from here, and ``figures`` and ``widgets``, which
load Matplotlib, PyTorch and ipywidgets when they are first imported.
"""

from .checking import CheckFailed, ShortcutUsed, check
from .checking.progress import progress

__all__ = ["CheckFailed", "ShortcutUsed", "check", "progress"]
