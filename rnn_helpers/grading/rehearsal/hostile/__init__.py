"""Submissions that try to earn points without work, or to do harm.

Each is the released 02_rnn_math with a few cells of the attacker's. ``{course!r}``, ``{port}`` and
``{pid}`` in a cell stand for the course folder, for a port of 127.0.0.1 that somebody listens on,
and for the number of the process that grades.
"""

from . import calling, earning, harming, prying
from .attack import Attack, notebook_of

ATTACKS = (*earning.ATTACKS, *prying.ATTACKS, *harming.ATTACKS, *calling.ATTACKS)

__all__ = ["ATTACKS", "Attack", "notebook_of"]
