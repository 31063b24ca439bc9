"""The data that ship with the course and their loaders, and tasks that are made up as they are
needed. SOURCES.md says where each file comes from.
"""

from functools import cache
from importlib import resources

from .made_up import recall, temporal_order

__all__ = ["first_names", "recall", "temporal_order", "time_machine"]


def _read(name):
    return resources.files(__name__).joinpath(name).read_text(encoding="ascii")


@cache
def time_machine():
    """H. G. Wells, The Time Machine (1898), as one string of 178,887 characters."""
    return _read("time_machine.txt")


@cache
def first_names():
    """5,163 first names in lower case, as a tuple of strings (US Census Bureau, 1990)."""
    return tuple(_read("first_names.txt").split())
