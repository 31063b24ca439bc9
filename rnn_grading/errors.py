"""What stops the grading of a whole class."""


class CannotGrade(Exception):
    """Grading cannot begin or go on; the message says why, in a sentence for the instructor."""


class KernelsFail(CannotGrade):
    """No kernel gets ready here, whatever was handed in: nobody can be graded."""


class NotWhileGrading(RuntimeError):
    """A function was called that is not there while answers are graded."""
