"""Drawings of networks, unrolled in time.

One visual language for all: inputs are squares, hidden states circles, outputs rounded boxes;
connections within a time step are thin and grey, recurrent ones thick and coloured. It reads
in black and white too.
"""

from matplotlib.patches import Circle, FancyArrowPatch, FancyBboxPatch, Rectangle

from .picture import COLOURS, Picture, new_axes

_SIZE = 0.3  # half the width of a node
_FILL = {"x": COLOURS["pale"], "h": "#CFE6F5", "y": "#FBE3B4"}


def _node(ax, kind, x, y, label):
    style = {"facecolor": _FILL[kind], "edgecolor": COLOURS["black"], "linewidth": 1, "zorder": 2}
    if kind == "h":
        patch = Circle((x, y), _SIZE, **style)
    elif kind == "x":
        patch = Rectangle((x - _SIZE, y - _SIZE), 2 * _SIZE, 2 * _SIZE, **style)
    else:
        patch = FancyBboxPatch(
            (x - 0.7 * _SIZE, y - 0.7 * _SIZE),
            1.4 * _SIZE,
            1.4 * _SIZE,
            boxstyle=f"round,pad={0.3 * _SIZE}",
            **style,
        )
    ax.add_patch(patch)
    ax.text(x, y, label, ha="center", va="center", zorder=3)


def _arrow(ax, start, end, *, recurrent=False, colour=None, bend=0.0):
    """An arrow between two nodes' centres, from edge to edge."""
    length = ((end[0] - start[0]) ** 2 + (end[1] - start[1]) ** 2) ** 0.5
    step = [(_SIZE + 0.05) * (e - s) / length for s, e in zip(start, end, strict=True)]
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


def _frame(ax, left, right, bottom, top, title):
    ax.set(xlim=(left, right), ylim=(bottom, top), aspect="equal", title=title)
    ax.set_axis_off()


def recurrence_kinds(ax=None):
    """The three places where a recurrence can start and end, unrolled over three time steps.

    Args:
        ax: three axes to draw on; new ones when not given.
    """
    axes = new_axes(10.5, 3.7, columns=3, ax=ax)
    kinds = [
        ("hidden to hidden\n(the RNN layer)", "h", "h"),
        ("output to hidden\n(Jordan)", "y", "h"),
        ("output to output", "y", "y"),
    ]
    height = {"x": 0.0, "h": 1.2, "y": 2.4}
    for panel, (title, start, end) in zip(axes, kinds, strict=True):
        for t in (1, 2, 3):
            for kind in "xhy":
                _node(panel, kind, 1.35 * t, height[kind], f"${kind}_{t}$")
            _arrow(panel, (1.35 * t, height["x"]), (1.35 * t, height["h"]))
            _arrow(panel, (1.35 * t, height["h"]), (1.35 * t, height["y"]))
            came_from = (1.35 * (t - 1), height[start])
            panel.text(*came_from, f"${start}_0$", ha="center", va="center") if t == 1 else None
            _arrow(panel, came_from, (1.35 * t, height[end]), recurrent=True)
        _frame(panel, -0.5, 4.5, -0.45, 2.9, title)
    return Picture(
        axes[0].figure,
        "Three small networks unrolled over three time steps. In each, input x leads up to hidden "
        "state h and on to output y. The recurrent arrows differ: from hidden state to the next "
        "hidden state; from output to the next hidden state; from output to the next output.",
    )


def bidirectional_network(T=4, ax=None):
    """A bidirectional layer unrolled in time, with the two states that h_n holds marked.

    Args:
        T: time steps.
        ax: axes to draw on; new ones when not given.
    """
    (ax,) = new_axes(7.5, 3.9, ax=ax)
    low, mid, high, top = 0.0, 1.2, 2.4, 3.6
    for t in range(1, T + 1):
        x = 1.5 * t
        _node(ax, "x", x, low, f"$x_{t}$")
        _node(ax, "h", x - 0.25, mid, rf"$\vec{{h}}_{t}$")
        _node(ax, "h", x + 0.25, high, rf"$\overleftarrow{{h}}_{t}$")
        _node(ax, "y", x, top, rf"out$_{t}$")
        _arrow(ax, (x, low), (x - 0.25, mid))
        _arrow(ax, (x, low), (x + 0.25, high), bend=0.25)
        _arrow(ax, (x - 0.25, mid), (x, top), bend=-0.25)
        _arrow(ax, (x + 0.25, high), (x, top))
        _arrow(ax, (x - 1.75, mid), (x - 0.25, mid), recurrent=True, colour=COLOURS["blue"])
        _arrow(ax, (x + 1.75, high), (x + 0.25, high), recurrent=True)
    for x, y, colour in (
        (1.5 * T - 0.25, mid, COLOURS["blue"]),
        (1.75, high, COLOURS["vermillion"]),
    ):
        ax.add_patch(Circle((x, y), _SIZE + 0.1, fill=False, edgecolor=colour, linewidth=2.2))
    ax.text(1.5 - 1.85, mid, "$h_0[0]$", ha="center", va="center")
    ax.text(1.5 * (T + 1) + 0.35, high, "$h_0[1]$", ha="center", va="center")
    ax.text(1.5 * T + 0.6, mid - 0.02, "ringed: the two\nstates in $h_n$", va="center", fontsize=9)
    _frame(ax, -0.9, 1.5 * T + 2.5, -0.45, 4.1, "")
    return Picture(
        ax.figure,
        f"A bidirectional layer over {T} time steps. The forward states run from left to right, "
        "the backward states from right to left, and each output joins the two states of its "
        f"time. Ringed, because h_n holds them: the forward state at time {T} and the backward "
        "state at time 1.",
    )
