"""Where the code runs: in a notebook, and whether one that is being graded."""

import os
import sys


def is_graded() -> bool:
    """Whether nbgrader, or ``rnn-grade``, runs a submission."""
    # nbgrader sets this to "autograde" or "validate".
    return bool(os.environ.get("NBGRADER_EXECUTION"))


def is_notebook() -> bool:
    """Whether what is shown appears in a notebook."""
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython else None
    return getattr(shell, "kernel", None) is not None
