"""Where stock nbgrader gives points for a right answer, whatever its shape, so do we."""

import shutil
import subprocess
import sys

import pytest

from rnn_grading.grade import grade
from rnn_grading.jobs import Job
from tests.conftest import ROOT
from tests.grading.course_folder import BY_HAND, A, hand_in, release_of, rows, solved
from tests.nbgrader_runs import environment
from tests.rehearsal.shapes import CODE

# Those that differ most for nbgrader.
SHAPES = (
    *("a helper first", "stub, code below", "emptied, code above", "all in one cell", "stripped"),
    *(
        "two merged, the second deleted",
        "a cell magic first",
        "a file written",
        "checks twice",
        "windows",
    ),
    *("another name for it", "of Colab"),
)
# Each student by itself: where it stops at one, the others go on.
_AUTOGRADE = """\
import sys
from nbgrader.apps.nbgraderapp import NbGraderApp
for student in sys.argv[2:]:
    NbGraderApp.clear_instance()
    try:
        NbGraderApp.launch_instance(["autograde", sys.argv[1], "--student", student])
    except BaseException as stopped:
        print(student, repr(stopped), file=sys.stderr)
"""


@pytest.fixture(scope="module")
def folder(pristine, tmp_path_factory):
    """A class that stock nbgrader has graded, a student for each shape."""
    folder = shutil.copytree(pristine, tmp_path_factory.mktemp("stock") / "course")
    for shape in SHAPES:
        notebook = solved(folder)
        CODE[shape](notebook, release_of(folder))
        hand_in(folder, name_of(shape), notebook)
    command = [sys.executable, "-c", _AUTOGRADE, A, *map(name_of, SHAPES)]
    where = environment(folder)
    done = subprocess.run(command, cwd=folder, env=where, capture_output=True, timeout=1200)
    assert done.returncode == 0, done.stderr.decode()
    return folder


def name_of(shape):
    return shape.replace(" ", "-").replace(",", "")


def test_stock_has_graded_most_of_them(folder):
    graded = {row[0] for row in rows(folder) if row[3] is not None}
    assert len(graded) > len(SHAPES) / 2


@pytest.mark.parametrize("shape", SHAPES)
def test_nobody_gets_less_than_from_the_stock_tool(folder, shape):
    submitted = folder / "submitted" / name_of(shape) / A / f"{A}.ipynb"
    release = (ROOT / "notebooks" / A / f"{A}.ipynb").read_bytes()
    ours = grade(Job("ann", A, submitted.read_bytes(), release, 1)).scores
    for student, name, _, stocks, *_ in rows(folder):
        if student == name_of(shape) and stocks:
            assert name != BY_HAND and ours[name] >= stocks, (name, ours[name], stocks)
