"""Recurrence that starts from the output instead of from the hidden state.

Both networks have a tanh hidden layer and a linear output layer, ``W_ho (V, H)`` and
``b_o (V,)``. They differ in where the last output ``y_prev (B, V)`` comes in again.
"""

import numpy as np

from .rnn import Array, Params


def jordan_forward(x: Array, y_0: Array, params: Params) -> Array:
    """Output-to-hidden recurrence: the last output is fed to the hidden layer.

    ``h_t = tanh(W_ih x_t + b_ih + W_oh y_{t-1} + b_oh)`` and ``y_t = W_ho h_t + b_o``.

    Args:
        x: inputs, ``(T, B, F)``.
        y_0: output before the first step, ``(B, V)``.
        params: ``W_ih (H, F)``, ``b_ih (H,)``, ``W_oh (H, V)``, ``b_oh (H,)``,
            ``W_ho (V, H)``, ``b_o (V,)``.

    Returns:
        The outputs ``y``, ``(T, B, V)``.

    Source: M. I. Jordan, Serial order: a parallel distributed processing approach, ICS
    Report 8604, University of California, San Diego (1986).
    """
    y_t = y_0
    outputs = []
    for x_t in x:
        from_input = x_t @ params["W_ih"].T + params["b_ih"]  # (B, H)
        from_output = y_t @ params["W_oh"].T + params["b_oh"]  # (B, H)
        h_t = np.tanh(from_input + from_output)  # (B, H)
        y_t = h_t @ params["W_ho"].T + params["b_o"]  # (B, V)
        outputs.append(y_t)
    return np.stack(outputs)


def output_recurrent_forward(x: Array, y_0: Array, params: Params) -> Array:
    """Output-to-output recurrence: the last output is fed to the output layer.

    ``h_t = tanh(W_ih x_t + b_ih)`` and ``y_t = W_ho h_t + b_o + W_oo y_{t-1} + b_oo``.

    Arguments and result as ``jordan_forward``, with ``W_oo (V, V)`` and ``b_oo (V,)`` in ``params``
    in the place of ``W_oh`` and ``b_oh``.
    """
    y_t = y_0
    outputs = []
    for x_t in x:
        h_t = np.tanh(x_t @ params["W_ih"].T + params["b_ih"])  # (B, H), no memory here
        from_hidden = h_t @ params["W_ho"].T + params["b_o"]  # (B, V)
        from_output = y_t @ params["W_oo"].T + params["b_oo"]  # (B, V)
        y_t = from_hidden + from_output
        outputs.append(y_t)
    return np.stack(outputs)
