"""Reads what others wrote without following links or waiting for pipes; writes files atomically."""

import contextlib
import errno
import os
import stat
from pathlib import Path


def read_regular(path: str | os.PathLike, most: int) -> bytes:
    """The first ``most`` bytes of a regular file; no link is followed and no pipe waited for.
    Raises OSError if it is a link, or no regular file, or cannot be opened.
    """
    handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    with open(handle, "rb") as file:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            raise OSError(errno.EINVAL, "not a regular file", str(path))
        return file.read(most)


def write_atomic(
    path: str | os.PathLike, content: bytes, scratch: str | os.PathLike, mode: int
) -> None:
    """Writes a file so that at any moment there is the old file or the new one, complete. Its
    folder is made if need be, and ``mode`` is its permissions.

    ``scratch`` is a folder of the same file system that is this process's alone. Not the file's
    own: what a killed run leaves in autograded/ nbgrader copies into feedback/.
    """
    path, temporary = Path(path), Path(scratch) / "unfinished"
    path.parent.mkdir(parents=True, exist_ok=True)
    with contextlib.suppress(FileNotFoundError):
        temporary.unlink()
    handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with open(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fchmod(file.fileno(), mode)
        os.fsync(file.fileno())
    os.replace(temporary, path)


def printable(text: str) -> str:
    """The text on one line; what a terminal, file or database may not take becomes an escape."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)
