"""Collects the submissions of a class."""

import contextlib
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from ..course import Course
from ..errors import CannotGrade
from ..gradebook import Book
from ..notebooks import MAX_BYTES
from .archives import ByteBudget, open_archive
from .filing import NEW, OTHER, compare, file
from .names import detect_system, parse_name
from .roster import Verdict, identify, new_students
from .selection import FoundFile, assemble, by_student, newest_attempt

FILED, NOTHING = "filed", "nothing"
_CLASS_BYTES = 20_000_000_000


class CollectedStudent(NamedTuple):
    """What became of a student's files."""

    student: str  # the id
    status: str  # FILED, SAME or OTHER (which is left alone) before, NOTHING could be filed
    files: list[str]  # the paths that are filed
    notes: list[str]  # what was unusual, in sentences
    late: bool  # whether Canvas says so
    is_new: bool  # whether the student is new in the gradebook
    previous: Path | None  # where the older submission is now


class Collected(NamedTuple):
    """``rows``; and ``unassigned``, names of files that were given to nobody, by the reason."""

    rows: list[CollectedStudent]
    unassigned: dict[str, list[str]]


def collect(
    course: Course,
    paths: Sequence[Path],
    *,
    system: str | None = None,
    mapping: Mapping[str, Sequence[str]] | None = None,
    new: bool = False,
    replace: bool = False,
    dry_run: bool = False,
    on_progress: Callable[[int, int], None] | None = None,
) -> Collected:
    """Files what students handed in, in folders and zips, as the options of ``rnn-grade collect``
    say. CannotGrade if an archive or the gradebook cannot be read.

    Args:
        system: CANVAS or MOODLE; as the names are, if None.
        mapping: from ``read_map``.
        on_progress: called with how many students are done, and of how many.
    """
    with contextlib.ExitStack() as stack:
        if not dry_run:
            stack.enter_context(course.state.locked())
        book = stack.enter_context(Book(course.db_url, course.course_id))
        book.cells(course.assignment)  # raises what is wrong with the gradebook, if anything is
        unassigned: dict[str, list[str]] = defaultdict(list)
        found: list[FoundFile] = []
        for place, path in enumerate(paths):
            found += _found(stack.enter_context(open_archive(path)), place, system, unassigned)
        if not found and not unassigned:
            raise CannotGrade(f"There is no file in {', '.join(path.name for path in paths)}.")
        verdicts, added = _identify(found, book, mapping or {}, new, dry_run)
        theirs, doubtful = by_student(found, verdicts)
        class_budget, rows = ByteBudget(_CLASS_BYTES), []
        for done, (student, files) in enumerate(sorted(theirs.items()), 1):
            budget = ByteBudget(MAX_BYTES, class_budget)
            row = _row(course, student, files, budget, replace, dry_run)
            doubts = {verdicts[one.name.person].why for one in files} - {""}
            rows.append(row._replace(is_new=student in added, notes=[*sorted(doubts), *row.notes]))
            if on_progress:
                on_progress(done, len(theirs))
        return Collected(rows, unassigned | doubtful)


def _found(contents, place, system, unassigned):
    for path, why in contents.refused:
        unassigned[why].append(path)
    system = system or detect_system([entry.parts for entry in contents.entries])
    for entry in contents.entries:
        if name := parse_name(entry.parts, system):
            yield FoundFile(place, name, entry)
        else:
            unassigned[f"{system} gives no such name."].append("/".join(entry.parts))


def _identify(found, book, mapping, new, dry_run):
    """The verdicts on all persons, and the ids of those who are new in the gradebook."""
    names, students = [one.name for one in found], book.students
    verdicts = identify(names, students, mapping)
    added = new_students(names, verdicts, students) if new else {}
    decided = {person: Verdict((student.id,)) for person, student in added.items()}
    if added and not dry_run:
        with book.one_transaction() as session:
            session.add_all(added.values())
    return verdicts | decided, {one for verdict in decided.values() for one in verdict.students}


def _row(course, student, files, budget, replace, dry_run):
    chosen, earlier = newest_attempt(files)
    made, notes = assemble(chosen, course.assignment, budget)
    if earlier:
        names = ", ".join("/".join(one.entry.parts) for one in earlier)
        notes.append(f"Handed in earlier and left out: {names}.")
    status = compare(course, student, made) if made else NOTHING
    previous = None
    if status == NEW or (status == OTHER and replace):
        status = FILED
        if not dry_run:
            previous = file(course, student, made)
    names, late = ["/".join(path) for path in sorted(made)], any(one.name.late for one in chosen)
    return CollectedStudent(student, status, names, notes, late, False, previous)
