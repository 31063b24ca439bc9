"""Shapes and counts of a layer."""

from functools import partial

from ... import reference
from ..exercise import Case, Exercise

_exercise = partial(Exercise, notebook="02_rnn_math")


# --- rnn_shapes(T, B, F, H, layers, directions, batch_first) -> two shapes ---


_LAYERS = (
    # T, B, F, H, layers, directions, batch_first; sizes that cannot be mistaken for each other
    ("one layer", 7, 3, 5, 11, 1, 1, False),
    ("batch first", 7, 3, 5, 11, 1, 1, True),
    ("three layers", 13, 2, 4, 6, 3, 1, False),
    ("two directions", 9, 4, 3, 5, 1, 2, False),
    ("three layers, two directions", 5, 8, 2, 7, 3, 2, False),
    ("everything at once", 12, 5, 3, 4, 3, 2, True),
)


def _shape_cases(rng):
    names = ("T", "B", "F", "H", "layers", "directions", "batch_first")
    grow = int(rng.integers(0, 4))  # other sizes under another seed
    return [
        Case(about, dict(zip(names, (T + grow, B + grow, F + grow, H + grow, *rest), strict=True)))
        for about, T, B, F, H, *rest in _LAYERS
    ]


def _without_names(cases, names):
    return [Case(case.about, {name: case.arguments[name] for name in names}) for case in cases]


rnn_shapes = _exercise(
    name="rnn_shapes",
    points=2,
    returns={"output shape": "axis", "h_n shape": "axis"},
    cases=_shape_cases,
    edge_cases=lambda rng: [
        Case(
            "one of everything",
            {"T": 1, "B": 1, "F": 1, "H": 1, "layers": 1, "directions": 1, "batch_first": True},
        )
    ],
    answer=reference.rnn_shapes,
)


@rnn_shapes.mistake(
    "batch_first turns h_n in your answer. It turns x and output alone: h_n always has the "
    "layers first."
)
def h_n_batch_first(T, B, F, H, layers, directions, batch_first):
    output, h_n = reference.rnn_shapes(T, B, F, H, layers, directions, batch_first)
    return output, (B, layers * directions, H) if batch_first else h_n


@rnn_shapes.mistake("batch_first works the wrong way round in your output.")
def batch_first_inverted(T, B, F, H, layers, directions, batch_first):
    return reference.rnn_shapes(T, B, F, H, layers, directions, not batch_first)


@rnn_shapes.mistake("batch_first changes nothing in your answer. It turns the output round.")
def batch_first_ignored(T, B, F, H, layers, directions, batch_first):
    return reference.rnn_shapes(T, B, F, H, layers, directions, False)


@rnn_shapes.mistake(
    "In your output the directions stand on the time axis. The two states of a time step stand "
    "side by side, on the last axis."
)
def directions_on_time(T, B, F, H, layers, directions, batch_first):
    _, h_n = reference.rnn_shapes(T, B, F, H, layers, directions, batch_first)
    return (B, directions * T, H) if batch_first else (directions * T, B, H), h_n


@rnn_shapes.mistake(
    "In your h_n the directions stand on the last axis, as in the output. h_n gives each "
    "direction of each layer its own place on the first axis."
)
def h_n_directions_last(T, B, F, H, layers, directions, batch_first):
    output, _ = reference.rnn_shapes(T, B, F, H, layers, directions, batch_first)
    return output, (layers, B, directions * H)


@rnn_shapes.mistake("Your h_n has a place for each layer, but only one for both directions.")
def h_n_without_directions(T, B, F, H, layers, directions, batch_first):
    output, _ = reference.rnn_shapes(T, B, F, H, layers, directions, batch_first)
    return output, (layers, B, H)


@rnn_shapes.mistake("Your output has room for one direction only.")
def output_without_directions(T, B, F, H, layers, directions, batch_first):
    _, h_n = reference.rnn_shapes(T, B, F, H, layers, directions, batch_first)
    return (B, T, H) if batch_first else (T, B, H), h_n


@rnn_shapes.mistake("The number of directions is not used in your answer.")
def directions_ignored(T, B, F, H, layers, directions, batch_first):
    return reference.rnn_shapes(T, B, F, H, layers, 1, batch_first)


@rnn_shapes.mistake("Your h_n has a single layer. It holds the last state of every layer.")
def h_n_of_top_layer(T, B, F, H, layers, directions, batch_first):
    output, _ = reference.rnn_shapes(T, B, F, H, layers, directions, batch_first)
    return output, (directions, B, H)


