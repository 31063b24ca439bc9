"""Reads folders and zips that others made, and no more than it should.

Names may lead anywhere, sizes may be lies, and a small zip may hold a terabyte. So every byte that
comes out is counted, and what cannot be read is told in a sentence while the rest is read.
"""

import contextlib
import io
import os
import stat
import time
import unicodedata
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from ..errors import CannotGrade
from ..files import read_regular
from .safe import Unsafe, split_path

_MOST_FILES = 100_000  # of a class
_LARGEST_TABLE = 20_000_000  # bytes of a zip's table of contents
_IGNORED_FOLDERS = {"__MACOSX", ".ipynb_checkpoints"}
_IGNORED_FILES = {".DS_Store", "Thumbs.db", "desktop.ini"}
_MB = 1_000_000


class Refused(Exception):
    """Something is not read; the message says why, in a sentence."""


class TooMuch(Refused):
    """It holds more bytes than may be read."""


class Room:
    """How many bytes may still be read.

    Args:
        left: how many.
        within: a Room that this is a part of, or None.
        most: how many it was, for what is told; ``left``, if None.
    """

    def __init__(self, left, within=None, most=None):
        self._left, self._within, self.most = left, within, most or left

    @property
    def left(self):
        return min(self._left, self._within.left) if self._within else self._left

    def need(self, count):
        """Raises TooMuch if that many bytes more are too many."""
        if count > self._left:
            raise TooMuch(f"With it there are more than {self.most // _MB} MB.")
        if self._within:
            self._within.need(count)

    def take(self, count):
        """Counts bytes that were read; TooMuch if they are too many."""
        self.need(count)
        self._left -= count
        if self._within:
            self._within.take(count)


class Entry(NamedTuple):
    """A file in a folder or zip.

    Attributes:
        parts: its path, a tuple of text; no part leads out.
        when: when it was changed, as far as that is known: a tuple from the year to the second.
        read: takes a Room and gives the bytes, or raises Refused.
    """

    parts: tuple[str, ...]
    when: tuple[int, ...]
    read: Callable[[Room], bytes]


class Contents(NamedTuple):
    """``entries``, a list of Entry; ``refused``, pairs of a path that is not read and why."""

    entries: list[Entry]
    refused: list[tuple[str, str]]


@contextlib.contextmanager
def opened(path):
    """The Contents of a folder or zip, to be read while this lasts.

    Args:
        path: a Path.

    Raises:
        CannotGrade: it is neither, or cannot be read, or holds too many files.
    """
    if path.is_dir():
        yield _folder(path)
        return
    try:
        with open(path, "rb") as file, _zip(file, _MOST_FILES) as contents:
            yield contents
    except OSError as error:
        raise CannotGrade(f"{path.name} cannot be read: {error.strerror}.") from None
    except Refused as reason:
        raise CannotGrade(
            f"{path.name} is no folder and cannot be read as a zip. {reason}"
        ) from None


def unpacked(content, room, most):
    """What is in a zip that a student handed in.

    Args:
        content: the zip's bytes.
        room: a Room.
        most: how many files it may hold.

    Returns:
        ``(files, refused)``: pairs of a path, a tuple of text, and the bytes; pairs of a path and a
        sentence.

    Raises:
        Refused: it is no zip, or holds too much.
    """
    inside, files = Room(room.left, most=room.most), []
    with _zip(io.BytesIO(content), most) as (entries, refused):
        for entry in entries:
            try:
                files.append((entry.parts, entry.read(inside)))
            except TooMuch:
                raise  # a zip bomb is one file of a thousand times its size, or a thousand files
            except Refused as reason:
                refused.append(("/".join(entry.parts), str(reason)))
    room.take(sum(len(content) for _, content in files))
    return files, refused


# --- Folders ------------------------------------------------------------------------------------


