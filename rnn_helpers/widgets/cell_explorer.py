"""Notebook 07: the cell state of an LSTM as a conveyor belt, the forget bias on a slider."""

import ipywidgets
import numpy as np
from matplotlib.colors import LinearSegmentedColormap

from ..figures import COLOURS
from ..reference import cell_gradient, half_life
from ..reference.gru import sigmoid
from .controls import Chart, panel, slider

_BOXES = 40  # that the belt shows, however many steps there are
_PAINT = LinearSegmentedColormap.from_list("belt", ["white", COLOURS["blue"]])


def explore_cell_state() -> ipywidgets.VBox:
    """A widget that puts 1 into a cell and lets the forget gate carry it.

    Returns:
        Sliders for the forget bias and the number of steps, the half-life, the belt, and the
        fraction that is left against the step.
    """
    chart = _Chart()

    def draw(bias, steps):
        left, half = cell_states(bias, steps), half_life(bias)
        numbers = (
            f"<p>forget gate: sigmoid({bias:.1f}) = {sigmoid(bias):.4f} &nbsp; "
            f"half-life: <strong>{half:.1f} steps</strong> &nbsp; "
            f"left after {steps} steps: {left[-1]:.2g}</p>"
        )
        return numbers, chart.html(left, half)

    bias = slider("forget bias", 0.0, -2.0, 8.0, 0.1)
    return panel([bias, slider("steps", 100, 20, 500, 20)], draw)


def cell_states(bias: float, steps: int) -> np.ndarray:
    """A cell state after 0, 1, ... steps that starts at 1, ``(steps + 1,)``.

    Every forget gate is ``sigmoid(bias)``, and nothing new comes in.
    """
    gates = np.full((steps + 1, 1, 1), sigmoid(bias))
    return np.array([cell_gradient(gates, 0, t)[0, 0] for t in range(steps + 1)])


class _Chart(Chart):
    size = (7.0, 3.6)

    def set_up(self):
        belt, curve = self.figure.subplots(2, 1, height_ratios=(1, 5))
        self.figure.subplots_adjust(left=0.1, right=0.97, bottom=0.14, top=0.92, hspace=0.35)
        belt.set_title("what is left on the belt, from left to right", fontsize=10)
        belt.set(xlim=(0, _BOXES), ylim=(0, 1))
        belt.set_axis_off()
        self.belt = belt.pcolormesh(
            np.ones((1, _BOXES)), cmap=_PAINT, vmin=0, vmax=1, edgecolor=COLOURS["grey"],
            linewidth=0.6,
        )  # fmt: skip
        self.curve = curve
        curve.set(ylim=(0, 1.05), xlabel="steps", ylabel="fraction that is left")
        (self.line,) = curve.plot([], [], color=COLOURS["blue"], linewidth=2.4)
        dashed = {"color": COLOURS["vermillion"], "linewidth": 1.2, "linestyle": "--"}
        self.half = [curve.plot([], [], **dashed)[0] for _ in range(2)]
        self.label = curve.text(0, 0.06, "half-life", color=COLOURS["vermillion"], fontsize=9)

    def move(self, left, half):
        steps = len(left) - 1
        self.belt.set_array(left[np.linspace(0, steps, _BOXES).round().astype(int)])
        self.line.set_data(np.arange(steps + 1), left)
        self.curve.set_xlim(0, steps)
        self.half[0].set_data([0, half], [0.5, 0.5])
        self.half[1].set_data([half, half], [0, 0.5])
        is_seen = half <= steps
        self.label.set_visible(is_seen)
        is_early = half < 0.6 * steps
        # Where the curve is not: above the corner, or left of the line.
        self.label.set(x=half if is_early else half - 0.01 * steps, y=0.53 if is_early else 0.06)
        self.label.set_horizontalalignment("left" if is_early else "right")
        where = f"half is left after {half:.1f} steps" if is_seen else "more than half is left"
        return (
            "A belt of boxes that fade from left to right, and the fraction that is left against "
            f"the step: {where}, and {left[-1]:.2g} after {steps} steps."
        )
