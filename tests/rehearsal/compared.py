"""Expected against actual."""

import re
from collections import Counter
from html.parser import HTMLParser
from typing import NamedTuple

import nbformat

from rnn_grading.report import mistakes_made

from .hostile import CAME_THROUGH
from .students import MadeUpStudent


class Outcome(NamedTuple):
    """What became of a student.

    Attributes:
        student: a MadeUpStudent.
        points: what the machine gave.
        named: how many known mistakes were named.
        wrong: what is not as it should be, in sentences.
    """

    student: MadeUpStudent
    points: float
    named: int
    wrong: list[str]


def outcome(student, row, course, secret):
    """Compares a student who was graded with what was expected.

    Args:
        student: a MadeUpStudent.
        row: a GradedStudent, or None if there is none.
        course: a Course.
        secret: a text that nobody should be able to read.

    Returns:
        An Outcome.
    """
    if row is None or row.failure:
        why = f"There is no row in the gradebook. {row.failure if row else ''}".strip()
        return Outcome(student, 0.0, 0, [why])
    record, wrong = course.state.record(student.name), []
    for cell, (points, mistake) in student.expected.items():
        got = record.scores.get(cell)
        if got != points:
            wrong.append(f"{cell}: {got} points, expected {points:g}.")
        elif record.mistakes.get(cell) != mistake:
            wrong.append(f"{cell}: mistake {record.mistakes.get(cell)}, expected {mistake}.")
    told = " ".join([*record.notes, *record.alarms])
    if student.told not in told:
        wrong.append(f"Told: {told or 'nothing'}; expected: {student.told}.")
    notebook = nbformat.read(course.autograded(student.name), as_version=4)
    outputs = str([cell.get("outputs") for cell in notebook.cells])
    if found := re.search(f"{CAME_THROUGH}|### BEGIN SOLUTION|{secret}|seed=", outputs):
        wrong.append(f"{found[0]!r} stands in the outputs: an attack came through.")
    given = sum(filter(None, record.scores.values()))
    return Outcome(student, given, len(record.mistakes), wrong)


def blemishes(page):
    """What a feedback page should not hold and does, in sentences.

    Args:
        page: the page's text.
    """
    return [
        f"{what} stands on the feedback page."
        for what, pattern in (
            ("A hidden test", "BEGIN HIDDEN|seed="),
            ("A traceback", r"Traceback \(most recent call last\)"),
        )
        if re.search(pattern, page)
    ] + _Scripts().found_in(page)


class _Scripts(HTMLParser):
    """Finds what a browser would run."""

    def found_in(self, page):
        self._found = []
        self.feed(page)
        self.close()
        return self._found

    def handle_starttag(self, tag, attributes):
        runs = tag == "script" or any(
            name.startswith("on") or (value or "").strip().lower().startswith("javascript:")
            for name, value in attributes
        )
        if runs:
            self._found.append(f"<{tag}> on the feedback page runs a script.")


def miscounted(facts, students, groups, small=False):
    """What a report should say and does not, in sentences.

    Args:
        facts: the Facts that it is made of.
        students: the class, a list of MadeUpStudent.
        groups: Groups of submissions that are alike.
        small: whether it takes more students to tell what is rare among them.
    """
    expected = Counter(
        (cell.removeprefix("test_"), mistake)
        for student in students
        for cell, (_, mistake) in student.expected.items()
        if mistake
    )
    made = Counter({(made.item, made.name): len(made.students) for made in mistakes_made(facts)})
    wrong = [
        f"{item}: {mistake} was made by {made[item, mistake]}, expected {count}."
        for item, mistake in expected | made
        if (count := expected[item, mistake]) != made[item, mistake]
    ]
    copied = {tuple(sorted(s.name for s in students if s.kind == "copied"))}
    alike = {group.students for group in groups}
    if small:  # the two that were copied are together; so may be others that share little
        alike = {names for names in copied if any({*names} <= {*group} for group in alike)}
    return wrong + [
        f"Alike: {', '.join(names)}; {'not ' if names in copied else ''}found."
        for names in copied ^ alike
    ]
