"""Help that a student asks for: the next hint, the case that failed, the course's own version.

None of it is given while a submission is graded.
"""

import copy
import inspect
import re
import textwrap
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import escape
from typing import Any

import numpy as np

from .. import exercises
from ..exercises import Choices
from . import _asked, _find, collect, verdicts, verify
from .diagnosis import expected_outcomes
from .problems import normalised, problem_with
from .surroundings import is_graded

_BOX = '<div style="border-left: 4px solid #0072B2; padding: 0.3em 0.8em">'
_given: dict[str, int] = {}  # how many hints this kernel has given, by exercise


@dataclass(frozen=True)
class Note:
    """A message to the student; shows itself with its ``code`` below.

    Attributes:
        title: what it is about.
        text: a few sentences, names between backticks.
        code: Python, or nothing.
    """

    title: str
    text: str
    code: str = ""

    def __str__(self):
        text = _unbroken(f"{self.title}: {self.text}")
        text = textwrap.fill(text, 96, break_long_words=False, break_on_hyphens=False)
        return f"{text}\n\n{self.code}" if self.code else text

    __repr__ = __str__

    def _repr_html_(self):
        text = escape(_unbroken(self.text), quote=False)
        text = re.sub(r"`([^`]+)`", r"<code>\1</code>", text)
        # White space stands as it is: a student copies the code.
        style = "margin-top: 0.6em; white-space: pre; overflow-x: auto"
        code = f'<pre style="{style}">{escape(self.code)}</pre>'
        return (
            f"{_BOX}<strong>{escape(self.title)}</strong>: {text}{code if self.code else ''}</div>"
        )


def _unbroken(text):
    """The text with spaces in its shapes at which no line breaks."""
    return re.sub(
        r"\([\w+]+, [\w+, ]+\)", lambda shape: shape[0].replace(" ", "\N{NO-BREAK SPACE}"), text
    )


_NOT_NOW = Note("Help", "none is given while answers are graded.")


def hint(answer: Any, name: str | None = None) -> Note:
    """The next of three hints: what to compute first, which shapes meet, a skeleton with blanks.

    Args:
        answer: as in ``check``; or the exercise's name, e.g. ``hint("rnn_step")``.
        name: the exercise's name, where it is not the function's own.

    Returns:
        A Note, which shows itself. After the third hint comes the first again.

    Raises:
        CheckFailed: there is no such exercise.
    """
    if is_graded():
        return _NOT_NOW
    if isinstance(answer, str) and name is None:
        name = answer
    question = _find(answer, name, "hint")
    hints = exercises.hints_on_request(question.name)
    step = _given.get(question.name, 0) % len(hints)
    _given[question.name] = step + 1
    title, is_last = f"{question.name}, hint {step + 1} of {len(hints)}", step + 1 == len(hints)
    again = "This is the last hint; the next call shows the first one again."
    if is_last and not isinstance(question, Choices):
        return Note(title, f"Something belongs in the place of each `___`. {again}", hints[step])
    return Note(title, f"{hints[step]} {again}" if is_last else hints[step])


@dataclass(frozen=True, repr=False)
class FailingCase:
    """The first case in which an answer is not right, all of it copies.

    Attributes:
        exercise: name of the exercise.
        about: what is special in this case, in a few words.
        arguments: by name, so that ``rnn_step(**case.arguments)`` calls the function with them.
        expected: the right results by name; a sentence where many answers are right.
        got: the student's results by name; a sentence where there are none.
        inputs: what the model, or function, that was returned is then called with.
    """

    exercise: str
    about: str
    arguments: dict[str, Any]
    expected: Any
    got: Any
    inputs: dict[str, Any] = field(default_factory=dict)

    def _lines(self):
        return {
            **{name: _in_short(value) for name, value in self.arguments.items()},
            **{f"then {name}": _in_short(value) for name, value in self.inputs.items()},
            "expected": _results(self.expected),
            "got": _results(self.got),
        }

    def _title(self):
        return f"{self.exercise}, in the case \u201c{self.about}\u201d"

    def _call(self):
        then = "(**case.inputs)" if self.inputs else ""
        return f"{self.exercise}(**case.arguments){then}"

    def __repr__(self):
        width = max(map(len, self._lines()))
        lines = (f"  {name:<{width}}  {line}" for name, line in self._lines().items())
        return "\n".join([self._title(), *lines, f"With this as case, call {self._call()}"])

    def _repr_html_(self):
        left = 'style="text-align: left"'
        rows = "".join(
            f'<tr><th scope="row" {left}>{escape(name)}</th><td {left}>{escape(line)}</td></tr>'
            for name, line in self._lines().items()
        )
        return (
            f"{_BOX}<strong>{escape(self._title())}</strong><table>{rows}</table>"
            f"With this as <code>case</code>, call <code>{self._call()}</code></div>"
        )


