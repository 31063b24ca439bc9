"""From what came out of a student's kernel to points: outside it, by nothing that ran in it."""

from collections.abc import Mapping
from typing import NamedTuple

from rnn_helpers.checking import verify
from rnn_helpers.exercises import Item, Written, items_of, key_of, notebooks

from .evidence import NotEvidence, decode


class ItemScore(NamedTuple):
    """What one graded cell earns.

    Attributes:
        name: the item's, that of its cell without ``test_``.
        points: 0, or all of ``most``: a float.
        most: what it is worth.
        message: the check's sentence, for the student.
        page: the same as HTML.
        mistake: the name of the known mistake that the answer shows, or None.
        forged: what is wrong with the evidence, in words for the instructor; empty if nothing is.
    """

    name: str
    points: float
    most: float
    message: str
    page: str = ""
    mistake: str | None = None
    forged: str = ""


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
    """The score of every item of an assignment that is not graded by hand.

    Args:
        assignment: its name, e.g. ``"03_forward_pass"``.
        evidence: dict from the name of an exercise to the bytes that its kernel returned.
        seed: the seed that the kernel was given; not known before it ran.
        lost: why nothing came back, by the name of an exercise, in a sentence.

    Returns:
        A list of ItemScore, in the notebook's order. What is missing, or no evidence at all, earns
        nothing and costs no other item anything.
    """
    arrived = {}
    scores = []
    for item in checked_items(assignment):
        name = item.question.name
        if name not in evidence:
            why = (lost or {}).get(name, "Your answer could not be run.")
            scores.append(ItemScore(item.name, 0.0, float(item.points), why))
            continue
        if name not in arrived:
            arrived[name] = _decoded(evidence[name], item.question, seed)
        scores.append(_score(item, arrived[name]))
    return scores


def _decoded(content, question, seed):
    try:
        return decode(content, question, seed)
    except NotEvidence as error:
        return error


def _score(item, found):
    most = float(item.points)
    if isinstance(found, NotEvidence):
        message = "What your answer returned could not be read."
        return ItemScore(item.name, 0.0, most, message, forged=str(found))
    result = verify(item.question, key_of(item.question.name), found, item.part)
    points = most if result.passed else 0.0
    page = result._repr_html_()
    return ItemScore(item.name, points, most, str(result), page, result.mistake)
