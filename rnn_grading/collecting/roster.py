"""Which student of the gradebook is meant by what Canvas or Moodle calls somebody.

A mark must never go to somebody else. So a student is found by the number that Canvas has for them,
or by a name that is theirs alone; in any doubt nobody gets the file, and the instructor decides.
"""

import csv
import itertools
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from nbgrader.api import Student

from ..errors import CannotGrade
from ..files import printable
from .filing import safe_name
from .names import CANVAS, MOODLE, PLAIN, Name


class Verdict(NamedTuple):
    """Who somebody is: a student's id, or a group's; or none, and why it is not known. ``why`` may
    say, too, what is to be looked at where it is known.
    """

    students: tuple[str, ...] = ()
    why: str = ""
    # Whether nobody in the gradebook can be meant, so that it may be a new student.
    new: bool = False


def identify(
    names: Sequence[Name], students: Sequence[Student], mapping: Mapping[str, Sequence[str]]
) -> dict[str, Verdict]:
    """Finds out who is who among the students of the gradebook: a verdict on each person.

    ``mapping``, from ``read_map``, is what the instructor has decided. CannotGrade if it names a
    student who is not in the gradebook.
    """
    persons, index = {name.person: name for name in names}, _Index(students)
    mapped = _apply(mapping, names, index.ids)
    numbered = any(name.number in index.numbers for name in persons.values())
    verdicts, meant = {}, defaultdict(list)
    for person, name in persons.items():
        if person in mapped:
            verdicts[person] = Verdict(mapped[person])
        elif not name.display_name:
            verdicts[person] = Verdict((), f"{name.system} hides who it is.")
        elif name.certain and name.number in index.numbers:
            verdicts[person] = index.by_number(name)
        else:
            verdicts[person] = verdict = index.by_name(name, numbered)
            meant[verdict.students or _key(name.display_name)].append(person)
    known = Counter(student for verdict in verdicts.values() for student in verdict.students)
    for found, group in meant.items():
        if len(group) > 1:
            # Canvas's numbers tell new students apart; Moodle has other numbers next time.
            new = all(verdicts[p].new and persons[p].system == CANVAS for p in group)
            why = f"{len(group)} hand in under this name: {', '.join(sorted(group))}."
            verdicts.update(dict.fromkeys(group, Verdict((), why, new)))
        elif any(known[student] > 1 for student in verdicts[group[0]].students):
            why = f"{found[0]} has this name, but handed in as somebody else."
            verdicts[group[0]] = Verdict((), why)
    return verdicts


def _apply(mapping, names, students):
    """Students' ids, by the persons about whom the instructor has decided."""
    mapped = {}
    for name in names:
        for label in map(printable, (name.person, name.label)):
            if label in mapping:
                mapped[name.person] = tuple(mapping[label])
                if strange := [student for student in mapping[label] if student not in students]:
                    raise CannotGrade(f"There is no student {strange[0]!r} in the gradebook.")
    return mapped


class _Index:
    """Students by number, by id, and by name as each system writes it."""

    def __init__(self, students):
        self.ids = {student.id: student for student in students}
        self.numbers, self._names = defaultdict(list), defaultdict(dict)
        for student in students:
            if student.lms_user_id:  # Canvas's number
                self.numbers[student.lms_user_id].append(student)
            first, last = student.first_name or "", student.last_name or ""
            forms = ((CANVAS, last + first), (MOODLE, last + first), (MOODLE, first + last))
            for key, (system, text) in itertools.product((_key, _key_without_accents), forms):
                if text:
                    self._names[key, system, key(text)][student.id] = student

    def by_number(self, name):
        """The Verdict on somebody of whom Canvas tells the number. Of a group it tells the group's
        name, and the number of one of its members.
        """
        verdict = _the_one(self.numbers[name.number], f"the number {name.number}")
        if not verdict.students:
            return verdict
        student = self.ids[verdict.students[0]]
        called = _key_without_accents(name.display_name)
        own = f"{student.first_name or ''} {student.last_name or ''} {student.id}"
        parts = map(_key_without_accents, re.split(r"[\s.\-_']+", own))
        if any(part in called or called in part for part in filter(None, parts)):
            return verdict
        return verdict._replace(
            why=f"Canvas calls whoever handed this in {printable(name.display_name)}. If that is a "
            "group, --map files it for all of its members: a line for each."
        )

    def by_name(self, name, numbered):
        """The Verdict on somebody of whom only the name is known.

        Where the gradebook is ``numbered``, has Canvas's numbers, somebody with another number is
        somebody else, whatever the name.
        """
        if name.system == PLAIN:
            if name.display_name in self.ids:
                return Verdict((name.display_name,))
            return Verdict((), "It is no name of Canvas's or Moodle's, and no student's id.")
        found = self._called(name)
        left = [one for one in found if not numbered or one.lms_user_id in (None, "", name.number)]
        if found and not left:
            ids = ", ".join(student.id for student in found)
            return Verdict((), f"{ids} has this name, but another number in the gradebook.")
        if found:
            return _the_one(left, "this name")
        what = "name or number" if name.number else "name"
        return Verdict(
            (),
            f"No student in the gradebook has this {what}. For a group, --map takes a line for "
            "each member.",
            new=True,
        )

    def _called(self, name):
        for key in (_key, _key_without_accents):
            if found := self._names.get((key, name.system, key(name.display_name))):
                return list(found.values())
        student = self.ids.get(_id_of(name))
        return [student] if student else []


