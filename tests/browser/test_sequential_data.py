"""Notebook 01 as a student meets it."""

from playwright.sync_api import expect

from tests.browser.conftest import solution

NAME = "01_sequential_data"


def test_choices_are_judged(notebook):
    student = notebook(NAME)
    student.run_all()
    expect(student.cell("progress(")).to_contain_text("0 of 10 points")
    expect(student.cell("check(data_kinds")).to_contain_text("not attempted yet")
    expect(student.panel.locator(".jp-OutputArea img")).to_have_count(3)

    right = solution(NAME, "data_kinds")
    test = student.answer("data_kinds", right)
    expect(test).to_contain_text("data_kinds: all 6 are right")
    wrong = right.replace('DNA": "sequence"', 'DNA": "time series"')
    test = student.answer("data_kinds", wrong)
    expect(test).to_contain_text("time series is not right. A strand of DNA has an order")


def test_the_context_explorer_moves(notebook):
    student = notebook(NAME)
    student.run(student.cell("from rnn_helpers import"))
    cell = student.cell("widgets.explore_context")
    student.run(cell)
    expect(cell).to_contain_text("This context occurs 1,327 times")
    slider = cell.get_by_role("slider")
    slider.focus()
    student.page.keyboard.press("ArrowRight")
    expect(cell).not_to_contain_text("1,327 times")
    cell.get_by_role("textbox").last.fill("qqqqqq")
    expect(cell).to_contain_text("never occurs in the text")
    cell.get_by_role("textbox").last.fill("The Time Mac")
    expect(cell.get_by_role("table", name="next character")).to_contain_text("h")
    cell.scroll_into_view_if_needed()
