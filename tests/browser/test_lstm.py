"""Notebook 07 as a student meets it."""

import re

from playwright.sync_api import expect

from tests.browser.conftest import solution

NAME = "07_lstm"


def test_answers_are_judged_and_the_belt_follows_its_slider(notebook):
    student = notebook(NAME)
    for cell in ("from rnn_helpers import", "figures.cells", "widgets.explore_cell_state"):
        student.run(student.cell(cell))
    expect(student.cell("figures.cells").locator("img[alt*='forget gate f']")).to_be_visible()

    student.answer("lstm_step", solution(NAME, "lstm_step"))
    right = solution(NAME, "lstm_forward")
    test = student.answer("lstm_forward", right)
    expect(test).to_contain_text("\u2714 lstm_forward: right in all")
    test = student.answer("lstm_forward", right.replace("states.append(h)", "states.append(c)"))
    expect(test).to_contain_text("Your output holds the cell states.")
    # A layer is changed in place, and a copy of its biases is not the layer.
    right = solution(NAME, "set_forget_bias")
    test = student.answer("set_forget_bias", right.replace("] = 0.0", "] = value"))
    expect(test).to_contain_text("Both biases of the forget gate are set to value")
    expect(test).not_to_contain_text("Traceback")

    widget = student.cell("widgets.explore_cell_state")
    belt = widget.locator("img[alt^='A belt of boxes']")
    expect(belt).to_have_attribute("alt", re.compile("half is left after 1.0 steps"))
    bias = widget.get_by_role("slider").first
    for _ in range(10):
        bias.press("ArrowRight")  # to a bias of 1
    expect(belt).to_have_attribute("alt", re.compile("half is left after 2.2 steps"))
    widget.scroll_into_view_if_needed()
