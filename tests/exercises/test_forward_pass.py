"""What is particular to the exercises of notebook 03."""

import numpy as np
import pytest
import torch

from rnn_helpers import CheckFailed, ShortcutUsed, check
from rnn_helpers.exercises import hints_of


def refused(answer, name):
    with pytest.raises(CheckFailed) as failure:
        check(answer, name)
    return failure.value.result


# --- Mistakes in a student's own words: other variable names, other style than ours -------------


def test_b_hh_forgotten_in_another_style():
    def forward_by_hand(x, layer):
        U, V = (w.data.numpy() for w in (layer.weight_ih_l0, layer.weight_hh_l0))
        memory, diary = np.zeros((x.shape[0], U.shape[0])), []
        for step in range(x.shape[1]):
            signal = np.einsum("ij,kj->ki", U, x[:, step]) + layer.bias_ih_l0.data.numpy()
            memory = np.tanh(signal + np.einsum("ij,kj->ki", V, memory))
            diary.append(memory)
        return np.stack(diary, 1)

    result = refused(forward_by_hand, "forward_by_hand")
    assert result.mistake == "without_b_hh"
    assert "without b_hh" in result.message


def test_two_mistakes_are_named():
    def stacked_forward(x, h_0, layers):
        """b_ih is missing, and h_n is upside down."""
        last = []
        for h, p in zip(h_0, layers, strict=True):
            states = []
            for x_t in x:
                h = np.tanh(x_t @ p["W_ih"].T + h @ p["W_hh"].T + p["b_hh"])
                states.append(h)
            x = np.stack(states)
            last.append(h)
        return x, np.stack(last[::-1])

    result = refused(stacked_forward, "stacked_forward")
    assert result.message.startswith("Two things are wrong.")
    hints = hints_of("stacked_forward")
    assert hints["h_n_reversed"] in result.message and hints["without_b_ih"] in result.message


# --- Short cuts ---------------------------------------------------------------------------------


def through_the_layer(x, layer):
    return layer(torch.from_numpy(x))[0].detach().numpy()


def through_forward(x, layer):
    return layer.forward(torch.from_numpy(x))[0].detach().numpy()


def through_a_cell(x, layer):
    cell = torch.nn.RNNCell(layer.input_size, layer.hidden_size, dtype=torch.float64)
    cell.weight_ih, cell.weight_hh = layer.weight_ih_l0, layer.weight_hh_l0
    cell.bias_ih, cell.bias_hh = layer.bias_ih_l0, layer.bias_hh_l0
    h, out = torch.zeros(len(x), layer.hidden_size, dtype=torch.float64), []
    for t in range(x.shape[1]):
        h = cell(torch.from_numpy(x[:, t]), h)
        out.append(h)
    return torch.stack(out, 1)


def through_the_raw_function(x, layer):
    h_0 = torch.zeros(1, len(x), layer.hidden_size, dtype=torch.float64)
    weights = [weight for weights in layer.all_weights for weight in weights]
    return torch.rnn_tanh(torch.from_numpy(x), h_0, weights, True, 1, 0.0, False, False, True)[0]


def through_a_swallowed_exception(x, layer):
    try:
        return through_the_layer(x, layer)
    except Exception:
        h, out = np.zeros((len(x), layer.hidden_size)), []
        p = {name: value.numpy() for name, value in layer.state_dict().items()}
        for t in range(x.shape[1]):
            h = np.tanh(
                x[:, t] @ p["weight_ih_l0"].T
                + p["bias_ih_l0"]
                + h @ p["weight_hh_l0"].T
                + p["bias_hh_l0"]
            )
            out.append(h)
        return np.stack(out, 1)


@pytest.mark.parametrize(
    "answer",
    [
        through_the_layer,
        through_forward,
        through_a_cell,
        through_the_raw_function,
        through_a_swallowed_exception,
    ],
    ids=lambda answer: answer.__name__,
)
def test_short_cuts_through_torch_are_refused(answer):
    with pytest.raises(ShortcutUsed, match=r"torch\.nn\.RNN(Cell)? may not be used"):
        check(answer, "forward_by_hand")


def test_drawing_the_cases_leaves_torchs_seed_alone():
    torch.manual_seed(3)
    expected = torch.rand(1)
    torch.manual_seed(3)
    refused(through_the_layer, "forward_by_hand")
    assert torch.equal(torch.rand(1), expected)


def test_float32_inside_is_named():
    def forward_by_hand(x, layer):
        p = {name: value.numpy() for name, value in layer.state_dict().items()}
        h, out = np.zeros((len(x), layer.hidden_size), dtype="f4"), []
        for t in range(x.shape[1]):
            from_input = (x[:, t] @ p["weight_ih_l0"].T + p["bias_ih_l0"]).astype("f4")
            h = np.tanh(from_input + (h @ p["weight_hh_l0"].T + p["bias_hh_l0"]).astype("f4"))
            out.append(h)
        return np.stack(out, 1)

    result = refused(forward_by_hand, "forward_by_hand")
    assert (result.stage, "float32" in result.message) == ("dtype", True)

    def widened(x, layer):
        return forward_by_hand(x, layer).astype(float)

    result = refused(widened, "forward_by_hand")
    assert (result.stage, "float32" in result.message) == ("value", True)
