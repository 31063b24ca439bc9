"""What all figures share: palette, axes, and a picture that carries its alternative text."""

import base64
import io
from collections.abc import Sequence
from html import escape
from typing import Any, cast

import matplotlib
from matplotlib.axes import Axes
from matplotlib.figure import Figure, SubFigure

# Okabe and Ito's colours, told apart by colour-blind readers: https://jfly.uni-koeln.de/color/
COLOURS = {
    "blue": "#0072B2",
    "orange": "#E69F00",
    "green": "#009E73",
    "vermillion": "#D55E00",
    "sky": "#56B4E9",
    "purple": "#CC79A7",
    "yellow": "#F0E442",
    "black": "#000000",
    "grey": "#6B6B6B",
    "pale": "#EDEDED",
}

STYLE: Any = {  # matplotlib has a type for it that lists every key
    "font.family": "DejaVu Sans",
    "font.size": 10,
    "axes.titlesize": 11,
    "axes.spines.top": False,
    "axes.spines.right": False,
    # One fixed salt and no date: the same figure gives the same file.
    "svg.hashsalt": "rnn_helpers",
}


class Picture:
    """A figure with alternative text; a notebook shows it as an image that a screen reader names.

    Attributes:
        figure: the matplotlib Figure.
        alt: what the figure shows, in words.
        crop: whether the margins are cut off; a figure that keeps them is drawn in half the time.
    """

    def __init__(self, figure: Figure | SubFigure, alt: str, crop: bool = True) -> None:
        self.figure = cast(Figure, figure)  # axes do not tell which of the two holds them
        self.alt = alt
        self.crop = crop

    def svg(self) -> str:
        """The figure as the text of an SVG file."""
        buffer = io.StringIO()
        with matplotlib.rc_context(STYLE):
            margins = "tight" if self.crop else None
            self.figure.savefig(buffer, format="svg", metadata={"Date": None}, bbox_inches=margins)
        return buffer.getvalue()

    def __repr__(self) -> str:
        return f"Picture: {self.alt}"

    def _repr_html_(self) -> str:
        data = base64.b64encode(self.svg().encode()).decode()
        return (
            f'<img alt="{escape(self.alt)}" src="data:image/svg+xml;base64,{data}" '
            'style="max-width: 100%; height: auto; background: white">'
        )


Panels = Sequence[Axes] | None  # axes side by side to draw on, or none yet


def new_axes(
    width: float,
    height: float,
    columns: int = 1,
    ax: Axes | Panels = None,
    ratios: Sequence[float] | None = None,
) -> list[Axes]:
    """Axes to draw on: new ones, or those given.

    Args:
        width, height: of a new figure, in inches.
        columns: how many axes stand side by side.
        ax: axes to use instead, one or a sequence of ``columns``.
        ratios: widths of new axes, in proportion; equal when not given.
    """
    if ax is not None:
        return [ax] if isinstance(ax, Axes) else list(ax)
    with matplotlib.rc_context(STYLE):
        figure = Figure(figsize=(width, height), layout="constrained")
        return list(figure.subplots(1, columns, squeeze=False, width_ratios=ratios)[0])


def legend_beside(ax: Axes) -> None:
    """A legend to the right of the axes, where it covers no curve."""
    ax.legend(frameon=False, fontsize=9, loc="center left", bbox_to_anchor=(1.0, 0.5))
