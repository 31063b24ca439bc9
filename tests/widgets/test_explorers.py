import html
import re

import torch

from rnn_helpers import data
from rnn_helpers.widgets import explore_context, explore_shapes


def shares(view):
    return [float(share) for share in re.findall(r"([\d.]+)%", view.value)]


def test_context_explorer_counts():
    field, length, view = explore_context("Th").children
    length.value = 2
    text = data.time_machine()
    after = [text[i + 2] for i in range(len(text) - 2) if text[i : i + 2] == "Th"]
    assert f"occurs {len(after):,} times" in view.value
    assert shares(view)[0] == round(100 * after.count("e") / len(after), 1)
    assert shares(view) == sorted(shares(view), reverse=True)


def test_context_explorer_says_when_it_knows_nothing():
    field, length, view = explore_context("Th").children
    length.value = 4
    field.value = "qqqq"
    assert "never occurs" in view.value
    length.value = 0
    assert "No context" in view.value
    field.value = ""
    length.value = 5  # more than there is
    assert "No context" in view.value


def test_context_explorer_shows_a_typed_passage_as_text():
    field, _, view = explore_context().children
    field.value = "<script>alert(1)</script>"
    assert "<script>" not in view.value
    assert html.escape("<script>")[:4] in view.value


def test_shape_explorer_agrees_with_torch():
    *sliders, switches, view = explore_shapes().children
    assert "(3, 32, 50)" in view.value
    T, B, F, H, layers = sliders
    two_directions, batch_first = switches.children
    F.value, H.value, layers.value = 1, 10, 2
    assert view.value.count(">350<") == 2
    two_directions.value = batch_first.value = True
    cells = re.findall(r'right[^>]*">([^<]+)</td>', view.value)
    assert cells[0::2] == cells[1::2]  # by formula, from torch
    assert "(32, 3, 20)" in cells
    assert "(4, 32, 10)" in cells


def test_shape_explorer_leaves_the_seed_alone():
    torch.manual_seed(5)
    expected = torch.rand(1)
    torch.manual_seed(5)
    *sliders, _, _ = explore_shapes().children
    sliders[0].value += 1
    assert torch.equal(torch.rand(1), expected)
