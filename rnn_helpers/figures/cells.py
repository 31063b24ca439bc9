"""The three cells in one visual language: what a GRU adds to an RNN, and an LSTM to both.

A grey rail at the bottom carries x_t and h_{t-1} to every box. A box is a weighted sum with its
activation: gates, with a sigmoid, have a double edge. Circles have no weights. A
thick line on top is a state that is carried on without a weight.
"""

from collections.abc import Sequence

from matplotlib.patches import Circle, Ellipse, FancyBboxPatch

from .drawing import bare_arrow
from .picture import COLOURS, Panels, Picture, new_axes

_RAIL, _BOX, _MIX, _STATE = 0.0, 1.1, 2.2, 3.3  # heights
_CIRCLE = 0.24
_INCH = 0.72  # of one unit; with these sizes of letters three cells are readable side by side
_LETTERS, _SMALL = 12, 10
_FILL = {"gate": "#FBE3B4", "tanh": "#CFE6F5"}


def cells(kinds: Sequence[str] = ("RNN", "GRU", "LSTM"), ax: Panels = None) -> Picture:
    """The cells of recurrent layers side by side, each ``"RNN"``, ``"GRU"`` or ``"LSTM"``."""
    widths = [_WIDTHS[kind] for kind in kinds]
    axes = new_axes(_INCH * sum(widths), 5.0 * _INCH, columns=len(kinds), ax=ax, ratios=widths)
    for panel, kind in zip(axes, kinds, strict=True):
        _DRAW[kind](panel)
        panel.set(xlim=(-0.6, _WIDTHS[kind] - 0.6), ylim=(-0.8, 3.8), aspect="equal")
        panel.set_title(kind, fontsize=13)
        panel.set_axis_off()
    return Picture(axes[0].figure, " ".join(f"{kind}: {_IN_WORDS[kind]}" for kind in kinds))


def _rnn(ax):
    _rail(ax, 1.2)
    _box(ax, 1.2, "tanh", "tanh", "")
    _wire(ax, (1.2, _RAIL), (1.2, _BOX - 0.3))
    _wire(ax, (1.2, _BOX + 0.3), (1.2, _STATE), (2.6, _STATE))
    _label(ax, 2.65, _STATE, "$h_t$", "left")


def _gru(ax):
    _rail(ax, 3.6)
    _state(ax, 5.0, "$h_{t-1}$", "$h_t$")
    _box(ax, 0.9, "gate", "r", "reset")
    _box(ax, 2.3, "gate", "z", "update")
    _box(ax, 3.6, "tanh", "tanh", "n")
    for x in (0.9, 2.3):
        _wire(ax, (x, _RAIL), (x, _BOX - 0.3))
    # The reset gate acts on the state's part of n alone.
    _wire(
        ax, (0.9, _BOX + 0.3), (0.9, _MIX - 0.35), (2.95, _MIX - 0.35), (2.95, 0.45), (3.36, 0.45)
    )
    _wire(ax, (3.6, _RAIL), (3.6, 0.45 - _CIRCLE))
    _circle(ax, 3.6, 0.45, "×")
    ax.text(3.95, 0.42, "$W_{hn} h_{t-1} + b_{hn}$\nalone", va="center", fontsize=_SMALL)
    _wire(ax, (3.6, 0.45 + _CIRCLE), (3.6, _BOX - 0.3))
    _circle(ax, 2.3, _STATE, "×")
    _circle(ax, 3.6, _STATE, "+")
    _circle(ax, 3.6, _MIX + 0.1, "×")
    _wire(ax, (2.3, _BOX + 0.3), (2.3, _STATE - _CIRCLE))
    _wire(ax, (2.3, _MIX + 0.1), (3.6 - _CIRCLE, _MIX + 0.1))
    _label(ax, 2.85, _MIX + 0.3, "$1-z$")
    _label(ax, 2.15, _MIX + 0.55, "$z$", "right")
    _wire(ax, (3.6, _BOX + 0.3), (3.6, _MIX + 0.1 - _CIRCLE))
    _wire(ax, (3.6, _MIX + 0.1 + _CIRCLE), (3.6, _STATE - _CIRCLE))


