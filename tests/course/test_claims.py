"""What the notebooks' texts say of their experiments, run in full."""

import re

import nbformat
from nbclient import NotebookClient

from tests.conftest import ROOT


def alternative_texts(name):
    """Those of the figures of a solution notebook, after running it with all seeds."""
    notebook = nbformat.read(ROOT / "solutions" / name / f"{name}.ipynb", as_version=4)
    NotebookClient(notebook, timeout=300).execute()
    shown = [
        output.data["text/html"]
        for cell in notebook.cells
        if cell.cell_type == "code"
        for output in cell.outputs
        if "text/html" in output.get("data", {})
    ]
    return [alt for html in shown for alt in re.findall(r'<img alt="([^"]*)"', html)]


def test_vanishing_gradients(monkeypatch):
    monkeypatch.delenv("NBGRADER_EXECUTION", raising=False)
    # One thread: the matrices are small, and another test may be busy on the other processor.
    monkeypatch.setenv("OPENBLAS_NUM_THREADS", "1")
    monkeypatch.setenv("OMP_NUM_THREADS", "1")
    clipping, starts = (
        alt for alt in alternative_texts("05_vanishing_gradients") if "Training runs" in alt
    )
    # "With clipping, the runs reach the line. Without it, they stay at the level of guessing."
    assert "clipped at 1, rate 0.1: 5 of 5 runs solved" in clipping
    assert "not clipped, rate 0.1: 0 of 5 runs solved" in clipping
    # "A much smaller rate helps too, but it does not always help."
    assert re.search(r"not clipped, rate 0.005: [1-5] of 5 runs solved", clipping)
    # "It does not arrive, or not in every run", "most runs do not leave the level of guessing".
    assert re.search(r"radius 0.95, T = 40: [0-4] of 5 runs solved", starts)
    assert re.search(r"orthogonal, T = 60: [0-2] of 5 runs solved", starts)
