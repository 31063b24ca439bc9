"""Tables of numbers."""

from collections.abc import Mapping, Sequence
from html import escape

import numpy as np


class Table:
    """Rows of text under a header; shows as a table, and as aligned text in a terminal."""

    def __init__(self, header: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        self.header = tuple(header)
        self.rows = [tuple(row) for row in rows]

    def __repr__(self) -> str:
        lines = [self.header, *self.rows]
        widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
        return "\n".join(
            "  ".join(text.ljust(width) for text, width in zip(line, widths, strict=True)).rstrip()
            for line in lines
        )

    def _repr_html_(self) -> str:
        head = "".join(f'<th style="text-align: left">{escape(text)}</th>' for text in self.header)
        rows = "".join(
            "<tr>"
            + f'<th scope="row" style="text-align: left"><code>{escape(row[0])}</code></th>'
            + "".join(f'<td style="text-align: left">{escape(text)}</td>' for text in row[1:])
            + "</tr>"
            for row in self.rows
        )
        return f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"


def relative_errors(
    gradients: Mapping[str, np.ndarray], judges: Mapping[str, Mapping[str, np.ndarray]]
) -> Table:
    """A table of the relative error of each gradient, beside what each judge says.

    Args:
        gradients: dict from name to array.
        judges: dict from a judge's name to such a dict, with the same names and shapes.

    Returns:
        A Table: for each gradient and judge the norm of the difference over the norm of the
        judge's gradient.
    """
    rows = [
        [name, *(_relative_error(gradients.get(name), judge[name]) for judge in judges.values())]
        for name in next(iter(judges.values()))
    ]
    return Table(["gradient", *judges], rows)


def _relative_error(gradient, right):
    gradient, right = np.asarray(gradient), np.asarray(right)
    return f"{np.linalg.norm(gradient - right) / max(np.linalg.norm(right), 1e-300):.0e}"
