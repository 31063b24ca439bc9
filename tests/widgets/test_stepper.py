import numpy as np
import torch

from rnn_helpers.widgets import step_through


def widget():
    torch.manual_seed(1)
    layer = torch.nn.RNN(5, 2)
    names = ("W_ih", "W_hh", "b_ih", "b_hh")
    params = {
        name: weight.detach().numpy().astype(float)
        for name, weight in zip(names, layer.parameters(), strict=True)
    }
    box = step_through(np.repeat([[1.0], [2.0], [3.0]], 5, axis=1), params)
    return box.children


def test_the_numbers_move_with_the_controls():
    time, memory, activation, view = widget()
    assert "-0.3520" in view.value
    assert "-0.6842" not in view.value
    time.value = 2
    assert "-0.6842" in view.value
    memory.value = 0.0
    assert "-0.6842" not in view.value
    assert "-0.3520" in view.value  # the first step has nothing to remember
    activation.value = "relu"
    assert "relu (" in view.value
    assert "-0.0000" not in view.value


def test_every_number_of_the_step_is_shown():
    time, _, _, view = widget()
    time.value = 3
    for name in ("W_ih", "W_hh", "b_ih", "b_hh", "x_3", "h_2", "h_3"):
        assert f'aria-label="{name}"' in view.value
    for number in ("0.3643", "-0.2756", "-0.0637", "-1.3075", "1.8865", "-0.8649", "0.9047"):
        assert number in view.value
