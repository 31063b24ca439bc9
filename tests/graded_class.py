"""A class, graded once for all tests that look at what comes out: two students by stock nbgrader,
and one, ``solution``, by rnn-grade.

Stock grading takes minutes, so all tests that need it run in one process, see conftest.
"""

import copy
import re
import shutil
import textwrap
from pathlib import Path

import nbformat
import pytest
from nbgrader.api import Gradebook

from tests.nbgrader_runs import run_command, run_nbgrader
from tests.rehearsal.notebooks import answered

ROOT = Path(__file__).resolve().parents[1]
ASSIGNMENTS = sorted(path.name for path in (ROOT / "solutions").iterdir() if path.is_dir())


def hand_in(course, student, assignment, notebook):
    folder = course / "submitted" / student / assignment
    folder.mkdir(parents=True)
    nbformat.write(notebook, folder / f"{assignment}.ipynb")


def noisy(notebook):
    """The same answers, each of which also prints warnings in every way there is."""
    noise = (
        "import os, sys, warnings\n"
        "warnings.warn('first')\n"
        "print('second', file=sys.stderr)\n"
        "os.write(2, b'third\\n')\n"
    )
    for cell in notebook.cells:
        if cell.cell_type == "code" and cell.metadata.get("nbgrader", {}).get("solution"):
            cell.source = noise + re.sub(
                r"^( +)### BEGIN SOLUTION\n",
                lambda begin: begin[0] + textwrap.indent(noise, begin[1]),
                cell.source,
                flags=re.MULTILINE,
            )
    return notebook


def grade_a_class(course):
    """Release, hand-in, autograding and feedback of every assignment, in the folder ``course``."""
    shutil.copytree(ROOT / "solutions", course / "solutions")
    shutil.copy(ROOT / "nbgrader_config.py", course)
    run_nbgrader(course, "generate_assignment", "--assignment=*")
    for assignment in ASSIGNMENTS:
        source, release = (
            nbformat.read(course / folder / assignment / f"{assignment}.ipynb", as_version=4)
            for folder in ("solutions", "notebooks")
        )
        hand_in(course, "noisy", assignment, noisy(copy.deepcopy(source)))
        hand_in(course, "untouched", assignment, release)
        run_nbgrader(course, "autograde", assignment)
        hand_in(course, "solution", assignment, answered(release, source))
        run_command(course, "rnn-grade", "run", assignment, "--student", "solution")
        run_nbgrader(course, "generate_feedback", assignment)
    return course


@pytest.fixture(scope="session")
def course(tmp_path_factory):
    """A course folder after release, hand-in, autograding and feedback of every assignment."""
    return grade_a_class(tmp_path_factory.mktemp("course"))


@pytest.fixture
def gradebook(course):
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as gradebook:
        yield gradebook
