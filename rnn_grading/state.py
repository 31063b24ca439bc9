"""What is known of an assignment from one run to the next, in .rnn-grade/<assignment>/.

A student is done when their record is complete. It is marked incomplete before anything of theirs
is written and complete when all is written: after a kill at any moment it is known who has to be
done again.
"""

import contextlib
import fcntl
import json
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from .errors import CannotGrade
from .files import write_atomic


class Record(NamedTuple):
    """What is noted of a student; the fields after ``fingerprint`` are a GradedSubmission's."""

    complete: bool
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
        folder: it need not exist.
        shared: whether the instructor's group may read and write it, too.
    """

    def __init__(self, folder: Path, shared: bool = False) -> None:
        self._folder = folder
        self._file_mode, self._folder_mode = (0o660, 0o2770) if shared else (0o600, 0o700)
        self.scratch = folder / "tmp"

    @contextlib.contextmanager
    def locked(self) -> Iterator[None]:
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

    def seed_of_run(self, seed: int | None = None) -> int:
        """``seed`` if there is one; else that of a run that was interrupted; else a fresh one."""
        if seed is not None:
            return seed
        run = self._run()
        return secrets.randbelow(2**31 - 1) + 1 if run is None or run["finished"] else run["seed"]

    def begin_run(self, seed: int) -> None:
        """To be called before the first submission is graded."""
        self._write("run.json", {"seed": seed, "finished": False})

    def end_run(self) -> None:
        """To be called when everybody's result is written."""
        if run := self._run():
            self._write("run.json", {**run, "finished": True})

    def _run(self):
        run = self._read("run.json")
        return run if isinstance(run, dict) and run.keys() == {"seed", "finished"} else None

    def record(self, student: str) -> Record | None:
        """A student's Record, if there is one."""
        try:
            return Record(**self._read(f"students/{student}.json"))
        except TypeError:  # there is none, or another version's
            return None

    def mark_incomplete(self, student: str) -> None:
        """To be called before anything of a student is written."""
        record = self.record(student)
        if record and record.complete:
            self.write_record(student, record._replace(complete=False))

    def write_record(self, student: str, record: Record) -> None:
        """Replaces a student's Record."""
        self._write(f"students/{student}.json", record._asdict())

    def _read(self, name):
        try:
            return json.loads((self._folder / name).read_bytes())
        except (FileNotFoundError, ValueError):
            return None

    def _write(self, name, data):
        content = json.dumps(data, indent=1).encode()
        write_atomic(self._folder / name, content, self.scratch, self._file_mode)
