"""What a process that grades has imported before its first job."""

from . import light  # noqa: F401
from .grade import grade

__all__ = ["grade"]
