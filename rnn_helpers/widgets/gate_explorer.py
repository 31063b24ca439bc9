"""Notebook 06: one unit of a GRU, its gates set by hand, its new state live."""

import ipywidgets
import numpy as np

from ..figures import COLOURS
from ..reference import gru_forward, gru_step
from .controls import Chart, panel, slider

_STEPS = 30
_FROM_STATE = 1.5  # the weight with which the old state enters n
_SATURATED = 40.0  # sigmoid of it is 1 to all digits


def explore_gates() -> ipywidgets.VBox:
    """A widget on a GRU of one unit whose gates are set by hand.

    Returns:
        Sliders for the reset gate r, the update gate z, the old state and the input's part of n;
        the new state between old state and n; and the state over more steps.
    """
    chart = _Chart()

    def draw(r, z, h_prev, from_input):
        n, h_t, states = one_unit(r, z, h_prev, from_input)
        numbers = (
            f"<p>n = tanh({from_input:.2f} + {r:.2f} &times; {_FROM_STATE} "
            f"&times; {h_prev:.2f}) = {n:.3f}<br>"
            f"new state = (1 &minus; {z:.2f}) &times; {n:.3f} + {z:.2f} "
            f"&times; {h_prev:.2f} = <strong>{h_t:.3f}</strong></p>"
        )
        return numbers, chart.html(h_prev, n, h_t, states)

    sliders = [
        slider("r, reset gate", 0.2, 0.0, 1.0, 0.05),
        slider("z, update gate", 0.8, 0.0, 1.0, 0.05),
        slider("old state", 0.9, -1.0, 1.0, 0.05),
        slider("the input's part of n", -0.5, -1.0, 1.0, 0.05),
    ]
    return panel(sliders, draw)


def one_unit(
    r: float, z: float, h_prev: float, from_input: float
) -> tuple[float, float, np.ndarray]:
    """A GRU of one unit whose gates are always r and z.

    Args:
        r, z: the gates, 0 to 1.
        h_prev: the old state.
        from_input: what input and biases add inside n, the same at every step.

    Returns:
        n and the new state, two numbers, and the states of many steps, ``(30,)``, the old one
        first.
    """
    params = {
        "W_ih": np.zeros((3, 1)),
        "W_hh": np.array([[0.0], [0.0], [_FROM_STATE]]),
        "b_ih": np.array([_logit(r), _logit(z), from_input]),
        "b_hh": np.zeros(3),
    }
    start = np.array([[h_prev]])
    # With z = 0 the new state is n.
    without_old = {**params, "b_ih": np.array([_logit(r), -_SATURATED, from_input])}
    n, h_t = (gru_step(np.zeros((1, 1)), start, weights)[0, 0] for weights in (without_old, params))
    output, _ = gru_forward(np.zeros((_STEPS - 1, 1, 1)), start[np.newaxis], params)
    return n, h_t, np.concatenate([[h_prev], output[:, 0, 0]])


def _logit(gate):
    """The number whose sigmoid is this gate."""
    if gate in (0.0, 1.0):
        return _SATURATED if gate else -_SATURATED
    return np.log(gate / (1 - gate))


class _Chart(Chart):
    size = (7.6, 3.0)

    def set_up(self):
        line, steps = self.figure.subplots(1, 2, width_ratios=(1, 1.5))
        self.figure.subplots_adjust(left=0.03, right=0.98, bottom=0.17, top=0.9, wspace=0.25)
        line.set(xlim=(-1.15, 1.15), ylim=(-1, 1), title="one step", xlabel="state")
        line.set_yticks([])
        line.spines["left"].set_visible(False)
        line.set_xticks([-1, 0, 1], labels=["-1", "0", "1"])
        line.axhline(0, color=COLOURS["pale"], linewidth=3, zorder=0)
        (self.range,) = line.plot([], [], color=COLOURS["sky"], linewidth=3)
        named = (("old", "o", "blue"), ("n", "s", "vermillion"), ("new", "D", "black"))
        self.points = {
            name: (
                line.plot([], [], marker, color=COLOURS[colour], markersize=9)[0],
                line.text(0, height, name, ha="center", va="center", color=COLOURS[colour]),
            )
            for (name, marker, colour), height in zip(named, (0.4, -0.4, 0.75), strict=True)
        }
        steps.set(xlim=(0, _STEPS - 1), ylim=(-1.1, 1.1), xlabel="steps")
        steps.set_title("the same gates again and again")
        steps.set_yticks([-1, 0, 1], labels=["-1", "0", "1"])
        steps.axhline(0, color=COLOURS["pale"], linewidth=1, zorder=0)
        (self.states,) = steps.plot([], [], "o-", color=COLOURS["black"], markersize=3)

    def move(self, h_prev, n, h_t, states):
        for name, value in (("old", h_prev), ("n", n), ("new", h_t)):
            point, label = self.points[name]
            point.set_data([value], [0])
            label.set_x(value)
        self.range.set_data([h_prev, n], [0, 0])
        self.states.set_data(np.arange(len(states)), states)
        return (
            f"On a line from -1 to 1: the old state at {h_prev:.2f}, n at {n:.2f}, and between "
            f"them the new state at {h_t:.2f}. Beside it the state over {len(states) - 1} steps "
            f"with the same gates; it ends at {states[-1]:.2f}."
        )
