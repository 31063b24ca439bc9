"""What students get: how answers are taken out of a notebook, and the archive of it all, which
``python -m rnn_grading.release`` builds.

The archive holds the released notebooks, the package that they use, and the course's own files to
install it. One that gives an answer away is never written.
"""

import io
import json
import re
import subprocess
import sys
import tempfile
import time
import zipfile
from pathlib import Path

import nbformat
from nbgrader.preprocessors import ClearSolutions
from nbgrader.utils import compute_checksum

from .files import write_atomic

TARGET = Path("dist") / "rnn-course-student.zip"
FOLDER = "rnn-course"  # the one that the archive unpacks to

# What says how to install the course: for a student as for an instructor, who adds extras.
PAPERS = ("LICENSE", "pyproject.toml", "hatch_build.py", "environment.yml", "requirements.lock")

# What only solution notebooks hold: marks of nbgrader's and ours, written answers, hidden cases.
SECRETS = ("### BEGIN ", "### END ", "Model answer", "Mark scheme", "seed=")


class ClearAnswers(ClearSolutions):
    """nbgrader's ClearSolutions, which also knows choices.

    Between ``### BEGIN CHOICES`` and ``### END CHOICES`` a solution cell holds lines
    ``"question": "answer",`` of a dict. The release keeps the questions, with None for the
    answers: the cell still runs, where nbgrader's code stub would stop it.
    """

    _ANSWER = re.compile(r'(: )"[^"]*"(,)$')

    def _replace_solution_region(self, cell, language):
        if "### BEGIN CHOICES" not in cell.source:
            return super()._replace_solution_region(cell, language)
        lines, inside = [], False
        for line in cell.source.split("\n"):
            if "### BEGIN CHOICES" in line or "### END CHOICES" in line:
                inside = "BEGIN" in line
            else:
                lines.append(self._ANSWER.sub(r"\1None\2", line) if inside else line)
        if inside:
            raise RuntimeError("### BEGIN CHOICES without ### END CHOICES")
        cell.source = "\n".join(lines)
        return True


class CannotHandOut(Exception):
    """The archive would lack something or give something away; the message says what."""


def build(root: Path, target: Path) -> None:
    """Writes the archive of the course in the folder ``root``, whole or not at all. The same course
    gives the same bytes.

    Raises:
        CannotHandOut: a released notebook is missing, was changed, or holds an answer. The archive
            of before stays as it is.
    """
    content, changed = io.BytesIO(), _last_change(root)
    with zipfile.ZipFile(content, "w") as archive:
        for name, path in sorted(_files(root).items()):
            data = path.read_bytes()
            if path.suffix == ".ipynb":
                _must_be_a_release(name, data.decode("utf-8"))
            entry = zipfile.ZipInfo(f"{FOLDER}/{name}", changed)
            entry.create_system = 3  # Unix, wherever it is made
            entry.external_attr = 0o100644 << 16
            archive.writestr(entry, data, zipfile.ZIP_DEFLATED)
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent) as scratch:
        write_atomic(target, content.getvalue(), scratch, 0o644)


def _files(root):
    """What is handed out, by its path in the archive."""
    wanted = [*(root / name for name in PAPERS), *_visible_files(root / "rnn_helpers")]
    for source in _visible_files(root / "solutions"):
        released = root / "notebooks" / source.relative_to(root / "solutions")
        if not released.is_file():
            raise CannotHandOut(
                f"{released.relative_to(root)} is missing: each file of solutions/ should have its "
                "release there. Run make release."
            )
        wanted.append(released)
    files = {path.relative_to(root).as_posix(): path for path in wanted}
    return files | {"README.md": root / "for_students" / "README.md"}


def _visible_files(folder):
    for path in sorted(folder.rglob("*")):
        parts = path.relative_to(folder).parts
        if path.is_file() and not any(part[0] == "." or part == "__pycache__" for part in parts):
            yield path


def _must_be_a_release(name, text):
    cells = nbformat.reads(text, as_version=4).cells
    for cell in cells:
        # With its outputs and metadata: they are handed out, too.
        held = [secret for secret in SECRETS if secret in json.dumps(cell)]
        if held:
            raise CannotHandOut(
                f"{name}, cell {cell.id}: a released notebook should hold no answer, and this one "
                f'holds "{held[0]}". Run make release.'
            )
    for cell in cells:
        # nbgrader notes what it released: an exercise that was solved in place differs from it.
        info = cell.metadata.get("nbgrader")
        if cell.get("outputs") or (info and info.get("checksum") != compute_checksum(cell)):
            raise CannotHandOut(
                f"{name}, cell {cell.id}: expected what nbgrader released, and found a cell that "
                "was changed or run since. Run make release."
            )


def _last_change(root):
    """When the course was last committed, as a ZIP archive tells time; 1980 outside git."""
    try:
        told = subprocess.run(
            ["git", "log", "-1", "--format=%ct"], cwd=root, capture_output=True, text=True
        ).stdout
    except FileNotFoundError:
        told = ""
    return time.gmtime(int(told))[:6] if told.strip() else (1980, 1, 1, 0, 0, 0)


def main() -> None:
    """Builds the archive of the course in this folder."""
    try:
        build(Path(), TARGET)
    except (CannotHandOut, OSError) as error:
        sys.exit(f"No archive for students: {error}")
    print(f"{TARGET} is what students get.")


if __name__ == "__main__":
    main()
