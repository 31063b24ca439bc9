"""Collects the submissions of a class."""

import contextlib
from collections import defaultdict
from typing import NamedTuple

from ..errors import CannotGrade
from ..gradebook import Book
from .archives import Room, opened
from .choosing import Found, newest, submission
from .filing import NEW, OTHER, Filing
from .names import recognise, system_of
from .people import find, new_students, settle, students_of

_OF_A_STUDENT = 100_000_000  # bytes, unpacked; nbgrader copies as much
_OF_ALL = 20_000_000_000


class Row(NamedTuple):
    """What became of a student's files.

    Attributes:
        student: an id.
        standing: NEW, SAME or OTHER, before; None if there was nothing to file.
        files: the paths that are filed, text.
        notes: what was unusual, sentences.
        late: whether Canvas says so.
        is_new: whether the student is new in the gradebook.
        aside: where the older submission is now, a Path, or None.
    """

    student: str
    standing: str | None
    files: list[str]
    notes: list[str]
    late: bool
    is_new: bool
    aside: object = None


class Collected(NamedTuple):
    """``rows``, a list of Row; ``left``, ``{why: names of files that nobody was given}``."""

    rows: list[Row]
    left: dict[str, list[str]]


def collect(
    course, paths, *, system=None, said=(), new=False, replace=False, dry_run=False, told=None
):
    """Files what students handed in.

    Args:
        course: a Course.
        paths: folders and zips, Paths.
        system: CANVAS or MOODLE; as the names are, if None.
        said: ``{name: id}``, what the instructor says.
        new: whether those who are not in the gradebook are added to it.
        replace: whether an older submission is set aside.
        dry_run: whether nothing is written.
        told: called with how many students are done, and of how many.

    Returns:
        A Collected.

    Raises:
        CannotGrade: an archive or the gradebook cannot be read.
    """
    with contextlib.ExitStack() as stack:
        if not dry_run:
            stack.enter_context(course.state.locked())
        book = stack.enter_context(Book(course.db_url, course.course_id))
        book.cells(course.assignment)  # tells what is wrong with the gradebook, if anything is
        left, found = defaultdict(list), []
        for place, path in enumerate(paths):
            found += _found(stack.enter_context(opened(path)), place, system, left)
        if not found and not left:
            raise CannotGrade(f"There is no file in {', '.join(path.name for path in paths)}.")
        theirs, added = _assigned(found, book, said, new, left, dry_run)
        everything, filing, rows = Room(_OF_ALL), Filing(course), []
        for done, (student, files) in enumerate(sorted(theirs.items()), 1):
            row = _row(course, filing, student, files, everything, replace, dry_run)
            rows.append(row._replace(is_new=student in added))
            if told:
                told(done, len(theirs))
        return Collected(rows, dict(left))


def _found(contents, place, system, left):
    for path, why in contents.refused:
        left[why].append(path)
    system = system or system_of([entry.parts for entry in contents.entries])
    for entry in contents.entries:
        name = recognise(entry.parts, system)
        if name:
            yield Found(place, name, entry)
        else:
            left[f"{system} gives no such name."].append("/".join(entry.parts))


def _assigned(found, book, said, new, left, dry_run):
    """``{student: list of Found}``, and the ids of those who are new."""
    students = students_of(book)
    persons = {one.name.person: one.name for one in found}
    settled = settle([one.name for one in found], said, students)
    verdicts = find(persons, students, settled)
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
        elif one.name.shown not in left[verdict.why]:  # a folder once, not every file in it
            left[verdict.why].append(one.name.shown)
    return theirs, {student.id for student in added.values()}


def _row(course, filing, student, files, everything, replace, dry_run):
    chosen, earlier = newest(files)
    made = submission(chosen, course.assignment, Room(_OF_A_STUDENT, everything))
    late, notes = any(one.name.late for one in chosen), made.notes
    if earlier:
        names = ", ".join("/".join(one.entry.parts) for one in earlier)
        notes.append(f"Handed in earlier and left out: {names}.")
    standing = filing.standing(student, made.files) if made.files else None
    aside = None
    if not dry_run and (standing == NEW or (standing == OTHER and replace)):
        aside = filing.file(student, made.files)
    names = ["/".join(path) for path in sorted(made.files)]
    return Row(student, standing, names, notes, late, False, aside)
