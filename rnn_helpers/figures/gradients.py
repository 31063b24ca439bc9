"""Pictures of how a gradient flows back: through time, along paths, step by step."""

from collections.abc import Mapping

import numpy as np
from matplotlib.axes import Axes

from .drawing import arrow, frame, node
from .picture import COLOURS, Panels, Picture, new_axes


def backward_through_time(T: int = 4, ax: Axes | None = None) -> Picture:
    """A layer unrolled over T time steps, with the gradients that flow back through it."""
    (ax,) = new_axes(8.4, 3.6, ax=ax)
    low, mid, high, step = 0.0, 1.3, 2.6, 1.9
    for t in range(1, T + 1):
        x = step * t
        node(ax, "x", x, low, f"$x_{t}$")
        node(ax, "h", x, mid, f"$h_{t}$")
        node(ax, "y", x, high, f"$L_{t}$")
        arrow(ax, (x - 0.09, low), (x - 0.09, mid))
        arrow(ax, (x - 0.09, mid), (x - 0.09, high))
        arrow(ax, (x - step, mid + 0.09), (x, mid + 0.09))
        # Backward: down from this step's loss, and from the right, out of the next step.
        arrow(ax, (x + 0.09, high), (x + 0.09, mid), recurrent=True, colour=COLOURS["blue"])
        if t > 1:
            arrow(ax, (x, mid - 0.09), (x - step, mid - 0.09), recurrent=True)
    arrow(ax, (step, mid - 0.09), (0.0, mid - 0.09), recurrent=True)
    ax.text(0.0, mid, "$h_0$", ha="center", va="center")
    ax.text(step * T + 0.5, (mid + high) / 2, "own loss", va="center", color=COLOURS["blue"])
    ax.text(
        step * (T - 0.5), mid - 0.45, "through\nthe next state", ha="center", va="top",
        fontsize=9, color=COLOURS["vermillion"],
    )  # fmt: skip
    frame(ax, -0.5, step * T + 1.9, -0.45, 3.1)
    return Picture(
        ax.figure,
        f"A recurrent layer unrolled over {T} time steps, each with a loss above it. Thin arrows "
        "run forward, from inputs to states to losses and from state to state. Thick arrows run "
        "backward: from each loss down into its state, and from each state into the one before "
        "it, down to h_0.",
    )


# The nodes that each path visits, from the loss back to an input.
PATHS = {
    "A": ("L", "z_2", "s_2", "x_2"),
    "B": ("L", "z_2", "s_2", "s_1", "x_1"),
    "C": ("L", "z_2", "z_1", "s_1", "x_1"),
}
PATH_COLOURS = {"A": COLOURS["blue"], "B": COLOURS["vermillion"], "C": COLOURS["green"]}
_PLACES = {
    "x_1": ("x", 1.9, 0.0),
    "x_2": ("x", 4.1, 0.0),
    "s_0": (None, 0.0, 1.4),
    "s_1": ("h", 1.9, 1.4),
    "s_2": ("h", 4.1, 1.4),
    "z_0": (None, 0.0, 2.8),
    "z_1": ("h", 1.9, 2.8),
    "z_2": ("h", 4.1, 2.8),
    "L": ("y", 5.9, 2.8),
}
_WEIGHTS = (
    ("x_1", "s_1", "U"),
    ("x_2", "s_2", "U"),
    ("s_0", "s_1", "W"),
    ("s_1", "s_2", "W"),
    ("s_1", "z_1", "V"),
    ("s_2", "z_2", "V"),
    ("z_0", "z_1", "R"),
    ("z_1", "z_2", "R"),
    ("z_2", "L", ""),
)


