"""``rnn-grade``, or ``python -m rnn_grading``: says so in a sentence where the extra is missing."""

import sys
from importlib.util import find_spec


def main() -> int:
    """Runs the command; see ``rnn_grading.cli``."""
    if find_spec("nbgrader") is None:
        sys.exit("rnn-grade: nbgrader is missing. Install what grades: pip install -e '.[grading]'")
    try:
        from .cli import main

        return main()
    except KeyboardInterrupt:  # while it imports
        sys.exit("rnn-grade: Stopped.")


if __name__ == "__main__":
    sys.exit(main())
