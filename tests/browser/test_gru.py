"""Notebook 06 as a student meets it."""

import re

from playwright.sync_api import expect

from tests.browser.conftest import solution

NAME = "06_gru"


def test_answers_are_judged_and_the_gates_follow_their_sliders(notebook):
    student = notebook(NAME)
    for cell in ("from rnn_helpers import", "figures.cells", "widgets.explore_gates"):
        student.run(student.cell(cell))
    expect(student.cell("figures.cells").locator("img[alt*='reset gate r']")).to_be_visible()

    right = solution(NAME, "gru_step")
    test = student.answer("gru_step", right)
    expect(test).to_contain_text("\u2714 gru_step: right in all")
    test = student.answer("gru_step", right.replace("(1 - z) * n + z *", "z * n + (1 - z) *"))
    expect(test).to_contain_text("z and 1 - z are swapped")
    expect(test).not_to_contain_text("Traceback")

    widget = student.cell("widgets.explore_gates")
    chart = widget.locator("img[alt^='On a line']")
    expect(chart).to_have_attribute("alt", re.compile("the new state at 0.6"))
    update_gate = widget.get_by_role("slider").nth(1)
    for _ in range(4):
        update_gate.press("ArrowRight")  # from 0.8 to 1: the old state stays
    expect(chart).to_have_attribute("alt", re.compile("the new state at 0.90"))
    widget.scroll_into_view_if_needed()