def two_layer_paths(paths: str = "ABC", ax: Axes | None = None) -> Picture:
    """A two-layer network over two time steps, with paths from the loss back to U lit up.

    Args:
        paths: which of the three, a string such as ``"A"`` or ``"BC"``; ``""`` for none.
    """
    (ax,) = new_axes(6.4, 3.6, ax=ax)
    for name, (kind, x, y) in _PLACES.items():
        label = f"${name}$"
        if kind:
            node(ax, kind, x, y, label)
        else:
            ax.text(x, y, label, ha="center", va="center")
    for start, end, weight in _WEIGHTS:
        a, b = _PLACES[start][1:], _PLACES[end][1:]
        arrow(ax, a, b)
        x, y, text = (a[0] + b[0]) / 2, (a[1] + b[1]) / 2, f"${weight}$" if weight else ""
        if a[0] == b[0]:  # upright
            ax.text(x - 0.12, y, text, ha="right", va="center")
        else:
            ax.text(x, y + 0.12, text, ha="center", va="bottom")
    # Side by side, so that paths which share a connection can be told apart.
    for path in paths:
        colour, aside = PATH_COLOURS[path], {"A": 0.1, "B": 0.18, "C": 0.26}[path]
        for start, end in zip(PATHS[path], PATHS[path][1:], strict=False):
            a, b = _PLACES[start][1:], _PLACES[end][1:]
            shift = (aside, 0.0) if a[0] == b[0] else (0.0, -aside)
            a, b = ((x + shift[0], y + shift[1]) for x, y in (a, b))
            arrow(ax, a, b, recurrent=True, colour=colour)
    for i, path in enumerate(paths):
        text = f"{path}: {words(path)}"
        ax.text(5.2, 1.6 - 0.42 * i, text, color=PATH_COLOURS[path], va="center")
    frame(ax, -0.4, 8.2, -0.45, 3.25)
    lit = "; ".join(f"path {path}: {words(path)}" for path in paths).replace("$", "") or "none"
    return Picture(
        ax.figure,
        "Two recurrent layers over two time steps: inputs x lead through U to the states s of the "
        "first layer, these through V to the states z of the second; W leads from s_1 to s_2, R "
        f"from z_1 to z_2, and the loss reads z_2. Lit up backward: {lit}.",
    )


def words(path: str) -> str:
    """The states of a path in words, ``"$L$, $z_2$, $s_2$, $U$ at time 2"`` for A."""
    *states, last = PATHS[path]
    return f"{', '.join(f'${state}$' for state in states)}, $U$ at time {last[-1]}"


def step_contributions(
    contributions: np.ndarray, gradients: Mapping[str, np.ndarray], ax: Panels = None
) -> Picture:
    """How much each time step adds to the gradient for W_hh, and how much of it is there.

    Args:
        contributions: what each step should add, ``(T, H, H)``.
        gradients: dict from a title to a gradient ``(H, H)`` that is, or should be, their sum.
    """
    axes = new_axes(4.3 * len(gradients), 3.0, columns=len(gradients), ax=ax)
    T = len(contributions)
    norms = np.linalg.norm(contributions.reshape(T, -1), axis=1)  # (T,)
    steps = np.arange(1, T + 1)
    found = []
    for panel, (title, gradient) in zip(axes, gradients.items(), strict=True):
        multiples, fits = _multiples(contributions, gradient)
        panel.bar(
            steps, norms, width=0.8, facecolor="none", edgecolor=COLOURS["grey"], linestyle="--",
            label="should be there",
        )  # fmt: skip
        panel.bar(steps, multiples * norms, width=0.6, color=COLOURS["blue"], label="is there")
        note = "" if fits else "\n(no sum of these parts)"
        panel.set(title=title + note, xlabel="time step t")
        panel.set_xticks(steps)
        there = [
            f"{t}" if abs(multiple - 1) < 0.01 else f"{t} ({multiple:.2g} times)"
            for t, multiple in zip(steps, multiples, strict=True)
            if multiple
        ]
        found.append(f"{title}: {', '.join(there) if fits else 'it is no sum of such parts'}")
    lowest, highest = zip(*(panel.get_ylim() for panel in axes), strict=True)
    for panel in axes:
        panel.set_ylim(min(lowest), max(highest))
    axes[0].set_ylabel("norm of its part of $dW_{hh}$")
    axes[0].legend(frameon=False, fontsize=9)
    return Picture(
        axes[0].figure,
        f"Bars for the parts that the {T} time steps add to the gradient for W_hh. Steps whose "
        f"part is there: {'; '.join(found)}.",
    )


def _multiples(contributions, gradient):
    """Of which multiples of the steps' parts a gradient is the sum, and whether it is one."""
    parts = contributions.reshape(len(contributions), -1).T  # (H*H, T)
    wanted = np.ravel(gradient)
    multiples, *_ = np.linalg.lstsq(parts, wanted, rcond=None)
    rest = np.linalg.norm(parts @ multiples - wanted)
    if rest > 1e-6 * np.linalg.norm(wanted):
        return np.zeros(len(contributions)), False
    return np.where(np.abs(multiples) < 1e-6, 0.0, multiples), True
