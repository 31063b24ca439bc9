"""What is known of an assignment from one run to the next, in .rnn-grade/<assignment>/.

A student is done when the mark is closed. It is opened before anything of theirs is written and
closed when all is written, so that after a kill at any moment it is known who has to be done again.
"""

import contextlib
import fcntl
import json
import secrets
from typing import NamedTuple

from .errors import CannotGrade
from .files import write_whole


class Mark(NamedTuple):
    """What is noted of a student; the fields after ``fingerprint`` are those of a Graded."""

    closed: bool
    fingerprint: str
    seed: int
    scores: dict[str, float | None]
    notes: list[str]
    mistakes: dict[str, str]
    alarms: list[str]
    seconds: float


class State:
    """The folder that holds it.

    Args:
        folder: a Path; it need not exist.
        shared: whether the instructor's group may read and write it, too.
    """

    def __init__(self, folder, shared=False):
        self._folder = folder
        self._file_mode, self._folder_mode = (0o660, 0o2770) if shared else (0o600, 0o700)
        self.scratch = folder / "tmp"

    @contextlib.contextmanager
    def locked(self):
        """While this lasts no other run grades the same assignment.

        Raises:
            CannotGrade: another one does already.
        """
        for folder in (self._folder.parent, self._folder, self.scratch, self._folder / "students"):
            if not folder.is_dir():
                folder.mkdir()
                folder.chmod(self._folder_mode)
        lock = self._folder / "lock"
        with open(lock, "a") as file:  # free again when the process ends, however it ends
            with contextlib.suppress(PermissionError):  # it is a colleague's
                lock.chmod(self._file_mode)
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise CannotGrade(
                    f"Another rnn-grade is grading {self._folder.name} in this course folder."
                ) from None
            yield

    # --- Seeds ----------------------------------------------------------------------------------

    def seed_of_run(self, seed=None):
        """``seed`` if there is one; else that of a run that was interrupted; else a fresh one."""
        if seed is not None:
            return seed
        run = self._run()
        return secrets.randbelow(2**31 - 1) + 1 if run is None or run["finished"] else run["seed"]

    def begin_run(self, seed):
        """To be called before the first submission is graded."""
        self._write("run.json", {"seed": seed, "finished": False})

    def end_run(self):
        """To be called when everybody's result is written."""
        if run := self._run():
            self._write("run.json", {**run, "finished": True})

    def _run(self):
        run = self._read("run.json")
        return run if isinstance(run, dict) and run.keys() == {"seed", "finished"} else None

    # --- Marks ----------------------------------------------------------------------------------

    def mark(self, student):
        """A student's Mark, or None."""
        try:
            return Mark(**self._read(f"students/{student}.json"))
        except TypeError:  # there is none, or another version's
            return None

    def open_mark(self, student):
        """To be called before anything of a student is written."""
        mark = self.mark(student)
        if mark and mark.closed:
            self.write_mark(student, mark._replace(closed=False))

    def write_mark(self, student, mark):
        self._write(f"students/{student}.json", mark._asdict())

    # --- Files ----------------------------------------------------------------------------------

    def _read(self, name):
        try:
            return json.loads((self._folder / name).read_bytes())
        except (FileNotFoundError, ValueError):
            return None

    def _write(self, name, data):
        content = json.dumps(data, indent=1).encode()
        write_whole(self._folder / name, content, self.scratch, self._file_mode)
