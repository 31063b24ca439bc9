"""Puts verdicts and notes into a notebook, so that formgrader and feedback show them.

The outputs are chosen so that nbgrader's ``determine_grade`` reads the same score off them:
an error is 0; nothing but display_data is full marks; an execute_result of a number is that number.
"""

import html
import re
from collections.abc import Iterable

from nbconvert.filters import strip_ansi
from nbformat import NotebookNode
from nbformat.v4 import new_markdown_cell, new_output

from rnn_helpers.checking import CheckFailed

_LINE = re.compile(r"Cell In\[\d+\], line (\d+)")  # as IPython writes it, the cell's frame first
NOTES_ID = "rnn-grade-notes"


def verdict_outputs(points: float, most: float, message: str, page: str = "") -> list[NotebookNode]:
    """The outputs of a graded cell: its points, the verdict in words, and the same as HTML."""
    if points == 0:
        # The message in the place of a traceback, as in the student's own notebook.
        lines = CheckFailed(message)._render_traceback_()
        return [new_output("error", ename="CheckFailed", evalue=message, traceback=lines)]
    data = {"text/plain": message, **({"text/html": page} if page else {})}
    outputs = [new_output("display_data", data=data)]
    if points != most:
        number = {"text/plain": repr(float(points))}
        outputs.append(new_output("execute_result", data=number, execution_count=None))
    return outputs


def shorten_errors(notebook: NotebookNode) -> None:
    """Replaces tracebacks in a student's own cells by a line, without frames of the package."""
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            if output.output_type == "error":
                where = _LINE.search(strip_ansi("\n".join(output.traceback)))
                line = f" (line {where[1]} of this cell)" if where else ""
                output.traceback = [f"{output.ename}: {output.evalue}{line}"]


def notes_cell(notes: Iterable[str]) -> NotebookNode:
    """A cell for the top of the notebook.

    It bears no nbgrader metadata, so that no score, comment or checksum hangs on it. Notes are
    escaped: they may hold the name of a student's file, which could be anything.
    """
    items = "".join(f"<li>{html.escape(note)}</li>" for note in notes)
    return new_markdown_cell(
        '<div class="alert alert-warning tex2jax_ignore"><b>Noted while grading</b>'
        f"<ul>{items}</ul></div>",
        id=NOTES_ID,
    )
