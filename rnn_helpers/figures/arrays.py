"""Pictures of numbers: arrays side by side, and a padded batch."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from .picture import COLOURS, Panels, Picture, new_axes

_MOST_NUMBERS = 60  # cells in one array that still get their number written in
_DIGIT = 0.065  # inches that one takes in a picture


def side_by_side(
    arrays: Mapping[str, np.ndarray],
    rows: str = "index t",
    columns: str = "unit",
    mark: tuple[int, int] | None = None,
    ax: Panels = None,
) -> Picture:
    """Two or more equally shaped matrices as coloured cells, with the differences from the first.

    Args:
        arrays: dict from title to matrix; one matrix has as many rows as steps.
        rows, columns: what the two axes are.
        mark: ``(row, column)`` of a cell to frame.
    """
    first, *others = arrays.values()
    difference = np.max([np.abs(np.asarray(other) - first) for other in others], axis=0)
    panels = [*arrays.items(), ("difference", difference)]
    n_rows, n_columns = np.shape(first)
    height = min(5.0, 1.1 + 0.34 * n_rows)
    width = max(2.4, min(4.0, 1.3 + 0.55 * n_columns))
    axes = new_axes(width * len(panels), height, columns=len(panels), ax=ax)
    room = (width - 0.9) / n_columns
    limit = max(np.nanmax(np.abs(matrix)) for matrix in arrays.values()) or 1.0
    for panel, (title, matrix) in zip(axes, panels, strict=True):
        matrix = np.asarray(matrix)
        # Blue and red through white, told apart by lightness too; the difference in its own range,
        # but rounding stays white.
        span = limit if title != "difference" else max(np.nanmax(matrix), 1e-6 * limit)
        panel.imshow(matrix, cmap="RdBu_r", vmin=-span, vmax=span, aspect="auto")
        panel.set(title=title, xlabel=columns, xticks=range(n_columns), yticks=range(n_rows))
        panel.spines[:].set_visible(False)
        texts = _that_fit(
            matrix, room, ["z.4f", "z.2f", ".2g"] if title != "difference" else [".2g"]
        )
        if texts is not None:
            for (i, j), value in np.ndenumerate(matrix):
                text = texts[i, j]
                colour = "w" if abs(value) > 0.6 * span else "k"
                panel.text(j, i, text, ha="center", va="center", fontsize=8, color=colour)
        if mark is not None:
            corner = (mark[1] - 0.5, mark[0] - 0.5)
            panel.add_patch(Rectangle(corner, 1, 1, fill=False, edgecolor="k", linewidth=2))
    axes[0].set_ylabel(rows)
    return Picture(
        axes[0].figure,
        f"{' beside '.join(arrays)}, {n_rows} by {n_columns} numbers each, and their difference; "
        f"the largest difference is {np.nanmax(difference):.1e}.",
    )


def _that_fit(matrix, room, forms):
    """The numbers in the first of these forms that needs no more room, in inches, than there is for
    each; None if none does.
    """
    for form in forms if matrix.size <= _MOST_NUMBERS else []:
        texts = np.array([f"{value:{form}}" for value in matrix.flat]).reshape(matrix.shape)
        if max(map(len, texts.flat)) * _DIGIT <= room:
            return texts
    return None


def answer_comparison(comparison: Any) -> Picture:
    """Yours beside right, for an array that a check found wrong.

    Args:
        comparison: a Comparison of ``checking``. Of more than two axes, time and unit are drawn, at
            the place of the first difference.
    """
    axes, index = comparison.axes, comparison.index
    # Rounding is no difference.
    close = np.isclose(comparison.got, comparison.expected, rtol=1e-9, atol=1e-10)
    got = np.where(close, comparison.expected, comparison.got)
    row = axes.index("T") if "T" in axes else max(len(axes) - 2, 0)
    column = len(axes) - 1
    others = {axis: i for axis, i in enumerate(index) if axis not in (row, column)}
    at = tuple(others.get(axis, slice(None)) for axis in range(len(axes)))
    words = comparison.words
    place = f", {' '.join(f'{words[axis]} {i}' for axis, i in others.items())}" if others else ""
    picture = side_by_side(
        {
            f"yours{place}": np.atleast_2d(got[at]),
            f"right{place}": np.atleast_2d(comparison.expected[at]),
        },
        rows=words[row] if len(axes) > 1 else "",
        columns=words[column],
        mark=(index[row] if len(axes) > 1 else 0, index[column]),
    )
    picture.alt = (
        f"Your {comparison.name} beside the right numbers, and their difference. The first number "
        "that differs is framed."
    )
    return picture


def padded_batch(lengths: Sequence[int], what: str = "h", ax: Axes | None = None) -> Picture:
    """Which steps of a padded batch are real, and where each sequence has its last one.

    Args:
        lengths: number of real steps of each sequence.
        what: what stands in the batch: ``"h"`` for states, or ``"x"`` for inputs.
    """
    T, B = max(lengths), len(lengths)
    (ax,) = new_axes(1.6 + 0.62 * T, 1.0 + 0.5 * B, ax=ax)
    for b, length in enumerate(lengths):
        for t in range(T):
            real = t < length
            last = what == "h" and t == length - 1
            ax.add_patch(
                Rectangle(
                    (t - 0.42, b - 0.38), 0.84, 0.76,
                    facecolor="#CFE6F5" if real else "white",
                    edgecolor=COLOURS["vermillion"] if last else COLOURS["grey"],
                    linewidth=2.4 if last else 0.8,
                    hatch=None if real else "////",
                )
            )  # fmt: skip
            text = f"${what}_{{{t + 1}}}$" if real else "0"
            # White behind the zeros, so that the hatching does not cross them.
            plate = None if real else {"facecolor": "white", "edgecolor": "none", "pad": 1.5}
            ax.text(t, b, text, ha="center", va="center", bbox=plate)
    ax.set(xlim=(-0.6, T - 0.4), ylim=(B - 0.4, -0.6), xticks=range(T), yticks=range(B))
    ax.set(xlabel="index t along the time axis", ylabel="sequence")
    ax.spines[:].set_visible(False)
    ax.tick_params(length=0)
    rest = (
        "The output is zero on the padding. The last real step of each sequence is framed: h_n "
        "holds the state there."
        if what == "h"
        else "Zeros fill the rest."
    )
    return Picture(
        ax.figure,
        f"A padded batch of {B} sequences with {', '.join(map(str, lengths))} real steps out of "
        f"{T}. {rest}",
    )
