"""Submissions that share what nobody else in the class has.

Right answers to small exercises look alike, and so does what a whole class has from the lecture.
So what counts is what is rare: runs of a few words that at most a tenth of the class has, looked
for whatever variables are called and whatever comments say. The idea of fingerprints that are left
out where many share them is that of S. Schleimer, D. S. Wilkerson and A. Aiken, Winnowing: local
algorithms for document fingerprinting, SIGMOD 2003.
"""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations
from pathlib import Path
from typing import NamedTuple

import nbformat
from pygments.lexers.python import PythonLexer
from pygments.token import Comment, Name, String

from ..course import Course
from ..outputs import NOTES_ID
from .facts import Facts

_RUN = 8  # words that make a fingerprint
_RARE, _FEW = 0.1, 4  # of the class, or so many students if that is more
_ALIKE = 0.6  # of what is rare in the smaller of two submissions
_ENOUGH = 25  # fingerprints shared: less is chance
_MAX_EXAMPLE = 240  # characters of an example
_LEXER = PythonLexer()
Cells = Sequence[tuple[str, str]]  # a student's: pairs of a cell's kind and its source


class Group(NamedTuple):
    """Submissions that are alike, each one to another of them."""

    students: tuple[str, ...]  # their names
    # Of what is rare in the smaller of two of them, how much the other one has, 0 to 1; of the two
    # that are most alike.
    share: float
    example: str  # the longest piece that these two share, as the first of them wrote it


def groups_alike(course: Course, facts: Facts) -> list[Group]:
    """Groups of submissions in a graded class, the most alike first."""
    release = nbformat.reads(course.release(), as_version=4)
    known = {cell.source for cell in release.cells}
    return alike({s.name: _written(course.autograded(s.name), known) for s in facts.students})


def _written(path: Path, known: set[str]) -> Cells:
    """The cells that a student wrote."""
    try:
        cells = nbformat.read(path, as_version=4).cells
    except (OSError, ValueError):  # it was deleted after grading
        return []
    return [
        (cell.cell_type, cell.source)
        for cell in cells
        if cell.source not in known and cell.get("id") != NOTES_ID
    ]


def alike(texts: Mapping[str, Cells]) -> list[Group]:
    """As ``groups_alike``, from the cells that each student wrote."""
    places = {name: _fingerprints(cells) for name, cells in texts.items()}
    owners = defaultdict(list)
    for name, found in places.items():
        for fingerprint in found:
            owners[fingerprint].append(name)
    most = max(_FEW, math.floor(_RARE * len(texts)))
    rare = {fingerprint: who for fingerprint, who in owners.items() if len(who) <= most}
    pairs = sorted(_pairs(rare, len(texts)), key=lambda pair: (-pair[0], pair[1]))
    groups: list[Group] = []
    for share, pair in pairs:
        near = [group for group in groups if {*group.students} & {*pair}]
        if near:
            first = near[0]
            together = sorted({*pair, *(name for group in near for name in group.students)})
            groups[groups.index(first)] = first._replace(students=tuple(together))
            groups = [group for group in groups if group not in near[1:]]
            continue
        common = places[pair[0]].keys() & places[pair[1]].keys() & rare.keys()
        groups.append(Group(pair, share, _longest(texts[pair[0]], places[pair[0]], common)))
    return groups


def _pairs(rare, students):
    """``(share, two names)`` of those who are alike: the rarer it is, the more it weighs."""
    own, shared, count = Counter(), Counter(), Counter()
    for who in rare.values():
        weight = math.log(1 + students / len(who))
        for name in who:
            own[name] += weight
        for pair in combinations(sorted(who), 2):
            shared[pair] += weight
            count[pair] += 1
    for pair, weight in shared.items():
        share = weight / min(own[name] for name in pair)
        if share >= _ALIKE and count[pair] >= _ENOUGH:
            yield share, pair


def _fingerprints(cells):
    """``{run of words: (cell, begin, end)}``: where each is in the sources, the last time."""
    found = {}
    for number, (kind, source) in enumerate(cells):
        words = list(_words(kind, source))
        for first in range(len(words) - _RUN + 1):
            run = words[first : first + _RUN]
            found[tuple(word for word, _, _ in run)] = (number, run[0][1], run[-1][2])
    return found


def _words(kind: str, source: str) -> Iterable[tuple[str, int, int]]:
    """``(word, begin, end)`` of each that counts. In code all names of the student's are alike."""
    if kind != "code":
        yield from _plain_words(source, 0)
        return
    is_attribute = is_string = False
    string_begin = 0
    for begin, token, text in _LEXER.get_tokens_unprocessed(source):
        was_string, is_string = is_string, token in String
        if is_string:  # in several pieces: the quotes, what is between them
            if not was_string:
                string_begin = begin
                yield '""', begin, begin + len(text)
        elif text == ".":
            is_attribute = True
        elif text.strip() and token not in Comment:
            if is_attribute:
                text = f".{text}"
            elif token in Name and not (token in Name.Builtin or token in Name.Exception):
                text = "name"
            yield text, begin, begin + len(text)
            is_attribute = False
    if is_string and not source.rstrip().endswith(("'", '"')):  # a string that never ends
        yield from _plain_words(source, string_begin)


def _plain_words(source, begin):
    for match in re.compile(r"\w+").finditer(source, begin):
        yield match[0].lower(), match.start(), match.end()


def _longest(cells, places, common):
    """The longest piece of one cell that the fingerprints in ``common`` cover without a gap, in
    whole lines.
    """
    best = ""
    spans = sorted(places[fingerprint] for fingerprint in common)
    number, begin, end = spans[0]
    for cell, first, last in [*spans, (-1, 0, 0)]:
        if cell == number and first <= end:
            end = max(end, last)
            continue
        source = cells[number][1]
        begin = source.rfind("\n", 0, begin) + 1
        end = len(source) if (stop := source.find("\n", end)) < 0 else stop
        best = max(best, source[begin:end], key=len)
        number, begin, end = cell, first, last
    return best if len(best) <= _MAX_EXAMPLE else f"{best[:_MAX_EXAMPLE].rstrip()} \u2026"
