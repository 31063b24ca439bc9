"""Notebook 04: light up the paths from the loss back to a weight, and see what each adds."""

from functools import cache

import ipywidgets
import numpy as np

from ..figures import two_layer_paths
from ..figures.gradients import PATH_COLOURS
from ..reference import numerical_gradient, path_contributions
from .controls import LABELS, panel, slider

_START = {"U": 0.8, "W": 0.9, "V": 1.1, "R": 0.7}
_X = np.array([[1.0], [0.5]])  # (2, F), one feature
_TARGET = -0.5


def explore_paths() -> ipywidgets.VBox:
    """A widget on the two-layer network of notebook 04 with one unit in each layer.

    Returns:
        Buttons for the paths that are lit up, a slider for each weight, the drawing, and
        what each path adds to the gradient for U.
    """
    lit = ipywidgets.ToggleButtons(
        options=[("A", "A"), ("B", "B"), ("C", "C"), ("all three", "ABC")],
        value="ABC",
        description="light up",
        style={**LABELS, "button_width": "6em"},
    )
    sliders = [slider(name, value, -2.0, 2.0, 0.1) for name, value in _START.items()]
    return panel(
        [lit, *sliders],
        lambda lit, *weights: paths_view(lit, dict(zip(_START, weights, strict=True))),
    )


def paths_view(lit: str, weights: dict[str, float]) -> str:
    """The drawing with some paths lit up, and every path's part of the gradient, as HTML.

    Args:
        lit: which paths, a string such as ``"A"`` or ``"ABC"``.
        weights: dict from ``"U"``, ``"W"``, ``"V"``, ``"R"`` to a number.
    """
    parts = dict(zip("ABC", _parts(weights), strict=True))
    whole = sum(parts.values())
    by_differences = numerical_gradient(
        lambda U: _loss({**weights, "U": float(U[0])}), np.array([weights["U"]])
    )[0]
    largest = max(abs(part) for part in parts.values()) or 1.0
    rows = "".join(_row(path, part, whole, largest, path in lit) for path, part in parts.items())
    return (
        f'{_drawing(lit)}<table aria-label="parts of the gradient for U" '
        f'style="border-collapse: collapse">{rows}</table>'
        f"<p>A + B + C = {whole:z.6f}. By central differences, the gradient for U is "
        f"{by_differences:z.6f}.</p>"
    )


@cache
def _drawing(lit):
    return two_layer_paths(lit)._repr_html_()


def _states(weights):
    U, W, V, R = (weights[name] for name in "UWVR")
    s, z = [0.0], [0.0]
    for x_t in _X[:, 0]:
        s.append(np.tanh(U * x_t + W * s[-1]))
        z.append(np.tanh(V * s[-1] + R * z[-1]))
    return np.array(s[1:]), np.array(z[1:])


def _loss(weights):
    return 0.5 * (_states(weights)[1][-1] - _TARGET) ** 2


def _parts(weights):
    s, z = _states(weights)
    cache = {
        "x": _X,
        "s": s[:, np.newaxis],
        "z": z[:, np.newaxis],
        "params": {name: np.array([[value]]) for name, value in weights.items()},
    }
    return [float(part[0, 0]) for part in path_contributions(z[1:] - _TARGET, cache)]


def _row(path, part, whole, largest, is_lit):
    width = f"{9 * abs(part) / largest:.2f}em"
    bar = (
        f'<div style="width: {width}; height: 1em; background: {PATH_COLOURS[path]}; '
        f'opacity: {1 if is_lit else 0.25}"></div>'
    )
    # Negative parts grow to the left of the middle, positive ones to its right.
    half = 'style="width: 9em; padding: 0"'
    left, right = (bar, "") if part < 0 else ("", bar)
    # Where the paths cancel each other, fractions of the small rest say nothing.
    fraction = f"{part / whole:.0%} of the whole" if abs(whole) > 0.2 * largest else ""
    number = 'style="text-align: right; font-variant-numeric: tabular-nums; width: 6em"'
    return (
        f"<tr><th scope='row'>{path}</th>"
        f'<td {half}><div style="display: flex; justify-content: flex-end">{left}</div></td>'
        f'<td {half[:-1]}; border-left: 1px solid">{right}</td>'
        f"<td {number}>{part:z.4f}</td>"
        f'<td style="text-align: right; padding-left: 1em">{fraction}</td></tr>'
    )
