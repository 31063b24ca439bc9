"""A scratch course in which a made-up class hands in and is graded for real."""

import contextlib
import os
import secrets
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import nbformat
from nbgrader.apps.api import NbGraderAPI

from rnn_grading.course import Course
from rnn_grading.errors import CannotGrade
from rnn_grading.grade_class import grade_class
from rnn_grading.report import facts_of, groups_alike, write

from .compared import blemishes, miscounted, outcome
from .students import Plan

_MARKER = ".rnn-rehearsal"  # in a folder that may be thrown away


class Classroom:
    """A course folder with the solutions of another one, and made-up students.

    Args:
        root: the course folder with ``solutions/`` and ``nbgrader_config.py``.
        folder: where to make the scratch course; one that an earlier rehearsal left is replaced.

    Raises:
        CannotGrade: there is something else in that place.
    """

    def __init__(self, root, folder):
        self._root, self.folder = Path(root).resolve(), Path(folder).resolve()
        if self.folder.exists():
            if not (self.folder / _MARKER).exists():
                raise CannotGrade(f"{self.folder} is there already, and is no rehearsal's.")
            shutil.rmtree(self.folder)
        self.folder.mkdir(parents=True)
        (self.folder / _MARKER).touch()
        self._secret = secrets.token_hex(16)
        (self.folder / "secret.txt").write_text(self._secret)

    def release(self, assignments):
        """Makes what is handed out, as nbgrader does for the real course."""
        shutil.copy(self._root / "nbgrader_config.py", self.folder)
        for assignment in assignments:
            where = Path("solutions", assignment)
            shutil.copytree(self._root / where, self.folder / where)
        # nbgrader calls commands that are installed beside it.
        commands = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
        done = subprocess.run(
            [sys.executable, "-m", "nbgrader", "generate_assignment", "--assignment=*"],
            cwd=self.folder,
            env={**os.environ, "PATH": commands},
            capture_output=True,
            text=True,
        )
        if done.returncode:
            raise CannotGrade(f"nbgrader could not make the release:\n{done.stderr}")

    def students(self, assignment, seed, hostile, share=None):
        """The class of an assignment: a list of MadeUpStudent. See Plan for ``share``."""
        release, solution = (
            nbformat.read(self.folder / kind / assignment / f"{assignment}.ipynb", as_version=4)
            for kind in ("notebooks", "solutions")
        )
        here = {"course": str(self.folder), "port": self.port, "pid": os.getpid()}
        return Plan(assignment, release, solution, seed, here, hostile, share).students()

    @contextlib.contextmanager
    def listening(self):
        """While this lasts ``port`` of 127.0.0.1 is open; it fails if anybody has called there."""
        with socket.create_server(("127.0.0.1", 0)) as server:
            self.port = server.getsockname()[1]
            yield
            server.setblocking(False)
            with contextlib.suppress(BlockingIOError):
                server.accept()
                raise CannotGrade("A submission came through to the network of this machine.")

    def hand_in(self, assignment, students):
        """Puts what they hand in where nbgrader expects it."""
        for student in students:
            folder = self.folder / "submitted" / student.name / assignment
            folder.mkdir(parents=True)
            for name, content in student.files.items():
                (folder / name).write_bytes(content)
            if student.name == "notebook-is-a-link":
                path = folder / f"{assignment}.ipynb"
                path.unlink()
                path.symlink_to(self.folder / "solutions" / assignment / path.name)

    def grade(self, assignment, students, pool, function, seed, on_progress):
        """Grades the class as ``rnn-grade run`` does.

        Returns:
            An Outcome for each.
        """
        course = Course(self.folder, assignment)
        # A student of one notebook need not be one of the next: absent=False.
        graded = grade_class(
            course, pool, function, seed=seed, absent=False, on_progress=on_progress
        )
        rows = {row.student: row for row in graded}
        return [outcome(s, rows.get(s.name), course, self._secret) for s in students]

    def feedback(self, assignment, students):
        """Writes some feedback pages: one of each kind that could show what it should not.

        Returns:
            From students' names to sentences, where a page is not as it should be.
        """
        course, wrong = Course(self.folder, assignment), {}
        last = {student.kind: student for student in students}
        shown = [last[kind] for kind in ("mistakes", "broken", "hostile") if kind in last]
        shown += [student for student in students if student.name == "script-in-output"]
        for student in shown:
            if found := blemishes(_feedback_page(course, student.name)):
                wrong[student.name] = found
        return wrong

    def report(self, assignment, students, small=False):
        """Writes the report of a class, perhaps of a small one.

        Returns:
            Sentences about what should stand there and does not.
        """
        course = Course(self.folder, assignment)
        facts = facts_of(course)
        groups = groups_alike(course, facts)
        write(facts, groups, self.folder / "reports" / assignment)
        return miscounted(facts, students, groups, small)


def _feedback_page(course, student):
    """nbgrader's feedback page of a student who is graded, written and read."""
    api = NbGraderAPI(course.coursedir, config=course.config)
    done = api.generate_feedback(course.assignment, student, force=True)
    if not done["success"]:
        raise CannotGrade(f"nbgrader made no feedback for {student}: {done['error']}")
    feedback = course.coursedir.feedback_directory
    folder = Path(course.coursedir.format_path(feedback, student, course.assignment))
    return (folder / f"{course.assignment}.html").read_text(encoding="utf-8")
