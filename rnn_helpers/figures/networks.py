"""Drawings of networks, unrolled in time."""

from matplotlib.axes import Axes
from matplotlib.patches import Circle

from .drawing import SIZE, arrow, frame, loop, node
from .picture import COLOURS, Panels, Picture, new_axes


def folded_and_unrolled(T: int = 4, ax: Panels = None) -> Picture:
    """One recurrent layer as a loop, and the same layer unrolled over T time steps."""
    folded, unrolled = new_axes(9.0, 3.0, columns=2, ax=ax, ratios=[3.0, 1.7 * T + 1.2])
    for panel, steps in ((folded, [""]), (unrolled, [f"_{t}" for t in range(1, T + 1)])):
        for k, step in enumerate(steps):
            x = 1.7 * k
            node(panel, "x", x, 0.0, f"$x{step}$")
            node(panel, "h", x, 1.3, f"$h{step}$")
            node(panel, "y", x, 2.6, f"$o{step}$")
            arrow(panel, (x, 0.0), (x, 1.3))
            arrow(panel, (x, 1.3), (x, 2.6))
            panel.text(x + 0.1, 0.65, "$W_{ih}$", va="center", fontsize=9)
            panel.text(x + 0.1, 1.95, "$W_{ho}$", va="center", fontsize=9)
            if panel is unrolled:
                arrow(panel, (x - 1.7, 1.3), (x, 1.3), recurrent=True)
                panel.text(x - 0.85, 1.45, "$W_{hh}$", ha="center", fontsize=9)
    unrolled.text(-1.7, 1.3, "$h_0$", ha="center", va="center")
    # The loop: out of the state on the right, back into it from above.
    loop(folded, 0.0, 1.3)
    folded.text(0.95, 1.3, "$W_{hh}$", va="center", fontsize=9)
    frame(folded, -1.0, 2.0, -0.5, 3.1, "folded")
    frame(unrolled, -2.2, 1.7 * T - 1.0, -0.5, 3.1, "unrolled in time")
    return Picture(
        folded.figure,
        "Left, a recurrent layer: input x, hidden state h with an arrow back to itself, output o. "
        f"Right, the same layer drawn {T} times, once for each time step; the arrow back has "
        "become an arrow from each state to the next, and the weights W_ih, W_hh and W_ho stand "
        "at every step.",
    )


def stacked_network(T: int = 4, ax: Axes | None = None) -> Picture:
    """Two recurrent layers on top of each other, unrolled over T time steps."""
    (ax,) = new_axes(7.0, 3.9, ax=ax)
    heights = [0.0, 1.2, 2.4, 3.6]
    for t in range(1, T + 1):
        x = 1.6 * t
        node(ax, "x", x, heights[0], f"$x_{t}$")
        node(ax, "h", x, heights[1], f"$h^1_{t}$")
        node(ax, "h", x, heights[2], f"$h^2_{t}$")
        node(ax, "y", x, heights[3], rf"out$_{t}$")
        for low, high in zip(heights, heights[1:], strict=False):
            arrow(ax, (x, low), (x, high))
        for height, colour in ((heights[1], COLOURS["blue"]), (heights[2], COLOURS["vermillion"])):
            arrow(ax, (x - 1.6, height), (x, height), recurrent=True, colour=colour)
    for layer, height in enumerate(heights[1:3]):
        ax.text(0.0, height, f"$h_0[{layer}]$", ha="center", va="center")
        ax.add_patch(Circle((1.6 * T, height), SIZE + 0.09, fill=False, linewidth=2))
    ax.text(1.6 * T + 0.6, 1.8, "ringed: the two\nstates in $h_n$", va="center", fontsize=9)
    frame(ax, -0.6, 1.6 * T + 2.4, -0.45, 4.1)
    return Picture(
        ax.figure,
        f"Two recurrent layers unrolled over {T} time steps. The lower layer reads the inputs, the "
        "upper one reads the lower one's states, and its states are the output. Ringed, because "
        "h_n holds them: the last state of each layer.",
    )


def recurrence_kinds(ax: Panels = None) -> Picture:
    """The three places where a recurrence can start and end, unrolled over three time steps."""
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
                node(panel, kind, 1.35 * t, height[kind], f"${kind}_{t}$")
            arrow(panel, (1.35 * t, height["x"]), (1.35 * t, height["h"]))
            arrow(panel, (1.35 * t, height["h"]), (1.35 * t, height["y"]))
            came_from = (1.35 * (t - 1), height[start])
            if t == 1:
                panel.text(*came_from, f"${start}_0$", ha="center", va="center")
            arrow(panel, came_from, (1.35 * t, height[end]), recurrent=True)
        frame(panel, -0.5, 4.5, -0.45, 2.9, title)
    return Picture(
        axes[0].figure,
        "Three small networks unrolled over three time steps. In each, input x leads up to hidden "
        "state h and on to output y. The recurrent arrows differ: from hidden state to the next "
        "hidden state; from output to the next hidden state; from output to the next output.",
    )


def bidirectional_network(T: int = 4, ax: Axes | None = None) -> Picture:
    """A bidirectional layer over T time steps, with the two states that h_n holds marked."""
    (ax,) = new_axes(7.5, 3.9, ax=ax)
    low, mid, high, top = 0.0, 1.2, 2.4, 3.6
    for t in range(1, T + 1):
        x = 1.5 * t
        node(ax, "x", x, low, f"$x_{t}$")
        node(ax, "h", x - 0.25, mid, rf"$\vec{{h}}_{t}$")
        node(ax, "h", x + 0.25, high, rf"$\overleftarrow{{h}}_{t}$")
        node(ax, "y", x, top, rf"out$_{t}$")
        arrow(ax, (x, low), (x - 0.25, mid))
        arrow(ax, (x, low), (x + 0.25, high), bend=0.25)
        arrow(ax, (x - 0.25, mid), (x, top), bend=-0.25)
        arrow(ax, (x + 0.25, high), (x, top))
        arrow(ax, (x - 1.75, mid), (x - 0.25, mid), recurrent=True, colour=COLOURS["blue"])
        arrow(ax, (x + 1.75, high), (x + 0.25, high), recurrent=True)
    for x, y, colour in (
        (1.5 * T - 0.25, mid, COLOURS["blue"]),
        (1.75, high, COLOURS["vermillion"]),
    ):
        ax.add_patch(Circle((x, y), SIZE + 0.1, fill=False, edgecolor=colour, linewidth=2.2))
    ax.text(1.5 - 1.85, mid, "$h_0[0]$", ha="center", va="center")
    ax.text(1.5 * (T + 1) + 0.35, high, "$h_0[1]$", ha="center", va="center")
    ax.text(1.5 * T + 0.6, mid - 0.02, "ringed: the two\nstates in $h_n$", va="center", fontsize=9)
    frame(ax, -0.9, 1.5 * T + 2.5, -0.45, 4.1)
    return Picture(
        ax.figure,
        f"A bidirectional layer over {T} time steps. The forward states run from left to right, "
        "the backward states from right to left, and each output joins the two states of its "
        f"time. Ringed, because h_n holds them: the forward state at time {T} and the backward "
        "state at time 1.",
    )
