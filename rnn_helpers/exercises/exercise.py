"""What an exercise is: plain data that the checks read."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

SEED_SHOWN = 0  # of a check without a seed, the one that students see
DICT = "{}"  # in the place of axes: a dict of arrays


@dataclass(frozen=True)
class Case:
    """One call of the student's function.

    ``arguments`` maps each parameter's name to its value, in the order of the signature;
    ``about`` says in a few words what is special here ("one time step"). ``isolates`` marks a
    case that switches one thing off, so that of two mistakes made together one shows alone.
    ``later`` holds, by name, what the function's result is asked with, see ``Exercise.then``.
    """

    about: str
    arguments: Mapping[str, Any]
    isolates: bool = False
    later: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Mistake:
    """A wrong implementation that students write, and what a good assistant would say of it.

    ``hint`` follows "these are the numbers you get when" and says what is wrong, not how to
    mend it.
    """

    name: str
    hint: str
    answer: Callable


@dataclass(frozen=True)
class Question:
    """One line of a ``Choices`` exercise: the right option, and why each other one is not."""

    right: str
    why_not: Mapping[str, str]


@dataclass(frozen=True)
class Choices:
    """A dict that the student completes, one of ``options`` for each question.

    ``questions`` maps the dict's keys to their Question; ``parts``, where each is graded in a cell
    of its own, the keys to their points.
    """

    name: str
    notebook: str
    points: float
    options: tuple[str, ...]
    questions: Mapping[str, Question]
    parts: Mapping[str, float] | None = None


@dataclass(frozen=True)
class Written:
    """A question answered in words and graded by hand."""

    name: str
    points: int


@dataclass
class Exercise:
    """A graded function, or class.

    Attributes:
        name: the function's name, and the exercise's.
        notebook: the notebook that asks for it, e.g. ``"03_forward_pass"``.
        points: what it earns.
        returns: the returned arrays in order, each name with its axes (``"T B H"``), or
            DICT for a dict of arrays.
        cases: draws the cases from a seeded generator; the first one is the plainest and gives
            every argument, also those that have a default.
        edge_cases: draws more of them, for graded runs only.
        answer: the right answer.
        gives_dict: whether the function returns one dict, with ``returns`` as its keys.
        nested: how the results stand in tuples, e.g. ``("output", ("h_n", "c_n"))``; one after
            the other when not given.
        after_call: makes, of what the function returned and its arguments as the call left them,
            the results by name; given where the function changes what it is given.
        then: asks what the function returned, a model or a function, for the results:
            ``then(returned, **case.later)`` returns them as the function would.
        is_class: whether the answer is a class, which is called to make a model.
        in_words: what such a function should return, for a message.
        judged: says what is wrong with the results where many are right, such as those of a
            trained model: of the returned arrays and the right ones by name it makes the name of a
            known mistake, a sentence, or None.
        parts: points of each key of such a dict, where each is graded in a cell of its own.
        compared: makes, of the returned arrays by name, those that are compared; given where
            more than one result is right.
        refuses_torch_layers: whether torch's recurrent layers may not be called;
            rnn_helpers.reference never may.
        refuses_autograd: whether torch's autograd may not be used.
        time_limit: seconds for all cases together.
        rtol, atol: tolerances of the comparison.
        mistakes: the known mistakes, see ``mistake``.
    """

    name: str
    notebook: str
    points: float
    returns: Mapping[str, str]
    cases: Callable[[np.random.Generator], list[Case]]
    edge_cases: Callable[[np.random.Generator], list[Case]]
    answer: Callable
    gives_dict: bool = False
    nested: tuple | None = None
    after_call: Callable[..., dict] | None = None
    then: Callable | None = None
    is_class: bool = False
    in_words: str = ""
    judged: Callable[[dict, dict], str | None] | None = None
    parts: Mapping[str, float] | None = None
    compared: Callable[[dict], dict] | None = None
    refuses_torch_layers: bool = True
    refuses_autograd: bool = False
    time_limit: float = 5.0
    rtol: float = 1e-9
    atol: float = 1e-10
    mistakes: list[Mistake] = field(default_factory=list)

    @property
    def noun(self):
        """What a student's answer is called in a message."""
        return "model" if self.is_class else "function"

    def draw(self, seed: int) -> list[Case]:
        """The cases of this seed: the same ones every time, with edge cases under every seed
        but the one of the check that students see.
        """
        rng = np.random.default_rng(seed)
        cases = self.cases(rng)
        return cases if seed == SEED_SHOWN else cases + self.edge_cases(rng)

    def mistake(self, hint: str, name: str | None = None) -> Callable:
        """Decorator: registers the function below as a known mistake, under its name or another."""

        def register(wrong_answer):
            self.mistakes.append(Mistake(name or wrong_answer.__name__, hint, wrong_answer))
            return wrong_answer

        return register

    def add_mistakes(self, table: Mapping, make: Callable = lambda what: what) -> None:
        """Registers ``name -> (hint, what)``; ``make(what)`` is the wrong answer."""
        for name, (hint, what) in table.items():
            self.mistake(hint, name)(make(what))


@dataclass(frozen=True)
class Item:
    """What one graded cell grades: an exercise, or one part of it.

    ``name`` is that of the cell, without its ``test_``.
    """

    name: str
    points: float
    exercise: Exercise | Choices | Written
    part: str | None = None