def _folder(root):
    entries, refused = [], []
    for here, folders, names in os.walk(root):
        folders[:] = sorted(set(folders) - _IGNORED_FOLDERS)
        for name in (*folders, *sorted(names)):
            path = Path(here, name)
            parts, status = path.relative_to(root).parts, path.lstat()
            if _is_ignored(parts) or stat.S_ISDIR(status.st_mode):
                continue
            if not stat.S_ISREG(status.st_mode):
                refused.append(("/".join(parts), "It is a link or no file."))
                continue
            when = tuple(time.localtime(status.st_mtime)[:6])
            parts = tuple(unicodedata.normalize("NFC", part) for part in parts)
            entries.append(Entry(parts, when, lambda room, path=path: _read_file(path, room)))
            if len(entries) > _MOST_FILES:
                raise CannotGrade(f"{root.name} holds more than {_MOST_FILES} files.")
    return Contents(entries, refused)


def _read_file(path, room):
    try:
        content = read_regular(path, room.left + 1)
    except OSError as error:
        raise Refused(f"It cannot be read: {error.strerror}.") from None
    room.take(len(content))
    return content


# --- Zips ---------------------------------------------------------------------------------------


class _Careful:
    """A file that zipfile reads from; nothing makes it read a table of any size at once."""

    def __init__(self, file):
        self._file = file
        self.seek, self.tell, self.close = file.seek, file.tell, lambda: None

    def seekable(self):
        return True

    def read(self, size=-1):
        if size > _LARGEST_TABLE:
            raise Refused("It says that it holds too many files.")
        return self._file.read(size)


@contextlib.contextmanager
def _zip(file, most):
    with contextlib.ExitStack() as stack:
        try:
            archive = stack.enter_context(zipfile.ZipFile(_Careful(file)))
        except Refused:
            raise
        except Exception:  # whatever zipfile makes of one that is broken
            raise Refused("It is no zip, or broken.") from None
        if len(archive.infolist()) > most:
            raise Refused(f"It holds more than {most} files.")
        yield _listed(archive)


def _listed(archive):
    entries, refused = {}, []
    for info in archive.infolist():
        path = _path(info)
        try:
            parts = split_path(path)
        except Unsafe as reason:
            refused.append((path, str(reason)))
            continue
        if info.is_dir() or path.endswith("\\") or _is_ignored(parts):
            continue
        if why := _why_not(info):
            refused.append((path, why))
            continue
        if parts in entries:
            refused.append((path, "The archive has two files of this name. The last one counts."))
        read = lambda room, info=info: _read_entry(archive, info, room)  # noqa: E731
        entries[parts] = Entry(parts, info.date_time, read)
    return Contents(list(entries.values()), refused)


def _path(info):
    """The path, in whatever way it is encoded. Python takes it for cp437 if it is not marked."""
    path = info.filename
    if not info.flag_bits & 0x800:
        with contextlib.suppress(UnicodeError):
            path = path.encode("cp437").decode("utf-8")
    return unicodedata.normalize("NFC", path)


def _why_not(info):
    kind = stat.S_IFMT(info.external_attr >> 16)
    if kind not in (0, stat.S_IFREG):
        return "It is a link or no file."
    if info.flag_bits & 1:
        return "It is locked with a password."
    # The other methods give any number of bytes at once, however few are asked for.
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        return "It is packed in a way that is not read."
    return None


def _read_entry(archive, info, room):
    content = bytearray()
    room.need(info.file_size)
    try:
        with archive.open(info) as file:
            while part := file.read(_MB):  # info.file_size may be a lie
                room.need(len(content) + len(part))
                content += part
    except Refused:
        raise
    except Exception:  # whatever zipfile makes of one that is broken
        raise Refused("It is broken and cannot be read.") from None
    room.take(len(content))
    return bytes(content)


def _is_ignored(parts):
    return (
        not _IGNORED_FOLDERS.isdisjoint(parts)
        or parts[-1] in _IGNORED_FILES
        or parts[-1].startswith("._")
    )
