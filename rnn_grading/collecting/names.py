"""What Canvas and Moodle call the files that they export.

Canvas (lib/content_zipper.rb of its source): the sortable name in lower case without blanks and
signs, ``LATE``, the user's number, the upload's number, the file's own name:

    smithann_LATE_17_5023_homework-1.ipynb      anon_x7Kq2_5023_homework.ipynb, if anonymous

Canvas adds ``-1``, ``-2`` to a file that is handed in again. A later upload has a higher number.

Moodle (mod/assign/classes/downloader.php): the full name, a number that is good for this assignment
alone, the kind of submission; then a folder, which up to Moodle 4.0 ends in an underscore, or the
file's own name. A group has its name in the place of a person's; "Participant" is anybody.

    Ann Smith_1234567_assignsubmission_file/homework.ipynb
    Ann Smith_1234567_assignsubmission_file_homework.ipynb
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

CANVAS, MOODLE, PLAIN = "Canvas", "Moodle", "plain"


class Name(NamedTuple):
    """What a file's name says."""

    system: str  # CANVAS, MOODLE or PLAIN
    person: str  # what the system calls who handed it in; the same for all files of theirs
    display_name: str  # their name in the system's form; empty if the system hides it
    number: str  # the number that Canvas knows them by, or an empty text
    folders: tuple[str, ...]  # the folders that lead to it
    label: str  # the part of the path that names the person
    file: tuple[str, ...]  # the path that the student gave it, a tuple of parts
    upload: int = 0  # Canvas's number of the upload, or 0
    late: bool = False  # whether Canvas says so
    certain: bool = False  # whether the number is theirs without a doubt


_CANVAS = re.compile(
    r"(?P<display_name>.*?)_(?:(?P<late>LATE|late)_)?(?P<number>\d{1,20})_"
    r"(?:(?P<upload>\d{1,20})_(?P<file>.+)|(?P<page>(?:text|link)\.html))",
    re.ASCII | re.DOTALL,
)
# A code has five letters and digits; five digits are somebody's number whose name is Anon.
_HIDDEN = re.compile(
    r"(?P<late>LATE_|late_)?(?P<person>anon_(?!\d{5}_)\w{5})_(?P<upload>\d{1,20})_(?P<file>.+)",
    re.ASCII | re.DOTALL,
)
_MOODLE = re.compile(
    r"(?P<person>(?P<display_name>.+?)(?:_\d{1,20})?)_assignsubmission_[a-z]+(?:_(?P<file>.*))?",
    re.ASCII | re.DOTALL,
)
_AGAIN = re.compile(r"(?P<start>.+)-(?P<count>[1-9]\d?)(?P<end>(?:\.[^.]+)+)", re.DOTALL)


def parse_name(parts: tuple[str, ...], system: str) -> Name | None:
    """What a file's path in an archive says; None if the system, CANVAS, MOODLE or PLAIN, would not
    call a file so.
    """
    if system == PLAIN:
        return _plain(parts)
    for place, part in enumerate(parts):
        name = (_canvas if system == CANVAS else _moodle)(part)
        if name:
            inside = tuple(filter(None, (*name.file, *parts[place + 1 :])))
            return name._replace(folders=parts[:place], file=inside) if inside else None
    return None


def _canvas(part):
    if found := _HIDDEN.fullmatch(part):
        person, upload, late = found["person"], int(found["upload"]), bool(found["late"])
        return Name(CANVAS, person, "", "", (), part, (found["file"],), upload, late)
    found = _CANVAS.fullmatch(part)
    if not found:
        return None
    display_name, number, file = (
        found["display_name"],
        found["number"],
        found["file"] or found["page"],
    )
    # "a_17_20_900_x" is 17's, or that of user 20 who is called "a_17", as students may call
    # themselves. Then the number proves nothing. No number begins with 0, as notebooks here do.
    certain = not re.match(r"[1-9]\d*_", file)
    upload, late = int(found["upload"] or 0), bool(found["late"])
    person = f"{display_name}_{number}"
    return Name(CANVAS, person, display_name, number, (), part, (file,), upload, late, certain)


def _moodle(part):
    found = _MOODLE.fullmatch(part)
    if not found:
        return None
    display_name = "" if found["display_name"] == "Participant" else found["display_name"]
    return Name(MOODLE, found["person"], display_name, "", (), part, (found["file"] or "",))


def _plain(parts):
    """A student's id as the folder's name, or as the file's."""
    if len(parts) > 1:
        return Name(PLAIN, parts[0], parts[0], "", (), parts[0], parts[1:])
    stem = parts[0].rpartition(".")[0] or parts[0]
    return Name(PLAIN, stem, stem, "", (), parts[0], parts)


def detect_system(paths: Sequence[tuple[str, ...]]) -> str:
    """Which system exported these paths: the one that most names fit, or PLAIN."""
    fitting = {
        system: sum(parse_name(parts, system) is not None for parts in paths)
        for system in (CANVAS, MOODLE)
    }
    best = max(fitting, key=lambda system: fitting[system])
    return best if fitting[best] else PLAIN


def split_resubmission(file: str) -> tuple[str, int]:
    """Splits off what Canvas adds to a file that is handed in again, ``-1``, ``-2`` and so on: the
    name without it, and that number, or 0.
    """
    found = _AGAIN.fullmatch(file)
    return (found["start"] + found["end"], int(found["count"])) if found else (file, 0)
