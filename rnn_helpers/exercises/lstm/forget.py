"""cell_gradient, half_life and set_forget_bias"""

import numpy as np

from ... import reference
from ...reference.gru import sigmoid
from ..exercise import Case, Exercise
from ..recurrent import TORCH_NAMES, torch_layer
from .layer import lstm_weights

# --- cell_gradient(forget_gates, k, t) ----------------------------------------------------------


def _gates(rng, T, B, H, k, t):
    return {"forget_gates": rng.uniform(0.3, 0.98, size=(T, B, H)), "k": k, "t": t}


def _gradient_cases(rng):
    B, H = (int(size) for size in rng.permutation([2, 3]))
    k, t = 1 + int(rng.integers(0, 2)), 5 + int(rng.integers(0, 2))
    return [
        Case("a few steps", _gates(rng, 8, B, H, k, t), isolates=True),
        Case("from the first to the last", _gates(rng, 6, B, H, 0, 5)),
        Case("one sequence, one unit", _gates(rng, 7, 1, 1, k, 4)),
        Case("one step", _gates(rng, 7, B, H, k, k + 1)),
        Case("k equals t", _gates(rng, 7, B, H, k, k)),
    ]


cell_gradient = Exercise(
    name="cell_gradient",
    notebook="07_lstm",
    points=1,
    returns={"gradient": "B H"},
    answer=reference.cell_gradient,
    cases=_gradient_cases,
    edge_cases=lambda rng: [
        Case("one time step", _gates(rng, 1, 2, 3, 0, 0)),
        Case("many steps", _gates(rng, 120, 2, 3, 4, 110)),
    ],
)


@cell_gradient.mistake(
    "These are the numbers you get with one factor too many. The gate at index k led to c[k]; it "
    "has no part in what comes after."
)
def one_factor_too_many(forget_gates, k, t):
    return np.prod(forget_gates[k : t + 1], axis=0)


@cell_gradient.mistake(
    "These are the numbers you get with the gates k to t - 1. The gate at index i leads from "
    "c[i - 1] to c[i]."
)
def one_index_early(forget_gates, k, t):
    return np.prod(forget_gates[k:t], axis=0)


@cell_gradient.mistake(
    "These are the numbers you get with one factor too few: the gate at index t, which leads to "
    "c[t], is missing."
)
def one_factor_too_few(forget_gates, k, t):
    return np.prod(forget_gates[k + 1 : t], axis=0)


@cell_gradient.mistake(
    "These are the numbers you get with a sum. What goes through several gates in a row is "
    "multiplied by each of them."
)
def summed(forget_gates, k, t):
    return np.sum(forget_gates[k + 1 : t + 1], axis=0)


@cell_gradient.mistake(
    "These are the numbers you get with a mean. What goes through several gates in a row is "
    "multiplied by each of them."
)
def averaged(forget_gates, k, t):
    return np.mean(forget_gates[k + 1 : t + 1], axis=0)


@cell_gradient.mistake(
    "These are the numbers you get with the gates of all steps. Take those after k, up to t."
)
def all_steps(forget_gates, k, t):
    return np.prod(forget_gates, axis=0)


@cell_gradient.mistake("These are the numbers you get with every gate up to t. Take those after k.")
def from_the_start(forget_gates, k, t):
    return np.prod(forget_gates[: t + 1], axis=0)


@cell_gradient.mistake(
    "These are the numbers you get with every gate after k. Those after t have no part in c[t]."
)
def to_the_end(forget_gates, k, t):
    return np.prod(forget_gates[k + 1 :], axis=0)


@cell_gradient.mistake(
    "These are the numbers you get when the last gate stands for all of them. Every step has its "
    "own."
)
def power_of_the_last(forget_gates, k, t):
    return forget_gates[t] ** (t - k)


@cell_gradient.mistake(
    "These are the numbers you get with one more sigmoid around the gates. They are between 0 and "
    "1 already."
)
def one_more_sigmoid(forget_gates, k, t):
    return np.prod(sigmoid(forget_gates[k + 1 : t + 1]), axis=0)


@cell_gradient.mistake(
    "This is the forget gate of the last step alone. Every step between k and t has one."
)
def last_gate(forget_gates, k, t):
    return forget_gates[t]


@cell_gradient.mistake(
    "Your result is one number. Every unit of every sequence has a cell of its own: multiply over "
    "the steps alone."
)
def over_everything(forget_gates, k, t):
    return np.prod(forget_gates[k + 1 : t + 1])


@cell_gradient.mistake(
    "Your result has a time axis. The whole way from k to t makes one product for each cell."
)
def every_product(forget_gates, k, t):
    return np.cumprod(forget_gates[k + 1 : t + 1], axis=0)


# --- half_life(bias) ----------------------------------------------------------------------------


def _bias(value):
    return {"bias": float(value)}


