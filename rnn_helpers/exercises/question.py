"""What an exercise asks: plain data. A kernel that runs a submission may hold all of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

SEED_SHOWN = 0  # of a check without a seed, the one that students see
DICT = "{}"  # in the place of axes: a dict of arrays


@dataclass(frozen=True)
class Case:
    """One call of the student's function.

    Attributes:
        about: what is special here, in a few words, for a message ("one time step").
        arguments: each parameter's name and value, in the order of the signature.
        isolates: whether one thing is switched off, so that of two mistakes made together one
            shows alone.
        probe_inputs: what the function's result is asked with, by name, see ``Question.probe``.
    """

    about: str
    arguments: Mapping[str, Any]
    isolates: bool = False
    probe_inputs: Mapping[str, Any] = field(default_factory=dict)


Cases = dict[str, Case]  # a case is chosen by its key


@dataclass(frozen=True, kw_only=True)
class Question:
    """A function, or class, that the student writes.

    Attributes:
        name: the function's name, and the exercise's.
        points: what it earns.
        returns: the returned arrays in order, each name with its axes (``"T B H"``), or
            DICT for a dict of arrays.
        cases: draws the cases from a seeded generator; the first one is the plainest and gives
            every argument, also those that have a default.
        edge_cases: draws more of them: the smallest sizes, the largest, what a rule of the
            statement is about.
        graded_cases: draws those that would keep a student waiting, for graded runs alone.
        gives_dict: whether the function returns one dict, with ``returns`` as its keys.
        nested: how the results stand in tuples, e.g. ``("output", ("h_n", "c_n"))``; one after
            the other when not given.
        observe: makes, of what the function returned and its arguments as the call left them,
            the results by name.
        in_place: whether the function is to change what it is given.
        probe: asks what the function returned, a model or a function, for the results:
            ``probe(returned, **case.probe_inputs)`` returns them as the function would.
        is_class: whether the answer is a class, which is called to make a model.
        in_words: what such a function should return, for a message.
        parts: points of each key of such a dict, where each is graded in a cell of its own.
        refuses_torch_layers: whether torch's recurrent layers may not be called;
            rnn_helpers.reference never may.
        refuses_autograd: whether torch's autograd may not be used.
        refuses: functions of torch's that do what is to be written, by their full names.
        walks_back: whether its loop over time begins at the last step.
        time_limit: seconds for all cases together.
    """

    name: str
    points: float
    returns: Mapping[str, str]
    cases: Callable[[np.random.Generator], Cases]
    edge_cases: Callable[[np.random.Generator], Cases]
    graded_cases: Callable[[np.random.Generator], Cases] | None = None
    gives_dict: bool = False
    nested: tuple | None = None
    observe: Callable[..., dict] | None = None
    in_place: bool = False
    probe: Callable | None = None
    is_class: bool = False
    in_words: str = ""
    parts: Mapping[str, float] | None = None
    refuses_torch_layers: bool = True
    refuses_autograd: bool = False
    refuses: tuple[str, ...] = ()
    walks_back: bool = False
    time_limit: float = 5.0

    @property
    def noun(self) -> str:
        """What a student's answer is called in a message."""
        return "model" if self.is_class else "function"

    def draw(self, seed: int) -> Cases:
        """The cases of this seed: the same ones every time."""
        rng = np.random.default_rng(seed)
        cases = self.cases(rng) | self.edge_cases(rng)
        if seed == SEED_SHOWN or self.graded_cases is None:
            return cases
        return cases | self.graded_cases(rng)


@dataclass(frozen=True)
class Choices:
    """A dict that the student completes, one of ``options`` for each of ``lines``, its keys.

    ``parts`` maps the lines to their points, where each is graded in a cell of its own.
    """

    name: str
    points: float
    options: tuple[str, ...]
    lines: tuple[str, ...]
    parts: Mapping[str, float] | None = None


@dataclass(frozen=True)
class Written:
    """A question answered in words and graded by hand."""

    name: str
    points: float


@dataclass(frozen=True)
class Item:
    """What one graded cell grades: a question, or one part of it.

    ``name`` is that of the cell, without its ``test_``.
    """

    name: str
    points: float
    question: Question | Choices | Written
    part: str | None = None
