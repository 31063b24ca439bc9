"""Pictures of a class. They are narrow, to be read on a phone."""

from collections.abc import Sequence

import numpy as np
from matplotlib.ticker import MaxNLocator

from rnn_helpers.figures.picture import COLOURS, Picture, new_axes

from .facts import Facts
from .statistics import ItemFigures

_WIDTH = 4.5  # inches
# What became of an answer: the words for it, and how it is drawn.
OUTCOMES = {
    "right": ("right", COLOURS["blue"], ""),
    "partly": ("partly right", COLOURS["sky"], ""),
    "named": ("a known mistake", COLOURS["orange"], "///"),
    "wrong": ("wrong otherwise", COLOURS["vermillion"], ""),
    "untried": ("not attempted", COLOURS["pale"], ""),
    "waits": ("waits for a person", "white", "..."),
}


def marks(facts: Facts) -> Picture:
    """How many students have how many points, in tenths of what can be had."""
    (ax,) = new_axes(_WIDTH, 2.4)
    shares = np.array([student.points / facts.max_points for student in facts.students]).clip(0, 1)
    counts, edges = np.histogram(shares, bins=10, range=(0, 1))
    ax.bar(edges[:-1] * facts.max_points, counts, width=0.092 * facts.max_points, align="edge",
           color=COLOURS["blue"])  # fmt: skip
    ax.set(xlabel=f"points, of {facts.max_points:g}", ylabel="students", xlim=(0, facts.max_points))
    ax.yaxis.set_major_locator(MaxNLocator(integer=True))
    summary = ", ".join(
        f"{round(100 * edge)} to {round(100 * edge) + 10} %: {count}"
        for edge, count in zip(edges[:-1], counts, strict=True)
        if count
    )
    return Picture(ax.figure, f"Students by their share of the points: {summary}.")


def outcomes(figures: Sequence[ItemFigures]) -> Picture:
    """What became of each item, a bar for each."""
    (ax,) = new_axes(_WIDTH, 1.1 + 0.3 * len(figures))
    left = np.zeros(len(figures))
    for outcome, (words, colour, hatch) in OUTCOMES.items():
        counts = np.array([item.outcomes[outcome] for item in figures])
        if counts.any():
            ax.barh(range(len(figures)), counts, left=left, label=words, color=colour,
                    hatch=hatch, edgecolor=COLOURS["grey"], linewidth=0.5)  # fmt: skip
        left = left + counts
    ax.set(yticks=range(len(figures)), yticklabels=[item.name for item in figures])
    ax.set(xlabel="students", ylim=(len(figures) - 0.4, -0.6))
    ax.tick_params(axis="y", labelsize=9)
    ax.legend(loc="lower left", bbox_to_anchor=(-0.45, 1.0), ncols=2, frameon=False, fontsize=9)
    told = []
    for item in figures:
        parts = [f"{OUTCOMES[name][0]} {count}" for name, count in item.outcomes.items() if count]
        told.append(f"{item.name}: {', '.join(parts)}")
    return Picture(ax.figure, f"What became of each item. {'; '.join(told)}.")


def seconds(facts: Facts) -> Picture:
    """How long grading took, a dot for each student."""
    (ax,) = new_axes(_WIDTH, 1.5)
    taken = np.array([s.seconds for s in facts.students if s.seconds is not None])
    nudges = np.random.default_rng(0).uniform(-0.3, 0.3, size=len(taken))
    ax.plot(taken, nudges, "o", color=COLOURS["blue"], markersize=4, alpha=0.5)
    ax.set(xlabel="seconds to grade one notebook", yticks=[], ylim=(-0.6, 0.6))
    if taken.max() > 20 * max(np.median(taken), 1e-3):
        ax.set_xscale("log")
    ax.spines["left"].set_visible(False)
    summary = f"the median {np.median(taken):.2f}, the longest {taken.max():.1f} seconds"
    return Picture(ax.figure, f"How long each of {len(taken)} notebooks took to grade: {summary}.")