def failing_case(
    answer: Any, name: str | None = None, *, part: str | None = None, seed: int | None = None
) -> FailingCase | Note:
    """The arguments of the first case in which an answer is not right, and what was expected.

    Args:
        answer, name, part, seed: as in ``check``.

    Returns:
        A FailingCase; or a Note that says why there is none.

    Raises:
        CheckFailed: there is nothing to judge, as in ``check``.
    """
    if is_graded():
        return _NOT_NOW
    question, seed = _asked(answer, name, [part], seed, "failing_case")
    if isinstance(question, Choices):
        return Note(question.name, "this exercise has no cases; its check looks at every line.")
    key, collected = exercises.key_of(question.name), collect(question, answer, seed)
    result = verify(question, key, collected, part)
    if result.passed:
        return Note(result.exercise, f"{result.message} There is no case that fails.")
    if result.stage in ("shortcut", "signature", "not attempted"):
        return Note(result.exercise, f"{result.message} So no case was looked at.")
    outcomes = expected_outcomes(question.name, seed).values()
    # A call that was stopped is the last: its case is the one that took too long.
    for (case, (right, _)), call in zip(outcomes, collected["calls"], strict=False):
        names = list(right.values) if part is None else [part]
        is_value = False
        if call["outcome"] == "returned":
            problem = problem_with(question, key, case, call, right, names)
            if problem is None:
                continue
            is_value = problem.stage == "value"
        expected: Any = right.values
        got, inputs = _what_came(question, call), dict(case.probe_inputs)
        if key.judge:  # what a trained model is asked about has to stay new to it
            expected, inputs = "many answers are right; the check says how good yours is", {}
        elif is_value:
            expected, got = (normalised(key, values, names) for values in (expected, got))
        given = dict(case.arguments)
        return FailingCase(
            question.name, case.about, *copy.deepcopy((given, expected, got, inputs))
        )
    return Note(result.exercise, f"{result.message} No single case shows it.")


def _what_came(question, call):
    """The results of a call by name, or what it came to in a few words."""
    if call["outcome"] == "raised":
        return f"{call['error']}: {call['text']}" if call["text"] else call["error"]
    if call["outcome"] == "stopped":
        return f"nothing within {question.time_limit:g} seconds, all cases together"
    return {
        name: value["not_numbers"] if isinstance(value, dict) else value
        for name, value in call["values"].items()
    }


def show_solution(answer: Any, name: str | None = None) -> Note:
    """The course's own version of an exercise, for who has a right one.

    Args:
        answer, name: as in ``check``.

    Returns:
        A Note with the source, or one that says that the answer is not right yet.

    Raises:
        CheckFailed: there is nothing to judge, as in ``check``.
    """
    if is_graded():
        return _NOT_NOW
    question, _ = _asked(answer, name, [None], None, "show_solution")
    if not verdicts(answer, name)[None].passed:
        return Note(question.name, "the course's own version is shown once your answer is right.")
    if isinstance(question, Choices):
        return Note(question.name, "your dict is the course's own version: every line is right.")
    key = exercises.key_of(question.name)
    functions = (*key.uses, key.solution)
    if key.judge:  # the solution of such a key looks its answers up
        from .. import models

        functions = (getattr(models, question.name),)
    module: Any = inspect.getmodule(functions[-1])
    source = "\n\n".join(textwrap.dedent(inspect.getsource(f)).rstrip() for f in functions)
    return Note(question.name, f"the course's own version, from `{module.__name__}`.", source)


def _results(results):
    """Results by name in a line, or the sentence that stands in their place."""
    if isinstance(results, str):
        return results
    return "; ".join(
        f"{name}: {value if isinstance(value, str) else _in_short(value)}"
        for name, value in results.items()
    )


def _in_short(value, is_inside=False):
    """A value in a line: shapes in the place of arrays, unless they are short."""
    if hasattr(value, "detach") and hasattr(value, "shape"):
        return str(tuple(value.shape)) if is_inside else f"tensor {tuple(value.shape)}"
    if isinstance(value, np.ndarray):
        if value.ndim < 2 and value.size <= 8 and not is_inside:
            return np.array2string(value, precision=4)
        return str(value.shape) if is_inside else f"array {value.shape}"
    if isinstance(value, Mapping):
        inside = ", ".join(f"{name} {_in_short(inner, True)}" for name, inner in value.items())
        return f"{{{inside}}}"
    if isinstance(value, (list, tuple)):
        inside = ", ".join(_in_short(inner, True) for inner in value[:4])
        return f"[{inside}, ... {len(value)} in all]" if len(value) > 4 else f"[{inside}]"
    text = " ".join(repr(value).split())
    return text if len(text) <= 90 else f"{text[:80]}..."
