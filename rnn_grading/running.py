"""Runs the cells of one submission and brings back what its answers returned."""

import time
from typing import NamedTuple

from nbformat.v4 import new_output
from nbgrader.utils import is_grade, is_solution

from rnn_helpers.exercises import Written, items_of, of_notebook

from . import kernels
from .cases import packed_cases
from .client import Client, KernelNotReady, Step
from .repair import grade_id_of
from .selecting import cells_to_run

_SECONDS_IN_ALL = 150.0  # and what the exercises may take
_MOST_KERNELS = 12  # one dies, another takes over
_STOPPED = b'"outcome":"stopped"'


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
        limits = sum(getattr(e, "time_limit", 0.0) for e in of_notebook(assignment))
        self._end = time.monotonic() + _SECONDS_IN_ALL + limits
        self._todo = self._plan(notebook, release)
        self._again = []  # the cells that a new kernel has to run again
        self._arrived, self._lost, self._alarms = {}, {}, []
        self._kernel = self._client = None
        self._started, self._carefully = 0, False

    def _plan(self, notebook, release):
        """Pairs of a Step and what it is for: a cell, or an exercise."""
        cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
        shown = [c.source for c in release.cells if "nbgrader" not in c.metadata]
        chosen = cells_to_run(cells, shown)
        exercises = {
            f"test_{item.name}": item.question
            for item in items_of(self._assignment)
            if not isinstance(item.question, Written)
        }
        plan, asked = [], set()
        for place, cell in enumerate(cells):
            if not is_grade(cell) or is_solution(cell):
                if place in chosen:
                    plan.append((Step({"source": cell.source}, self._seconds), cell))
                continue
            exercise = exercises.get(grade_id_of(cell))
            # Parts of an exercise are graded in several cells, and asked for once.
            if exercise is not None and exercise.name not in asked:
                asked.add(exercise.name)
                plan.append((self._ask(exercise), exercise))
        return plan

    def _ask(self, exercise):
        cases = packed_cases(exercise.name, self._seed)
        what = {"ask": exercise.name, "seed": self._seed, "cases": cases}
        return Step(what, getattr(exercise, "time_limit", 0.0) + self._seconds)

    def evidence(self):
        try:
            while self._todo and self._is_up():
                steps = [step for step, _ in self._todo[: 1 if self._carefully else None]]
                done = self._client.take(self._in_time(steps))
                if done[-1].ended == "death" and not self._carefully:
                    # A kernel that dies takes its last messages along: whether it had not begun
                    # the next step yet is not known. From here on each step has its own request.
                    self._carefully = True
                    self._stop()
                    done.pop()
                for ran in done:
                    step, goal = self._todo.pop(0)
                    if "ask" in step.what:
                        self._take_evidence(step, goal.name, ran)
                    else:
                        self._take_outputs(step, goal, ran)
                    if ran.ended in ("hang", "death"):
                        self._stop()
        finally:
            self._stop()
        for _, goal in self._todo:
            if hasattr(goal, "name"):
                self._lost[goal.name] = self._why_none()
        return Evidence(self._arrived, self._lost, tuple(self._alarms))

    def _in_time(self, steps):
        left = self._left()
        return [step._replace(seconds=min(step.seconds, left)) for step in steps]

    def _take_outputs(self, step, cell, ran):
        cell.outputs = ran.outputs
        if ran.ended is None:
            self._again.append(step)
            return
        why = self._why(ran.ended, step.seconds)
        cell.outputs.append(new_output("stream", name="stderr", text=f"This cell {why}."))
        self._alarms.append(f"A cell {why}: {_first_line(cell)}")

    def _take_evidence(self, step, name, ran):
        if ran.evidence is not None:
            self._arrived[name] = ran.evidence
            if _STOPPED in ran.evidence:  # it still runs, in a thread
                self._stop()
        elif ran.ended:
            why = self._why(ran.ended, step.seconds)
            self._lost[name] = f"When it was called, your answer {why}."
            self._alarms.append(f"{name} {why}.")
        elif ran.missing:
            self._lost[name] = ran.missing
        else:
            self._lost[name] = "What your answer returned did not arrive."
            self._alarms.append(f"{name}: nothing came out of the kernel.")

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
        first = kernels.first_cell(self._assignment, self._unsafe)
        if first and self._client.run({"source": first}, 120.0).ended:
            self._stop()
        todo = self._again
        while todo and self._client is not None:
            first, *todo = todo
            if self._client.take(self._in_time([first]))[0].ended:
                self._again.remove(first)  # it did not the first time: never again
                self._stop()

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


def _first_line(cell):
    return next((line.strip()[:80] for line in cell.source.splitlines() if line.strip()), "")
