"""The place of a slip in the student's own code: the one change that makes every case right.

Where no known mistake explains an answer, single changes of its syntax tree are tried, and of the
functions of the notebook that it calls. Automated feedback by program repair, see R. Singh,
S. Gulwani and A. Solar-Lezama, Automated feedback generation for introductory programming
assignments, PLDI 2013.
"""

import ast
import dis
import inspect
import sys
import textwrap
import time
import types
import warnings
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout, suppress
from typing import Any, NamedTuple

import numpy as np

from ..exercises import Key, Question
from .collecting import Sink
from .diagnosis import expected_outcomes, outcome_of
from .edits import KINDS, Scope, edits_of, scope_of, scope_with
from .problems import Problem, equal, normalised
from .shortcuts import Guard
from .time_limit import TimedOut, call_with_limit

_SECONDS = 1.0  # of the whole search
_SLOW = 0.05  # seconds of one call; of a slower answer too few changes could be tried
_PLACES = 2  # that are told


class Place(NamedTuple):
    """A line of a function of the notebook, and what to look at there."""

    function: str
    line: int  # of the cell
    text: str
    what: str


class _Source(NamedTuple):
    """A function's tree, and how its lines are counted in its cell."""

    name: str
    tree: ast.Module
    lines: list[str]
    first: int


def locate(
    question: Question,
    key: Key,
    answer: Callable,
    seed: int,
    problems: list[Problem | None],
    names: list[str] | None = None,
    trace: Callable[[str], Any] | None = None,
    seconds: float = _SECONDS,
) -> list[Place]:
    """The lines of which one change makes an answer right: one, or two of which either does; none
    if there are more or nothing is found in time. Nothing is printed, and the notebook stays as it
    is.

    Args:
        question, key, answer, seed: what was checked.
        problems: what is wrong in each case.
        names: the results that are looked at, or all.
        trace: is called with how the search went, in a line of text.
    """
    if not isinstance(answer, types.FunctionType) or answer.__closure__:
        return []
    # There may be no source, or one that Python itself gives up on.
    with suppress(OSError, TypeError, SyntaxError, ValueError, RecursionError, MemoryError):
        search = _Search(question, key, answer, seed, problems, names, seconds)
        sink, guard = Sink(), Guard(question)
        with guard, redirect_stdout(sink), redirect_stderr(sink), suppress(TimedOut):
            call_with_limit(lambda: search.run(guard), seconds)
        if trace:
            trace(f"{search.tried} changes of the code were tried; {search.told()}")
        return search.places()
    return []


class _Search:
    def __init__(self, question, key, answer, seed, problems, names, seconds):
        self._question, self._key, self._answer, self._names = question, key, answer, names
        cases = list(expected_outcomes(question.name, seed).values())
        failing = [i for i, problem in enumerate(problems) if problem]
        # The first that failed tells most changes apart; then the others that did.
        right = [i for i in range(len(cases)) if i not in failing]
        self._cases = [cases[i] for i in (*failing, *right)]
        self._sources = [_source(answer), *map(_source, _called(answer))]
        self._end = time.monotonic() + seconds
        self._found: list[tuple[int, Place]] = []
        self.tried = 0

    def run(self, guard):
        """Tries one change after the other while there is time, the likeliest first."""
        with (
            guard.torch_mode(),
            np.errstate(all="ignore"),
            warnings.catch_warnings(action="ignore"),
        ):
            scope = self._scope()
            if scope is None:
                return
            scopes = [(source, scope_with(scope, source.tree)) for source in self._sources]
            for rank in range(len(KINDS) + 1):
                if self._found and rank > self._found[0][0] + 1:
                    return  # less likely than what was found
                for source, known in scopes:
                    for edit in edits_of(source.tree, known, rank):
                        if time.monotonic() > self._end:
                            return
                        self._try(edit, source)

    def _try(self, edit, source):
        self.tried += 1
        if self._makes_right(edit, source):
            line = source.lines[edit.line - 1].strip()
            place = Place(source.name, edit.line + source.first - 1, line, edit.what)
            self._found.append((edit.rank, place))

    def _scope(self) -> Scope | None:
        """What the function could use, from one call of it; None if that takes too long."""
        case, _ = self._cases[0]
        seen: dict[str, Any] = {}
        code = self._answer.__code__

        def watch(frame, event, value):
            if frame.f_code is code:
                return remember
            return None

        def remember(frame, event, value):
            if event == "return":
                seen.update(frame.f_locals)
            return remember

        before = sys.gettrace()
        start = time.monotonic()
        sys.settrace(watch)
        try:
            outcome_of(self._question, self._answer, case)
        finally:
            sys.settrace(before)
        if time.monotonic() - start > _SLOW:
            return None
        return scope_of(case.arguments.items(), seen)

    def _makes_right(self, edit, source):
        old = edit.replace(edit.new)
        try:
            namespace = dict(self._answer.__globals__)
            for one in self._sources if source is not self._sources[0] else [source]:
                exec(compile(one.tree, "<a change>", "exec"), namespace)
            changed = namespace[self._answer.__name__]
        except Exception:  # a tree that means nothing
            return False
        finally:
            edit.replace(old)
        return all(self._is_right(changed, case, right) for case, right in self._cases)

    def _is_right(self, changed, case, right):
        outcome = outcome_of(self._question, changed, case)
        if outcome is None or outcome.changed or outcome.returned.form != right.returned.form:
            return False
        got, wanted = outcome.returned.values, right.returned.values
        names = self._names or list(wanted)
        try:
            pair = (normalised(self._key, values, names) for values in (got, wanted))
            return equal(self._key, *pair)
        except Exception:  # a result is missing, or has a shape of which nothing can be made
            return False

    def places(self) -> list[Place]:
        """Where the likeliest of the changes that were found are, in order; none if too many."""
        places = {(place.function, place.line): place for _, place in reversed(self._found)}
        found = sorted(places.values(), key=lambda place: (place.function, place.line))
        return found if len(found) <= _PLACES else []

    def told(self) -> str:
        lines = [f"{place.function}, line {place.line}" for _, place in self._found]
        return f"right with one in {'; '.join(lines)}" if lines else "none makes all cases right"


def _source(function):
    lines, first = inspect.getsourcelines(function)
    tree = ast.parse(textwrap.dedent("".join(lines)))
    if not isinstance(tree.body[0], ast.FunctionDef) or tree.body[0].decorator_list:
        raise ValueError("not a plain function")
    return _Source(function.__name__, tree, lines, first)


def _called(answer):
    """The functions of the notebook that a function calls, not those of packages."""
    names = dict.fromkeys(
        step.argval for step in dis.get_instructions(answer) if step.opname == "LOAD_GLOBAL"
    )
    found = (answer.__globals__.get(name) for name in names)
    return [
        function
        for function in found
        if isinstance(function, types.FunctionType)
        and function.__globals__ is answer.__globals__
        and not function.__closure__
        and function is not answer
    ]


def message(places: list[Place], own: str) -> str:
    """What is said of the places, in a function of this name."""

    def where(place):
        function = "" if place.function == own else f" of your cell with {place.function}"
        return f"line {place.line}{function}"

    lines = " or in ".join(map(where, places))
    texts = " and ".join(f"\u201c{place.text}\u201d" for place in places)
    whats = list(dict.fromkeys(place.what for place in places))
    what = whats[0] if len(whats) == 1 else "Look at"
    return f"One change in {lines} makes all cases right. {what}: {texts}."
