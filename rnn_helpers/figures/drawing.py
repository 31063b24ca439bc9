"""The visual language of the network drawings.

Inputs are squares, hidden states circles, outputs rounded boxes; connections within a time
step are thin and grey, recurrent ones thick and coloured. It reads in black and white too.
"""

from typing import Any

from matplotlib.axes import Axes
from matplotlib.patches import Circle, FancyArrowPatch, FancyBboxPatch, Patch, Rectangle

from .picture import COLOURS

SIZE = 0.3  # half the width of a node
_FILL = {"x": COLOURS["pale"], "h": "#CFE6F5", "y": "#FBE3B4"}

Point = tuple[float, float]


def node(ax: Axes, kind: str, x: float, y: float, label: str) -> None:
    """A node with its label; ``kind`` is ``"x"``, ``"h"`` or ``"y"``."""
    style: Any = {"facecolor": _FILL[kind], "edgecolor": "k", "linewidth": 1, "zorder": 2}
    patch: Patch
    if kind == "h":
        patch = Circle((x, y), SIZE, **style)
    elif kind == "x":
        patch = Rectangle((x - SIZE, y - SIZE), 2 * SIZE, 2 * SIZE, **style)
    else:
        corner, side = (x - 0.7 * SIZE, y - 0.7 * SIZE), 1.4 * SIZE
        patch = FancyBboxPatch(corner, side, side, boxstyle=f"round,pad={0.3 * SIZE}", **style)
    ax.add_patch(patch)
    ax.text(x, y, label, ha="center", va="center", zorder=3)


def arrow(
    ax: Axes,
    start: Point,
    end: Point,
    *,
    recurrent: bool = False,
    colour: str | None = None,
    bend: float = 0.0,
) -> None:
    """An arrow between two nodes' centres, from edge to edge."""
    length = ((end[0] - start[0]) ** 2 + (end[1] - start[1]) ** 2) ** 0.5
    dx, dy = ((SIZE + 0.05) * (e - s) / length for s, e in zip(start, end, strict=True))
    bare_arrow(
        ax,
        (start[0] + dx, start[1] + dy),
        (end[0] - dx, end[1] - dy),
        linewidth=2.2 if recurrent else 1.0,
        color=colour or (COLOURS["vermillion"] if recurrent else COLOURS["grey"]),
        connectionstyle=f"arc3,rad={bend}",
    )


def loop(ax: Axes, x: float, y: float) -> None:
    """A recurrent arrow from a node back to itself."""
    right = x + 0.9 * SIZE
    bare_arrow(
        ax,
        (right, y - 0.6 * SIZE),
        (right, y + 0.6 * SIZE),
        linewidth=2.2,
        color=COLOURS["vermillion"],
        connectionstyle="arc3,rad=2.6",
    )


def bare_arrow(ax: Axes, start: Point, end: Point, **style: Any) -> None:
    """An arrow from point to point, in a style that matplotlib knows."""
    style = {"mutation_scale": 11, "shrinkA": 0, "shrinkB": 0, "zorder": 1, **style}
    ax.add_patch(FancyArrowPatch(start, end, arrowstyle="-|>", **style))


def frame(ax: Axes, left: float, right: float, bottom: float, top: float, title: str = "") -> None:
    """The limits of a drawing, and no axis lines."""
    ax.set(xlim=(left, right), ylim=(bottom, top), aspect="equal", title=title)
    ax.set_axis_off()
