"""Runs the cells of one submission that count, and brings back what its answers returned."""

import re
import time
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from nbformat import NotebookNode
from nbformat.v4 import new_output

from rnn_helpers.exercises import Question

from . import kernels
from .cases import packed_cases
from .errors import KernelsFail
from .jobs import Job
from .judging import checked_items, judge_evidence
from .kernel_client import KernelClient, KernelNotReady, Step
from .notebooks import grade_id_of, is_grade, is_solution, names_in, read_release, said

_TOTAL_SECONDS = 150.0  # and what the exercises may take
_MAX_KERNELS = 12  # one dies, another takes over
_MAX_FAILURES = 3  # of kernels to get ready
_WRITTEN = re.compile(r"%%(?:writefile|file)[ \t]+([\w-][\w.-]*)[ \t]*\n(.*)", re.DOTALL)
_STOPPED = b'"outcome":"stopped"'


class RunResult(NamedTuple):
    """What a submission's kernel gave."""

    arrived: dict[str, bytes]  # evidence, bytes by the name of an exercise
    lost: dict[str, str]  # why there are none, in a sentence, by such names
    undecided: set[str]  # checks of the instructor's own that came to no verdict, by name
    alarms: tuple[str, ...]  # what the instructor should know, in sentences


def run_submission(
    job: Job, notebook: NotebookNode, release: NotebookNode, unsafe: bool, seconds: float
) -> RunResult:
    """Runs a submission; the outputs of the student's cells are put into ``notebook``, the same
    submission repaired.

    A kernel that dies, or hangs, costs the cell that it died of. Another one takes over. It never
    raises for what was handed in. For ``unsafe`` see ``kernels.start_kernel``; a cell may run for
    ``seconds``.
    """
    return _Run(job, notebook, release, unsafe, seconds).result()


def try_out(job: Job, unsafe: bool) -> str:
    """Why an assignment cannot be graded here, in a sentence; an empty text if it can.

    A kernel runs the first cell of the release, which has the imports, and an answer, which is
    none, goes all the way through a check. Of the ``job`` only its release counts.
    """
    cells = [cell for cell in read_release(job.release).cells if cell.cell_type == "code"]
    steps = [Step({"source": cells[0].source}, 120.0)] if cells else []
    questions = (item.question for item in checked_items(job.assignment))
    asked = next((q for q in questions if isinstance(q, Question) and not q.parts), None)
    if asked:
        steps.append(Step({"source": f"def {asked.name}(*args, **kwargs): pass"}, 10.0))
        steps.append(_ask(asked, job.seed, 10.0))
    kernel = kernels.start_kernel(job.assignment, 300.0, job.seed, {}, unsafe)
    try:
        client = KernelClient(kernel)
        results = client.run_steps(steps) if steps else []
        client.close()
    except KernelNotReady as reason:
        return f"No kernel gets ready: {reason}."
    finally:
        kernel.kill()
    for result in results:
        for output in result.outputs:
            if output.output_type == "error":
                return f"The first cell fails: {output.ename}: {output.evalue}."
        if result.ended:
            return "A kernel that did nothing but import came to its end."
    if asked:
        evidence = {asked.name: results[-1].evidence or b""}
        scores = {s.name: s for s in judge_evidence(job.assignment, evidence, job.seed)}
        if forged := scores[asked.name].forged:
            return f"What an answer returned did not arrive: {forged}."
    return ""


def _ask(exercise, seed, seconds):
    """The step that collects an answer, with so many seconds on top of the exercise's own."""
    what = {"ask": exercise.name, "seed": seed, "cases": packed_cases(exercise.name, seed)}
    return Step(what, getattr(exercise, "time_limit", 0.0) + seconds)


