"""What trained models do: their accuracies, their forecasts, their texts."""

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes

from .curves import LINES
from .picture import COLOURS, Picture, legend_beside, new_axes
from .tables import Table


def accuracy_by_method(
    accuracies: Mapping[str, Sequence[float]],
    marks: Mapping[str, float] | None = None,
    ax: Axes | None = None,
) -> Picture:
    """The accuracies of trained classifiers, each run a dot.

    Args:
        accuracies: dict from the name of a method to its accuracies, one for each seed.
        marks: dict from what a vertical line stands for to its place.
    """
    (ax,) = new_axes(7.0, 0.6 + 0.55 * len(accuracies), ax=ax)
    ranges = []
    for row, ((name, values), style) in enumerate(zip(accuracies.items(), LINES, strict=False)):
        # Runs that came out alike stand beside each other.
        jitter = np.linspace(-0.15, 0.15, len(values)) if len(values) > 1 else np.zeros(1)
        ax.plot(
            values, row + jitter, linestyle="", color=style["color"],
            marker=style["marker"], markersize=6, alpha=0.8,
        )  # fmt: skip
        ranges.append(f"{name}: {min(values):.2f} to {max(values):.2f} in {len(values)} runs")
    for name, place in (marks or {}).items():
        ax.axvline(place, color=COLOURS["grey"], linewidth=1, linestyle=(0, (1, 2)))
        ax.annotate(
            name, (place, 1), (3, 2), xycoords=("data", "axes fraction"),
            textcoords="offset points", fontsize=9, color=COLOURS["grey"], ha="center",
        )  # fmt: skip
        ranges.append(f"{name}: a line at {place:.2f}")
    ax.set(yticks=range(len(accuracies)), yticklabels=list(accuracies), xlim=(0, 1.01))
    ax.set(xlabel="accuracy on test utterances", ylim=(len(accuracies) - 0.5, -0.5))
    return Picture(ax.figure, f"The accuracy of each run. {'; '.join(ranges)}.")


def sunspot_forecasts(
    forecasts: Mapping[str, Callable[[np.ndarray], float]], ax: Axes | None = None
) -> Picture:
    """The sunspots of 1921 to 2008, and what was forecast for each year from the years before.

    Args:
        forecasts: dict from the name of a method to a function from the numbers of twelve years,
            ``(12,)``, to that of the next.
    """
    from ..data.withheld import later_years  # here: other figures are drawn without it

    years, windows, numbers = later_years()
    (ax,) = new_axes(9.0, 3.4, ax=ax)
    ax.fill_between(years, numbers, color=COLOURS["pale"], label="counted", zorder=0)
    ax.plot(years, numbers, color=COLOURS["grey"], linewidth=1)
    errors = []
    for (name, forecast), style in zip(forecasts.items(), LINES, strict=False):
        values = np.array([forecast(window) for window in windows])
        ax.plot(years, values, label=name, linewidth=1.6, **{**style, "marker": None})
        off = np.abs(values - numbers)
        errors.append(f"{name} is off by {off.mean():.0f} on average, by {off.max():.0f} at most")
    ax.set(xlabel="year", ylabel="sunspot number", xlim=(years[0], years[-1]), ylim=(0, None))
    legend_beside(ax)
    return Picture(
        ax.figure,
        f"The yearly number of sunspots from {years[0]} to {years[-1]}, about every eleven years a "
        f"peak, and what was forecast a year before: {'; '.join(errors)}.",
    )


def texts_by_temperature(texts: Mapping[float, Sequence[str]]) -> Table:
    """A table of what a model wrote at each temperature, a list of strings."""
    rows = [[f"{temperature:g}", " · ".join(lines)] for temperature, lines in texts.items()]
    return Table(["temperature", "what it wrote"], rows)
