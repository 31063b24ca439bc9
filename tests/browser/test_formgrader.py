"""nbgrader's formgrader on a class that rnn-grade graded, as an instructor meets it."""

import pytest
from nbgrader.api import Gradebook
from playwright.sync_api import expect

from rnn_helpers import exercises
from tests.graded_class import ASSIGNMENTS


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_an_instructor_grades_the_written_answer(page, course, assignment):
    database = f"sqlite:///{course / 'gradebook.db'}"
    names = [
        item.name
        for item in exercises.of_notebook(assignment)
        if isinstance(item, exercises.Written)
    ]
    with Gradebook(database) as gradebook:
        submission = gradebook.find_submission_notebook(assignment, assignment, "solution").id

    page.goto("/formgrader")
    expect(page.locator("body")).to_contain_text(assignment)
    page.goto(f"/formgrader/submissions/{submission}")
    page.wait_for_load_state("networkidle")  # until it has the grades, it forgets what is typed
    answers = page.locator(".nbgrader_cell", has_text="Model answer")
    expect(answers).to_have_count(len(names))
    for score in answers.locator("input.score").all():
        with page.expect_response(lambda response: "/api/grade/" in response.url):
            score.fill("1.5")
            score.press("Tab")
    answers.first.scroll_into_view_if_needed()

    with Gradebook(database) as gradebook:
        for name in names:
            grade = gradebook.find_grade(name, assignment, assignment, "solution")
            assert grade.manual_score == 1.5
