"""What goes to a worker and what comes back: plain data, so that it travels to any process."""

import hashlib
from typing import NamedTuple

# What was handed in with a notebook, for the answers to read or import: pairs of a relative name
# with forward slashes and the bytes.
Attachments = tuple[tuple[str, bytes], ...]


class Job(NamedTuple):
    """One submission, complete."""

    student: str
    assignment: str
    submitted: bytes | None  # the notebook's bytes, or None when there is none
    release: bytes  # the bytes of the notebook that was handed out
    seed: int  # of the cases that the answers are tried on
    notes: tuple[str, ...] = ()  # what was unusual so far, in sentences
    attachments: Attachments = ()
    # Checks of the instructor's own, which a kernel judges: names and whole sources of cells.
    own_checks: tuple[tuple[str, str], ...] = ()

    def fingerprint(self, timestamp: str) -> str:
        """Tells whether a result still belongs to what was handed in, and to the text of its
        timestamp, which may be empty; the seed plays no part.
        """
        digest = hashlib.sha256()
        parts = [self.submitted or b"nothing", self.release, timestamp.encode()]
        parts += [text.encode() for check in self.own_checks for text in check]
        for name, content in self.attachments:
            parts += [name.encode("utf-8", "surrogateescape"), content]
        for part in parts:
            digest.update(hashlib.sha256(part).digest())
        return digest.hexdigest()


class GradedSubmission(NamedTuple):
    """The result of a Job."""

    student: str
    notebook: bytes  # the autograded notebook's bytes
    # From the name of each graded cell to its points; None where a person decides.
    scores: dict[str, float | None]
    comments: dict[str, str | None]  # from the name of each answer's cell to a sentence, or None
    notes: tuple[str, ...]  # what was repaired and what went wrong, in sentences
    seed: int  # the one that the answers were tried with
    # From the name of a graded cell to that of the known mistake it shows; nobody writes to it.
    mistakes: dict[str, str] = {}
    # For the instructor alone, in sentences: forged evidence, tampering, a kernel that was killed
    # at a limit.
    alarms: tuple[str, ...] = ()
    seconds: float = 0.0  # how long grading took. Nothing else here depends on it
