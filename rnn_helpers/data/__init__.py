"""The data that ship with the course and their loaders, and tasks whose data are drawn as they are
needed. SOURCES.md says where each file comes from.

The folder ``withheld`` holds what trained models are judged by. It is imported when it is first
asked for, so that all the rest works without it.
"""

from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any

from .files import read
from .series import sunspots, vowels, vowels_test
from .synthetic import adding, recall, temporal_order

if TYPE_CHECKING:
    from .withheld import forecast_errors, speaker_accuracy

__all__ = [
    "adding", "first_names", "forecast_errors", "recall", "speaker_accuracy", "sunspots",
    "temporal_order", "time_machine", "vowels", "vowels_test",
]  # fmt: skip


@cache
def time_machine() -> str:
    """H. G. Wells, The Time Machine (1898), as one string of 178,887 characters."""
    return read("time_machine.txt")


@cache
def first_names() -> tuple[str, ...]:
    """5,163 first names in lower case (US Census Bureau, 1990)."""
    return tuple(read("first_names.txt").split())


def __getattr__(name: str) -> Any:
    if name in ("forecast_errors", "speaker_accuracy"):
        return getattr(import_module(".withheld", __name__), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
