"""What the experiments in the notebooks need: a stand-in for answers that are still open, and
fewer runs while a class is graded.
"""

import os


def seeds(n):
    """The seeds of an experiment with ``n`` runs: 0 to n - 1.

    While nbgrader runs a submission they are cut to one. No mark depends on an experiment, and
    an instructor with two hundred submissions should not wait for it.
    """
    # nbgrader sets this to "autograde" or "validate".
    return range(1 if os.environ.get("NBGRADER_EXECUTION") else n)


def attempt(function, instead, *arguments):
    """What the student's function returns; or ``instead``'s result, with a line that says why.

    Args:
        function: the student's function.
        instead: the course's own, called when ``function`` is still empty, fails, or returns None.
        arguments: what to call it with.
    """
    name = getattr(function, "__name__", "your function")
    try:
        result = function(*arguments)
    except NotImplementedError:
        why = "is still empty"
    except Exception as error:
        why = f"raised {type(error).__name__}: {error}"
    else:
        if result is not None:
            return result
        why = "returned None"
    print(f"{name} {why}. The course's own function stands in for it here.")
    return instead(*arguments)