class _Run:
    def __init__(self, job, notebook, release, unsafe, seconds):
        self._job, self._unsafe, self._seconds = job, unsafe, seconds
        self._items = checked_items(job.assignment)
        limits = sum(getattr(item.question, "time_limit", 0.0) for item in self._items)
        self._end = time.monotonic() + _TOTAL_SECONDS + limits
        self._todo = self._plan(notebook, release)
        # A kernel makes no files: what a cell would write is there from the start.
        cells = (_WRITTEN.fullmatch(cell.source) for cell in notebook.cells)
        self._files = {found[1]: found[2].encode() for found in cells if found}
        self._files |= dict(job.attachments)
        self._replay = []  # the cells that a new kernel has to run again
        self._arrived, self._lost, self._alarms = {}, {}, []
        self._undecided = {name for name, _ in job.own_checks}
        self._kernel = self._client = None
        self._started, self._one_at_a_time = 0, False
        self._failures = []
        self._errors = {}  # that ended cells, by their names

    def _plan(self, notebook, release):
        """Pairs of a Step and what it is for: a cell, or an exercise."""
        cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
        shown = [c for c in release.cells if "nbgrader" not in c.metadata]
        chosen = cells_to_run(cells, shown)
        exercises = {f"test_{item.name}": item.question for item in self._items}
        own_checks = dict(self._job.own_checks)
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
                plan.append((_ask(exercise, self._job.seed, self._seconds), exercise))
            elif grade_id_of(cell) in own_checks:
                what = {"judge": own_checks[grade_id_of(cell)]}
                plan.append((Step(what, self._seconds), cell))
        return plan

    def result(self):
        try:
            while self._todo and self._is_up():
                steps = [step for step, _ in self._todo[: 1 if self._one_at_a_time else None]]
                done = self._client.run_steps(self._in_time(steps))
                if done[-1].ended == "death" and not self._one_at_a_time:
                    # A kernel that dies takes its last messages along: whether it had not begun
                    # the next step yet is not known. From now on each step has its own request.
                    self._one_at_a_time = True
                    self._stop()
                    done.pop()
                for result in done:
                    step, target = self._todo.pop(0)
                    if "ask" in step.what:
                        self._take_evidence(step, target.name, result)
                    else:
                        if "judge" in step.what and result.missing is None:
                            self._undecided.discard(grade_id_of(target))
                        self._take_outputs(step, target, result)
                    if result.ended in ("hang", "death"):
                        self._stop()
        finally:
            self._stop()
        for _, target in self._todo:
            if hasattr(target, "name"):
                self._lost[target.name] = self._why_not_tried()
        return RunResult(self._arrived, self._lost, self._undecided, tuple(self._alarms))

    def _in_time(self, steps):
        left = self._left()
        return [step._replace(seconds=min(step.seconds, left)) for step in steps]

    def _take_outputs(self, step, cell, result):
        cell.outputs = result.outputs
        for output in result.outputs:
            if output.output_type == "error":
                told = f"{output.ename}: {output.evalue}"[:300]
                self._errors.setdefault(grade_id_of(cell), told)
        if result.ended is None:
            if "source" in step.what:
                self._replay.append(step)
            return
        ending = self._explain(result.ended, step.seconds)
        cell.outputs.append(new_output("stream", name="stderr", text=f"This cell {ending}."))
        lines = filter(None, map(str.strip, cell.source.splitlines()))
        self._alarms.append(f"A cell {ending}: {next(lines, '')[:80]}")

    def _take_evidence(self, step, name, result):
        error = self._errors.get(name, "")
        if error.startswith("ModuleNotFoundError"):
            self._alarms.append(f"The cell of {name} ended with {error}.")
        if result.evidence is not None:
            self._arrived[name] = result.evidence
            if _STOPPED in result.evidence:  # it still runs, in a thread
                self._stop()
        elif result.ended:
            ending = self._explain(result.ended, step.seconds)
            self._lost[name] = f"When it was called, your answer {ending}."
            self._alarms.append(f"{name} {ending}.")
        elif result.missing:
            self._lost[name] = result.missing
            if error:
                self._lost[name] = f"There is no {name}: its cell ended with {error}."
        else:
            self._lost[name] = "What your answer returned did not arrive."
            self._alarms.append(f"{name}: nothing came out of the kernel.")

    def _is_up(self):
        """Whether there is a kernel, started anew if need be with all that ran before."""
        while self._client is None:
            if self._started == _MAX_KERNELS or self._left() <= 0:
                return False
            self._start()
        return self._left() > 0

    def _start(self):
        self._started += 1
        job = self._job
        self._kernel = kernels.start_kernel(
            job.assignment, self._left(), job.seed, self._files, self._unsafe
        )
        try:
            self._client = KernelClient(self._kernel, min(60.0, self._left()))
        except KernelNotReady as reason:  # nothing of the student's has run yet
            self._stop()
            self._failures.append(str(reason))
            if len(self._failures) == _MAX_FAILURES:
                raise KernelsFail(f"No kernel gets ready: {reason}.") from None
            return
        todo = self._replay
        while todo and self._client is not None:
            first, *todo = todo
            if self._client.run_steps(self._in_time([first]))[0].ended:
                self._replay.remove(first)  # it did not the first time: never again
                self._stop()

    def _stop(self):
        if self._client is not None:
            self._client.close()
        if self._kernel is not None:
            self._kernel.kill()
        self._client = self._kernel = None

    def _left(self):
        return self._end - time.monotonic()

    def _explain(self, ended, seconds):
        """How a step ended, to follow its name; a kernel that died is cleaned up here."""
        if ended == "time":
            return f"was stopped after {seconds:.0f} seconds"
        if ended == "hang":
            return f"ran for {seconds:.0f} seconds and could not be stopped"
        self._kernel.kill()
        if self._client is not None and self._client.exceeded_output:
            return "put out more than a submission may"
        limits = {
            "memory": "used more memory than a submission may",
            "threads": "started more threads than a submission may",
            "wall clock": "used up the time that a submission has",
        }
        return limits.get(self._kernel.exceeded_limit, "ended the kernel")

    def _why_not_tried(self):
        if self._left() <= 0:
            return "The time for this notebook was used up before this answer was tried."
        return "The kernel of this notebook died so often that this answer was not tried."


def cells_to_run(cells: Sequence[NotebookNode], released: Iterable[NotebookNode]) -> set[int]:
    """The cells that take part in grading, by their places in the list.

    What a student wrote always does. A cell that is as it was released, and has no name that
    nbgrader knows, only shows something: a figure, a widget, an experiment. It is run if it defines
    a name that others use.

    Args:
        cells: the code cells of a repaired submission, in order.
        released: the released cells of that kind.
    """
    shown = {*map(said, released)}
    shows = ["nbgrader" not in cell.metadata and said(cell) in shown for cell in cells]
    names = [_names(cell.source) for cell in cells]
    chosen = {i for i, only_shows in enumerate(shows) if not only_shows}
    wanted = {name for i in chosen for name in names[i][0]}
    while True:
        more = {i for i in range(len(cells)) if i not in chosen and names[i][1] & wanted}
        if not more:
            return chosen
        chosen |= more
        wanted |= {name for i in more for name in names[i][0]}


def _names(source):
    """The global names that a cell uses and makes; where it is not Python, all its words."""
    words = frozenset(re.findall(r"\w+", source))
    if found := names_in(source):
        used, defined, imported = found
        has_magic = re.search(r"^\s*[%!]", source, re.MULTILINE)
        return words if has_magic else used, defined | imported
    return words, words
