"""Notebook 05 as a student meets it."""

import re

from playwright.sync_api import expect

from tests.browser.conftest import solution

NAME = "05_vanishing_gradients"


def test_answers_are_judged_and_the_norms_follow_the_slider(notebook):
    student = notebook(NAME)
    for cell in ("from rnn_helpers import", "widgets.explore_norms"):
        student.run(student.cell(cell))

    right = solution(NAME, "step_jacobian")
    test = student.answer("step_jacobian", right)
    expect(test).to_contain_text("\u2714 step_jacobian: right in all")
    test = student.answer("step_jacobian", right.replace("derivative[:, np.newaxis]", "derivative"))
    expect(test).to_contain_text("The derivatives stand on the right of W_hh")
    expect(test).not_to_contain_text("Traceback")

    widget = student.cell("widgets.explore_norms")
    curve = widget.locator("img[alt^='The gradient norm']")
    expect(curve).to_have_attribute("alt", re.compile(r"lag 59 its median is \d\.\de-0\d"))
    radius = widget.get_by_role("slider").first
    for _ in range(11):
        radius.press("ArrowRight")
    expect(curve).to_have_attribute("alt", re.compile(r"lag 59 its median is \d\.\de\+0\d"))
    widget.scroll_into_view_if_needed()
