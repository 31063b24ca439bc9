"""The mistakes of notebooks 06 and 07 in other people's code.

The known mistakes are written in our style. Here the same slips are made in the right answers of
``right_gru`` and ``right_lstm``, which are loops, einsum, torch tensors and slices: one piece of
their source is exchanged, and the mistake has to be named all the same.
"""

import inspect

import pytest

from rnn_helpers import CheckFailed, check
from tests.rehearsal.right import gru as right_gru
from tests.rehearsal.right import lstm as right_lstm

SLIPS = {
    # exercise: [(function, what stands there, what a student writes, the mistake), ...]
    "gru_step": [
        ("step_blocks", "(1 - z) * n + z * h", "z * n + (1 - z) * h", "z_swapped"),
        ("step_einsum", "new + update * (h - new)", "h + update * (new - h)", "z_swapped"),
        ("step_torch", "torch.tanh(", "torch.sigmoid(", "n_through_a_sigmoid"),
        (
            "step_einsum",
            "(a_r, a_z, a_n), (s_r, s_z",
            "(a_z, a_r, a_n), (s_z, s_r",
            "order_zrn",
        ),
        (
            "step_blocks",
            "r * (h_prev @ U[2 * H :].T + c[2 * H :])",
            "r * (h_prev @ U[2 * H :].T) + c[2 * H :]",
            "b_hn_outside",
        ),
        (
            "step_blocks",
            "r * (h_prev @ U[2 * H :].T +",
            "((r * h_prev) @ U[2 * H :].T +",
            "chos_reset",
        ),
        (
            "step_one_sequence_at_a_time",
            "a[-k:] + r * s[-k:]",
            "r * (a[-k:] + s[-k:])",
            "reset_on_everything",
        ),
    ],
    "gru_step_cho": [
        (
            "cho_torch",
            "(r * h) @ U[2].T + c[2]",
            "r * (h @ U[2].T + c[2])",
            "pytorchs_reset",
        ),
        ("cho_blocks", "(r * h_prev) @ p", "h_prev @ p", "no_reset"),
        ("cho_einsum", "r * h_prev, p", "(1 - r) * h_prev, p", "reset_inverted"),
    ],
    "gru_parameters": [
        ("count_formula", "3 * H", "4 * H", "four_gates"),
        ("count_shapes", "2 * [", "1 * [", "one_bias"),
    ],
    "keep_gate": [
        ("keep_copies", "[H : 2 * H]", "[:H]", "rows_of_r"),
        ("keep_copies", "= 0", "= bias", "both_biases"),
        ("keep_torch", 'new["b_hh"].chunk(3)[1].zero_()', "pass", "other_bias_left"),
    ],
    "lstm_step": [
        ("step_one_product", "i, f, g, o = ", "i, f, o, g = ", "order_ifog"),
        ("step_torch", "i, f, g, o = ", "f, i, g, o = ", "order_figo"),
        ("step_blocks", "o * np.tanh(c_new)", "o * c_new", "no_tanh_on_c"),
        ("step_torch", "torch.tanh(c), c", "c, c", "no_tanh_on_c"),
        ("step_one_product", "np.tanh(g)", "sigma(g)", "g_through_a_sigmoid"),
        ("step_unit_by_unit", "np.tanh(a[2])", "sigma(a[2])", "g_through_a_sigmoid"),
        (
            "step_unit_by_unit",
            "sigma(a[1]) * c_prev[b, k]",
            "sigma(a[0]) * c_prev[b, k]",
            "i_in_both_places",
        ),
    ],
    "lstm_forward": [
        ("forward_filled", "output[t] = h[0]", "output[t] = c[0]", "cells_as_output"),
        ("forward_filled", "(h[0], c[0]), p", "(h[0], state[1][0]), p", "cell_not_carried"),
        ("forward_filled", "[output, [h, c]]", "[output, [c, h]]", "pair_swapped"),
    ],
    "lstm_shapes": [
        ("shapes_lists", "[rows, B, H]]", "[rows, B, shown]]", "c_n_projected"),
        (
            "shapes_formula",
            "(T, B, directions * P)",
            "(directions * T, B, P)",
            "directions_on_time",
        ),
        ("shapes_of_arrays", "B, H))", "B, P or H))", "c_n_projected"),
    ],
    "projected_step": [
        ("projected_by_slices", ".T, c", '.T, c @ p["W_hr"].T', "cell_projected"),
        (
            "projected_by_slices",
            '(o * np.tanh(c)) @ p["W_hr"].T',
            'np.tanh((o * c) @ p["W_hr"].T)',
            "tanh_after_the_projection",
        ),
        ("projected_torch", 'params["W_hr"])', 'params["W_hr"].T)', "projection_transposed"),
    ],
    "cell_gradient": [
        ("gradient_loop", "range(k + 1", "range(k", "one_factor_too_many"),
        ("gradient_backwards", "while t > k", "while t >= k", "one_factor_too_many"),
        ("gradient_torch", ".prod(", ".sum(", "summed"),
    ],
    "half_life": [
        ("half_life_log", "np.log(0.5)", "np.log2(0.5)", "time_constant"),
        ("half_life_log", "(1 / (1 + np.exp(-bias)))", "(bias)", "sigmoid_forgotten"),
        ("half_life_torch", "torch.sigmoid(", "(", "sigmoid_forgotten"),
    ],
    "set_forget_bias": [
        (
            "set_no_grad",
            "0.25), (layer.bias_hh_l0, 0.75)",
            "1), (layer.bias_hh_l0, 1)",
            "both_biases",
        ),
        ("set_no_grad", "i, f, g, o", "f, i, g, o", "rows_of_i"),
        (
            "set_state_dict",
            "layer.load_state_dict(weights)",
            "return weights",
            "nothing_changed",
        ),
    ],
    "lstm_step_backward": [
        (
            "backward_gate_by_gate",
            'dc + dh * cache["o"] / np.cosh(cache["c_t"]) ** 2',
            "dc",
            "path_through_h_forgotten",
        ),
        ("backward_gate_by_gate", "gate - gate**2", "1", "no_sigmoid_derivatives"),
        ("backward_torch", "dc = dc + dh", "dc = dh", "dc_ignored"),
        (
            "backward_torch",
            "(1 - seen.square())",
            '(1 - c["c_t"].square())',
            "derivative_of_c_itself",
        ),
        ("backward_plain", "(1 - g * g)", "(1 - g)", "derivative_of_g_not_squared"),
        ("backward_plain", "dc * f,", "dc,", "cell_not_multiplied"),
    ],
}


@pytest.mark.parametrize(
    ("exercise", "function", "right", "wrong", "mistake"),
    [(exercise, *slip) for exercise, slips in SLIPS.items() for slip in slips],
)
def test_a_slip_in_anothers_code_is_named(exercise, function, right, wrong, mistake):
    module = right_gru if exercise in right_gru.ANSWERS else right_lstm
    source = inspect.getsource(getattr(module, function))
    assert right in source
    namespace = dict(vars(module))
    exec(source.replace(right, wrong), namespace)
    with pytest.raises(CheckFailed) as failure:
        check(namespace[function], exercise)
    assert failure.value.result.mistake == mistake


def test_every_exercise_has_slips():
    assert SLIPS.keys() == (right_gru.ANSWERS.keys() | right_lstm.ANSWERS.keys()) - {
        "gru_forward"  # a loop around gru_step, with slips of 02
    }
