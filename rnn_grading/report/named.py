"""The known mistakes that a class made, and the hints that it saw."""

from collections import defaultdict
from typing import NamedTuple

from rnn_helpers.exercises import hints_of


class Made(NamedTuple):
    """One known mistake.

    Attributes:
        item: where it was made.
        name: the mistake's.
        hint: what a student saw.
        students: who made it.
    """

    item: str
    name: str
    hint: str
    students: tuple[str, ...]


def mistakes_made(facts):
    """A list of Made: in the notebook's order, in each item the commonest first.

    Args:
        facts: Facts.
    """
    made = []
    for item in facts.items:
        who = defaultdict(list)
        for pupil in facts.pupils:
            if item.name in pupil.mistakes:
                who[pupil.mistakes[item.name]].append(pupil.name)
        hints = hints_of(item.question.name)
        found = [
            Made(item.name, name, hints.get(name, ""), tuple(students))
            for name, students in who.items()
        ]
        made += sorted(found, key=lambda made: (-len(made.students), made.name))
    return made
