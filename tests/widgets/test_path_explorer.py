"""The paths of notebook 04, held against autograd."""

import re

import pytest
import torch

from rnn_helpers.widgets import explore_paths
from rnn_helpers.widgets.path_explorer import paths_view

WEIGHTS = {"U": 0.8, "W": 0.9, "V": 1.1, "R": 0.7}


def shown(html):
    """The three parts, and the two sums below them."""
    parts = [float(n) for n in re.findall(r"tabular-nums[^>]*>(-?[\d.]+)<", html)]
    whole, differences = re.findall(
        r"= (-?[\d.]+)\. By central differences.* is (-?[\d.]+)\.", html
    )[0]
    return parts, float(whole), float(differences)


def autograd(weights):
    tensors = {
        k: torch.tensor(v, dtype=torch.float64, requires_grad=True) for k, v in weights.items()
    }
    U, W, V, R = (tensors[name] for name in "UWVR")
    s = z = torch.zeros((), dtype=torch.float64)
    for x in (1.0, 0.5):
        s = torch.tanh(U * x + W * s)
        z = torch.tanh(V * s + R * z)
    (0.5 * (z + 0.5) ** 2).backward()
    return U.grad.item()


@pytest.mark.parametrize(
    "changes", [{}, {"R": 0.0}, {"W": -1.5}, {"V": 2.0, "U": -0.3}, {"V": 0.0}]
)
def test_the_parts_are_the_gradient(changes):
    weights = WEIGHTS | changes
    parts, whole, differences = shown(paths_view("ABC", weights))
    assert whole == pytest.approx(autograd(weights), abs=2e-6)
    assert differences == pytest.approx(whole, abs=2e-6)
    assert sum(parts) == pytest.approx(whole, abs=2e-4)


def test_the_controls_move_the_view():
    lit, *sliders, view = explore_paths().children
    before = view.value
    assert "path A: L, z_2, s_2, U at time 2; path B" in before
    lit.value = "C"
    assert "Lit up backward: path C: L" in view.value
    R = next(slider for slider in sliders if slider.description == "R")
    R.value = 0.0
    assert shown(view.value)[0][2] == 0.0  # path C goes dark
    W = next(slider for slider in sliders if slider.description == "W")
    assert shown(view.value)[0][1] > 0
    W.value = -0.9
    assert shown(view.value)[0][1] < 0
