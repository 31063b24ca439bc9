"""The files beside this one."""

from importlib import resources


def read(name):
    """The text of a data file."""
    return resources.files(__package__).joinpath(name).read_text(encoding="ascii")
