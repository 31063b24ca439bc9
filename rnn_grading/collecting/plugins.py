"""Names of Canvas and Moodle, and students of the gradebook, for ``nbgrader zip_collect``."""

import unicodedata
from pathlib import Path

from nbgrader.plugins import FileNameCollectorPlugin

from ..errors import CannotGrade
from ..files import printable
from ..gradebook import Book
from .archives import open_archive
from .names import CANVAS, MOODLE, parse_name
from .roster import identify
from .selection import FoundFile, by_student, filing_path, is_notebook, newest_attempt


class _Collector(FileNameCollectorPlugin):
    """Chooses what ``rnn-grade collect`` would; who is in doubt is skipped with a warning."""

    system = ""
    _decided: dict | None = None

    def collect(self, submitted_file: str) -> dict[str, str] | None:
        """Says whose a file is, and what it is to be called: a dict with ``student_id`` and
        ``file_id``, or None if the file is to be skipped.
        """
        root = Path(self.parent._format_collect_path(self.parent.extracted_directory))
        if self._decided is None:
            try:
                self._decided = self._decide(root)
            except CannotGrade as error:
                self.parent.fail(str(error))
        path = Path(submitted_file).relative_to(root)
        return (self._decided or {}).get(unicodedata.normalize("NFC", str(path)))

    def _decide(self, root):
        """``{path: what collect returns}``: whose one file is can depend on all the others."""
        coursedir, decided = self.parent.coursedir, {}
        with open_archive(root) as (entries, _):
            found = [
                FoundFile(0, name, entry)
                for entry in entries
                if Path(entry.parts[-1]).suffix in self.valid_ext
                and (name := parse_name(entry.parts, self.system))
            ]
        with Book(coursedir.db_url, coursedir.course_id) as book:
            verdicts = identify([one.name for one in found], book.students, {})
        theirs, doubtful = by_student(found, verdicts)
        for why, labels in doubtful.items():
            for label in labels:
                self.log.warning("%s: %s", printable(label), why)
        for student, files in theirs.items():
            chosen, _ = newest_attempt(files)
            alone = sum(is_notebook(one.name.file[-1]) for one in chosen) == 1
            for one in chosen:
                file = "/".join(filing_path(one.name.file))
                if alone and is_notebook(file):
                    file = f"{coursedir.assignment_id}.ipynb"
                decided["/".join(one.entry.parts)] = {"student_id": student, "file_id": file}
        return decided


class CanvasCollector(_Collector):
    """For what Canvas gives under "Download submissions"."""

    system = CANVAS


class MoodleCollector(_Collector):
    """For what Moodle gives under "Download all submissions"."""

    system = MOODLE
