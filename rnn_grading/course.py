"""A course folder as nbgrader's configuration describes it, and what was handed in there."""

import glob
import os
import re
import stat
from datetime import datetime
from pathlib import Path, PurePosixPath

from nbgrader.apps.baseapp import NbGrader

from .errors import CannotGrade
from .files import printable, write_atomic
from .jobs import GradedSubmission, Job
from .notebooks import read_release
from .state import State
from .submissions import (
    TIMESTAMP,
    list_attachments,
    read_attachments,
    read_notebook,
    read_timestamp,
)


class Course:
    """One assignment of a course: its settings, its folders, and the state of grading it.

    ``root`` is the folder where nbgrader_config.py is; the assignment's name is the notebook's,
    too. CannotGrade if this is no course folder, or there is no such assignment, or no release of
    it.
    """

    def __init__(self, root: str | os.PathLike, assignment: str) -> None:
        root, self.assignment = Path(root).resolve(), assignment
        self._app = _application(root)
        self.config, self.coursedir = self._app.config, self._app.coursedir
        self.db_url, self.course_id = self.coursedir.db_url, self.coursedir.course_id
        self.shared = self.coursedir.groupshared
        self._check_release()
        self.state = State(root / ".rnn-grade" / assignment, self.shared)

    def _check_release(self):
        found = set()
        for step in (self.coursedir.source_directory, self.coursedir.release_directory):
            found |= {path.name for path in self._folder(step, ".", "").glob("[!.]*/")}
        if self.assignment not in found:
            raise CannotGrade(
                f"There is no assignment {printable(self.assignment)!r}; there is "
                f"{', '.join(map(printable, sorted(found))) or 'none at all'}."
            )
        self._release = self._folder(self.coursedir.release_directory, ".")
        if not (self._release / f"{self.assignment}.ipynb").is_file():
            raise CannotGrade(
                f"{self.assignment} is not released: run `nbgrader generate_assignment --force "
                f"{self.assignment}`."
            )

    def _folder(self, step, student, assignment=None):
        assignment = self.assignment if assignment is None else assignment
        return Path(self.coursedir.format_path(step, student, assignment))

    def submitted(self, student: str) -> Path:
        """The folder with what a student handed in."""
        return self._folder(self.coursedir.submitted_directory, student)

    def autograded(self, student: str) -> Path:
        """The notebook that shows how a student was graded."""
        folder = self._folder(self.coursedir.autograded_directory, student)
        return folder / f"{self.assignment}.ipynb"

    def release(self) -> bytes:
        """The bytes of the notebook that was handed out."""
        return (self._release / f"{self.assignment}.ipynb").read_bytes()

    def students(self, step: str | None = None) -> set[str]:
        """Who handed something in for this assignment; or who has a folder of another step."""
        step, excluded = (
            step or self.coursedir.submitted_directory,
            self.coursedir.student_id_exclude,
        )
        form = self.coursedir.format_path(step, "(?P<id>[^/]*)", self.assignment, escape=True)
        pattern = self.coursedir.directory_structure.format(
            nbgrader_step=glob.escape(step),
            student_id="*",
            assignment_id=glob.escape(self.assignment),
        )
        root = self.coursedir.root
        found = [os.path.join(root, path) for path in glob.glob(pattern, root_dir=root)]
        # What lies in a folder that we may not enter cannot be told: somebody has to look.
        for path in glob.glob(os.path.dirname(pattern.rstrip("/")), root_dir=root):
            if not os.access(os.path.join(root, path), os.X_OK):
                found.append(os.path.join(root, path, self.assignment))
        handed_in = {match["id"] for path in found if (match := re.fullmatch(form, path))}
        return handed_in - {name.strip() for name in excluded.split(",")}

    def job(
        self,
        student: str,
        release: bytes,
        seed: int,
        own_checks: tuple[tuple[str, str], ...] = (),
    ) -> tuple[Job, datetime | None, str]:
        """What a student handed in, to be graded with a seed; when that was, in UTC; and the text
        that says so, empty if none can be read. For ``own_checks`` see a Job's.
        """
        folder = self.submitted(student)
        content, notes = read_notebook(folder, self.assignment, read_release(release))
        attachments, left_out = read_attachments(folder, self.coursedir.ignore)
        timestamp, text, unreadable = read_timestamp(folder)
        said = tuple(printable(note) for note in [*notes, *left_out, *unreadable])
        job = Job(student, self.assignment, content, release, seed, said, attachments, own_checks)
        return job, timestamp, text

    def write_files(self, graded: GradedSubmission, timestamp: str) -> None:
        """Writes autograded/<student>/<assignment>/: the notebook last, after what goes with it,
        such as a timestamp.txt if ``timestamp`` is not empty.
        """
        notebook = self.autograded(graded.student)
        folder, attachments = notebook.parent, self._to_be_copied(graded.student)
        if timestamp:
            attachments[PurePosixPath(TIMESTAMP)] = None
        _clear(folder, {notebook, *(folder / name for name in attachments)})
        for name, source in attachments.items():
            content = f"{timestamp}\n".encode() if source is None else source.read_bytes()
            self._write(folder / name, content)
        self._write(notebook, graded.notebook)
        if self.shared:
            for path in (folder, *(path for path in folder.rglob("*") if path.is_dir())):
                path.chmod(0o2770 | stat.S_IMODE(path.stat().st_mode))

    def _write(self, path, content):
        write_atomic(path, content, self.state.scratch, 0o664 if self.shared else 0o444)

    def _to_be_copied(self, student):
        """``{relative name: path}``, as nbgrader copies them; the instructor's file wins."""
        max_bytes, found = self.coursedir.max_file_size * 1000, {}
        source = self._folder(self.coursedir.source_directory, ".")
        for folder in (self.submitted(student), source):
            for name in list_attachments(folder, self.coursedir.ignore):
                path = folder / name
                if path.stat().st_size <= max_bytes and os.access(path, os.R_OK):
                    found[name] = path
        in_the_way = {parent for name in found for parent in name.parents}
        return {name: path for name, path in found.items() if name not in in_the_way}


def _application(root):
    """nbgrader's application as it would run in the folder ``root``."""
    if not any((root / f"nbgrader_config.{kind}").is_file() for kind in ("py", "json")):
        raise CannotGrade("This is no course folder: there is no nbgrader_config.py here.")
    before = os.getcwd()
    os.chdir(root)  # where nbgrader looks for its configuration
    try:
        app = NbGrader(raise_config_file_errors=True)
        app.initialize([])
        app.coursedir.root  # noqa: B018, its default is the working directory: asked for here
    except Exception as error:  # whatever the configuration does
        raise CannotGrade(f"nbgrader_config.py cannot be read: {error!r}") from error
    finally:
        os.chdir(before)
    return app


def _clear(folder, keep):
    """Removes files that should not be there, and folders that are empty then or in the way."""
    for path in sorted(folder.rglob("*"), reverse=True):  # what is inside comes first
        if path.is_symlink() or not path.is_dir():
            if path not in keep:
                path.unlink()
        elif not any(path.iterdir()):
            path.rmdir()
