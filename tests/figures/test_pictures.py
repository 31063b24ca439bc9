"""Every figure: alternative text, a file that repeats itself, axes of the caller's own."""

import base64
import re

import numpy as np
import pytest
from matplotlib.figure import Figure

from rnn_helpers import figures
from rnn_helpers.checking.results import Comparison

PICTURES = {
    "accuracy_by_context": (
        1,
        lambda ax: figures.accuracy_by_context({0: [0.1, 0.2], 1: [0.3, 0.4]}, ax),
    ),
    "bidirectional_network": (1, lambda ax: figures.bidirectional_network(ax=ax)),
    "folded_and_unrolled": (2, lambda ax: figures.folded_and_unrolled(ax=ax)),
    "padded_batch": (1, lambda ax: figures.padded_batch([2, 3, 1], ax=ax)),
    "recurrence_kinds": (3, lambda ax: figures.recurrence_kinds(ax=ax)),
    "side_by_side": (
        3,
        lambda ax: figures.side_by_side({"a": np.eye(2), "b": np.zeros((2, 2))}, ax=ax),
    ),
    "stacked_network": (1, lambda ax: figures.stacked_network(ax=ax)),
    "task_shapes": (4, lambda ax: figures.task_shapes(ax=ax)),
    "two_orders": (1, lambda ax: figures.two_orders(ax=ax)),
}


def test_every_figure_is_here():
    others = {"COLOURS", "Picture", "answer_comparison"}
    assert set(PICTURES) == set(figures.__all__) - others


@pytest.mark.parametrize("name", PICTURES)
def test_shows_with_alternative_text(name):
    picture = PICTURES[name][1](None)
    html = picture._repr_html_()
    alt = re.search(r'<img alt="([^"]+)"', html).group(1)
    assert len(alt) > 60
    assert picture.alt in repr(picture)
    svg = base64.b64decode(re.search(r"base64,([^\"]+)", html).group(1)).decode()
    assert svg.startswith("<?xml")
    assert "<svg" in svg


@pytest.mark.parametrize("name", PICTURES)
def test_the_same_figure_gives_the_same_file(name):
    draw = PICTURES[name][1]
    assert draw(None).svg() == draw(None).svg()


@pytest.mark.parametrize("name", PICTURES)
def test_draws_on_the_callers_axes(name):
    columns, draw = PICTURES[name]
    axes = Figure().subplots(1, columns)
    picture = draw(axes)
    assert picture.figure is (axes if columns == 1 else axes[0]).figure
    assert all(ax.has_data() or ax.patches or ax.texts for ax in np.atleast_1d(axes))


@pytest.mark.parametrize(
    ("axes", "shape", "index"),
    [
        (("T", "B", "H"), (5, 2, 3), (2, 1, 0)),
        (("B", "T", "H"), (2, 5, 3), (1, 2, 0)),
        (("L", "B", "H"), (2, 3, 4), (1, 2, 3)),
        (("B", "V"), (3, 4), (1, 2)),
        (("B",), (6,), (4,)),
    ],
)
def test_a_wrong_array_is_drawn_whatever_its_axes(axes, shape, index):
    right = np.arange(np.prod(shape), dtype=float).reshape(shape)
    got = right.copy()
    got[index] += 1
    picture = figures.answer_comparison(Comparison("output", axes, got, right, index))
    assert "first number that differs is framed" in picture.alt
    assert "<svg" in picture.svg()


def test_two_orders_want_the_same_words():
    with pytest.raises(ValueError, match="the same words"):
        figures.two_orders(("a b", "a c"))


def relative_luminance(colour):
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return np.dot([0.2126, 0.7152, 0.0722], linear)


@pytest.mark.parametrize("name", ["blue", "vermillion", "green", "grey"])
def test_line_colours_stand_out_on_white(name):
    """At least 3 to 1, what WCAG asks of graphics."""
    assert 1.05 / (relative_luminance(figures.COLOURS[name]) + 0.05) >= 3
