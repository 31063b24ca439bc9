"""Reads folders and zips that others made, and no more than it should.

Names may lead anywhere, sizes may be lies, and a small zip may hold a terabyte. What cannot be read
is listed with a reason, and the rest is read.
"""

import contextlib
import functools
import io
import re
import stat
import time
import unicodedata
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from ..errors import CannotGrade
from ..files import read_regular

_MAX_FILES = 100_000  # of a class
_MAX_TABLE = 20_000_000  # bytes of a zip's table of contents
_MAX_PART = 255  # characters of a file's or folder's name
_MAX_DEPTH = 20
_IGNORED = {"__MACOSX", ".ipynb_checkpoints", ".DS_Store", "Thumbs.db", "desktop.ini"}
_MB = 1_000_000


class Refused(Exception):
    """Something is not read; the message says why, in a sentence."""


class BudgetExceeded(Refused):
    """It holds more bytes than may be read."""


class ByteBudget:
    """How many bytes may still be read, here and in a budget that this is a part of."""

    def __init__(self, total: int, within: "ByteBudget | None" = None) -> None:
        self.left, self._total, self._within = total, total, within
        if within and within.left < total:
            self.left, self._total = within.left, within._total

    def check(self, count: int) -> None:
        """Raises BudgetExceeded if that many bytes more are too many."""
        if count > self.left:
            raise BudgetExceeded(
                f"It has {count / _MB:.1f} MB; in all at most {self._total // _MB} MB are read."
            )

    def spend(self, count: int) -> None:
        """Counts bytes that were read; BudgetExceeded if they are too many."""
        self.check(count)
        self.left -= count
        if self._within:
            self._within.spend(count)


class Entry(NamedTuple):
    """A file in a folder or zip."""

    parts: tuple[str, ...]  # its path; no part leads out
    when: tuple[int, ...]  # when it was changed, as far as known, from the year to the second
    read: Callable[[ByteBudget], bytes]  # gives the bytes, or raises Refused


class Contents(NamedTuple):
    """``entries``; and ``refused``, pairs of a path that is not read and why."""

    entries: list[Entry]
    refused: list[tuple[str, str]]


@contextlib.contextmanager
def open_archive(path: Path) -> Iterator[Contents]:
    """The contents of a folder or zip, to be read while this lasts. CannotGrade if it is neither,
    or cannot be read, or holds too many files.
    """
    if path.is_dir():
        yield _folder(path)
        return
    try:
        file = _BoundedReads(io.FileIO(path))
    except OSError as error:
        raise CannotGrade(f"{path.name} cannot be read: {error.strerror}.") from None
    with file:
        try:
            contents = _zip(file, _MAX_FILES)
        except Refused as reason:
            raise CannotGrade(
                f"{path.name} is no folder and cannot be read as a zip. {reason}"
            ) from None
        yield contents


def unpack(
    content: bytes, budget: ByteBudget, max_files: int
) -> tuple[list[tuple[tuple[str, ...], bytes]], list[tuple[str, str]]]:
    """What is in a zip that a student handed in: pairs of a path and the bytes; and pairs of a path
    and why it is not read. Raises Refused if it is no zip, or holds too much.
    """
    files: list[tuple[tuple[str, ...], bytes]] = []
    entries, refused = _zip(_BoundedReads(io.BytesIO(content)), max_files)
    for entry in entries:
        try:
            files.append((entry.parts, entry.read(budget)))
        except BudgetExceeded:
            # A zip bomb is one file of a thousand times its size, or a thousand files.
            budget.spend(-sum(len(content) for _, content in files))  # of which nothing is kept
            raise
        except Refused as reason:
            refused.append(("/".join(entry.parts), str(reason)))
    return files, refused


def _folder(root):
    entries, refused = [], []
    for path in sorted(root.rglob("*")):
        parts, status = path.relative_to(root).parts, path.lstat()
        if _is_ignored(parts) or stat.S_ISDIR(status.st_mode):
            continue
        if not stat.S_ISREG(status.st_mode):
            refused.append(("/".join(parts), "It is a link or no file."))
            continue
        when = tuple(time.localtime(status.st_mtime)[:6])
        parts = tuple(unicodedata.normalize("NFC", part) for part in parts)
        entries.append(Entry(parts, when, functools.partial(_read_file, path, status.st_size)))
        if len(entries) > _MAX_FILES:
            raise CannotGrade(f"{root.name} holds more than {_MAX_FILES} files.")
    return Contents(entries, refused)


def _read_file(path, size, budget):
    budget.check(size)
    try:
        content = read_regular(path, budget.left + 1)
    except OSError as error:
        raise Refused(f"It cannot be read: {error.strerror}.") from None
    budget.spend(len(content))
    return content


class _BoundedReads(io.BufferedReader):
    """A file that zipfile reads from, which never reads a table of contents of any size at once."""

    def read(self, size=-1):
        if size > _MAX_TABLE:
            raise Refused("It says that it holds too many files.")
        return super().read(size)


def _zip(file, max_files):
    try:
        archive = zipfile.ZipFile(file)
    except Refused:
        raise
    except Exception:  # whatever zipfile makes of one that is broken
        raise Refused("It is no zip, or broken.") from None
    if len(archive.infolist()) > max_files:
        raise Refused(f"It holds more than {max_files} files.")
    entries, refused = {}, []
    for info in archive.infolist():
        path = _path(info)
        try:
            parts = split_path(path)
            if info.is_dir() or path.endswith("\\") or _is_ignored(parts):
                continue
            _check(info)
        except Refused as reason:
            refused.append((path, str(reason)))
            continue
        if parts in entries:
            refused.append((path, "The archive has two files of this name. The last one counts."))
        read = functools.partial(_read_entry, archive, info)
        entries[parts] = Entry(parts, info.date_time, read)
    return Contents(list(entries.values()), refused)


def _path(info):
    """The path, in whatever way it is encoded. Python takes it for cp437 if it is not marked."""
    path = info.filename
    if not info.flag_bits & 0x800:
        with contextlib.suppress(UnicodeError):
            path = path.encode("cp437").decode("utf-8")
    return unicodedata.normalize("NFC", path)


def split_path(path: str) -> tuple[str, ...]:
    """The parts of a path, by whatever system it was made; Refused if it leads out of its folder,
    or is too long to be made.
    """
    path = path.replace("\\", "/")
    parts = tuple(part for part in path.split("/") if part not in ("", "."))
    if path.startswith("/") or re.match(r"[A-Za-z]:(/|$)", path) or ".." in parts or not parts:
        raise Refused("The path leads out of its folder.")
    if len(parts) > _MAX_DEPTH or len(max(parts, key=len)) > _MAX_PART:
        raise Refused("The path is too long.")
    return parts


def _check(info):
    if stat.S_IFMT(info.external_attr >> 16) not in (0, stat.S_IFREG):
        raise Refused("It is a link or no file.")
    if info.flag_bits & 1:
        raise Refused("It is locked with a password.")
    # The other methods give any number of bytes at once, however few are asked for.
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise Refused("It is packed in a way that is not read.")


def _read_entry(archive, info, budget):
    budget.check(info.file_size)  # it may be a lie, but zipfile gives no more than that
    try:
        with archive.open(info) as file:
            content = b"".join(iter(lambda: file.read(_MB), b""))
    except Exception:  # whatever zipfile makes of one that is broken
        raise Refused("It is broken and cannot be read.") from None
    budget.spend(len(content))
    return content


def _is_ignored(parts):
    return not _IGNORED.isdisjoint(parts) or parts[-1].startswith("._")