def _the_one(found, what):
    if len(found) == 1:
        return Verdict((found[0].id,))
    ids = ", ".join(sorted(student.id for student in found))
    return Verdict((), f"{len(found)} students have {what}: {ids}.")


def _key(text):
    """What is left of a name in Canvas's file names, and of one that Moodle has cleaned."""
    text = unicodedata.normalize("NFC", text.casefold())
    return "".join(filter(_is_of_a_word, text))


def _is_of_a_word(character):
    return character.isalnum() or unicodedata.category(character).startswith("M")


def _key_without_accents(text):
    """The same for gradebooks that have no accents: Muller for Müller."""
    return "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if c.isalnum())


def read_map(path: Path) -> dict[str, list[str]]:
    """Reads the CSV file that says who somebody is: students' ids by names as they are printed,
    those of a group where a name has several lines. Raises CannotGrade if it has not the columns
    ``name`` and ``student``.
    """
    try:
        text = path.read_text("utf-8-sig")
        separator = ";" if ";" in text.partition("\n")[0] else ","  # as some Excels write it
        rows = list(csv.DictReader(text.splitlines(), delimiter=separator))
    except OSError as error:
        raise CannotGrade(f"{path.name} cannot be read: {error.strerror}.") from None
    except (UnicodeDecodeError, csv.Error):
        raise CannotGrade(f"{path.name} is no CSV file in UTF-8.") from None
    if not all({"name", "student"} <= row.keys() for row in rows) or not rows:
        raise CannotGrade(f"{path.name} has not the columns name and student, or no line.")
    found: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        name, student = (row["name"] or "").strip(), (row["student"] or "").strip()
        if name and student and student not in found[name]:
            found[name].append(student)
    return found


def new_students(
    names: Sequence[Name], verdicts: Mapping[str, Verdict], students: Sequence[Student]
) -> dict[str, Student]:
    """Students for those persons who can be nobody in the gradebook, by ``identify``'s verdicts."""
    persons = {name.person: name for name in names}
    ids = {person: _id_of(persons[person]) for person, verdict in verdicts.items() if verdict.new}
    counts, taken, made = Counter(ids.values()), {student.id for student in students}, {}
    for person, id_ in ids.items():
        is_free = counts[id_] == 1 and id_ not in taken
        own = id_ if is_free else f"{id_}.{persons[person].number}"
        if id_ and own not in taken:
            taken.add(own)
            made[person] = _student(own, persons[person])
    return made


def _student(id_, name):
    if name.system == CANVAS:  # last and first name are one there
        return Student(id=id_, lms_user_id=name.number if name.certain else None)
    first, _, last = printable(" ".join(name.display_name.split())).rpartition(" ")
    return Student(id=id_, first_name=first[:128] or None, last_name=last[:128])


def _id_of(name):
    """A student's id made of a name: a folder's name that nbgrader takes; it may be empty."""
    dotted = ".".join(unicodedata.normalize("NFC", name.display_name).split())
    kept = "".join(c for c in dotted if _is_of_a_word(c) or c in "._-")
    return safe_name(kept[:100].strip("."))
