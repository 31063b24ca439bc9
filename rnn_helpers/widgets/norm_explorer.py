"""Notebook 05: the gradient norm against the lag, live."""

import ipywidgets
import numpy as np

from ..figures import COLOURS
from ..reference import gradient_norms, rescale, rnn_forward
from .controls import Chart, activation_buttons, panel, slider

_NETWORKS = 5
_H = 50
_TICKS = {
    1e-12: "10⁻¹²", 1e-8: "10⁻⁸", 1e-4: "10⁻⁴", 1.0: "1", 1e4: "10⁴", 1e8: "10⁸", 1e12: "10¹²",
}  # fmt: skip


def explore_norms() -> ipywidgets.VBox:
    """A widget that draws how the gradient norm shrinks or grows from step to step back.

    Returns:
        Sliders for the spectral radius of W_hh and the number of steps T, the choice of the
        activation, and the chart.
    """
    radius = slider("spectral radius", 0.9, 0.1, 3.0, 0.1)
    steps = slider("steps T", 60, 10, 100, 10)
    chart = _Chart()
    return panel(
        [radius, steps, activation_buttons()], lambda *values: chart.html(random_norms(*values))
    )


def random_norms(radius: float, T: int, activation: str = "tanh") -> np.ndarray:
    """The gradient norm by lag, in random networks.

    Args:
        radius: spectral radius of W_hh.
        T: time steps.
        activation: ``"tanh"`` or ``"relu"``.

    Returns:
        ``(networks, T)``; index 0 along the last axis is lag 0, where every norm is 1.
    """
    norms = []
    for seed in range(_NETWORKS):
        rng = np.random.default_rng(seed)
        W_hh = rescale(rng.normal(size=(_H, _H)), radius)
        params = {"W_ih": np.eye(_H), "W_hh": W_hh, "b_ih": np.zeros(_H), "b_hh": np.zeros(_H)}
        dh_T = rng.normal(size=_H)
        x = 0.1 * rng.normal(size=(T, 1, _H))
        output, _ = rnn_forward(x, np.zeros((1, 1, _H)), params, activation)
        norms.append(gradient_norms(output[:, 0], W_hh, dh_T / np.linalg.norm(dh_T), activation))
    return np.array(norms)


class _Chart(Chart):
    size = (6.6, 3.4)

    def set_up(self):
        ax = self.figure.subplots()
        self.figure.subplots_adjust(left=0.12, right=0.98, bottom=0.15, top=0.96)
        ax.set(xlabel="lag, steps back from the last state", ylabel="gradient norm")
        ax.set(yscale="log", ylim=(min(_TICKS), max(_TICKS)), xlim=(0, 100))
        # Ready-made labels: matplotlib would set each as a formula, which costs half the time.
        ax.set_yticks(list(_TICKS), labels=list(_TICKS.values()))
        ax.minorticks_off()
        ax.axhline(1.0, color=COLOURS["grey"], linewidth=0.8)
        thin = {"color": COLOURS["sky"], "linewidth": 1.0}
        self.lines = [ax.plot([], [], **thin)[0] for _ in range(_NETWORKS)]
        self.lines[0].set_label("one network")
        (self.median,) = ax.plot([], [], color=COLOURS["blue"], linewidth=2.4, label="median")
        ax.legend(frameon=False, loc="upper left", fontsize=9)

    def move(self, norms):
        lags = np.arange(norms.shape[1])
        # A norm of exactly zero has no place on a logarithmic scale.
        shown = np.where(norms > 0, norms, np.nan)
        median = np.median(norms, axis=0)
        for line, values in zip(self.lines, shown, strict=True):
            line.set_data(lags, values)
        self.median.set_data(lags, np.where(median > 0, median, np.nan))
        return (
            f"The gradient norm against the lag in {len(norms)} random networks, on a logarithmic "
            f"scale. At lag 0 it is 1, at lag {lags[-1]} its median is {median[-1]:.1e}."
        )
