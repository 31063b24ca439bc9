"""Feedback pages: nbgrader's, with formulas that need no script, whatever a formula holds."""

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from traitlets.config import Config

from rnn_grading.feedback import FeedbackPage, mathml
from tests.conftest import ROOT
from tests.rehearsal.compared import blemishes


def page_of(*cells):
    config = Config()
    config.HTMLExporter.template_name = "classic"  # that nbgrader's own is made from
    page, _ = FeedbackPage(config=config).from_notebook_node(new_notebook(cells=[*cells]))
    return page


def test_a_formula_becomes_mathml():
    found = mathml(r"h_t = \tanh(W_{hh} h_{t-1})")
    assert found.startswith('<math xmlns="http://www.w3.org/1998/Math/MathML" display="inline">')
    assert "<msub><mi>W</mi><mrow><mi>h</mi><mi>h</mi></mrow></msub>" in found


@pytest.mark.parametrize(
    "formula",
    [
        r"\text{<script>alert(1)</script>}",
        r"\text{&lt;script&gt;alert(1)&lt;/script&gt;}",
        r"\href{javascript:alert(1)}{x}",
        r"\color{red\" onload=\"alert(1)}{x}",
        r"\style{background:url(javascript:alert(1))}{x}",
        r"\class{a\" onclick=\"alert(1)}{x}",
        "&#x3c;script&#x3e;",
    ],
)
def test_nothing_runs_in_a_formula(formula):
    for text in (f"${formula}$", f"$${formula}$$", f"\\begin{{align}}{formula}\\end{{align}}"):
        assert blemishes(page_of(new_markdown_cell(text))) == []


@pytest.mark.parametrize("formula", ["a_b_c", "{" * 3000, "x" * 3000, r"\begin{matrix}", ""])
def test_what_is_no_formula_is_shown_as_typed(formula):
    found = mathml(formula)
    assert found == f"<code>{formula}</code>" or found.startswith("<math")


def test_every_formula_of_the_course_is_read():
    for path in sorted((ROOT / "solutions").rglob("*.ipynb")):
        cells = [c for c in nbformat.read(path, 4).cells if c.cell_type == "markdown"]
        page = page_of(*cells)
        assert page.count("<math") > 5, path
        assert "<code>\\" not in page and "$$" not in page, path


def test_the_page_runs_and_fetches_nothing():
    page = page_of(new_markdown_cell("# Title\n\n$x$"), new_code_cell("print(1)"))
    assert blemishes(page) == []
    assert "default-src 'none'" in page and '<html lang="en">' in page
    assert "cdnjs" not in page
