"""The files that a kernel is given: named one by one, never a folder to look around in."""

import os

from .limits import Limits

_MAX_NAME = 1000  # bytes


def check_files(files: dict[str, bytes], limits: Limits) -> None:
    """Makes sure that files, bytes by relative names, can be given to a kernel.

    Raises:
        ValueError: a name leads elsewhere or is none, or it is too much.
    """
    folders = {parent for name in files for parent in _parents(name)}
    for name in files:
        parts = name.split("/")
        if any(part in ("", ".", "..") for part in parts) or "\0" in name or name in folders:
            raise ValueError(f"{name!r} is not a relative name of a file.")
        if len(os.fsencode(name)) > _MAX_NAME or any(len(os.fsencode(p)) > 255 for p in parts):
            raise ValueError(f"{name[:80]!r}… is too long a name.")
    if len(files) + len(folders) > limits.files:
        raise ValueError(f"{len(files)} files are too many: a kernel may have {limits.files}.")
    if sum(map(len, files.values())) > limits.file_bytes:
        raise ValueError(
            f"The files have more than the {limits.file_bytes} bytes that are allowed."
        )


def write_files(files: dict[str, bytes], folder: str, owner: int | None) -> None:
    """Writes files that ``check_files`` has accepted into a folder, for ``owner`` to read."""
    for name, content in files.items():
        path = os.path.join(folder, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "xb") as file:
            file.write(content)
    if owner is not None:
        for here, _, names in os.walk(folder):
            for path in (here, *(os.path.join(here, name) for name in names)):
                os.chown(path, owner, owner)


def _parents(name):
    parts = name.split("/")
    return {"/".join(parts[:i]) for i in range(1, len(parts))}
