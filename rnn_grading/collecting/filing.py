"""Puts submissions into submitted/, each complete or not at all, and overwrites nothing."""

import itertools
import os
import re
import shutil
from collections.abc import Mapping
from pathlib import Path

from ..course import Course
from ..files import read_regular
from ..submissions import TIMESTAMP, UNREADABLE_TIMESTAMP

NEW, SAME, OTHER = "new", "same", "other"
Files = Mapping[tuple[str, ...], bytes]  # contents by paths
_DEVICES = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d|conin\$|conout\$)(\..*)?")
_MAX_BYTES = 200  # of a name; file systems take 255


def safe_name(part: str) -> str:
    """A file's or folder's name that any system takes, as close to ``part`` as possible; empty only
    if ``part`` is.
    """
    part = "".join(c if c.isprintable() and c not in '<>:"/\\|?*' else "_" for c in part)
    part = re.sub(r"^ +|[. ]+$", lambda found: "_" * len(found[0]), part)
    if _DEVICES.fullmatch(part):
        part = f"_{part}"
    stem, dot, end = part.rpartition(".")
    if not stem or len(end) > 20:
        stem, dot, end = part, "", ""
    space = _MAX_BYTES - len(f"{dot}{end}".encode())
    return stem.encode()[:space].decode(errors="ignore") + dot + end


def compare(course: Course, student: str, files: Files) -> str:
    """NEW if nothing of the student's is there yet, SAME if it is these files, else OTHER."""
    folder = course.submitted(student)
    if not os.path.lexists(folder):
        return NEW
    if folder.is_symlink() or not folder.is_dir():
        return OTHER
    there = {
        path.relative_to(folder).parts: path
        for path in folder.rglob("*")
        if path.is_symlink() or not path.is_dir()
    }
    for name in (TIMESTAMP, UNREADABLE_TIMESTAMP):
        there.pop((name,), None)
    if not there:
        return OTHER if os.listdir(folder) else NEW
    try:
        same = there.keys() == files.keys() and all(
            read_regular(path, len(files[name]) + 1) == files[name] for name, path in there.items()
        )
    except OSError:  # it is a link, or nothing that can be read
        return OTHER
    return SAME if same else OTHER


def file(course: Course, student: str, files: Files) -> Path | None:
    """Files a submission; what is there is moved away. Returns where that is now, from here, if
    there was any.
    """
    file_mode, folder_mode = (0o664, 0o2775) if course.shared else (0o644, 0o755)
    folder = course.submitted(student)
    building = folder.with_name(f".{folder.name}.unfinished")  # nbgrader does not see it
    shutil.rmtree(building, ignore_errors=True)  # of a run that was killed
    building.mkdir(parents=True)
    for name, content in files.items():
        path = building.joinpath(*name)
        path.parent.mkdir(parents=True, exist_ok=True)
        with open(path, "xb") as written:
            written.write(content)
            written.flush()
            os.fsync(written.fileno())
        path.chmod(file_mode)
    for path in (building, *building.rglob("*/")):
        path.chmod(folder_mode)
    previous = None
    if compare(course, student, files) != NEW:
        replaced = course.state.scratch.parent / "replaced"
        places = (replaced / f"{student}-{n}" for n in itertools.count(1))
        previous = next(place for place in places if not os.path.lexists(place))
        previous.parent.mkdir(exist_ok=True)
        shutil.move(folder, previous)
    os.rename(building, folder)
    return previous and Path(os.path.relpath(previous))
