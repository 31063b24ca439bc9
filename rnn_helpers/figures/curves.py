"""Curves: errors, norms and training runs, every claim with its spread."""

import numpy as np
from matplotlib.ticker import MaxNLocator

from .picture import COLOURS, Picture, new_axes

# Colour, line and marker change together, so that curves can be told apart in black and white.
LINES = (
    {"color": COLOURS["blue"], "linestyle": "-", "marker": "o"},
    {"color": COLOURS["vermillion"], "linestyle": "--", "marker": "s"},
    {"color": COLOURS["green"], "linestyle": "-.", "marker": "^"},
    {"color": COLOURS["black"], "linestyle": ":", "marker": "D"},
    {"color": COLOURS["purple"], "linestyle": (0, (5, 1, 1, 1, 1, 1)), "marker": "v"},
)


def difference_errors(eps, errors, ax=None):
    """The error of numerical slopes against the size of the step, both on logarithmic scales.

    Args:
        eps: sizes of the step, ``(n,)``.
        errors: dict from the name of a formula to its errors, ``(n,)``.
        ax: axes to draw on; new ones when not given.
    """
    (ax,) = new_axes(6.5, 3.6, ax=ax)
    told = []
    for (name, values), style in zip(errors.items(), LINES, strict=False):
        values = np.asarray(values)
        ax.loglog(eps, np.where(values > 0, values, np.nan), markersize=4, label=name, **style)
        best = int(np.nanargmin(values))
        told.append(f"{name} is smallest, {values[best]:.0e}, at eps {eps[best]:.0e}")
    ax.set(xlabel="eps", ylabel="error of the slope")
    ax.legend(frameon=False)
    return Picture(
        ax.figure,
        "The error of a numerical slope against eps. From right to left each curve falls, reaches "
        f"its lowest point, and rises again. The error of {'; that of '.join(told)}.",
    )


def truncation_errors(errors, ax=None):
    """How far the truncated gradient is from the whole one, against k.

    Args:
        errors: dict from the name of a curve to relative errors, ``(seeds, K)`` for k = 1 to K.
        ax: axes to draw on; new ones when not given.
    """
    (ax,) = new_axes(6.5, 3.6, ax=ax)
    steps = np.arange(1, np.shape(next(iter(errors.values())))[1] + 1)
    told = _curves_with_spread(ax, steps, errors, np.mean)
    ax.xaxis.set_major_locator(MaxNLocator(integer=True))
    ax.set(
        xlabel="k, the steps that are kept", ylabel="error / length of the whole", ylim=(0, None)
    )
    ax.legend(frameon=False, fontsize=9)
    return Picture(
        ax.figure,
        "The relative error of the truncated gradient against k, with its spread over seeds. "
        + told,
    )


def norm_against_lag(norms, ax=None):
    """How long the gradient is after each step back, on a logarithmic scale.

    Args:
        norms: dict from the name of a curve to norms, ``(seeds, lags)``, lags from 0 on.
        ax: axes to draw on; new ones when not given.
    """
    (ax,) = new_axes(7.0, 4.0, ax=ax)
    lags = np.arange(np.shape(next(iter(norms.values())))[1])
    told = _curves_with_spread(ax, lags, norms, _geometric_mean)
    lowest = min(np.min(values) for values in norms.values())
    ax.set(xlabel="lag, steps back from the last state", ylabel="length of the gradient")
    # What is smaller than this is gone; drawn, it would press the other curves together.
    ax.set_yscale("log")
    ax.set_ylim(bottom=max(lowest / 2, 1e-12))
    ax.legend(frameon=False, fontsize=9, loc="center left", bbox_to_anchor=(1.0, 0.5))
    return Picture(
        ax.figure,
        "The length of the gradient against the lag, on a logarithmic scale, the middle and the "
        f"spread over seeds. {told}",
    )


def share_left(shares, ax=None):
    """How much of a difference between two states is left after each step.

    Args:
        shares: dict from the name of a curve to shares, ``(seeds, steps)``, from 0 steps on.
        ax: axes to draw on; new ones when not given.
    """
    (ax,) = new_axes(7.0, 3.6, ax=ax)
    steps = np.arange(np.shape(next(iter(shares.values())))[1])
    told = _curves_with_spread(ax, steps, shares, np.mean)
    ax.axhline(0.0, color=COLOURS["grey"], linewidth=0.8)
    ax.set(xlabel="steps", ylabel="share of the difference that is left")
    ax.legend(frameon=False, fontsize=9, loc="center left", bbox_to_anchor=(1.0, 0.5))
    return Picture(
        ax.figure,
        "The share of a difference between two first states that is left, against the step, the "
        f"middle and the spread over seeds. {told}",
    )


