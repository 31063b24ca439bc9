"""Names of Canvas and Moodle, and students of the gradebook, for ``nbgrader zip_collect``."""

import time
import unicodedata
from collections import defaultdict
from pathlib import Path

from nbgrader.plugins import FileNameCollectorPlugin

from ..errors import CannotGrade
from ..files import printable
from ..gradebook import Book
from .archives import Entry
from .names import CANVAS, MOODLE, parse_name
from .roster import identify, read_roster
from .selection import FoundFile, filing_path, is_notebook, newest_attempt


class _Collector(FileNameCollectorPlugin):
    """Chooses what ``rnn-grade collect`` would; who is in doubt is skipped with a warning."""

    system = _decided = None

    def collect(self, submitted_file: str) -> dict[str, str] | None:
        """Says whose a file is, and what it is to be called: a dict with ``student_id`` and
        ``file_id``, or None if the file is to be skipped.
        """
        if self._decided is None:
            try:
                self._decided = self._decide()
            except CannotGrade as error:
                self.parent.fail(str(error))
        return self._decided.get(submitted_file)

    def _decide(self):
        """``{path: what collect returns}``: whose one file is can depend on all the others."""
        coursedir, found, paths = self.parent.coursedir, [], {}
        for path, parts in self._files():
            name = parse_name(parts, self.system)
            if name:
                when = tuple(time.localtime(path.stat().st_mtime)[:6])
                found.append(FoundFile(0, name, Entry(parts, when, None)))
                paths[parts] = str(path)
        with Book(coursedir.db_url, coursedir.course_id) as book:
            verdicts = identify({one.name.person: one.name for one in found}, read_roster(book))
        theirs, decided = defaultdict(list), {}
        for one in found:
            verdict = verdicts[one.name.person]
            if verdict.student:
                theirs[verdict.student].append(one)
            else:
                self.log.warning("%s: %s", printable(one.name.label), verdict.why)
        for student, files in theirs.items():
            chosen, _ = newest_attempt(files)
            alone = sum(is_notebook(one.name.file[-1]) for one in chosen) == 1
            for one in chosen:
                file = "/".join(filing_path(one.name.file))
                if alone and is_notebook(file):
                    file = f"{coursedir.assignment_id}.ipynb"
                decided[paths[one.entry.parts]] = {"student_id": student, "file_id": file}
        return decided

    def _files(self):
        root = Path(self.parent._format_collect_path(self.parent.extracted_directory))
        for path in sorted(root.rglob("*")):
            if path.suffix in self.valid_ext and path.is_file():
                parts = path.relative_to(root).parts
                yield path, tuple(unicodedata.normalize("NFC", part) for part in parts)


class CanvasCollector(_Collector):
    """For what Canvas gives under "Download submissions"."""

    system = CANVAS


class MoodleCollector(_Collector):
    """For what Moodle gives under "Download all submissions"."""

    system = MOODLE
