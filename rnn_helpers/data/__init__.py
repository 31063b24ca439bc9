"""The data that ship with the course and their loaders, and tasks that are made up as they are
needed. SOURCES.md says where each file comes from.
"""

from functools import cache

from .files import read
from .made_up import adding, recall, temporal_order
from .series import sunspots, vowels, vowels_test
from .withheld import forecast_errors, share_named

__all__ = [
    "adding",
    "first_names",
    "forecast_errors",
    "recall",
    "share_named",
    "sunspots",
    "temporal_order",
    "time_machine",
    "vowels",
    "vowels_test",
]


@cache
def time_machine():
    """H. G. Wells, The Time Machine (1898), as one string of 178,887 characters."""
    return read("time_machine.txt")


@cache
def first_names():
    """5,163 first names in lower case, as a tuple of strings (US Census Bureau, 1990)."""
    return tuple(read("first_names.txt").split())
