"""Stock nbgrader, and rnn-grade, on every notebook: right answers earn every autograded point, the
untouched release none, each of its other cells still runs, and both write the same.
"""

import re
import shutil
import textwrap

import nbformat
import pytest
from nbgrader.api import Gradebook
from nbgrader.utils import determine_grade, is_grade

from rnn_grading.course import Course
from rnn_grading.grade import grade
from rnn_grading.grade_class import grade_class
from rnn_grading.notebooks import grade_id_of
from rnn_grading.pools import InProcessPool
from tests.conftest import ASSIGNMENTS, ROOT
from tests.grading.course_folder import COMMENTS, ROWS, TIMES, rows
from tests.nbgrader_runs import run_nbgrader_commands
from tests.rehearsal.notebooks import answered

NOISE = """\
import os, sys, warnings
warnings.warn('first')
print('second', file=sys.stderr)
os.write(2, b'third\\n')
"""


def noisy(notebook):
    """The same answers, each of which also prints warnings in every way there is."""
    for cell in notebook.cells:
        if cell.cell_type == "code" and cell.metadata.get("nbgrader", {}).get("solution"):
            cell.source = NOISE + re.sub(
                r"^( +)### BEGIN SOLUTION\n",
                lambda begin: begin[0] + textwrap.indent(NOISE, begin[1]),
                cell.source,
                flags=re.MULTILINE,
            )
    return notebook


@pytest.fixture(scope="module", params=ASSIGNMENTS)
def assignment(request):
    return request.param


class Graded:
    """What came of the class in one course folder."""

    def __init__(self, folder, assignment):
        self.folder, self.assignment = folder, assignment

    def scores(self, student):
        """From the cells' names to nbgrader's grades."""
        with Gradebook(f"sqlite:///{self.folder / 'gradebook.db'}") as gradebook:
            found = gradebook.find_submission_notebook(self.assignment, self.assignment, student)
            return {
                grade.name: (grade.score, grade.max_score, grade.needs_manual_grade)
                for grade in found.grades
            }

    def notebook(self, student):
        path = self.folder / "autograded" / student / self.assignment / f"{self.assignment}.ipynb"
        return nbformat.read(path, as_version=4)

    def files(self):
        return {
            (path.relative_to(self.folder), path.stat().st_mode)
            for path in self.folder.glob("autograded/*/*/**/*")
        }


@pytest.fixture(scope="module")
def stock(assignment, tmp_path_factory):
    """Released, handed in by two, autograded and, for one, told, by stock nbgrader."""
    course = tmp_path_factory.mktemp("stock") / "course"
    shutil.copytree(ROOT / "solutions" / assignment, course / "solutions" / assignment)
    shutil.copy(ROOT / "nbgrader_config.py", course)
    source, release = (
        nbformat.read(ROOT / kind / assignment / f"{assignment}.ipynb", as_version=4)
        for kind in ("solutions", "notebooks")
    )
    for student, notebook in (
        ("noisy", noisy(answered(release, source))),
        ("untouched", release),  # test_notebooks holds it against what nbgrader generates
    ):
        folder = course / "submitted" / student / assignment
        folder.mkdir(parents=True)
        nbformat.write(notebook, folder / f"{assignment}.ipynb")
    run_nbgrader_commands(
        course,
        f"generate_assignment {assignment}",
        f"autograde {assignment}",
        f"generate_feedback {assignment} --student untouched",
    )
    return Graded(course, assignment)


@pytest.fixture(scope="module")
def ours(stock, assignment, tmp_path_factory):
    """The same class graded by rnn-grade, and the lines of its table by student."""
    folder = tmp_path_factory.mktemp("ours") / "course"
    done = shutil.ignore_patterns("autograded", "feedback")
    shutil.copytree(stock.folder, folder, ignore=done)
    with Gradebook(f"sqlite:///{folder / 'gradebook.db'}", "rnn_course") as book:
        for student in ("noisy", "untouched"):
            book.remove_submission(assignment, student)
    graded = Graded(folder, assignment)
    table = grade_class(Course(folder, assignment), InProcessPool(), grade)
    graded.table = {line.student: line for line in table}
    return graded


@pytest.fixture(scope="module", params=["stock", "ours"])
def graded(request, assignment):
    return request.getfixturevalue(request.param)


def test_right_answers_get_every_autograded_point(graded):
    found = graded.scores("noisy")
    automatic = {name: found[name] for name in found if name.startswith("test_")}
    assert automatic
    for name, (score, max_score, _) in automatic.items():
        assert score == max_score > 0, name


def test_the_untouched_release_gets_none(graded):
    assert {score for score, _, _ in graded.scores("untouched").values()} == {0}


def test_the_written_answer_waits_for_the_instructor(graded):
    found = graded.scores("noisy")
    by_hand = [found[name] for name in found if not name.startswith("test_")]
    assert by_hand
    assert all(needs_manual_grade for _, _, needs_manual_grade in by_hand)


def test_every_other_cell_of_the_release_runs(graded):
    for cell in graded.notebook("untouched").cells:
        if cell.cell_type != "code":
            continue
        errors = [output for output in cell.outputs if output.output_type == "error"]
        is_graded = cell.metadata.get("nbgrader", {}).get("grade", False)
        assert bool(errors) == is_graded, cell.source
        for error in errors:
            assert error.ename == "CheckFailed"
            assert "not attempted" in error.evalue


def test_rows_and_files_are_the_same(stock, ours):
    for query in (ROWS, COMMENTS, TIMES, "select * from student order by id"):
        found = rows(ours.folder, query)
        assert found == rows(stock.folder, query) and len(found) >= 2
    assert ours.files() == stock.files() and len(ours.files()) >= 2


def test_rnn_grade_has_nothing_to_tell(ours):
    for line in ours.table.values():
        assert not (line.notes or line.alarms or line.mistakes)


def test_nbgrader_reads_the_same_scores_off_rnn_grades_notebook(ours):
    found = ours.scores("noisy")
    for cell in filter(is_grade, ours.notebook("noisy").cells):
        score, max_score = determine_grade(cell)
        assert (score or 0.0, max_score) == found[grade_id_of(cell)][:2]


def test_pictures_have_alternative_text(stock):
    outputs = [
        output
        for cell in stock.notebook("untouched").cells
        if cell.cell_type == "code"
        for output in cell.outputs
        if output.output_type in ("display_data", "execute_result")
    ]
    images = [output.data["text/html"] for output in outputs if "<img" in str(output.data)]
    assert images
    for html in images:
        assert html.count("<img") == html.count('<img alt="')
    # Nothing is shown as a bare bitmap, which could carry no alternative text.
    assert not any(kind.startswith("image/") for output in outputs for kind in output.data)


def test_feedback_pages_hold_the_checks_words(stock, assignment):
    page = stock.folder / "feedback" / "untouched" / assignment / f"{assignment}.html"
    assert "not attempted" in page.read_text(encoding="utf-8")


# One of them: autograde runs the same cells of every notebook in the same way.
@pytest.mark.parametrize("assignment", ["02_rnn_math"], indirect=True)
def test_validate_accepts_the_solution_and_not_the_release(stock, assignment):
    path = f"{assignment}/{assignment}.ipynb"
    said = run_nbgrader_commands(
        stock.folder, f"validate solutions/{path}", f"validate notebooks/{path}"
    )
    accepted, refused = said.find("Success"), said.find("VALIDATION FAILED")
    assert 0 <= accepted < refused
