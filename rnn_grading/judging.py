"""From what came out of a student's kernel to points: outside it, by nothing that ran in it."""

from collections.abc import Mapping
from itertools import groupby
from typing import NamedTuple

from rnn_helpers.checking import verify
from rnn_helpers.exercises import Item, Written, items_of, key_of, notebooks

from .evidence import NotEvidence, decode


class ItemScore(NamedTuple):
    """What one graded cell earns."""

    name: str  # the item's, that of its cell without ``test_``
    points: float  # 0, or all of ``most``
    most: float  # what it is worth
    message: str  # the check's sentence, for the student
    page: str = ""  # the same as HTML
    mistake: str | None = None  # the name of the known mistake that the answer shows
    forged: str = ""  # what is wrong with the evidence, in words for the instructor


def checked_items(assignment: str) -> tuple[Item, ...]:
    """What of an assignment the course's checks decide, in its order: nothing in one of the
    instructor's own.
    """
    if assignment not in notebooks():
        return ()
    return tuple(i for i in items_of(assignment) if not isinstance(i.question, Written))


def judge_evidence(
    assignment: str,
    evidence: Mapping[str, bytes],
    seed: int,
    lost: Mapping[str, str] | None = None,
) -> list[ItemScore]:
    """The score of every item of an assignment that is not graded by hand, in the notebook's order.
    What is missing, or no evidence at all, earns nothing and costs no other item anything.

    Args:
        assignment: its name, e.g. ``"03_forward_pass"``.
        evidence: dict from the name of an exercise to the bytes that its kernel returned.
        seed: the seed that the kernel was given; not known before it ran.
        lost: why nothing came back, by the name of an exercise, in a sentence.
    """
    scores = []
    for question, items in groupby(checked_items(assignment), lambda item: item.question):
        found, message, forged = None, "", ""
        if question.name not in evidence:
            message = (lost or {}).get(question.name, "Your answer could not be run.")
        else:
            try:
                found = decode(evidence[question.name], question, seed)
            except NotEvidence as error:
                message, forged = "What your answer returned could not be read.", str(error)
        for item in items:
            most = float(item.points)
            if found is None:
                scores.append(ItemScore(item.name, 0.0, most, message, forged=forged))
                continue
            result = verify(question, key_of(question.name), found, item.part)
            points, page = most if result.passed else 0.0, result._repr_html_()
            scores.append(ItemScore(item.name, points, most, str(result), page, result.mistake))
    return scores
