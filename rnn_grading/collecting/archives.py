"""Reads folders and zips that others made, and no more than it should.

Names may lead anywhere, sizes may be lies, and a small zip may hold a terabyte. So every byte that
comes out is counted; what cannot be read is listed with a reason, and the rest is read.
"""

import contextlib
import io
import os
import stat
import time
import unicodedata
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from ..errors import CannotGrade
from ..files import read_regular
from .paths import UnsafePath, split_path

_MAX_FILES = 100_000  # of a class
_MAX_TABLE = 20_000_000  # bytes of a zip's table of contents
_IGNORED_FOLDERS = {"__MACOSX", ".ipynb_checkpoints"}
_IGNORED_FILES = {".DS_Store", "Thumbs.db", "desktop.ini"}
_MB = 1_000_000


class Refused(Exception):
    """Something is not read; the message says why, in a sentence."""


class BudgetExceeded(Refused):
    """It holds more bytes than may be read."""


class ByteBudget:
    """How many bytes may still be read, here and in a budget that this is a part of.

    It was ``total``, for messages, or else ``left``, in the beginning.
    """

    def __init__(
        self, left: int, within: "ByteBudget | None" = None, total: int | None = None
    ) -> None:
        self._left, self._within, self.total = left, within, total or left

    @property
    def left(self) -> int:
        """How many are left, here and in what this is a part of."""
        return min(self._left, self._within.left) if self._within else self._left

    def check(self, count: int) -> None:
        """Raises BudgetExceeded if that many bytes more are too many."""
        if count > self._left:
            raise BudgetExceeded(f"With it there are more than {self.total // _MB} MB.")
        if self._within:
            self._within.check(count)

    def spend(self, count: int) -> None:
        """Counts bytes that were read; BudgetExceeded if they are too many."""
        self.check(count)
        self._left -= count
        if self._within:
            self._within.spend(count)


class Entry(NamedTuple):
    """A file in a folder or zip."""

    parts: tuple[str, ...]  # its path; no part leads out
    # When it was changed, as far as that is known, from the year to the second.
    when: tuple[int, ...]
    # Gives the bytes, or raises Refused; None where nobody reads it.
    read: Callable[[ByteBudget], bytes] | None


class Contents(NamedTuple):
    """``entries``; and ``refused``, pairs of a path that is not read and why."""

    entries: list[Entry]
    refused: list[tuple[str, str]]


@contextlib.contextmanager
def open_archive(path: Path) -> Iterator[Contents]:
    """The contents of a folder or zip, to be read while this lasts.

    Raises:
        CannotGrade: it is neither, or cannot be read, or holds too many files.
    """
    if path.is_dir():
        yield _folder(path)
        return
    try:
        with open(path, "rb") as file, _zip(file, _MAX_FILES) as contents:
            yield contents
    except OSError as error:
        raise CannotGrade(f"{path.name} cannot be read: {error.strerror}.") from None
    except Refused as reason:
        raise CannotGrade(
            f"{path.name} is no folder and cannot be read as a zip. {reason}"
        ) from None


def unpack(
    content: bytes, budget: ByteBudget, max_files: int
) -> tuple[list[tuple[tuple[str, ...], bytes]], list[tuple[str, str]]]:
    """What is in a zip that a student handed in: pairs of a path and the bytes; and pairs of a path
    and why it is not read. Raises Refused if it is no zip, or holds too much.
    """
    inside, files = ByteBudget(budget.left, total=budget.total), []
    with _zip(io.BytesIO(content), max_files) as (entries, refused):
        for entry in entries:
            try:
                files.append((entry.parts, entry.read(inside)))
            except BudgetExceeded:
                raise  # a zip bomb is one file of a thousand times its size, or a thousand files
            except Refused as reason:
                refused.append(("/".join(entry.parts), str(reason)))
    budget.spend(sum(len(content) for _, content in files))
    return files, refused


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
            entries.append(Entry(parts, when, lambda budget, path=path: _read_file(path, budget)))
            if len(entries) > _MAX_FILES:
                raise CannotGrade(f"{root.name} holds more than {_MAX_FILES} files.")
    return Contents(entries, refused)


def _read_file(path, budget):
    try:
        content = read_regular(path, budget.left + 1)
    except OSError as error:
        raise Refused(f"It cannot be read: {error.strerror}.") from None
    budget.spend(len(content))
    return content


class _BoundedReads:
    """A file that zipfile reads from, which never reads a table of contents of any size at once."""

    def __init__(self, file):
        self._file = file
        self.seek, self.tell, self.close = file.seek, file.tell, lambda: None

    def seekable(self):
        return True

    def read(self, size=-1):
        if size > _MAX_TABLE:
            raise Refused("It says that it holds too many files.")
        return self._file.read(size)


@contextlib.contextmanager
def _zip(file, max_files):
    with contextlib.ExitStack() as stack:
        try:
            archive = stack.enter_context(zipfile.ZipFile(_BoundedReads(file)))
        except Refused:
            raise
        except Exception:  # whatever zipfile makes of one that is broken
            raise Refused("It is no zip, or broken.") from None
        if len(archive.infolist()) > max_files:
            raise Refused(f"It holds more than {max_files} files.")
        yield _listed(archive)


def _listed(archive):
    entries, refused = {}, []
    for info in archive.infolist():
        path = _path(info)
        try:
            parts = split_path(path)
        except UnsafePath as reason:
            refused.append((path, str(reason)))
            continue
        if info.is_dir() or path.endswith("\\") or _is_ignored(parts):
            continue
        if why := _problem(info):
            refused.append((path, why))
            continue
        if parts in entries:
            refused.append((path, "The archive has two files of this name. The last one counts."))
        read = lambda budget, info=info: _read_entry(archive, info, budget)  # noqa: E731
        entries[parts] = Entry(parts, info.date_time, read)
    return Contents(list(entries.values()), refused)


def _path(info):
    """The path, in whatever way it is encoded. Python takes it for cp437 if it is not marked."""
    path = info.filename
    if not info.flag_bits & 0x800:
        with contextlib.suppress(UnicodeError):
            path = path.encode("cp437").decode("utf-8")
    return unicodedata.normalize("NFC", path)


def _problem(info):
    kind = stat.S_IFMT(info.external_attr >> 16)
    if kind not in (0, stat.S_IFREG):
        return "It is a link or no file."
    if info.flag_bits & 1:
        return "It is locked with a password."
    # The other methods give any number of bytes at once, however few are asked for.
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        return "It is packed in a way that is not read."
    return None


def _read_entry(archive, info, budget):
    content = bytearray()
    budget.check(info.file_size)
    try:
        with archive.open(info) as file:
            while part := file.read(_MB):  # info.file_size may be a lie
                budget.check(len(content) + len(part))
                content += part
    except Refused:
        raise
    except Exception:  # whatever zipfile makes of one that is broken
        raise Refused("It is broken and cannot be read.") from None
    budget.spend(len(content))
    return bytes(content)


def _is_ignored(parts):
    return (
        not _IGNORED_FOLDERS.isdisjoint(parts)
        or parts[-1] in _IGNORED_FILES
        or parts[-1].startswith("._")
    )
