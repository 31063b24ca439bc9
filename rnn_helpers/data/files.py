"""The files of this folder."""

from importlib import resources


def read(name: str) -> str:
    """The text of a data file, by its path in this folder."""
    return resources.files(__package__).joinpath(name).read_text(encoding="ascii")