half_life = Exercise(
    name="half_life",
    notebook="07_lstm",
    points=1,
    returns={"steps": ""},
    answer=reference.half_life,
    cases=lambda rng: [
        Case("a bias of 2 to 4", _bias(round(rng.uniform(2, 4), 2))),
        Case("no bias", _bias(0)),
        Case("a bias of one", _bias(1)),
        Case("a bias of five", _bias(5)),
        Case("a negative bias", _bias(-round(rng.uniform(0.5, 2), 2))),
    ],
    edge_cases=lambda rng: [Case("a large bias", _bias(9)), Case("a very negative one", _bias(-6))],
)


def _log_forget(bias):
    return np.log(sigmoid(bias))


@half_life.mistake(
    "This is -1 / log(f): the steps until the e-th part is left, about 0.37. Half is asked for. "
    "(Two kinds of logarithm in one fraction give this number, too.)"
)
def time_constant(bias):
    return -1 / _log_forget(bias)


@half_life.mistake(
    "Two kinds of logarithm are mixed in your result. Any base will do, but it has to be the same "
    "above and below."
)
def bases_mixed(bias):
    return np.log(0.5) / np.log2(sigmoid(bias))


@half_life.mistake(
    "Two kinds of logarithm are mixed in your result. Any base will do, as long as it is one base."
)
def base_ten_mixed(bias):
    return np.log(0.5) / np.log10(sigmoid(bias))


@half_life.mistake(
    "These are the numbers you get when the bias itself is taken as the gate. The gate is "
    "sigmoid(bias)."
)
def sigmoid_forgotten(bias):
    return np.log(0.5) / np.log(bias)


@half_life.mistake("These are the numbers you get with a tanh. The forget gate is a sigmoid.")
def tanh_for_sigmoid(bias):
    return np.log(0.5) / np.log(np.tanh(bias))


@half_life.mistake("Your fraction is upside down.")
def upside_down(bias):
    return _log_forget(bias) / np.log(0.5)


@half_life.mistake(
    "Your result is negative. Two negative logarithms make a positive number of steps."
)
def negative(bias):
    return np.log(2) / _log_forget(bias)


@half_life.mistake(
    "These are the numbers you get with 1 - f in the place of f. f is the share that stays."
)
def inverted(bias):
    return np.log(0.5) / np.log(sigmoid(-bias))


@half_life.mistake(
    "These are the numbers you get when every step takes the same amount away. It takes the same "
    "share of what is left."
)
def linear(bias):
    return 0.5 / sigmoid(-bias)


@half_life.mistake("This is the bias counted twice. Here bias is already the sum of PyTorch's two.")
def bias_twice(bias):
    return reference.half_life(2 * bias)


@half_life.mistake(
    "This is 1 / (1 - f), the steps that a share lasts on average. Half is asked for."
)
def mean_life(bias):
    return 1 / sigmoid(-bias)


@half_life.mistake(
    "This is log(2) / (1 - f). It comes near only where f is near 1; the exact number is asked for."
)
def near_one(bias):
    return np.log(2) / sigmoid(-bias)


@half_life.mistake("Your result is cut to whole steps. The exact number is asked for.")
def rounded_down(bias):
    return float(np.floor(reference.half_life(bias)))


@half_life.mistake("Your result is rounded up to whole steps. The exact number is asked for.")
def rounded_up(bias):
    return float(np.ceil(reference.half_life(bias)))


@half_life.mistake("Your result is rounded to whole steps. The exact number is asked for.")
def rounded(bias):
    return float(round(reference.half_life(bias)))


# --- set_forget_bias(layer, value) --------------------------------------------------------------


def _bias_arguments(rng, F, H, value):
    return {"layer": torch_layer("LSTM", lstm_weights(rng, F, H)).float(), "value": value}


def _bias_cases(rng):
    F, H = (int(size) for size in rng.permutation([3, 4]))
    value = round(float(rng.uniform(2, 6)), 1)
    return [
        Case("a positive bias", _bias_arguments(rng, F, H, value)),
        Case("another one", _bias_arguments(rng, F, H, 1.0)),
        Case("a negative bias", _bias_arguments(rng, F, H, -2.0)),
        Case("one unit", _bias_arguments(rng, F, 1, value)),
    ]


def _weights_of(returned, layer, value):
    """The layer's weights after the call; what is no tensor any more is left as it is."""
    found = {name: getattr(layer, name, None) for name in TORCH_NAMES.values()}
    tensors = {name: weight for name, weight in found.items() if hasattr(weight, "detach")}
    return {
        **found,
        **{name: tensor.detach().double().numpy() for name, tensor in tensors.items()},
        "trainable": np.array(all(tensor.requires_grad for tensor in tensors.values())),
    }


def _what_a_gate_feels(values):
    """The two biases of a gate count as their sum."""
    total = values["bias_ih_l0"] + values["bias_hh_l0"]
    return {
        **{
            f"bias_ih_l0 + bias_hh_l0, rows of {gate}": np.split(total, 4)["ifgo".index(gate)]
            for gate in "figo"
        },
        "weight_ih_l0": values["weight_ih_l0"],
        "weight_hh_l0": values["weight_hh_l0"],
        "all weights can still be trained": values["trainable"],
    }


