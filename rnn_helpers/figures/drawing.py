"""The visual language of the network drawings.

Inputs are squares, hidden states circles, outputs rounded boxes; connections within a time
step are thin and grey, recurrent ones thick and coloured. It reads in black and white too.
"""

from matplotlib.patches import Circle, FancyArrowPatch, FancyBboxPatch, Rectangle

from .picture import COLOURS

SIZE = 0.3  # half the width of a node
_FILL = {"x": COLOURS["pale"], "h": "#CFE6F5", "y": "#FBE3B4"}


def node(ax, kind, x, y, label):
    style = {"facecolor": _FILL[kind], "edgecolor": COLOURS["black"], "linewidth": 1, "zorder": 2}
    if kind == "h":
        patch = Circle((x, y), SIZE, **style)
    elif kind == "x":
        patch = Rectangle((x - SIZE, y - SIZE), 2 * SIZE, 2 * SIZE, **style)
    else:
        patch = FancyBboxPatch(
            (x - 0.7 * SIZE, y - 0.7 * SIZE),
            1.4 * SIZE,
            1.4 * SIZE,
            boxstyle=f"round,pad={0.3 * SIZE}",
            **style,
        )
    ax.add_patch(patch)
    ax.text(x, y, label, ha="center", va="center", zorder=3)


def arrow(ax, start, end, *, recurrent=False, colour=None, bend=0.0):
    """An arrow between two nodes' centres, from edge to edge."""
    length = ((end[0] - start[0]) ** 2 + (end[1] - start[1]) ** 2) ** 0.5
    step = [(SIZE + 0.05) * (e - s) / length for s, e in zip(start, end, strict=True)]
    ax.add_patch(
        FancyArrowPatch(
            (start[0] + step[0], start[1] + step[1]),
            (end[0] - step[0], end[1] - step[1]),
            arrowstyle="-|>",
            mutation_scale=11,
            linewidth=2.2 if recurrent else 1.0,
            color=colour or (COLOURS["vermillion"] if recurrent else COLOURS["grey"]),
            connectionstyle=f"arc3,rad={bend}",
            shrinkA=0,
            shrinkB=0,
            zorder=1,
        )
    )


def loop(ax, x, y):
    """A recurrent arrow from a node back to itself."""
    ax.add_patch(
        FancyArrowPatch(
            (x + 0.9 * SIZE, y - 0.6 * SIZE),
            (x + 0.9 * SIZE, y + 0.6 * SIZE),
            arrowstyle="-|>",
            mutation_scale=11,
            linewidth=2.2,
            color=COLOURS["vermillion"],
            connectionstyle="arc3,rad=2.6",
            shrinkA=0,
            shrinkB=0,
            zorder=1,
        )
    )


def frame(ax, left, right, bottom, top, title):
    ax.set(xlim=(left, right), ylim=(bottom, top), aspect="equal", title=title)
    ax.set_axis_off()
