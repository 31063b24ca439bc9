"""What an answer is judged by: the solution, how results are compared, the known mistakes.

Keys stand in modules of their own, in folders called ``keys``. No kernel that runs a submission
has these files.
"""

import inspect
import textwrap
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np


class Edit(NamedTuple):
    """One change of a solution's source: ``old``, which occurs once, becomes ``new``."""

    old: str
    new: str


def edit(old: str, new: str) -> Edit:
    """A change of the solution's source.

    Args:
        old: what stands there, with the indentation of the lines after its first one.
        new: what a student writes in its place.
    """
    return Edit(old, new)


class Mistake:
    """A wrong answer that students give, and what a good assistant would say of it.

    Args:
        hint: what is wrong, in one or two sentences, not how to mend it.
        edits: the changes that make the wrong answer of the solution.
        function: the wrong answer itself, where no edit can say it.
    """

    def __init__(self, hint: str, *edits: Edit, function: Callable | None = None):
        self.hint, self.edits, self.function = hint, edits, function


@dataclass(kw_only=True)
class Key:
    """What judges the answers to a Question.

    Attributes:
        solution: the right answer, written as a student would.
        uses: functions that the solution calls and that edits may change, too.
        mistakes: the known mistakes by name.
        normalise: makes, of the returned arrays by name, those that are compared; given where
            more than one result is right.
        judge: says what is wrong with the results where many are right, such as those of a
            trained model: of the returned arrays and the right ones by name it makes the name of a
            known mistake, a sentence, or None.
        rtol, atol: tolerances of the comparison.

    Raises:
        ValueError: an edit does not match the source, or matches it more than once.
    """

    solution: Callable
    mistakes: Mapping[str, Mistake]
    uses: tuple[Callable, ...] = ()
    normalise: Callable[[dict], dict] | None = None
    judge: Callable[[dict, dict], str | None] | None = None
    rtol: float = 1e-9
    atol: float = 1e-10
    _compiled: dict = field(default_factory=dict, init=False, repr=False)

    def __post_init__(self):
        functions = (*self.uses, self.solution)
        self._source = "\n\n".join(textwrap.dedent(inspect.getsource(f)) for f in functions)
        self._globals = {"np": np}
        for function in functions:
            self._globals |= getattr(inspect.getmodule(function), "__dict__", {})
        for name in self.mistakes:
            self._edited(name)

    def _edited(self, *names):
        source = self._source
        for name in names:
            for old, new in self.mistakes[name].edits:
                if source.count(old) != 1:
                    raise ValueError(
                        f"{self.solution.__name__}, mistake {name!r}: {old!r} occurs "
                        f"{source.count(old)} times in the source, expected once."
                    )
                source = source.replace(old, new)
        return source

    def wrong_answer(self, *names: str) -> Callable:
        """The function, or class, that makes the known mistake of this name, or several of them at
        once: ValueError if they change the same place, or cannot be put together.
        """
        functions = [self.mistakes[name].function for name in names]
        if any(functions):
            if len(names) > 1:
                raise ValueError(f"{names}: not all of these are edits")
            return functions[0]  # type: ignore[return-value]
        if names not in self._compiled:
            namespace = dict(self._globals)
            exec(compile(self._edited(*names), f"<mistake: {names}>", "exec"), namespace)
            self._compiled[names] = namespace[self.solution.__name__]
        return self._compiled[names]


class Choice(NamedTuple):
    """The key of one line of a ``Choices`` exercise: the right option, and why no other is."""

    right: str
    why_not: Mapping[str, str]
