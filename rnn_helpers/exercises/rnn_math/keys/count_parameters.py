"""The key of count_parameters: two matrices and two biases for each direction of each layer."""

from ....reference import count_parameters
from ...key import Key, Mistake, edit

KEY = Key(
    solution=count_parameters,
    # In the source of ``reference.count_parameters``.
    mistakes={
        "one_bias": Mistake("This is the count with one bias. PyTorch's layers have two: b_ih and "
            "b_hh.", edit("2 * H", "H")),
        "no_bias": Mistake("This is the count without biases. PyTorch's layers have two: b_ih and "
            "b_hh.", edit(" + 2 * H", "")),
        "upper_layers_read_F": Mistake("This is the count when every layer reads F features. An "
            "upper layer reads the states of the layer below it.", edit("[directions * H]", "[F]")),
        "upper_layers_read_H": Mistake("This is the count when an upper layer reads H numbers. "
            "With two directions the layer below gives it the states of both.",
            edit("[directions * H]", "[H]")),
        "count_of_one_direction": Mistake("The number of directions is not used in your count.",
            edit("[directions * H]", "[H]"), edit("directions * (H * width", "(H * width")),
        "count_of_one_layer": Mistake("The number of layers is not used in your count.",
            edit(" + [directions * H] * (layers - 1)", "")),
        "without_W_hh": Mistake("The weights from state to state, W_hh, are missing in your count.",
            edit("H * H + ", "")),
    },
)  # fmt: skip
