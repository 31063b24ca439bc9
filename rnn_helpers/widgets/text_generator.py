"""Notebook 08: text that a model generates, the temperature on a slider."""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from typing import TYPE_CHECKING

import ipywidgets

from ..figures import COLOURS
from .controls import LABELS, Chart, panel, slider

if TYPE_CHECKING:
    from ..models import Alphabet

_SHOWN = 12  # likeliest characters in the chart
_BLANK = "\u2423"  # what a space is drawn as


def generate_text(
    model: Callable, alphabet: Alphabet, start: str, length: int = 300
) -> ipywidgets.VBox:
    """A widget that lets a model go on with a text.

    Args:
        model: a SequenceModel, or anything that ``sample`` takes.
        alphabet: its Alphabet.
        start: the text that it goes on with, at least one character.
        length: how many characters it generates.

    Returns:
        A slider for the temperature, a field for the start, a button for other draws, the
        probabilities of the next character, and the text.
    """
    import torch  # here, not above: the widgets of other notebooks need not wait for it

    from ..models import sample

    temperature = slider("temperature", 1.0, 0.1, 2.0, 0.1)
    field = ipywidgets.Text(
        value=start, description="start", continuous_update=False, layout={"width": "30em"},
        style=LABELS,
    )  # fmt: skip
    again = _CountingButton(description="draw again", tooltip="the same, with other draws")
    chart = _Chart()

    def draw(temperature, typed, clicks):
        known = "".join(c for c in typed if c in alphabet.characters) or start
        prefix = alphabet.one_hot(known)
        with torch.no_grad():
            scores = model(prefix)[0][-1, 0]
        probabilities = (scores / temperature).softmax(dim=0)
        generator = torch.Generator().manual_seed(clicks)
        new = sample(model, prefix, length, temperature, generator)
        text = (
            '<p style="max-width: 45em; line-height: 1.5; font-family: monospace; '
            f'white-space: pre-wrap"><strong>{escape(known)}</strong>'
            f"{escape(alphabet.text(new))}</p>"
        )
        return chart.html(probabilities.tolist(), alphabet.characters, known), text

    return panel([temperature, field, again], draw)


class _CountingButton(ipywidgets.Button):
    """A button whose value is how often it was clicked."""

    value = 0

    def click(self):
        self.value += 1
        super().click()


class _Chart(Chart):
    size = (7.0, 2.2)

    def set_up(self):
        self.ax = self.figure.subplots()
        self.figure.subplots_adjust(left=0.1, right=0.97, bottom=0.24, top=0.95)
        self.bars = self.ax.bar(range(_SHOWN), [0] * _SHOWN, color=COLOURS["blue"], width=0.7)
        self.ax.set(ylim=(0, 1), ylabel="probability", xlabel="next character, likeliest first")

    def move(self, probabilities, characters, start):
        ranked = sorted(zip(probabilities, characters, strict=True), reverse=True)[:_SHOWN]
        for bar, (probability, _) in zip(self.bars, ranked, strict=False):
            bar.set_height(probability)
        names = [_BLANK if character == " " else character for _, character in ranked]
        self.ax.set_xticks(range(len(names)), names)
        first = ", ".join(
            f"{'a space' if character == ' ' else character} {probability:.2f}"
            for probability, character in ranked[:3]
        )
        return (
            f"The probabilities of the next character after \u201c{start[-12:]}\u201d, as bars "
            f"from the likeliest on: {first}, and so on."
        )
