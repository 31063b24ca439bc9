"""Notebook 04 as a student meets it."""

from playwright.sync_api import expect

from tests.browser.conftest import solution

NAME = "04_bptt"


def test_each_gradient_earns_its_own_points(notebook):
    student = notebook(NAME)
    student.run_all()
    expect(student.cell("progress(")).to_contain_text("0 of 15 points")
    expect(student.cell("figures.relative_errors")).to_contain_text("stands in for it here")

    right = solution(NAME, "rnn_step_backward")
    test = student.answer("rnn_step_backward", right)
    expect(test).to_contain_text("\u2714 rnn_step_backward: right in all")

    right = solution(NAME, "rnn_backward")
    wrong = right.replace("grads[name] += step[name]", "grads[name] = step[name]")
    student.answer("rnn_backward", wrong)
    for part, verdict in {
        "dx": "\u2714 rnn_backward, dx: right",
        "dW_hh": "the numbers of the first time step alone",
        "db_ih": "the numbers of the first time step alone",
        "dh_0": "\u2714 rnn_backward, dh_0: right",
    }.items():
        test = student.cell(f'part="{part}"')
        student.run(test)
        expect(test).to_contain_text(verdict)
        expect(test).not_to_contain_text("Traceback")

    # One bar is left, and the reader sees it.
    bars = student.cell("figures.step_contributions")
    student.run(student.cell("figures.relative_errors"))
    student.run(bars)
    expect(bars.locator("img[alt*='your dW_hh: 1; with = for +=: 1']")).to_be_visible()


def test_the_paths_light_up(notebook):
    student = notebook(NAME)
    student.run_all()
    widget = student.cell("widgets.explore_paths")
    expect(widget.locator("img[alt*='path A'][alt*='path C']")).to_be_visible()
    widget.get_by_role("button", name="B", exact=True).click()
    expect(widget.locator("img[alt*='Lit up backward: path B']")).to_be_visible()
    # Without R no gradient goes through z_1.
    slider = widget.get_by_role("slider").nth(3)
    for _ in range(7):
        slider.press("ArrowLeft")
    parts = widget.get_by_label("parts of the gradient for U")
    expect(parts.get_by_role("row").nth(2)).to_contain_text("0.0000")
    widget.scroll_into_view_if_needed()
