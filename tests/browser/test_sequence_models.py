"""Notebook 08 as a student meets it."""

import re

from playwright.sync_api import expect

from tests.browser.conftest import solution

NAME = "08_sequence_models"


def test_a_model_is_trained_live_and_writes(notebook):
    student = notebook(NAME)
    student.run(student.cell("from rnn_helpers import"))

    right = solution(NAME, "SequenceModel")
    test = student.answer("SequenceModel", right.replace("linear(output)", "linear(output[-1])"))
    expect(test).to_contain_text("You have scores for the last step alone.")
    expect(test).not_to_contain_text("Traceback")
    test = student.answer("SequenceModel", right)
    expect(test).to_contain_text("\u2714 SequenceModel: right in all")
    right = solution(NAME, "train_epoch")
    kept = re.sub(
        r"        if isinstance.*?\.detach\(\)\n(?=        scores)", "", right, flags=re.DOTALL
    )
    test = student.answer("train_epoch", kept)
    expect(test).to_contain_text("The second window fails, because backward wants to go on")
    test = student.answer("train_epoch", right)
    expect(test).to_contain_text("\u2714 train_epoch: right in all")

    # The perplexity is still empty: the course's own stands in for it.
    empty = "def perplexity(", "def sample("
    for cell in (*empty, "Model = yours_or_ours", "names = list(", "def counting_loss"):
        student.run(student.cell(cell))
    expect(student.cell("def counting_loss")).to_contain_text("perplexity is still empty")
    # Shorter than it is; what comes of all epochs is held by course/test_claims.
    training = student.change("def train_text(", "epochs=6", "epochs=2")
    student.run(training)
    curve = training.locator("img[alt^='perplexity on held-out text']")
    expect(curve).to_have_attribute("alt", re.compile(r"at 2; best count"))

    student.change("novel_model = train_text(", "epochs=3", "epochs=1")
    for cell in ("def write(model", "novel_model = train_text(", "widgets.generate_text"):
        student.run(student.cell(cell))
    widget = student.cell("widgets.generate_text")
    bars = widget.locator("img[alt*='probabilities of the next character']")
    expect(bars).to_be_visible()
    before = bars.get_attribute("alt")
    temperature = widget.get_by_role("slider").first
    for _ in range(5):
        temperature.press("ArrowLeft")
    expect(bars).not_to_have_attribute("alt", before)
    widget.scroll_into_view_if_needed()


def test_a_bug_is_found_by_itself(notebook):
    student = notebook(NAME)
    student.run(student.cell("from rnn_helpers import"))
    found = solution(NAME, "bugs").replace("clipped before backward", "step missing")
    test = student.answer("bugs", found, part="script_2")
    expect(test).to_contain_text("step missing is not right. Look for the optimizer's step")
    expect(test).not_to_contain_text("Traceback")
