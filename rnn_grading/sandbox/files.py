"""The files that a kernel is given: named one by one, never a folder to look around in."""

import os

from ..files import read_regular
from .limits import Limits

_MAX_NAME = 1000  # bytes


def check_files(files: dict[str, bytes], limits: Limits) -> None:
    """Makes sure that files, bytes by relative names, can be given to a kernel: half of its scratch
    space and of the number of its files may be used up.

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
        if len(files[name]) > limits.file_size:
            raise ValueError(f"{name} has {len(files[name])} bytes, more than a file may have.")
    if len(files) + len(folders) > limits.files // 2:
        raise ValueError(f"{len(files)} files are too many: a kernel may have {limits.files}.")
    if sum(map(_page_bytes, files.values())) > limits.scratch // 2:
        raise ValueError(
            f"The files take more than half of the {limits.scratch} bytes that a kernel may write."
        )


def write_files(files: dict[str, bytes], folder: str) -> None:
    """Writes files that ``check_files`` has accepted into a folder."""
    for name, content in files.items():
        path = os.path.join(folder, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "xb") as file:
            file.write(content)


def collect_files(folder: str | os.PathLike, limits: Limits) -> dict[str, bytes]:
    """The regular files below a folder, without notebooks: those may hold hidden tests.

    Links are not followed. What exceeds ``limits`` is left out: ``check_files`` accepts the rest.
    """
    files, taken, left = {}, 0, limits.scratch // 2
    for here, folders, names in os.walk(folder):
        folders.sort()
        taken += 1
        for name in sorted(names):
            path = os.path.join(here, name)
            content = None if name.endswith(".ipynb") else _read(path, min(left, limits.file_size))
            if content is None or _page_bytes(content) > left:
                continue
            if taken >= limits.files // 2:
                return files
            files[os.path.relpath(path, folder)] = content
            taken, left = taken + 1, left - _page_bytes(content)
    return files


def _read(path, most):
    """The bytes of a regular file that has no more than ``most``; else None."""
    try:
        content = read_regular(path, most + 1)
    except OSError:
        return None
    return content if len(content) <= most else None


def _page_bytes(content):
    """Bytes of the pages that a file takes."""
    return -(-len(content) // 4096) * 4096


def _parents(name):
    parts = name.split("/")
    return {"/".join(parts[:i]) for i in range(1, len(parts))}
