"""Curves that grow while a model is trained."""

import sys
import time
from collections.abc import Mapping
from typing import Any

from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from .curves import LINES
from .picture import COLOURS, Picture, legend_beside, new_axes

_PAUSE = 1.0  # seconds between two drawings


class LiveCurves:
    """Curves that are drawn anew as numbers come in, in a ``with`` block.

    Example::

        with figures.LiveCurves("epoch", "loss in nats") as live:
            for epoch in range(10):
                live.add("training", epoch, loss)

    Args:
        xlabel, ylabel: of the axes.
        marks: dict from what a horizontal line stands for to its height.
    """

    def __init__(self, xlabel: str, ylabel: str, marks: Mapping[str, float] | None = None) -> None:
        self.xlabel, self.ylabel, self.marks = xlabel, ylabel, marks or {}
        self.curves: dict[str, list[tuple[float, float]]] = {}
        self._handle: Any = None  # of what IPython shows
        self._drawn: float | None = None  # when

    def add(self, name: str, x: float, y: float) -> None:
        """Adds a point to the curve of this name."""
        self.curves.setdefault(name, []).append((x, y))
        now = time.monotonic()
        if self._drawn is None or now - self._drawn >= _PAUSE:
            self._show()
            self._drawn = time.monotonic()

    def picture(self, ax: Axes | None = None) -> Picture:
        """The curves as they are now."""
        (ax,) = new_axes(6.5, 3.0, ax=ax)
        ends = []
        for (name, points), style in zip(self.curves.items(), LINES * 9, strict=False):
            xs, ys = zip(*points, strict=True)
            every = max(1, len(xs) // 10)
            ax.plot(xs, ys, label=name, markersize=4, markevery=every, **style)
            ends.append(f"{name}: {ys[0]:.3g} at {xs[0]:g}, {ys[-1]:.3g} at {xs[-1]:g}")
        for name, height in self.marks.items():
            ax.axhline(height, color=COLOURS["grey"], linewidth=1, linestyle=(0, (1, 2)))
            ax.annotate(
                name, (1, height), (-2, 2), xycoords=("axes fraction", "data"), ha="right",
                textcoords="offset points", fontsize=9, color=COLOURS["grey"],
            )  # fmt: skip
            ends.append(f"{name}: a line at {height:.3g}")
        ax.set(xlabel=self.xlabel, ylabel=self.ylabel)
        ax.xaxis.set_major_locator(MaxNLocator(integer=True))
        if len(self.curves) > 1:
            legend_beside(ax)
        return Picture(ax.figure, f"{self.ylabel} against {self.xlabel}. {'; '.join(ends)}.")

    def __enter__(self) -> "LiveCurves":
        return self

    def __exit__(self, *_: object) -> None:
        if self.curves:
            self._show()

    def _show(self):
        ipython = sys.modules.get("IPython")
        if ipython is None or ipython.get_ipython() is None:
            return
        if self._handle is None:
            self._handle = ipython.display.display(self.picture(), display_id=True)
        else:
            self._handle.update(self.picture())