set_forget_bias = Exercise(
    name="set_forget_bias",
    notebook="07_lstm",
    points=1,
    returns={
        "weight_ih_l0": "4H F",
        "weight_hh_l0": "4H H",
        "bias_ih_l0": "4H",
        "bias_hh_l0": "4H",
        "trainable": "",
    },
    rtol=1e-5,  # a layer of PyTorch's is float32
    atol=1e-6,
    after_call=_weights_of,
    compared=_what_a_gate_feels,
    answer=reference.set_forget_bias,
    cases=_bias_cases,
    edge_cases=lambda rng: [Case("one of everything", _bias_arguments(rng, 1, 1, 3.0))],
)


def _set(layer, quarter, bias_ih, bias_hh):
    """Sets one quarter of each bias; None leaves it as it is."""
    for name, value in (("bias_ih_l0", bias_ih), ("bias_hh_l0", bias_hh)):
        if value is not None:
            getattr(layer, name).data.chunk(4)[quarter][:] = value


@set_forget_bias.mistake(
    "Both biases of the forget gate are set to value, and they add up: the gate is moved by twice "
    "as much."
)
def both_biases(layer, value):
    _set(layer, 1, value, value)


@set_forget_bias.mistake(
    "You have set one bias of the forget gate, but the other one is still there, and the two add "
    "up. Their sum should be value."
)
def other_bias_left(layer, value):
    _set(layer, 1, value, None)


@set_forget_bias.mistake(
    "You have set bias_hh_l0 of the forget gate, but bias_ih_l0 is still there, and the two add "
    "up. Their sum should be value."
)
def bias_ih_left(layer, value):
    _set(layer, 1, None, value)


@set_forget_bias.mistake(
    "Your other bias is zero in all its rows. Those of i, g and o should stay as they were."
)
def other_bias_zeroed(layer, value):
    layer.bias_hh_l0.data[:] = 0.0
    _set(layer, 1, value, None)


@set_forget_bias.mistake(
    "You have set all rows from H on: those of f, g and o. The rows of f end at 2H."
)
def rows_from_H_on(layer, value):
    for quarter in (1, 2, 3):
        _set(layer, quarter, value, 0.0)


@set_forget_bias.mistake(
    "You have set every fourth row. All rows of one gate stand together, then come those of the "
    "next."
)
def every_fourth_row(layer, value):
    layer.bias_ih_l0.data[1::4] = value
    layer.bias_hh_l0.data[1::4] = 0.0


@set_forget_bias.mistake(
    "All rows of both biases are set to value. Only the rows of f should be, and the two add up."
)
def everything(layer, value):
    layer.bias_ih_l0.data[:] = value
    layer.bias_hh_l0.data[:] = value


@set_forget_bias.mistake(
    "The biases are as they should be, but a weight of the layer does not ask for its gradient any "
    "more: it would never be trained."
)
def frozen(layer, value):
    reference.set_forget_bias(layer, value)
    layer.bias_ih_l0.requires_grad_(False)


_QUARTER = (
    "You have set the bias of {}, the {} quarter. The rows of f are the second: the order is i, f, "
    "g, o."
)


def _wrong_quarter(gate):
    def wrong_answer(layer, value):
        _set(layer, "ifgo".index(gate), value, 0.0)

    return wrong_answer


for _gate, _place in {"i": "first", "g": "third", "o": "last"}.items():
    set_forget_bias.mistake(_QUARTER.format(_gate, _place), f"rows_of_{_gate}")(
        _wrong_quarter(_gate)
    )


@set_forget_bias.mistake(
    "You have set the bias of all four: i, f, g and o. The forget gate alone should be set."
)
def all_gates(layer, value):
    layer.bias_ih_l0.data[:] = value
    layer.bias_hh_l0.data[:] = 0.0


@set_forget_bias.mistake(
    "All other biases are zero now. Those of i, g and o should stay as they were."
)
def others_zeroed(layer, value):
    layer.bias_ih_l0.data[:] = 0.0
    layer.bias_hh_l0.data[:] = 0.0
    _set(layer, 1, value, 0.0)


@set_forget_bias.mistake("You have added to the bias that was there. The sum should be value.")
def added(layer, value):
    _set(layer, 1, layer.bias_ih_l0.data.chunk(4)[1] + value, None)


@set_forget_bias.mistake(
    "The bias is set so that the gate itself is value, or near it. value is the bias, which stands "
    "inside the sigmoid."
)
def sigmoid_of_value(layer, value):
    _set(layer, 1, float(sigmoid(value)), 0.0)


@set_forget_bias.mistake(
    "The layer is as it was before the call. The biases of the layer itself are to be changed, not "
    "a copy of them."
)
def nothing_changed(layer, value):
    pass
