"""What is handed in beside the notebook: data, a helper module, the time of submission."""

import fnmatch
import os
import stat
from itertools import islice
from pathlib import Path, PurePosixPath

from nbgrader.utils import parse_utc

from .files import read_regular

TIMESTAMP = "timestamp.txt"
SET_ASIDE = "timestamp.unreadable"
_MOST_BYTES = 5_000_000  # together
_MOST_FILES = 1_000


def files_beside(folder, ignored):
    """Regular files other than notebooks and the timestamp; no link is followed.

    Args:
        folder: a Path; it need not exist.
        ignored: patterns of names of files and folders that do not count.

    Returns:
        A list of relative names, PurePosixPaths, in order.
    """
    return [] if folder.is_symlink() else list(islice(_walk(folder, ignored), _MOST_FILES))


def _walk(folder, ignored):
    def counts(name):
        return not any(fnmatch.fnmatchcase(name, pattern) for pattern in (*ignored, "*.ipynb"))

    times = (folder / TIMESTAMP, folder / SET_ASIDE)
    for here, folders, names in os.walk(folder):
        folders[:] = sorted(filter(counts, folders))
        for name in sorted(filter(counts, names)):
            path = Path(here, name)
            if stat.S_ISREG(path.lstat().st_mode) and path not in times:
                yield PurePosixPath(path.relative_to(folder))


def read_beside(folder, ignored):
    """Reads them for an answer to use.

    Args:
        folder, ignored: as in ``files_beside``.

    Returns:
        ``(files, notes)``: pairs of a name and the bytes, as a Job has them; and what was left out,
        in sentences.
    """
    files, left_out, room = [], [], _MOST_BYTES
    for name in files_beside(folder, ignored):
        try:
            content = read_regular(folder / name, room + 1)
        except OSError:
            content = None
        if content is None or len(content) > room:
            left_out.append(str(name))
            continue
        files.append((str(name), content))
        room -= len(content)
    if not left_out:
        return tuple(files), []
    what = ", ".join(left_out[:3]) + (", ..." if len(left_out) > 3 else "")
    limit = f"{_MOST_BYTES / 1e6:.0f} MB"
    return tuple(files), [f"Not there while grading, which takes files of {limit} at most: {what}."]


def read_timestamp(folder):
    """When it was handed in.

    A file that does not say so is given another name: formgrader could show nothing of the whole
    assignment as long as it is there.

    Returns:
        ``(timestamp, text, notes)``: a datetime in UTC, or None; the text that says so, empty if
        none can be read; what was unusual, in sentences.
    """
    file, aside = folder / TIMESTAMP, folder / SET_ASIDE
    try:
        text = read_regular(file, 200).decode().strip()
        return parse_utc(text) if text else None, text, []
    except Exception:  # there is none, or whatever dateutil makes of it
        if os.path.lexists(file) and not folder.is_symlink():
            os.replace(file, aside)
    told = "The time of submission could not be read. It counts as in time."
    return None, "", [told] if os.path.lexists(aside) else []
