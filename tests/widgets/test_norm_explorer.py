"""The live curve of notebook 05."""

import re

import numpy as np

from rnn_helpers.widgets import explore_norms
from rnn_helpers.widgets.norm_explorer import random_norms


def told(view):
    """The lag and the norm at the end of the curve, as the alternative text tells them."""
    lag, norm = re.search(r"at lag (\d+) its median is ([\d.e+-]+)\.\"", view.value).groups()
    return int(lag), float(norm)


def test_the_curve_follows_the_controls():
    radius, steps, activation, view = explore_norms().children
    radius.value = 0.5
    assert told(view)[1] < 1e-10
    radius.value = 2.0
    assert told(view)[1] > 10
    steps.value = 100
    assert told(view)[0] == 99
    activation.value = "relu"
    assert told(view)[1] > 1e6  # nothing holds it back
    radius.value = 0.1
    assert "<svg" not in view.value  # an image, with its alternative text
    assert 'img alt="' in view.value


def test_a_gradient_that_is_gone_can_be_drawn():
    radius, steps, activation, view = explore_norms().children
    activation.value = "relu"
    radius.value, steps.value = 0.1, 100
    assert np.isfinite(told(view)[1])


def test_norms_start_at_one():
    norms = random_norms(1.0, 20)
    assert norms.shape == (5, 20)
    np.testing.assert_allclose(norms[:, 0], 1.0)
