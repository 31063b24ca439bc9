"""Notebook 03 as a student meets it."""

from playwright.sync_api import expect

from tests.browser.conftest import solution

NAME = "03_forward_pass"


def test_answers_are_judged(notebook):
    student = notebook(NAME)
    student.run_all()
    # Run All goes to the end although every exercise is still empty.
    expect(student.cell("progress(")).to_contain_text("0 of 14 points")
    expect(student.cell("check(forward_by_hand)")).to_contain_text("not attempted yet")
    expect(student.panel.locator(".jp-OutputArea img")).to_have_count(4)

    right = solution(NAME, "forward_by_hand")
    test = student.answer("forward_by_hand", right)
    expect(test).to_contain_text("\u2714 forward_by_hand: right in all")

    wrong = right.replace("h @ W_hh.T + b_hh", "h @ W_hh.T")
    test = student.answer("forward_by_hand", wrong)
    expect(test).to_contain_text("These are the numbers you get without b_hh.")
    expect(test).not_to_contain_text("Traceback")


def test_a_wrong_value_is_shown(notebook):
    student = notebook(NAME)
    student.run(student.cell("from rnn_helpers import"))
    right = solution(NAME, "stacked_forward")
    wrong = right.replace("h = np.tanh(", "h = 0.9 * np.tanh(")
    test = student.answer("stacked_forward", wrong)
    expect(test).to_contain_text("One change in line")
    expect(test).to_contain_text("h = 0.9 * np.tanh(")
    expect(test.locator("img[alt^='Your output beside the right numbers']")).to_be_visible()


def test_the_stepper_moves(notebook):
    student = notebook(NAME)
    student.run_all()
    widget = student.cell("widgets.step_through")
    slider = widget.get_by_role("slider")
    expect(slider).to_have_count(2)
    state = widget.get_by_label("h_2", exact=True)
    expect(state).to_have_count(0)
    slider.first.focus()
    student.page.keyboard.press("ArrowRight")
    expect(state.first).to_contain_text("-0.6842")
    expect(state.first).to_contain_text("0.7607")
    # Without W_hh the second state is another one.
    slider.nth(1).focus()
    student.page.keyboard.press("Home")
    expect(state.first).not_to_contain_text("-0.6842")
    widget.scroll_into_view_if_needed()


def test_validate_names_the_open_exercises(notebook):
    student = notebook(NAME)
    student.panel.get_by_role("button", name="Validate").click()
    dialog = student.page.locator(".jp-Dialog")
    expect(dialog).to_contain_text("check(padded_forward)")
    expect(dialog).to_contain_text("not attempted yet")
