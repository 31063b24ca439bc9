"""``rnn-grade report``: what an instructor wants to know of a class after an assignment.

========================  =========================================================================
facts                     what is in the gradebook and in the marks of ``rnn-grade run``
statistics                how hard an item is, how well it tells students apart
named                     the known mistakes that were made, and the hints that were seen
similar                   submissions that share what nobody else has
plots                     pictures, each with alternative text
page, page.html           one self-contained page
tables                    the same as CSV
========================  =========================================================================
"""

from .facts import facts_of
from .named import mistakes_made
from .page import write
from .similar import groups_alike

__all__ = ["facts_of", "groups_alike", "mistakes_made", "write"]
