"""Notebook 02 as a student meets it."""

from playwright.sync_api import expect

from tests.browser.conftest import solution

NAME = "02_rnn_math"


def test_answers_are_judged(notebook):
    student = notebook(NAME)
    student.run_all()
    expect(student.cell("progress(")).to_contain_text("0 of 11 points")
    expect(student.panel.locator(".jp-OutputArea img")).to_have_count(2)
    expect(student.cell("rnn_count =")).to_contain_text("RNN 350")
    expect(student.cell("rnn_count =")).to_contain_text("Linear 11, together 361")

    right = solution(NAME, "rnn_step")
    expect(student.answer("rnn_step", right)).to_contain_text("rnn_step: right in all")
    wrong = right.replace('if activation == "tanh" else np.maximum(a, 0)', "")
    test = student.answer("rnn_step", wrong)
    expect(test).to_contain_text("The activation is always tanh here.")


def test_the_shape_explorer_moves(notebook):
    student = notebook(NAME)
    student.run(student.cell("from rnn_helpers import"))
    cell = student.cell("widgets.explore_shapes")
    student.run(cell)
    table = cell.get_by_role("table", name="sizes of the layer")
    expect(table).to_contain_text("(3, 32, 50)")
    cell.get_by_role("checkbox", name="batch_first").check()
    expect(table).to_contain_text("(32, 3, 50)")
    cell.get_by_role("slider").last.focus()
    student.page.keyboard.press("ArrowRight")
    expect(table).to_contain_text("(2, 32, 50)")
    cell.scroll_into_view_if_needed()


def test_help_is_given_on_request(notebook):
    student = notebook(NAME)
    student.run(student.cell("from rnn_helpers import"))
    wrong = solution(NAME, "rnn_step").replace(' + params["b_hh"]', "")
    test = student.answer("rnn_step", wrong)
    expect(test).to_contain_text("without b_hh")

    cell = student.insert_below(test, "hint(rnn_step)")
    for step, shown in enumerate(("previous state gives", "(B, F) @ (F, H)", "x_t @ ___"), 1):
        student.run(cell)
        expect(cell).to_contain_text(f"rnn_step, hint {step} of 3")
        expect(cell).to_contain_text(shown.replace(", ", ",\N{NO-BREAK SPACE}"))
    case = student.insert_below(cell, "case = failing_case(rnn_step)\ncase")
    student.run(case)
    expect(case.get_by_role("row", name="x_t")).to_contain_text("array (")
    called = student.insert_below(case, 'rnn_step(**case.arguments) - case.expected["h_t"]')
    student.run(called)
    expect(called).to_contain_text("array([[")

    right = student.answer("rnn_step", solution(NAME, "rnn_step"))
    expect(right).to_contain_text("own version: show_solution(rnn_step)")
    shown = student.insert_below(right, "show_solution(rnn_step)")
    student.run(shown)
    expect(shown.locator("pre", has_text="def rnn_step(x_t: Array")).to_be_visible()
    right.scroll_into_view_if_needed()


def test_the_line_of_a_slip_is_told(notebook):
    student = notebook(NAME)
    student.run(student.cell("from rnn_helpers import"))
    right = solution(NAME, "rnn_step")
    wrong = right.replace('+ params["b_hh"]', '- params["b_hh"]')
    test = student.answer("rnn_step", wrong)
    line = next(i for i, text in enumerate(wrong.splitlines(), 1) if '- params["b_hh"]' in text)
    expect(test).to_contain_text(f"One change in line {line} makes all cases right.")
    expect(test).to_contain_text("Look at the signs")
    test.scroll_into_view_if_needed()