@rnn_shapes.mistake("Your output grows with the number of layers. It shows the top layer alone.")
def output_of_all_layers(T, B, F, H, layers, directions, batch_first):
    output, h_n = reference.rnn_shapes(T, B, F, H, layers, directions, batch_first)
    return (*output[:2], layers * output[2]), h_n


@rnn_shapes.mistake("The last axis of your output is F. The output holds states, not inputs.")
def output_as_wide_as_x(T, B, F, H, layers, directions, batch_first):
    output, h_n = reference.rnn_shapes(T, B, F, H, layers, directions, batch_first)
    return (*output[:2], F), h_n


# --- count_parameters(F, H, layers, directions) -> int ---


def _count(F, H, layers, directions, *, biases=2, above=None):
    """The count with other biases, or with upper layers that read ``above`` numbers."""
    above = directions * H if above is None else above
    widths = [F] + [above] * (layers - 1)
    return sum(directions * (H * width + H * H + biases * H) for width in widths)


_COUNT_ARGUMENTS = ("F", "H", "layers", "directions")

count_parameters = _exercise(
    name="count_parameters",
    points=2,
    returns={"count": ""},
    cases=lambda rng: _without_names(_shape_cases(rng), _COUNT_ARGUMENTS),
    edge_cases=lambda rng: [
        Case("one of everything", {"F": 1, "H": 1, "layers": 1, "directions": 1}),
        Case("a deep network", {"F": 3, "H": 20, "layers": 12, "directions": 2}),
    ],
    answer=reference.count_parameters,
)


@count_parameters.mistake(
    "This is the count with one bias. PyTorch's layers have two: b_ih and b_hh."
)
def one_bias(F, H, layers, directions):
    return _count(F, H, layers, directions, biases=1)


@count_parameters.mistake(
    "This is the count without biases. PyTorch's layers have two: b_ih and b_hh."
)
def no_bias(F, H, layers, directions):
    return _count(F, H, layers, directions, biases=0)


@count_parameters.mistake(
    "This is the count when every layer reads F features. An upper layer reads the states of the "
    "layer below it."
)
def upper_layers_read_F(F, H, layers, directions):
    return _count(F, H, layers, directions, above=F)


@count_parameters.mistake(
    "This is the count when an upper layer reads H numbers. With two directions the layer below "
    "gives it the states of both."
)
def upper_layers_read_H(F, H, layers, directions):
    return _count(F, H, layers, directions, above=H)


@count_parameters.mistake("The number of directions is not used in your count.")
def count_of_one_direction(F, H, layers, directions):
    return reference.count_parameters(F, H, layers, 1)


@count_parameters.mistake("The number of layers is not used in your count.")
def count_of_one_layer(F, H, layers, directions):
    return reference.count_parameters(F, H, 1, directions)


@count_parameters.mistake("The weights from state to state, W_hh, are missing in your count.")
def without_W_hh(F, H, layers, directions):
    return reference.count_parameters(F, H, layers, directions) - layers * directions * H * H


# --- multiplications(T, F, H) -> int ---


multiplications = _exercise(
    name="multiplications",
    points=1,
    returns={"count": ""},
    cases=lambda rng: _without_names(_shape_cases(rng), ("T", "F", "H")),
    edge_cases=lambda rng: [Case("one of everything", {"T": 1, "F": 1, "H": 1})],
    answer=reference.multiplications,
)


@multiplications.mistake("This is the count for one time step. The layer runs T of them.")
def one_time_step(T, F, H):
    return H * F + H * H


@multiplications.mistake(
    "Your count is T times 2H too large. Are the two biases in it? They are added, not multiplied."
)
def biases_counted(T, F, H):
    return T * (H * F + H * H + 2 * H)


@multiplications.mistake(
    "Your count is T times H too large. Is a bias in it, or the activation? They do not count."
)
def one_bias_counted(T, F, H):
    return T * (H * F + H * H + H)


@multiplications.mistake(
    "This is the count of a feed-forward layer. A recurrent one also multiplies the state by W_hh."
)
def feed_forward(T, F, H):
    return T * H * F


@multiplications.mistake("This is the count for W_hh alone. The input is multiplied by W_ih, too.")
def state_alone(T, F, H):
    return T * H * H


@multiplications.mistake(
    "This is the count when the first step leaves the state out. h_0 meets W_hh, too."
)
def first_step_without_state(T, F, H):
    return T * H * F + (T - 1) * H * H


@multiplications.mistake("W_hh is used once in your count. The state meets it at every time step.")
def state_once(T, F, H):
    return T * H * F + H * H


@multiplications.mistake(
    "W_ih is used once in your count. Every time step has an input of its own."
)
def input_once(T, F, H):
    return H * F + T * H * H
