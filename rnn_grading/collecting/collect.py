"""Collects the submissions of a class."""

import contextlib
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from ..course import Course
from ..errors import CannotGrade
from ..gradebook import Book
from .archives import ByteBudget, open_archive
from .filing import NEW, OTHER, Filing
from .names import detect_system, parse_name
from .roster import apply_mapping, identify, new_students, read_roster
from .selection import FoundFile, assemble, newest_attempt

_STUDENT_BYTES = 100_000_000  # unpacked; nbgrader copies as much
_CLASS_BYTES = 20_000_000_000


class CollectedStudent(NamedTuple):
    """What became of a student's files."""

    student: str  # the id
    status: str | None  # NEW, SAME or OTHER, before; None if there was nothing to file
    files: list[str]  # the paths that are filed
    notes: list[str]  # what was unusual, in sentences
    late: bool  # whether Canvas says so
    is_new: bool  # whether the student is new in the gradebook
    previous: Path | None = None  # where the older submission is now


class Collected(NamedTuple):
    """``rows``; and ``unassigned``, names of files that were given to nobody, by the reason."""

    rows: list[CollectedStudent]
    unassigned: dict[str, list[str]]


def collect(
    course: Course,
    paths: Sequence[Path],
    *,
    system: str | None = None,
    mapping: Mapping[str, str] | None = None,
    new: bool = False,
    replace: bool = False,
    dry_run: bool = False,
    on_progress: Callable[[int, int], None] | None = None,
) -> Collected:
    """Files what students handed in.

    Args:
        paths: folders and zips.
        system: CANVAS or MOODLE; as the names are, if None.
        mapping: from names to students' ids, as the instructor says.
        new: whether those who are not in the gradebook are added to it.
        replace: whether an older submission is set aside.
        dry_run: whether nothing is written.
        on_progress: called with how many students are done, and of how many.

    Raises:
        CannotGrade: an archive or the gradebook cannot be read.
    """
    with contextlib.ExitStack() as stack:
        if not dry_run:
            stack.enter_context(course.state.locked())
        book = stack.enter_context(Book(course.db_url, course.course_id))
        book.cells(course.assignment)  # raises what is wrong with the gradebook, if anything is
        unassigned, found = defaultdict(list), []
        for place, path in enumerate(paths):
            found += _found(stack.enter_context(open_archive(path)), place, system, unassigned)
        if not found and not unassigned:
            raise CannotGrade(f"There is no file in {', '.join(path.name for path in paths)}.")
        theirs, added = _assign(found, book, mapping or {}, new, unassigned, dry_run)
        class_budget, filing, rows = ByteBudget(_CLASS_BYTES), Filing(course), []
        for done, (student, files) in enumerate(sorted(theirs.items()), 1):
            row = _row(course, filing, student, files, class_budget, replace, dry_run)
            rows.append(row._replace(is_new=student in added))
            if on_progress:
                on_progress(done, len(theirs))
        return Collected(rows, dict(unassigned))


def _found(contents, place, system, unassigned):
    for path, why in contents.refused:
        unassigned[why].append(path)
    system = system or detect_system([entry.parts for entry in contents.entries])
    for entry in contents.entries:
        name = parse_name(entry.parts, system)
        if name:
            yield FoundFile(place, name, entry)
        else:
            unassigned[f"{system} gives no such name."].append("/".join(entry.parts))


def _assign(found, book, mapping, new, unassigned, dry_run):
    """``{student: list of FoundFile}``, and the ids of those who are new."""
    students = read_roster(book)
    persons = {one.name.person: one.name for one in found}
    mapped = apply_mapping([one.name for one in found], mapping, students)
    verdicts = identify(persons, students, mapped)
    added = new_students(persons, verdicts, students) if new else {}
    if added and not dry_run:
        with book.one_transaction():
            for student in added.values():
                book.add_student(
                    student.id,
                    first_name=student.first or None,
                    last_name=student.last or None,
                    lms_user_id=student.number or None,
                )
    theirs = defaultdict(list)
    for one in found:
        verdict = verdicts[one.name.person]
        if one.name.person in added:
            theirs[added[one.name.person].id].append(one)
        elif verdict.student:
            theirs[verdict.student].append(one)
        elif one.name.label not in unassigned[verdict.why]:  # a folder once, not every file in it
            unassigned[verdict.why].append(one.name.label)
    return theirs, {student.id for student in added.values()}


def _row(course, filing, student, files, class_budget, replace, dry_run):
    chosen, earlier = newest_attempt(files)
    made = assemble(chosen, course.assignment, ByteBudget(_STUDENT_BYTES, class_budget))
    late, notes = any(one.name.late for one in chosen), made.notes
    if earlier:
        names = ", ".join("/".join(one.entry.parts) for one in earlier)
        notes.append(f"Handed in earlier and left out: {names}.")
    status = filing.compare(student, made.files) if made.files else None
    previous = None
    if not dry_run and (status == NEW or (status == OTHER and replace)):
        previous = filing.file(student, made.files)
    names = ["/".join(path) for path in sorted(made.files)]
    return CollectedStudent(student, status, names, notes, late, False, previous)
