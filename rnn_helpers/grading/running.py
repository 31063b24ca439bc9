"""Runs the cells of one submission and brings back what its answers returned."""

import ast
import time
from typing import NamedTuple

from nbformat.v4 import new_output
from nbgrader.utils import is_grade, is_solution

from ..exercises import Written, items_of, of_notebook
from . import kernels
from .cases import packed_cases
from .client import Client, KernelNotReady
from .selecting import cells_to_run

_SECONDS_IN_ALL = 150.0  # and what the exercises may take
_MOST_KERNELS = 12  # one dies, another takes over
_GONE = "NotWhileGrading"
_STOPPED = b'"outcome":"stopped"'


_ANSWER = """import rnn_helpers.grading.inside
rnn_helpers.grading.inside.answer({name!r}, {seed}, {cases!r})"""


class Evidence(NamedTuple):
    """What a submission's kernel gave.

    Attributes:
        arrived: bytes by the name of an exercise.
        lost: why there are none, in a sentence, by such names.
        alarms: what the instructor should know, in sentences.
    """

    arrived: dict
    lost: dict
    alarms: tuple


def run(notebook, release, assignment, seed, files=(), unsafe=False, seconds=30.0):
    """Runs a submission; the outputs of the student's cells are put into ``notebook``.

    A kernel that dies, or hangs, costs the cell that it died of. Another one takes over.

    Args:
        notebook: a repaired submission.
        release: the released notebook.
        assignment: its name.
        seed: of the cases.
        files: pairs of names and bytes, handed in beside the notebook.
        unsafe: see ``kernels.start``.
        seconds: how long a cell may run.

    Returns:
        An Evidence. It never raises for what was handed in.
    """
    return _Run(notebook, release, assignment, seed, dict(files), unsafe, seconds).evidence()


class _Run:
    def __init__(self, notebook, release, assignment, seed, files, unsafe, seconds):
        self._assignment, self._seed, self._files, self._unsafe = assignment, seed, files, unsafe
        self._seconds = seconds
        by_item = {item.name: item.exercise for item in items_of(assignment)}
        self._exercises = {
            f"test_{name}": exercise
            for name, exercise in by_item.items()
            if not isinstance(exercise, Written)
        }
        self._cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
        shown = [c.source for c in release.cells if "nbgrader" not in c.metadata]
        self._chosen = cells_to_run(self._cells, shown)
        limits = sum(getattr(e, "time_limit", 0.0) for e in of_notebook(assignment))
        self._end = time.monotonic() + _SECONDS_IN_ALL + limits
        self._ran = []  # the places of cells that a new kernel has to run again
        self._arrived, self._lost, self._alarms = {}, {}, []
        self._kernel = self._client = None
        self._started = 0

    def evidence(self):
        try:
            for place, cell in enumerate(self._cells):
                if place in self._chosen:
                    self._step(place, cell)
        finally:
            self._stop()
        return Evidence(self._arrived, self._lost, tuple(self._alarms))

    def _step(self, place, cell):
        if is_grade(cell) and not is_solution(cell):
            exercise = self._exercises.get(cell.metadata.nbgrader.grade_id)
            if exercise is not None:
                self._collect(exercise)
            return
        if not self._is_up():
            return
        ran = self._run_cell(cell.source)
        cell.outputs = ran.outputs
        if ran.ended is None:
            self._ran.append(place)
            return
        why = self._why(ran.ended, self._seconds)
        cell.outputs.append(_told(f"This cell {why}."))
        self._alarms.append(f"A cell {why}: {_first_line(cell)}")
        if ran.ended != "time":
            self._stop()

    def _run_cell(self, source):
        """Runs a cell of the student's.

        Where it asks for what is not there while grading, such as PyTorch's layers to compare
        an answer with, what follows in it is run nevertheless.
        """
        ran = self._client.run(source, min(self._seconds, self._left()))
        if not any(output.get("ename") == _GONE for output in ran.outputs):
            return ran
        ran = ran._replace(outputs=[])
        for piece in _statements(source):
            if ended := self._client.run(piece, self._seconds, silent=True).ended:
                return ran._replace(ended=ended)
        return ran

    def _collect(self, exercise):
        if exercise.name in self._arrived or exercise.name in self._lost:
            return  # another part of it is graded in a cell of its own
        if not self._is_up():
            self._lost[exercise.name] = self._why_none()
            return
        cases = packed_cases(exercise.name, self._seed)
        code = _ANSWER.format(name=exercise.name, seed=self._seed, cases=cases)
        seconds = getattr(exercise, "time_limit", 0.0) + self._seconds
        ran = self._client.run(code, min(seconds, self._left()), silent=True)
        if ran.evidence is not None:
            self._arrived[exercise.name] = ran.evidence
        elif ran.ended:
            why = self._why(ran.ended, seconds)
            self._lost[exercise.name] = f"When it was called, your answer {why}."
            self._alarms.append(f"{exercise.name} {why}.")
        else:
            self._lost[exercise.name] = ran.missing or "What your answer returned did not arrive."
            if not ran.missing:
                self._alarms.append(f"{exercise.name}: nothing came out of the kernel.")
        # A call that had to be stopped may go on in a thread, and slow down all that follows.
        if ran.ended or _STOPPED in (ran.evidence or b""):
            self._stop()

    # --- Kernels ---

    def _is_up(self):
        """Whether there is a kernel, started anew if need be with all that ran before."""
        while self._client is None:
            if self._started == _MOST_KERNELS or self._left() <= 0:
                return False
            self._start()
        return self._left() > 0

    def _start(self):
        self._started += 1
        self._kernel = kernels.start(
            self._assignment, self._left(), self._seed, self._files, self._unsafe
        )
        try:
            self._client = Client(self._kernel, min(60.0, self._left()))
        except KernelNotReady:
            self._stop()
            return
        again, self._ran = self._ran, []
        first = kernels.first_cell(self._assignment, self._unsafe)
        if first and self._client.run(first, 120.0, silent=True).ended:
            self._stop()
        for place in again:
            if self._client is None or self._left() <= 0:
                return
            if self._run_cell(
                self._cells[place].source
            ).ended:  # it did not the first time: never again
                self._stop()
                self._ran = [other for other in again if other != place]
                return
            self._ran.append(place)

    def _stop(self):
        if self._client is not None:
            self._client.close()
        if self._kernel is not None:
            self._kernel.kill()
        self._client = self._kernel = None

    def _left(self):
        return self._end - time.monotonic()

    def _why(self, ended, seconds):
        """What became of what was run, to follow its name; a kernel that has to go goes here."""
        if ended == "time":
            return f"was stopped after {seconds:.0f} seconds"
        if ended == "hang":
            return f"ran for {seconds:.0f} seconds and could not be stopped"
        self._kernel.kill()
        limits = {
            "memory": "used more memory than a submission may",
            "output": "put out more than a submission may",
            "wall clock": "used up the time that a submission has",
        }
        return limits.get(self._kernel.why, "ended the kernel")

    def _why_none(self):
        if self._left() <= 0:
            return "The time for this notebook was used up before this answer was tried."
        return "The kernel of this notebook died so often that this answer was not tried."


def _told(sentence):
    return new_output("stream", name="stderr", text=sentence)


def _statements(source):
    try:
        return [ast.get_source_segment(source, node) for node in ast.parse(source).body]
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return []


def _first_line(cell):
    return next((line.strip()[:80] for line in cell.source.splitlines() if line.strip()), "")
