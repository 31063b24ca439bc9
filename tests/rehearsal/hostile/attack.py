"""What a hostile submission is, and the notebook that it makes."""

import copy
import textwrap
from dataclasses import dataclass, field

from nbformat.v4 import new_code_cell

from rnn_grading.repair import grade_id_of

from ..notebooks import answered

EVERYTHING = ("rnn_step", "rnn_forward", "softmax_output", "rnn_shapes", "count_parameters")
EVERYTHING += ("multiplications",)
POINTS = {"rnn_step": 3, "rnn_forward": 2, "softmax_output": 1, "rnn_shapes": 2}
POINTS |= {"count_parameters": 2, "multiplications": 1}


@dataclass(frozen=True)
class Attack:
    """One hostile submission.

    Attributes:
        name: the student's.
        what: what it tries, a line of docs/attacks.md.
        first: a code cell at the top of the notebook.
        answers: sources of solution cells, by the exercise's name.
        honest: exercises whose answers are right, and deserve their points.
        last: a code cell at the end.
        written: what stands in the place of the answer in words.
        files: what is handed in besides, from names to text.
        alarm: a word of what the instructor is told, if anything.
    """

    name: str
    what: str
    first: str = ""
    answers: dict = field(default_factory=dict)
    honest: tuple = ()
    last: str = ""
    written: str = ""
    files: dict = field(default_factory=dict)
    alarm: str = ""

    @property
    def deserves(self):
        """The points that it should get."""
        return float(sum(POINTS[name] for name in self.honest))

    def is_honest(self, exercise):
        """Whether the answer to an exercise, perhaps of another notebook, is right."""
        return exercise in self.honest or self.honest == EVERYTHING


def collection():
    """A list of attacks, and the function that adds one to it; its cells may be indented."""
    attacks = []

    def attack(name, what, first="", **more):
        more = {key: _tidy(value) for key, value in more.items()}
        if "answers" in more:
            more["answers"] = {key: _tidy(value) for key, value in more["answers"].items()}
        attacks.append(Attack(name, what, _tidy(first), **more))

    return attacks, attack


def _tidy(value):
    return textwrap.dedent(value).strip() if isinstance(value, str) else value


def all_but(*names):
    """The names of the other exercises."""
    return tuple(name for name in EVERYTHING if name not in names)


# What attacks print where they came through, as a pattern.
CAME_THROUGH = "WRITTEN|GRANTED|CALLED|LABELS|SHADOWED"

# Names and signatures of the answers, for attacks that need every answer to be a function.
STUBS = """
def rnn_step(x_t, h_prev, params, activation="tanh"): return {0}
def rnn_forward(x, h_0, params): return {0}
def softmax_output(h, W_ho, b_o): return {0}
def rnn_shapes(T, B, F, H, layers, directions, batch_first): return {0}
def count_parameters(F, H, layers, directions): return {0}
def multiplications(T, F, H): return {0}
"""


def every_answer(value):
    """All answers in the cell of the first, and nothing in those of the others."""
    cell = textwrap.dedent(STUBS.format(value)).strip()
    return {"rnn_step": cell, **dict.fromkeys(all_but("rnn_step"), "pass")}


def notebook_of(attack, release, solution, **here):
    """The notebook that is handed in.

    Args:
        attack: an Attack.
        release, solution: notebooks; they are not changed.
        here: what ``course``, ``port`` and ``pid`` are.
    """

    def placed(source):
        for name, value in here.items():
            source = source.replace(f"{{{name}!r}}", repr(value)).replace(f"{{{name}}}", str(value))
        return source

    exercises = [grade_id_of(cell) for cell in release.cells if cell.cell_type == "code"]
    right = [e for e in exercises if attack.is_honest(e) and e not in attack.answers]
    notebook = answered(release, solution, *right) if right else copy.deepcopy(release)
    for cell in notebook.cells:
        name = grade_id_of(cell)
        if name in attack.answers:
            cell.source = placed(attack.answers[name])
        elif name == "why_share_weights" and attack.written:
            cell.source = attack.written
        if attack.name == "edited_metadata" and name:
            info = cell.metadata.nbgrader
            info.update(points=1000, grade=not info.get("grade"), solution=True, locked=False)
        if attack.name == "edited_test_cells" and (name or "").startswith("test_"):
            cell.source = "11"
    if attack.first:
        notebook.cells.insert(0, new_code_cell(placed(attack.first)))
    if attack.last:
        notebook.cells.append(new_code_cell(placed(attack.last)))
    return notebook
