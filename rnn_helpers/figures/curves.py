"""Curves: errors, norms and training runs, every claim with its spread over seeds."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from .picture import COLOURS, Panels, Picture, legend_beside, new_axes

# Colour, line and marker change together, so that curves can be told apart in black and white.
LINES: tuple[dict[str, Any], ...] = (
    {"color": COLOURS["blue"], "linestyle": "-", "marker": "o"},
    {"color": COLOURS["vermillion"], "linestyle": "--", "marker": "s"},
    {"color": COLOURS["green"], "linestyle": "-.", "marker": "^"},
    {"color": COLOURS["black"], "linestyle": ":", "marker": "D"},
    {"color": COLOURS["purple"], "linestyle": (0, (5, 1, 1, 1, 1, 1)), "marker": "v"},
)

Runs = Mapping[str, np.ndarray]  # from the name of a curve to its values, (seeds, n)


def difference_errors(
    eps: np.ndarray, errors: Mapping[str, np.ndarray], ax: Axes | None = None
) -> Picture:
    """The error of finite differences against the size of the step, on logarithmic scales.

    Args:
        eps: sizes of the step, ``(n,)``.
        errors: dict from the name of a formula to its errors, ``(n,)``.
    """
    (ax,) = new_axes(6.5, 3.6, ax=ax)
    lowest = []
    for (name, values), style in zip(errors.items(), LINES, strict=False):
        values = np.asarray(values)
        ax.loglog(eps, np.where(values > 0, values, np.nan), markersize=4, label=name, **style)
        best = int(np.nanargmin(values))
        lowest.append(f"{name} is smallest, {values[best]:.0e}, at eps {eps[best]:.0e}")
    ax.set(xlabel="eps", ylabel="error of the derivative")
    ax.legend(frameon=False)
    return Picture(
        ax.figure,
        "The error of a numerical derivative against eps. From right to left each curve falls, "
        f"reaches its lowest point, and rises again. The error of {'; that of '.join(lowest)}.",
    )


def truncation_errors(errors: Runs, ax: Axes | None = None) -> Picture:
    """The relative error of the truncated gradient against k.

    Args:
        errors: dict from the name of a curve to relative errors, ``(seeds, K)`` for k = 1 to K.
    """
    (ax,) = new_axes(6.5, 3.6, ax=ax)
    steps = np.arange(1, np.shape(next(iter(errors.values())))[1] + 1)
    values = curves_with_spread(ax, steps, errors, np.mean)
    ax.xaxis.set_major_locator(MaxNLocator(integer=True))
    ax.set(xlabel="k, the steps that are kept", ylabel="relative error", ylim=(0, None))
    ax.legend(frameon=False, fontsize=9)
    return Picture(
        ax.figure,
        f"The relative error of the truncated gradient against k, mean and spread. {values}",
    )


def norm_against_lag(norms: Runs, ax: Axes | None = None) -> Picture:
    """The gradient norm after each step back, on a logarithmic scale.

    Args:
        norms: dict from the name of a curve to norms, ``(seeds, lags)``, lags from 0 on.
    """
    (ax,) = new_axes(7.0, 4.0, ax=ax)
    lags = np.arange(np.shape(next(iter(norms.values())))[1])
    values = curves_with_spread(ax, lags, norms, _geometric_mean)
    lowest = min(np.min(each) for each in norms.values())
    ax.set(xlabel="lag, steps back from the last state", ylabel="gradient norm")
    # What is smaller than this is gone; drawn, it would press the other curves together.
    ax.set_yscale("log")
    ax.set_ylim(bottom=max(lowest / 2, 1e-12))
    legend_beside(ax)
    return Picture(
        ax.figure,
        "The gradient norm against the lag, on a logarithmic scale, geometric mean and spread. "
        + values,
    )


def relative_distance(distances: Runs, ax: Axes | None = None) -> Picture:
    """The distance between two states after each step, relative to the initial distance.

    Args:
        distances: dict from the name of a curve to relative distances, ``(seeds, steps)``, from
            0 steps on.
    """
    (ax,) = new_axes(7.0, 3.6, ax=ax)
    steps = np.arange(np.shape(next(iter(distances.values())))[1])
    values = curves_with_spread(ax, steps, distances, np.mean)
    ax.axhline(0.0, color=COLOURS["grey"], linewidth=0.8)
    ax.set(xlabel="steps", ylabel="relative distance of two states")
    legend_beside(ax)
    return Picture(
        ax.figure,
        "The distance of two states, relative to that of the initial states, against the step, "
        f"mean and spread. {values}",
    )


def scalar_factors(factors: Mapping[float, np.ndarray], ax: Axes | None = None) -> Picture:
    """What a number is multiplied by over many steps, on a logarithmic scale.

    Args:
        factors: dict from w to its factors, ``(steps,)``, from 0 steps on.
    """
    (ax,) = new_axes(6.5, 3.6, ax=ax)
    ends = []
    for (w, values), style in zip(factors.items(), LINES, strict=False):
        ax.semilogy(np.arange(len(values)), values, label=f"w = {w:g}", **{**style, "marker": None})
        ends.append(f"{values[-1]:.0e} for w = {w:g}")
    ax.set(xlabel="steps", ylabel="factor")
    legend_beside(ax)
    steps = len(next(iter(factors.values()))) - 1
    return Picture(
        ax.figure,
        f"The factor w to the power of the steps, on a logarithmic scale: straight lines. After "
        f"{steps} steps it is {', '.join(ends)}.",
    )


def training_runs(
    methods: Mapping[str, Sequence[tuple[Sequence[float], Sequence[float]]]],
    solved: float | None = None,
    ylabel: str = "accuracy on test sequences",
    falling: bool = False,
    ax: Panels = None,
) -> Picture:
    """Every training run as a curve of its own, one panel for each method.

    Args:
        methods: dict from the name of a method to a list of runs, each a pair of updates and
            values.
        solved: height of a line that says when a run counts as solved.
        ylabel: what the values are.
        falling: whether lower values are better, as errors are.
    """
    # Not wider than a notebook's page.
    axes = new_axes(min(3.3 * len(methods) + 0.6, 10.5), 3.2, columns=len(methods), ax=ax)
    results = []
    every_run = [run for runs in methods.values() for run in runs]
    longest = max(1, *(updates[-1] for updates, _ in every_run))
    # An accuracy ends at 1; of an error, what comes before the first updates may be cut off.
    highest = 1.04 if not falling else 1.04 * max(values[-1] for _, values in every_run) + 0.1
    for panel, (name, runs) in zip(axes, methods.items(), strict=True):
        for seed, (updates, values) in enumerate(runs):
            style = {**LINES[seed % len(LINES)], "marker": None}
            panel.plot(updates, values, label=f"seed {seed}", linewidth=1.4, **style)
            panel.plot(updates[-1], values[-1], color=style["color"], marker="o", markersize=5)
        panel.set(title=name, xlabel="updates", xlim=(0, 1.03 * longest), ylim=(0, highest))
        if solved is not None:
            panel.axhline(solved, color=COLOURS["grey"], linewidth=0.8)
            ends = [values[-1] for _, values in runs]
            done = sum((end <= solved) if falling else (end >= solved) for end in ends)
            results.append(
                f"{name}: {done} of {len(runs)} runs solved, "
                f"they end between {min(ends):.2f} and {max(ends):.2f}"
            )
    axes[0].set_ylabel(ylabel)
    axes[0].figure.legend(
        *axes[0].get_legend_handles_labels(), loc="outside lower center", ncols=5, frameon=False
    )
    return Picture(
        axes[0].figure,
        f"Training runs, each a curve of {ylabel} against updates. {'; '.join(results)}.",
    )


def _geometric_mean(values: np.ndarray, axis: int) -> np.ndarray:
    with np.errstate(divide="ignore"):
        return np.exp(np.mean(np.log(values), axis=axis))


def curves_with_spread(
    ax: Axes, xs: Sequence[float] | np.ndarray, curves: Runs, average: Callable, runs: str = "seeds"
) -> str:
    """Draws the average of each curve's runs, and the band from the lowest to the highest.

    Args:
        ax: axes to draw on.
        xs: places on the horizontal axis, ``(n,)``.
        curves: dict from the name of a curve to its values, ``(runs, n)``.
        average: a function of the values and an axis.
        runs: what the runs of a curve are.

    Returns:
        A sentence with the first and last value of each.
    """
    ends = []
    for (name, values), style in zip(curves.items(), LINES, strict=False):
        values = np.asarray(values, dtype=float)
        centre, low, high = average(values, axis=0), values.min(axis=0), values.max(axis=0)
        every = max(1, len(xs) // 10)
        ax.plot(xs, centre, label=name, markersize=4, markevery=every, **style)
        ax.fill_between(xs, low, high, color=style["color"], alpha=0.15, linewidth=0)
        ends.append(
            f"{name}: {centre[0]:.2g} at {xs[0]}, {centre[-1]:.2g} at {xs[-1]} "
            f"(from {low[-1]:.2g} to {high[-1]:.2g})"
        )
    return f"{'; '.join(ends)} ({len(values)} {runs})."
