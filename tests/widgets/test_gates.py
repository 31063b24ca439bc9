"""The widgets on gates: a GRU's unit in notebook 06, an LSTM's cell in notebook 07."""

import re

import numpy as np
import pytest

from rnn_helpers.widgets import explore_cell_state, explore_gates
from rnn_helpers.widgets.cell_explorer import cell_states
from rnn_helpers.widgets.gate_explorer import one_unit


@pytest.mark.parametrize("r", [0.0, 0.35, 1.0])
@pytest.mark.parametrize("z", [0.0, 0.8, 1.0])
def test_one_unit(r, z):
    n, h_t, states = one_unit(r, z, h_prev=0.9, from_input=-0.5)
    expected = np.tanh(-0.5 + r * 1.5 * 0.9)
    assert n == pytest.approx(expected, abs=1e-12)
    assert h_t == pytest.approx((1 - z) * expected + z * 0.9, abs=1e-12)
    assert states.shape == (30,)
    assert states[:2] == pytest.approx([0.9, h_t], abs=1e-12)
    if z == 1.0:
        np.testing.assert_allclose(states, 0.9, atol=1e-12)


def test_the_gates_follow_their_sliders():
    r, z, h_prev, from_input, numbers, view = explore_gates().children
    z.value = 1.0
    assert "= <strong>0.900</strong>" in numbers.value
    assert "the new state at 0.90" in view.value
    z.value, r.value, from_input.value = 0.0, 0.0, 0.5
    assert f"<strong>{np.tanh(0.5):.3f}</strong>" in numbers.value
    before = view.value
    h_prev.value = -1.0  # with both gates shut the old state plays no part in the new one
    assert f"<strong>{np.tanh(0.5):.3f}</strong>" in numbers.value
    assert view.value != before


def told(numbers):
    return [
        float(number) for number in re.findall(r"(\d[\d.e+-]*)(?= steps</strong>|</p>)", numbers)
    ]


@pytest.mark.parametrize(
    ("bias", "steps", "half", "left"), [(0, 100, 1.0, 7.9e-31), (5, 100, 103.2, 0.51)]
)
def test_the_belt_follows_its_sliders(bias, steps, half, left):
    bias_slider, steps_slider, numbers, view = explore_cell_state().children
    bias_slider.value, steps_slider.value = bias, steps
    assert told(numbers.value) == [half, left]
    if half < steps:
        assert f"half is left after {half:.1f} steps" in view.value
    else:
        assert "more than half is left" in view.value


def test_cell_states_are_powers_of_the_gate():
    gate = 1 / (1 + np.exp(-2.5))
    np.testing.assert_allclose(cell_states(2.5, 60), gate ** np.arange(61), rtol=1e-12)
