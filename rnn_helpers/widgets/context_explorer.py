"""Notebook 01: what counting predicts for the next character, by the length of the context."""

from functools import cache
from html import escape

import ipywidgets

from ..data import time_machine
from ..figures import COLOURS
from ..reference import CountingModel
from .controls import LABELS, panel, slider

_MOST = 10  # characters shown
_LONGEST = 10  # context


@cache
def _model(context):
    return CountingModel(time_machine(), context)


def explore_context(passage: str = "The Time Traveller ") -> ipywidgets.VBox:
    """A widget that shows the counted distribution of the character after a passage.

    Args:
        passage: what stands in the text field at first.

    Returns:
        A field for the passage, a slider for the number of characters that are looked at, and the
        distribution.
    """
    field = ipywidgets.Text(
        value=passage, description="passage", continuous_update=True, style=LABELS,
        layout=ipywidgets.Layout(width="42em"),
    )  # fmt: skip
    return panel([field, slider("context", 2, 0, _LONGEST)], context_view)


def context_view(passage: str, context: int) -> str:
    """The distribution of the character after a passage, as HTML.

    Args:
        passage: the text before the character.
        context: how many of its last characters are looked at.
    """
    context = min(context, len(passage))
    model = _model(context)
    counts = model.counts(passage)
    total = counts.total()
    before, seen = passage[: len(passage) - context], passage[len(passage) - context :]
    if context == 0:
        found = f"No context: how often each character occurs among all {total:,}."
    elif model.knows(passage):
        found = f"This context occurs {total:,} times in <em>The Time Machine</em>."
    else:
        found = "This context never occurs in the text: how often each character occurs at all."
    rows = "".join(_bar(character, n / total) for character, n in counts.most_common(_MOST))
    return (
        f'<p style="font-family: monospace; white-space: pre-wrap">{escape(before)}'
        f'<mark style="background: #FBE3B4">{escape(seen)}</mark>'
        f'<strong style="color: {COLOURS["vermillion"]}">?</strong></p><p>{found}</p>'
        f'<table aria-label="next character" style="border-collapse: collapse">{rows}</table>'
    )


def _bar(character, frequency):
    name = {" ": "space", "\n": "new line"}.get(character, character)
    width = f"width: {20 * frequency:.2f}em; height: 1em; background: {COLOURS['blue']}"
    number = "text-align: right; font-variant-numeric: tabular-nums"
    return (
        f'<tr><td style="text-align: right; font-family: monospace">{escape(name)}</td>'
        f'<td style="text-align: left; width: 20em"><div style="{width}"></div></td>'
        f'<td style="{number}">{frequency:.1%}</td></tr>'
    )
