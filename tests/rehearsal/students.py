"""The synthetic students of a notebook, and what grading should make of each."""

import copy
import random
import sys
from dataclasses import dataclass, field

import nbformat
from nbformat.v4 import new_code_cell

from rnn_grading.repair import grade_id_of
from rnn_helpers.exercises import Choices, Written, items_of, key_of, of_notebook

from .answers import FILE, LOADING, calling, choosing, packed
from .broken import BROKEN
from .expected import scores_of
from .hostile import attacks_on, notebook_of
from .notebooks import answered
from .right import RIGHT_ANSWERS

_SLOW = 10.0  # seconds that an exercise allows: its answers train a model


@dataclass(frozen=True)
class MadeUpStudent:
    """One of the class.

    Attributes:
        name: the student's id.
        kind: right, mistakes, copied, half done, untouched, broken or hostile.
        about: what is special, in a few words.
        files: what is handed in, from names to bytes.
        expected: from the names of graded cells to ``(points, mistake)``; the mistake is None, or
            the name of one.
        told: a word of a note or an alarm that there has to be.
    """

    name: str
    kind: str
    about: str
    files: dict[str, bytes]
    expected: dict[str, tuple[float, str | None]] = field(repr=False)
    told: str = ""


class Plan:
    """Makes the students of one notebook.

    Args:
        assignment: its name.
        release, solution: the notebooks that students and instructor have; they are not changed.
        seed: that the class will be graded with.
        here: what ``course``, ``port`` and ``pid`` are in an attack, see ``hostile``.
        hostile: whether attacks are among them.
        share: None for the whole class; ``(i, n)`` for a few of each kind, so that ``n`` classes
            together hold every way to break a notebook.
    """

    def __init__(self, assignment, release, solution, seed, here, hostile=True, share=None):
        self._assignment, self._seed, self._here, self._hostile = assignment, seed, here, hostile
        self._release, self._solution, self._share = release, solution, share
        self._exercises = [e for e in of_notebook(assignment) if not isinstance(e, Written)]
        self._quick = [e for e in self._exercises if not _is_slow(e)]
        self._stubs = {grade_id_of(cell): cell.source for cell in release.cells}

    def students(self):
        """A list of MadeUpStudent."""
        made = [
            *self._right(),
            *self._mistaken(),
            *self._copied(),
            self._half_done(),
            self._student("untouched", "untouched", "the release as it is", self._release, {}),
            *self._broken(),
        ]
        return made + (self._attacks() if self._hostile else [])

    def _few(self, these):
        """In a small class the first and the last of these."""
        return these if self._share is None else [*these[:1], *these[1:][-1:]]

    def _its_share(self, these):
        """In a small class those of these that it has; one at the least."""
        if self._share is None:
            return these
        i, n = self._share
        return these[i % len(these) :: n]

    # --- Right and wrong answers ----------------------------------------------------------------

    def _right(self):
        styles = {e.name: RIGHT_ANSWERS.get(e.name, [None]) for e in self._exercises}
        for i in self._few(range(max(map(len, styles.values())))):
            chosen = {name: (None, these[i % len(these)]) for name, these in styles.items()}
            yield self._answering(f"right-{i + 1}", "right", "every exercise", chosen)

    def _mistaken(self):
        """Every known mistake is made by somebody. A student makes several, some more than others,
        and has the other exercises right: a class with a spread of marks.
        """
        dealt = random.Random(1)
        mistakes = {e.name: _mistakes(e) for e in self._exercises}
        count = round(1.15 * max(map(len, mistakes.values())))
        chosen = [{} for _ in range(count)]
        for exercise in self._exercises:
            known = mistakes[exercise.name]
            erring = len(known) if _is_slow(exercise) else max(len(known), round(0.45 * count))
            # The further back in the class, the likelier.
            order = sorted(range(count), key=lambda i: i + dealt.uniform(0, 0.8 * count))
            for turn, i in enumerate(reversed(order)):
                if turn < erring:
                    chosen[i][exercise.name] = known[turn % len(known)]
                elif not _is_slow(exercise):
                    right = RIGHT_ANSWERS.get(exercise.name, [None])
                    chosen[i][exercise.name] = (None, right[i % len(right)])
        for i, answers in self._few(list(enumerate(chosen))):
            made = sum(name is not None for name, _ in answers.values())
            about = f"{made} known mistake" + ("" if made == 1 else "s")
            yield self._answering(f"mistakes-{i + 1:02}", "mistakes", about, answers)

    def _answering(self, student, kind, about, chosen):
        """A student whose answers are these: from exercises to ``(mistake, answer)``."""
        sources, functions, expected = {}, {}, {}
        for exercise in self._exercises:
            if exercise.name not in chosen:
                continue
            mistake, answer = chosen[exercise.name]
            if isinstance(exercise, Choices):
                picked = {line: choice.right for line, choice in key_of(exercise.name).items()}
                sources[exercise.name] = choosing(exercise, {**picked, **(answer or {})})
            else:
                functions[exercise.name] = answer
                what = f"the known mistake {mistake}" if mistake else answer.__name__
                sources[exercise.name] = calling(self._stubs[exercise.name], exercise, what)
            expected |= scores_of(exercise, mistake, answer, self._seed)
        notebook = copy.deepcopy(self._release)
        for cell in notebook.cells:
            cell.source = sources.get(grade_id_of(cell), cell.source)
        notebook.cells.insert(0, new_code_cell(LOADING))
        needs_models = "rnn_helpers.models" in sys.modules
        attachments = {FILE: packed(functions, needs_models)}
        return self._student(student, kind, about, notebook, expected, attachments)

    # --- Others ---------------------------------------------------------------------------------

    def _copied(self):
        for student, change in (("copied-from", lambda text: text), ("copied-by", _disguised)):
            notebook = self._solved()
            for cell in notebook.cells:
                if grade_id_of(cell) in self._by_hand():
                    cell.source = _IN_OWN_WORDS
            notebook.cells.append(new_code_cell(change(_OWN_TRIAL)))
            yield self._student(
                student, "copied", "the exercises", notebook, self._earned(self._quick)
            )

    def _half_done(self):
        done = self._exercises[: len(self._exercises) // 2]
        notebook = answered(self._release, self._solution, *(e.name for e in done))
        expected = self._earned(done)
        return self._student("half-done", "half done", "the first half", notebook, expected)

    def _broken(self):
        for name, (what, change) in self._its_share(list(BROKEN.items())):
            notebook = self._solved()
            files, is_right, told = change(notebook, self._assignment, self._release)
            expected = self._earned(self._quick) if is_right else {}
            yield MadeUpStudent(name, "broken", what, files, self._with_zeros(expected), told)

    def _attacks(self):
        made, attacks = [], attacks_on(self._assignment)
        share = self._its_share(attacks)
        # Its feedback is looked at in any class.
        share += tuple(a for a in attacks if a.name == "script_in_output" and a not in share)
        for attack in share:
            notebook = notebook_of(attack, self._release, self._solution, **self._here)
            expected = self._earned([e for e in self._exercises if attack.is_honest(e.name)])
            files = {name: text.encode() for name, text in attack.files.items()}
            name = attack.name.replace("_", "-")
            made.append(
                self._student(name, "hostile", attack.what, notebook, expected, files, attack.alarm)
            )
        return made

    # --- What they have in common ---------------------------------------------------------------

    def _student(self, name, kind, about, notebook, expected, attachments=None, told=""):
        content = nbformat.writes(notebook).encode()
        files = {f"{self._assignment}.ipynb": content, **(attachments or {})}
        return MadeUpStudent(name, kind, about, files, self._with_zeros(expected), told)

    def _by_hand(self):
        return [i.name for i in items_of(self._assignment) if isinstance(i.question, Written)]

    def _with_zeros(self, expected):
        by_machine = {item.name for item in items_of(self._assignment)} - {*self._by_hand()}
        return {f"test_{name}": (0.0, None) for name in by_machine} | expected

    def _solved(self):
        """The model answers, but those that train a model, which would take long."""
        return answered(self._release, self._solution, *(e.name for e in self._quick))

    def _earned(self, exercises):
        """What right answers to these exercises come to."""
        expected = {}
        for exercise in exercises:
            expected |= scores_of(exercise, None, None, self._seed)
        return expected


def _mistakes(exercise):
    """Pairs of a mistake's name and what is wrong: a function, or a choice."""
    key = key_of(exercise.name)
    if isinstance(exercise, Choices):
        return [
            (f"{line}: {option}", {line: option})
            for line, choice in key.items()
            for option in choice.why_not
        ]
    return [(mistake, key.wrong_answer(mistake)) for mistake in key.mistakes]


def _is_slow(exercise):
    return getattr(exercise, "time_limit", 0.0) > _SLOW


_IN_OWN_WORDS = """\
I drew the unrolled network on the back of an envelope, seven columns wide, and followed one
weight through it with a red pencil. It turned up in every column, which is the whole point for
me: what it learns in one of them is of use in all the others, whether the sequence has seven
steps or seven hundred. My flatmate did not believe it until I had her count the arrows herself."""

_OWN_TRIAL = """\
# What happens to a walk that forgets a tenth of its way at each step?
position, visited = 0.0, []
for shove in [3, 1, -4, 1, -5, 9, -2, 6]:
    position = 0.9 * position + shove / 7
    visited.append(round(position, 3))
furthest = max(visited, key=abs)
print("furthest", furthest, "after", 1 + visited.index(furthest), "steps of", len(visited))"""


def _disguised(source):
    """The same with other names and without its comment."""
    names = {"position": "p", "visited": "places", "shove": "d", "furthest": "m"}
    for name, other in names.items():
        source = source.replace(name, other)
    return source.split("\n", 1)[1]
