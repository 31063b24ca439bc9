"""Puts submissions into submitted/, each complete or not at all, and overwrites nothing."""

import itertools
import os
import shutil
from collections.abc import Mapping
from pathlib import Path

from ..course import Course
from ..files import read_regular
from ..submissions import TIMESTAMP, UNREADABLE_TIMESTAMP

NEW, SAME, OTHER = "new", "same", "other"
Files = Mapping[tuple[str, ...], bytes]  # contents by paths


class Filing:
    """The folders of an assignment that submissions come into."""

    def __init__(self, course: Course) -> None:
        self._course = course
        self._replaced = course.state.scratch.parent / "replaced"
        self._file_mode, self._folder_mode = (0o664, 0o2775) if course.shared else (0o644, 0o755)

    def compare(self, student: str, files: Files) -> str:
        """NEW if nothing of the student's is there yet, SAME if it is these files, else OTHER."""
        folder = self._course.submitted(student)
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
        same = there.keys() == files.keys() and all(
            _is_content(path, files[name]) for name, path in there.items()
        )
        return SAME if same else OTHER

    def file(self, student: str, files: Files) -> Path | None:
        """Files a submission; what is there is moved away. Returns where that is now, from here, if
        there was any.
        """
        folder = self._course.submitted(student)
        building = folder.with_name(f".{folder.name}.unfinished")  # nbgrader does not see it
        shutil.rmtree(building, ignore_errors=True)  # of a run that was killed
        building.mkdir(parents=True)
        for name, content in files.items():
            self._write(building.joinpath(*name), content)
        for path in (building, *building.rglob("*/")):
            path.chmod(self._folder_mode)
        previous = None
        if self.compare(student, files) != NEW:
            places = (self._replaced / f"{student}-{n}" for n in itertools.count(1))
            previous = next(place for place in places if not os.path.lexists(place))
            previous.parent.mkdir(exist_ok=True)
            shutil.move(folder, previous)
        os.rename(building, folder)
        return previous and Path(os.path.relpath(previous))

    def _write(self, path, content):
        path.parent.mkdir(parents=True, exist_ok=True)
        with open(path, "xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        path.chmod(self._file_mode)


def _is_content(path, content):
    try:
        return read_regular(path, len(content) + 1) == content
    except OSError:
        return False
