"""Text and outputs in which something could run."""

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output, new_raw_cell

from rnn_grading.sanitize import is_harmless, is_harmless_html, sanitize

HARMLESS = [
    "plain",
    "$a < b$ & c, $x<y$ and 3 > 2",
    "a **bold** [link](https://example.org) and ![picture](https://example.org/a.png)",
    "| a | b |\n|---|---|\n| 1 | 2 |",
    "```python\nx < y\n<script>\n```",
    "`<script>alert(1)</script>`",
    "H<sub>2</sub>O <b>bold</b>",
    "1. one\n2. two\n\n> quoted\n\n---",
]
HARMFUL = [
    "<script>alert(1)</script>",
    "<SCRIPT SRC=//x></SCRIPT>",
    "[a](javascript:alert(1))",
    "[a](JaVaScRiPt:alert(1))",
    "[a](java&#115;cript:alert(1))",
    "[a]( javascript:alert(1))",
    "[a][b]\n\n[b]: javascript:alert(1)",
    "<javascript:alert(1)>",
    "<img src=x onerror=alert(1)>",
    "<a href='data:text/html;base64,x'>x</a>",
    "<svg onload=alert(1)></svg>",
    "<iframe srcdoc='x'></iframe>",
    "<form action=x><input></form>",
    "<style>@import 'x'</style>",
    "<div style='background: url(x)'></div>",
    "<base href=x>",
    "<math><mtext></mtext></math>",
    "<meta http-equiv=refresh content=0>",
    "![a picture that is not there](attachment:a.png)",
]


@pytest.mark.parametrize("text", HARMLESS)
def test_harmless_text_stays_as_it_is(text):
    notebook = new_notebook(cells=[new_markdown_cell(text)])
    sanitize(notebook, set())
    assert notebook.cells[0].source == text


@pytest.mark.parametrize("text", HARMFUL)
def test_harmful_text_is_shown_as_it_was_typed(text):
    notebook = new_notebook(cells=[new_markdown_cell(text)])
    sanitize(notebook, set())
    assert notebook.cells[0].source == f"```\n{text}\n```"
    assert is_harmless(notebook.cells[0].source)


def test_what_looks_like_the_end_of_a_fence_is_none():
    text = "````\n<script>alert(1)</script>\n```"
    notebook = new_notebook(cells=[new_markdown_cell(f"x\n```\n{text}\n<script>y</script>")])
    sanitize(notebook, set())
    assert is_harmless(notebook.cells[0].source)


def test_what_was_handed_out_is_left_alone():
    notebook = new_notebook(cells=[new_markdown_cell(HARMFUL[0])])
    sanitize(notebook, {HARMFUL[0]})
    assert notebook.cells[0].source == HARMFUL[0]


def test_raw_cells_are_text():
    notebook = new_notebook(cells=[new_raw_cell("<script>1</script>")])
    sanitize(notebook, set())
    assert notebook.cells[0].source == "&lt;script&gt;1&lt;/script&gt;"


@pytest.mark.parametrize("kind", ["text/html", "text/markdown", "text/latex"])
@pytest.mark.parametrize("text", HARMFUL)
def test_outputs_lose_what_could_run(kind, text):
    shown = new_output("display_data", data={kind: text, "text/plain": "plain"})
    notebook = new_notebook(cells=[new_code_cell(outputs=[shown])])
    sanitize(notebook, set())
    (output,) = notebook.cells[0].outputs
    assert output.data["text/plain"] == "plain"
    judge = is_harmless_html if kind == "text/html" else is_harmless
    assert judge(output.data.get(kind, ""))
    assert "<script" not in str(output).lower()
