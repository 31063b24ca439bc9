"""What Canvas and Moodle call the files that they export.

Canvas (lib/content_zipper.rb of its source): the sortable name in lower case without blanks and
signs, ``LATE``, the user's number, the upload's number, which rises, and the file's own name; to
one that is handed in again Canvas adds ``-1``, ``-2``.

    smithann_LATE_17_5023_homework-1.ipynb      anon_x7Kq2_5023_homework.ipynb, if anonymous

Moodle (mod/assign/classes/downloader.php): the full name, or a group's, or "Participant" for
anybody; a number that is good for this assignment alone; the kind of submission; then a folder,
which up to Moodle 4.0 ends in an underscore, or the file's own name.

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
    file: tuple[str, ...]  # the path that the student gave it, a tuple of parts
    number: str = ""  # the number that Canvas knows them by
    upload: int = 0  # Canvas's number of the upload
    late: bool = False  # whether Canvas says so
    certain: bool = False  # whether the number is theirs without a doubt
    folders: tuple[str, ...] = ()  # the folders that lead to it
    label: str = ""  # the part of the path that names the person


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
    if system == PLAIN:  # a student's id as the folder's name, or as the file's
        label, inside = parts[0], parts[1:]
        person = label if inside else label.rpartition(".")[0] or label
        return Name(PLAIN, person, person, inside or parts, label=label)
    for place, part in enumerate(parts):
        if name := (_canvas if system == CANVAS else _moodle)(part):
            inside = tuple(filter(None, (*name.file, *parts[place + 1 :])))
            return name._replace(folders=parts[:place], label=part, file=inside) if inside else None
    return None


def _canvas(part):
    if found := _HIDDEN.fullmatch(part):
        name = Name(CANVAS, found["person"], "", (found["file"],))
    elif found := _CANVAS.fullmatch(part):
        display_name, number = found["display_name"], found["number"]
        file = found["file"] or found["page"]
        # "a_17_20_900_x" is 17's, or that of user 20 who is called "a_17", as students may call
        # themselves. Then the number proves nothing. No number begins with 0, as notebooks do.
        certain = not re.match(r"[1-9]\d*_", file)
        name = Name(
            CANVAS, f"{display_name}_{number}", display_name, (file,), number, certain=certain
        )
    else:
        return None
    return name._replace(upload=int(found["upload"] or 0), late=bool(found["late"]))


def _moodle(part):
    found = _MOODLE.fullmatch(part)
    if not found:
        return None
    display_name = "" if found["display_name"] == "Participant" else found["display_name"]
    return Name(MOODLE, found["person"], display_name, (found["file"] or "",))


def detect_system(paths: Sequence[tuple[str, ...]]) -> str:
    """Which system exported these paths: the one that most names fit, or PLAIN."""

    def fitting(system):
        return sum(parse_name(parts, system) is not None for parts in paths)

    best = max((CANVAS, MOODLE), key=fitting)
    return best if fitting(best) else PLAIN


def split_resubmission(file: str) -> tuple[str, int]:
    """Splits off what Canvas adds to a file that is handed in again, ``-1``, ``-2`` and so on: the
    name without it, and that number, or 0.
    """
    found = _AGAIN.fullmatch(file)
    return (found["start"] + found["end"], int(found["count"])) if found else (file, 0)
