"""A class, graded once by stock nbgrader for all tests that look at what comes out."""

import shutil
from pathlib import Path

import nbformat
import pytest
from nbgrader.api import Gradebook

from tests.nbgrader_runs import run_nbgrader

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
            begin = "    ### BEGIN SOLUTION\n"
            inside = "".join(f"    {line}\n" for line in noise.splitlines())
            cell.source = noise + cell.source.replace(begin, begin + inside)
    return notebook


@pytest.fixture(scope="session")
def course(tmp_path_factory):
    """A course folder after release, hand-in, autograding and feedback of every assignment."""
    course = tmp_path_factory.mktemp("course")
    shutil.copytree(ROOT / "solutions", course / "solutions")
    shutil.copy(ROOT / "nbgrader_config.py", course)
    for assignment in ASSIGNMENTS:
        run_nbgrader(course, "generate_assignment", assignment)
        source = course / "solutions" / assignment / f"{assignment}.ipynb"
        release = course / "notebooks" / assignment / f"{assignment}.ipynb"
        hand_in(course, "solution", assignment, nbformat.read(source, as_version=4))
        hand_in(course, "noisy", assignment, noisy(nbformat.read(source, as_version=4)))
        hand_in(course, "untouched", assignment, nbformat.read(release, as_version=4))
        run_nbgrader(course, "autograde", assignment)
        run_nbgrader(course, "generate_feedback", assignment)
    return course


@pytest.fixture
def gradebook(course):
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as gradebook:
        yield gradebook
