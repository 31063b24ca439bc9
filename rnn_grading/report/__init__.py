"""``rnn-grade report``: what an instructor wants to know of a class after an assignment.

================  =================================================================================
facts             what is in the gradebook and in the records of ``rnn-grade run``
statistics        how hard an item is, how well it tells students apart; the known mistakes made
similar           submissions that share what nobody else has
plots             pictures, each with alternative text
page, page.html   one self-contained page, and the same as CSV
================  =================================================================================
"""

from .facts import facts_of
from .page import write
from .similar import groups_alike
from .statistics import mistakes_made

__all__ = ["facts_of", "groups_alike", "mistakes_made", "write"]
