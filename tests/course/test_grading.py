"""Stock nbgrader, and rnn-grade, on every notebook: the solution earns every autograded point, the
untouched release none, and each of its other cells still runs.
"""

import nbformat
import pytest

from tests.graded_class import ASSIGNMENTS
from tests.nbgrader_runs import run_nbgrader


@pytest.fixture(params=ASSIGNMENTS)
def assignment(request):
    return request.param


def grades(gradebook, assignment, student):
    submission = gradebook.find_submission_notebook(assignment, assignment, student)
    return {grade.name: grade for grade in submission.grades}


@pytest.mark.parametrize("student", ["solution", "noisy"])
def test_right_answers_get_every_autograded_point(gradebook, assignment, student):
    found = grades(gradebook, assignment, student)
    automatic = {name: grade for name, grade in found.items() if name.startswith("test_")}
    assert automatic
    for name, grade in automatic.items():
        assert grade.score == grade.max_score, name


def test_the_untouched_release_gets_none(gradebook, assignment):
    for name, grade in grades(gradebook, assignment, "untouched").items():
        assert grade.score == 0, name


def test_the_written_answer_waits_for_the_instructor(gradebook, assignment):
    by_hand = [
        grade
        for name, grade in grades(gradebook, assignment, "noisy").items()
        if not name.startswith("test_")
    ]
    assert by_hand
    assert all(grade.needs_manual_grade for grade in by_hand)


def test_every_other_cell_of_the_release_runs(course, assignment):
    notebook = nbformat.read(
        course / "autograded" / "untouched" / assignment / f"{assignment}.ipynb", as_version=4
    )
    for cell in notebook.cells:
        if cell.cell_type != "code":
            continue
        errors = [output for output in cell.outputs if output.output_type == "error"]
        graded = cell.metadata.get("nbgrader", {}).get("grade", False)
        assert bool(errors) == graded, cell.source
        for error in errors:
            assert error.ename == "CheckFailed"
            assert "not attempted" in error.evalue


def test_pictures_have_alternative_text(course, assignment):
    notebook = nbformat.read(
        course / "autograded" / "untouched" / assignment / f"{assignment}.ipynb", as_version=4
    )
    outputs = [
        output
        for cell in notebook.cells
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


def test_feedback_pages_hold_the_checks_words(course, assignment):
    page = course / "feedback" / "untouched" / assignment / f"{assignment}.html"
    assert "not attempted" in page.read_text(encoding="utf-8")


# One of them: autograde runs the same cells of every notebook in the same way.
@pytest.mark.parametrize("assignment", ASSIGNMENTS[:1])
def test_validate_accepts_the_solution_and_not_the_release(course, assignment):
    path = f"{assignment}/{assignment}.ipynb"
    assert "Success" in run_nbgrader(course, "validate", f"solutions/{path}")
    assert "VALIDATION FAILED" in run_nbgrader(course, "validate", f"notebooks/{path}")
