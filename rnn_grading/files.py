"""Reads what others wrote without walking into a trap; writes so that a file is always whole."""

import contextlib
import errno
import os
import stat
from pathlib import Path


def read_regular(path, most):
    """The first ``most`` bytes of a regular file; no link is followed and no pipe waited for.

    Raises:
        OSError: it is a link, or no regular file, or cannot be opened.
    """
    handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    with open(handle, "rb") as file:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            raise OSError(errno.EINVAL, "not a regular file", str(path))
        return file.read(most)


def write_whole(path, content, scratch, mode):
    """Writes bytes so that at any moment there is the old file or the new one, whole.

    Args:
        path: the file; its folder is made if need be.
        content: bytes.
        scratch: a folder of the same file system that is this process's alone. Not the file's own:
            what a killed run leaves in autograded/ nbgrader copies into feedback/.
        mode: the file's permissions.
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


def printable(text):
    """The text on one line; what a terminal, file or database may not take becomes an escape."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)
