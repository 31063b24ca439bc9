"""Puts submissions into submitted/, each whole or not at all, and overwrites nothing."""

import os
import shutil
from pathlib import Path

from ..beside import SET_ASIDE, TIMESTAMP
from ..files import read_regular

NEW, SAME, OTHER = "new", "same", "other"


class Filing:
    """The folders of an assignment that submissions come into.

    Args:
        course: a Course.
    """

    def __init__(self, course):
        self._course = course
        self._replaced = course.state.scratch.parent / "replaced"
        self._file_mode, self._folder_mode = (0o664, 0o2775) if course.shared else (0o644, 0o755)

    def standing(self, student, files):
        """What is there already.

        Args:
            student: an id.
            files: ``{path: bytes}``, a path being a tuple of text.

        Returns:
            NEW if there is nothing, SAME if it is these files, else OTHER.
        """
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
        for name in (TIMESTAMP, SET_ASIDE):
            there.pop((name,), None)
        if not there:
            return OTHER if os.listdir(folder) else NEW
        same = there.keys() == files.keys() and all(
            _is_content(path, files[name]) for name, path in there.items()
        )
        return SAME if same else OTHER

    def file(self, student, files):
        """Files a submission; what is there is set aside, whole.

        Args:
            student, files: as in ``standing``.

        Returns:
            Where the older one is now, a Path from here, or None.
        """
        folder = self._course.submitted(student)
        building = folder.with_name(f".{folder.name}.unfinished")  # nbgrader does not see it
        shutil.rmtree(building, ignore_errors=True)  # of a run that was killed
        building.mkdir(parents=True)
        for name, content in files.items():
            self._write(building.joinpath(*name), content)
        for path in (building, *building.rglob("*/")):
            path.chmod(self._folder_mode)
        aside = None
        if self.standing(student, files) != NEW:
            aside = self._aside(student)
            aside.parent.mkdir(exist_ok=True)
            shutil.move(folder, aside)
        os.rename(building, folder)
        return aside and Path(os.path.relpath(aside))

    def _write(self, path, content):
        path.parent.mkdir(parents=True, exist_ok=True)
        with open(path, "xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        path.chmod(self._file_mode)

    def _aside(self, student):
        count = 1
        while os.path.lexists(place := self._replaced / f"{student}-{count}"):
            count += 1
        return place


def _is_content(path, content):
    try:
        return read_regular(path, len(content) + 1) == content
    except OSError:
        return False