def scalar_factors(factors, ax=None):
    """What a number is multiplied by over many steps, on a logarithmic scale.

    Args:
        factors: dict from w to its factors, ``(steps,)``, from 0 steps on.
        ax: axes to draw on; new ones when not given.
    """
    (ax,) = new_axes(6.5, 3.6, ax=ax)
    told = []
    for (w, values), style in zip(factors.items(), LINES, strict=False):
        ax.semilogy(np.arange(len(values)), values, label=f"w = {w:g}", **{**style, "marker": None})
        told.append(f"{values[-1]:.0e} for w = {w:g}")
    ax.set(xlabel="steps", ylabel="factor")
    ax.legend(frameon=False, fontsize=9, loc="center left", bbox_to_anchor=(1.0, 0.5))
    steps = len(next(iter(factors.values()))) - 1
    return Picture(
        ax.figure,
        f"The factor w to the power of the steps, on a logarithmic scale: straight lines. After "
        f"{steps} steps it is {', '.join(told)}.",
    )


def training_runs(arms, solved=None, ylabel="accuracy on test sequences", falling=False, ax=None):
    """Every training run as a curve of its own, one panel for each way to train.

    Args:
        arms: dict from the name of a way to train to a list of runs, each a pair of updates
            and values.
        solved: height of a line that says when a run counts as solved.
        ylabel: what the values are.
        falling: whether lower values are better, as errors are.
        ax: axes to draw on, one for each way; new ones when not given.
    """
    # Not wider than a notebook's page.
    axes = new_axes(min(3.3 * len(arms) + 0.6, 10.5), 3.2, columns=len(arms), ax=ax)
    told = []
    every_run = [run for runs in arms.values() for run in runs]
    longest = max(1, *(updates[-1] for updates, _ in every_run))
    # An accuracy ends at 1; of an error, what comes before the first updates may be cut off.
    highest = 1.04 if not falling else 1.04 * max(values[-1] for _, values in every_run) + 0.1
    for panel, (name, runs) in zip(axes, arms.items(), strict=True):
        for seed, (updates, values) in enumerate(runs):
            style = {**LINES[seed % len(LINES)], "marker": None}
            panel.plot(updates, values, label=f"seed {seed}", linewidth=1.4, **style)
            panel.plot(updates[-1], values[-1], color=style["color"], **_END)
        panel.set(title=name, xlabel="updates", xlim=(0, 1.03 * longest), ylim=(0, highest))
        if solved is not None:
            panel.axhline(solved, color=COLOURS["grey"], linewidth=0.8)
            ends = [values[-1] for _, values in runs]
            done = sum((end <= solved) if falling else (end >= solved) for end in ends)
            told.append(
                f"{name}: {done} of {len(runs)} runs solved, "
                f"they end between {min(ends):.2f} and {max(ends):.2f}"
            )
    axes[0].set_ylabel(ylabel)
    axes[0].figure.legend(
        *axes[0].get_legend_handles_labels(), loc="outside lower center", ncols=5, frameon=False
    )
    return Picture(
        axes[0].figure,
        f"Training runs, each a curve of {ylabel} against updates. {'; '.join(told)}.",
    )


_END = {"marker": "o", "markersize": 5}


def _geometric_mean(values, axis):
    with np.errstate(divide="ignore"):
        return np.exp(np.mean(np.log(values), axis=axis))


def _curves_with_spread(ax, xs, curves, middle):
    """Draws each curve's middle and the span from its lowest to its highest seed.

    Returns:
        A sentence with the first and last value of each.
    """
    told = []
    for (name, values), style in zip(curves.items(), LINES, strict=False):
        values = np.asarray(values, dtype=float)  # (seeds, len(xs))
        centre = middle(values, axis=0)
        every = max(1, len(xs) // 10)
        ax.plot(xs, centre, label=name, markersize=4, markevery=every, **style)
        ax.fill_between(
            xs,
            values.min(axis=0),
            values.max(axis=0),
            color=style["color"],
            alpha=0.15,
            linewidth=0,
        )
        lowest, highest = values[:, -1].min(), values[:, -1].max()
        told.append(
            f"{name}: {centre[0]:.2g} at {xs[0]}, {centre[-1]:.2g} at {xs[-1]} "
            f"(from {lowest:.2g} to {highest:.2g})"
        )
    return f"{'; '.join(told)} ({len(values)} seeds)."
