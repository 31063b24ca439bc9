"""Every figure: alternative text, a file that repeats itself, axes of the caller's own."""

import base64
import re

import numpy as np
import pytest
from matplotlib.figure import Figure

from rnn_helpers import figures
from rnn_helpers.checking.results import Comparison

rng = np.random.default_rng(0)
PARTS = rng.normal(size=(4, 3, 3))
CURVES = {"radius 1": rng.uniform(0.5, 1, size=(3, 20))}


def live_curves():
    live = figures.LiveCurves("epoch", "loss in nats", {"chance": 3.0})
    for epoch in range(3):
        live.add("training", epoch, 2.0 / (epoch + 1))
        live.add("held out", epoch, 2.5 / (epoch + 1))
    return live


PICTURES = {
    "backward_through_time": (1, lambda ax: figures.backward_through_time(ax=ax)),
    "cells": (3, lambda ax: figures.cells(ax=ax)),
    "difference_errors": (
        1,
        lambda ax: figures.difference_errors(
            np.array([1e-1, 1e-2, 1e-3]), {"one": [1e-1, 1e-2, 0.0], "two": [1e-3, 1e-6, 1e-5]}, ax
        ),
    ),
    "gate_over_text": (
        1,
        lambda ax: figures.gate_over_text(
            "a bc",
            np.array([0.4, 0.1, 0.5, 0.6]),
            np.array([False, True, False, False]),
            "reset gate r",
            "spaces",
            ax,
        ),
    ),
    "accuracy_by_method": (
        1,
        lambda ax: figures.accuracy_by_method(
            {"one": [0.3, 0.4], "two": [0.9]}, {"chance": 0.1}, ax
        ),
    ),
    "sunspot_forecasts": (
        1,
        lambda ax: figures.sunspot_forecasts({"last value": lambda window: window[-1]}, ax),
    ),
    "live": (1, lambda ax: live_curves().picture(ax)),
    "norm_against_lag": (
        1,
        lambda ax: figures.norm_against_lag(CURVES, ax),
    ),
    "scalar_factors": (
        1,
        lambda ax: figures.scalar_factors({w: [w**n for n in range(9)] for w in (0.5, 2.0)}, ax),
    ),
    "step_contributions": (
        2,
        lambda ax: figures.step_contributions(
            PARTS, {"whole": PARTS.sum(axis=0), "first": PARTS[0]}, ax
        ),
    ),
    "training_runs": (
        2,
        lambda ax: figures.training_runs(
            {"this": [([1, 2], [0.3, 1.0])], "that": [([1, 2], [0.3, 0.2])]}, solved=0.9, ax=ax
        ),
    ),
    "training_runs, falling": (
        2,
        lambda ax: figures.training_runs(
            {"this": [([1, 2], [0.3, 0.0])], "that": [([1, 2], [0.3, 0.2])]},
            solved=0.1,
            falling=True,
            ax=ax,
        ),
    ),
    "truncation_errors": (
        1,
        lambda ax: figures.truncation_errors(CURVES, ax),
    ),
    "two_layer_paths": (1, lambda ax: figures.two_layer_paths("AC", ax=ax)),
    "accuracy_by_context": (
        1,
        lambda ax: figures.accuracy_by_context({0: [0.1, 0.2], 1: [0.3, 0.4]}, ax),
    ),
    "bidirectional_network": (1, lambda ax: figures.bidirectional_network(ax=ax)),
    "folded_and_unrolled": (2, lambda ax: figures.folded_and_unrolled(ax=ax)),
    "padded_batch": (1, lambda ax: figures.padded_batch([2, 3, 1], ax=ax)),
    "recurrence_kinds": (3, lambda ax: figures.recurrence_kinds(ax=ax)),
    "relative_distance": (1, lambda ax: figures.relative_distance(CURVES, ax)),
    "side_by_side": (
        3,
        lambda ax: figures.side_by_side({"a": np.eye(2), "b": np.zeros((2, 2))}, ax=ax),
    ),
    "stacked_network": (1, lambda ax: figures.stacked_network(ax=ax)),
    "task_shapes": (4, lambda ax: figures.task_shapes(ax=ax)),
    "two_orders": (1, lambda ax: figures.two_orders(ax=ax)),
}


def test_every_figure_is_here():
    others = {"COLOURS", "Picture", "Table", "answer_comparison", "relative_errors"}
    others |= {"LiveCurves", "texts_by_temperature"}
    assert {name.split(",")[0] for name in PICTURES} - {"live"} == set(figures.__all__) - others


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


def test_step_contributions_say_which_steps_are_there():
    """One bar is left where = stands for +=, and a gradient of other origin is told apart."""
    picture = figures.step_contributions(
        PARTS,
        {
            "added": PARTS.sum(axis=0),
            "assigned": PARTS[0],
            "noise": np.random.default_rng(1).normal(size=(3, 3)),
            "doubled": 2 * PARTS.sum(axis=0),
        },
    )
    assert "added: 1, 2, 3, 4; assigned: 1; noise: it is no sum of such parts;" in picture.alt
    assert "doubled: 1 (2 times), 2 (2 times)" in picture.alt


def test_a_gate_is_told_at_marked_characters_and_elsewhere():
    alt = PICTURES["gate_over_text"][1](None).alt
    assert "The spaces are hatched: there it is 0.10 on average, elsewhere 0.50." in alt


def test_curves_tell_their_spread():
    values = CURVES["radius 1"][:, -1]
    spread = f"at 19 (from {values.min():.2g} to {values.max():.2g}) (3 seeds)."
    assert figures.norm_against_lag(CURVES).alt.endswith(spread)


def test_training_runs_are_counted():
    picture = PICTURES["training_runs"][1](None)
    assert "this: 1 of 1 runs solved, they end between 1.00 and 1.00;" in picture.alt
    assert "that: 0 of 1 runs solved, they end between 0.20 and 0.20." in picture.alt


def test_each_path_is_told_in_words():
    assert "path A: L, z_2, s_2, U at time 2" in figures.two_layer_paths("A").alt
    assert "path C: L, z_2, z_1, s_1, U at time 1" in figures.two_layer_paths("C").alt
    assert "Lit up backward: none" in figures.two_layer_paths("").alt


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


def test_falling_runs_are_solved_below_the_line():
    assert "this: 1 of 1 runs solved" in PICTURES["training_runs, falling"][1](None).alt
    assert "that: 0 of 1 runs solved" in PICTURES["training_runs, falling"][1](None).alt
    assert "that: 0 of 1 runs solved" in PICTURES["training_runs"][1](None).alt


def test_live_curves_are_shown_as_they_grow_and_in_full_at_the_end(monkeypatch):
    shown = []

    class Handle:
        def update(self, picture):
            shown.append(picture.alt)

    def display(picture, display_id):
        shown.append(picture.alt)
        return Handle()

    monkeypatch.setattr("IPython.get_ipython", lambda: object())
    monkeypatch.setattr("IPython.display.display", display)
    with figures.LiveCurves("epoch", "loss") as live:
        for epoch in range(5):
            live.add("training", epoch, 5.0 - epoch)
    # The first point, and all of them; what came within a second is not drawn one by one.
    assert shown == [
        "loss against epoch. training: 5 at 0, 5 at 0.",
        "loss against epoch. training: 5 at 0, 1 at 4.",
    ]


def test_live_curves_without_a_notebook_or_a_point():
    with figures.LiveCurves("epoch", "loss") as live:
        pass
    assert live.curves == {}
    assert live_curves().curves["training"] == [(0, 2.0), (1, 1.0), (2, pytest.approx(2 / 3))]
