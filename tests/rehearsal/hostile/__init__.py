"""Submissions that try to earn points without work, or to do harm.

Each is the released 02_rnn_math with a few cells of the attacker's. ``{course!r}``, ``{port}`` and
``{pid}`` in a cell stand for the course folder, for a port of 127.0.0.1 that somebody listens on,
and for the number of the process that grades.
"""

from . import calling, earning, harming, prying
from .attack import CAME_THROUGH, EVERYTHING, Attack, notebook_of

ATTACKS = (*earning.ATTACKS, *prying.ATTACKS, *harming.ATTACKS, *calling.ATTACKS)


def attacks_on(assignment):
    """The attacks to try on a notebook: all on that for which they are made; on the others those
    for points that name no exercise.
    """
    if assignment == "02_rnn_math":
        return ATTACKS
    return tuple(a for a in earning.ATTACKS if not a.answers and a.honest in ((), EVERYTHING))


__all__ = ["ATTACKS", "CAME_THROUGH", "Attack", "attacks_on", "notebook_of"]