def _lstm(ax):
    _rail(ax, 4.5)
    _state(ax, 6.4, "$c_{t-1}$", "$c_t$")
    for x, kind, inside, name in (
        (0.9, "gate", "f", "forget"),
        (2.1, "gate", "i", "input"),
        (3.3, "tanh", "tanh", "g"),
        (4.5, "gate", "o", "output"),
    ):
        _box(ax, x, kind, inside, name)
        _wire(ax, (x, _RAIL), (x, _BOX - 0.3))
    _circle(ax, 0.9, _STATE, "×")
    _wire(ax, (0.9, _BOX + 0.3), (0.9, _STATE - _CIRCLE))
    _circle(ax, 3.3, _STATE, "+")
    _circle(ax, 3.3, _MIX, "×")
    _wire(ax, (2.1, _BOX + 0.3), (2.1, _MIX), (3.3 - _CIRCLE, _MIX))
    _wire(ax, (3.3, _BOX + 0.3), (3.3, _MIX - _CIRCLE))
    _wire(ax, (3.3, _MIX + _CIRCLE), (3.3, _STATE - _CIRCLE))
    # Out of the cell: a tanh, multiplied by the output gate.
    _circle(ax, 5.5, _BOX, "×")
    _wire(ax, (4.5 + 0.42, _BOX), (5.5 - _CIRCLE, _BOX))
    ax.add_patch(Ellipse((5.5, _MIX), 0.95, 0.5, facecolor="white", edgecolor=COLOURS["black"]))
    _label(ax, 5.5, _MIX, "tanh")  # no weights: it looks like the other circles
    _wire(ax, (5.5, _STATE), (5.5, _MIX + 0.25))
    _wire(ax, (5.5, _MIX - 0.25), (5.5, _BOX + _CIRCLE))
    _wire(ax, (5.5 + _CIRCLE, _BOX), (6.4, _BOX))
    _label(ax, 6.45, _BOX, "$h_t$", "left")


_DRAW = {"RNN": _rnn, "GRU": _gru, "LSTM": _lstm}
_WIDTHS = {"RNN": 3.9, "GRU": 6.3, "LSTM": 7.7}
_IN_WORDS = {
    "RNN": "x_t and h_{t-1} enter one tanh box, whose output is h_t.",
    "GRU": "a thick line carries h_{t-1} to h_t; it is multiplied by the update gate z, and n, "
    "multiplied by 1 - z, is added. The reset gate r multiplies the state's part on its way into "
    "the tanh box n.",
    "LSTM": "a thick line carries c_{t-1} to c_t; it is multiplied by the forget gate f, and g, "
    "multiplied by the input gate i, is added. From c_t a tanh, multiplied by the output gate o, "
    "gives h_t.",
}


# --- The pieces -------------------------------------------------------------------------------


def _rail(ax, end):
    """The grey rail with x_t and h_{t-1}, from the left to the last box."""
    ax.plot([0.0, end], [_RAIL, _RAIL], color=COLOURS["grey"], linewidth=1.6, zorder=1)
    _label(ax, -0.1, _RAIL, "$x_t$\n$h_{t-1}$", "right")


def _state(ax, end, before, after):
    """A state that is carried on, from left to right."""
    style = {"color": COLOURS["vermillion"], "linewidth": 3.0, "mutation_scale": 14}
    bare_arrow(ax, (0.0, _STATE), (end, _STATE), **style)
    _label(ax, -0.1, _STATE, before, "right")
    _label(ax, end + 0.05, _STATE, after, "left")


def _rounded(x, y, fill, grow=0.0):
    return FancyBboxPatch(
        (x - 0.32 - grow, y - 0.2 - grow), 0.64 + 2 * grow, 0.4 + 2 * grow,
        boxstyle="round,pad=0.08", facecolor=fill, edgecolor=COLOURS["black"], zorder=2,
    )  # fmt: skip


def _box(ax, x, kind, inside, name):
    """A weighted sum with its activation. A gate, a number from 0 to 1, has two edges."""
    if kind == "gate":
        ax.add_patch(_rounded(x, _BOX, "white", grow=0.05))
    ax.add_patch(_rounded(x, _BOX, _FILL[kind]))
    _label(ax, x, _BOX, f"${inside}$" if kind == "gate" else inside)
    ax.text(x, -0.28, name, ha="center", va="top", fontsize=_SMALL, color=COLOURS["grey"])


def _circle(ax, x, y, sign):
    ax.add_patch(Circle((x, y), _CIRCLE, facecolor="white", edgecolor=COLOURS["black"], zorder=3))
    ax.text(x, y, sign, ha="center", va="center", fontsize=_LETTERS, zorder=4)


def _wire(ax, *points):
    """A thin line with corners, and an arrow at its end."""
    xs, ys = zip(*points, strict=True)
    style = {"color": COLOURS["grey"], "linewidth": 1.1, "zorder": 1}
    ax.plot(xs, ys, solid_joinstyle="round", **style)
    bare_arrow(ax, points[-2], points[-1], mutation_scale=9, **style)


def _label(ax, x, y, text, align="center"):
    ax.text(x, y, text, ha=align, va="center", fontsize=_LETTERS, zorder=4)
