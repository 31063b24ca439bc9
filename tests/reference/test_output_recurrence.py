"""The two networks whose recurrence starts at the output, against torch.nn.Linear."""

import numpy as np
import torch
from hypothesis import given
from hypothesis import strategies as st

from rnn_helpers import reference
from tests.reference.torch_twin import TOLERANCE, tensor

SIZES = {name: st.integers(1, 5) for name in ("T", "B", "F", "H", "V")} | {
    "seed": st.integers(0, 2**32 - 1)
}


def linear(rng, inputs, outputs):
    """A torch.nn.Linear, its weight and its bias."""
    module = torch.nn.Linear(inputs, outputs, dtype=torch.float64)
    with torch.no_grad():
        for weight in module.parameters():
            weight.copy_(tensor(rng.normal(size=tuple(weight.shape)) / inputs**0.5))
    return module, module.weight.detach().numpy(), module.bias.detach().numpy()


@given(**SIZES)
def test_jordan(T, B, F, H, V, seed):
    rng = np.random.default_rng(seed)
    into, W_ih, b_ih = linear(rng, F, H)
    again, W_oh, b_oh = linear(rng, V, H)
    out, W_ho, b_o = linear(rng, H, V)
    params = {"W_ih": W_ih, "b_ih": b_ih, "W_oh": W_oh, "b_oh": b_oh, "W_ho": W_ho, "b_o": b_o}
    x, y_0 = rng.normal(size=(T, B, F)), rng.normal(size=(B, V))
    y, expected = tensor(y_0), []
    for x_t in tensor(x):
        y = out(torch.tanh(into(x_t) + again(y)))
        expected.append(y)
    ours = reference.jordan_forward(x, y_0, params)
    np.testing.assert_allclose(ours, torch.stack(expected).detach(), **TOLERANCE)


@given(**SIZES)
def test_output_recurrent(T, B, F, H, V, seed):
    rng = np.random.default_rng(seed)
    into, W_ih, b_ih = linear(rng, F, H)
    out, W_ho, b_o = linear(rng, H, V)
    again, W_oo, b_oo = linear(rng, V, V)
    params = {"W_ih": W_ih, "b_ih": b_ih, "W_ho": W_ho, "b_o": b_o, "W_oo": W_oo, "b_oo": b_oo}
    x, y_0 = rng.normal(size=(T, B, F)), rng.normal(size=(B, V))
    y, expected = tensor(y_0), []
    for x_t in tensor(x):
        y = out(torch.tanh(into(x_t))) + again(y)
        expected.append(y)
    ours = reference.output_recurrent_forward(x, y_0, params)
    np.testing.assert_allclose(ours, torch.stack(expected).detach(), **TOLERANCE)
