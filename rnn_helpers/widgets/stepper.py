"""Notebook 03: walk through a sequence step by step and see every number of the step."""

import ipywidgets
import numpy as np

from ..figures import COLOURS
from ..reference import rnn_step
from ..reference.rnn import Params
from .controls import activation_buttons, panel, slider

_NAMES = ("W_ih", "W_hh", "b_ih", "b_hh")


def step_through(x: np.ndarray, params: Params) -> ipywidgets.VBox:
    """A widget that shows one step of a recurrent layer with every number in it.

    Args:
        x: one sequence, ``(T, F)``.
        params: the layer's weights, ``W_ih (H, F)``, ``W_hh (H, H)``, ``b_ih (H,)``, ``b_hh (H,)``.

    Returns:
        A slider for the time step, one that scales ``W_hh``, the choice of the activation, and
        the step's numbers.
    """
    time = slider("time step t", 1, 1, len(x))
    memory = slider("W_hh times", 1.0, 0.0, 2.0, 0.1)

    def draw(t, scale, activation):
        return step_view(x, {**params, "W_hh": scale * params["W_hh"]}, t, activation)

    return panel([time, memory, activation_buttons()], draw)


def step_view(x: np.ndarray, params: Params, t: int, activation: str = "tanh") -> str:
    """The numbers of step t (counted from 1), as HTML.

    Args:
        x: one sequence, ``(T, F)``.
        params: the layer's weights.
        t: the time step, 1 to T.
        activation: ``"tanh"`` or ``"relu"``.
    """
    H = len(params["b_hh"])
    states = [np.zeros(H)]  # h_0, h_1, ..., h_t
    for x_s in x[:t]:
        states.append(rnn_step(x_s[np.newaxis], states[-1][np.newaxis], params, activation)[0])
    x_t, h_prev = x[t - 1], states[-2]
    blue, green, red = (COLOURS[name] for name in ("blue", "green", "vermillion"))
    W_ih, W_hh, b_ih, b_hh = (_matrix(name, params[name]) for name in _NAMES)
    input_part = _matrix("from the input", params["W_ih"] @ x_t + params["b_ih"], green)
    state_part = _matrix("from the state", params["W_hh"] @ h_prev + params["b_hh"], red)
    *_, before, after = all_states = [
        _matrix(f"h_{s}", state, blue) for s, state in enumerate(states)
    ]
    return "".join(
        [
            _line(W_ih, "&middot;", _matrix(f"x_{t}", x_t), "+", b_ih, "=", input_part),
            _line(W_hh, "&middot;", before, "+", b_hh, "=", state_part),
            _line(f"{activation} (", input_part, "+", state_part, ") =", after),
            _line("states so far:", *all_states),
        ]
    )


def _line(*parts):
    return (
        '<div style="display: flex; align-items: center; gap: 0.7em; flex-wrap: wrap; '
        f'margin: 0.8em 0">{"".join(f"<span>{part}</span>" for part in parts)}</div>'
    )


def _matrix(name, values, colour=COLOURS["grey"]):
    """A matrix, or a vector as a column, with its name above it."""
    values = np.asarray(values)
    rows = values[:, np.newaxis] if values.ndim == 1 else values
    cells = "".join(
        "<tr>"
        + "".join(
            '<td style="padding: 0 0.4em; text-align: right; font-variant-numeric: tabular-nums; '
            f'font-family: monospace; background: none">{value:z.4f}</td>'
            for value in row
        )
        + "</tr>"
        for row in rows
    )
    return (
        f'<table aria-label="{name}" style="border-collapse: collapse; display: inline-table; '
        f'border-left: 3px solid {colour}; border-right: 3px solid {colour}">'
        f'<caption style="caption-side: top; text-align: center; white-space: nowrap; '
        f'font-family: monospace">{name}'
        f"</caption><tbody>{cells}</tbody></table>"
    )
