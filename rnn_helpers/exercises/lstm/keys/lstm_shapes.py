"""The key of lstm_shapes: output and h_n hold hidden states, which may be projected, c_n cells."""

from ....reference import lstm_shapes
from ...key import Key, Mistake, edit

_OUTPUT = "(T, B, directions * P)"
_H_N, _C_N = "(layers * directions, B, P)", "(layers * directions, B, H)"

KEY = Key(
    solution=lstm_shapes,
    mistakes={
        "c_n_projected": Mistake("Your c_n is projected. The projection acts on the hidden state "
            "alone; the cell keeps its H numbers.", edit(_C_N, _H_N)),
        "projection_ignored": Mistake("proj_size changes nothing in your answer. With a projection "
            "a hidden state has proj_size numbers, in output and in h_n.",
            edit("P = proj_size or H", "P = H")),
        "output_not_projected": Mistake("Your output is not projected. It holds the hidden states, "
            "and they have proj_size numbers.", edit(_OUTPUT, "(T, B, directions * H)")),
        "h_n_not_projected": Mistake("Your h_n is not projected. It is a hidden state, and those "
            "have proj_size numbers.", edit(_H_N, _C_N)),
        "wrong_one_projected": Mistake("It is the other way round with h_n and c_n: the hidden "
            "state is projected, the cell state keeps its H numbers.",
            edit(f"{_H_N}, {_C_N}", f"{_C_N}, {_H_N}")),
        "directions_on_time": Mistake("In your output the directions stand on the time axis. The "
            "two states of a time step stand side by side, on the last axis.",
            edit(_OUTPUT, "(directions * T, B, P)")),
        "output_without_directions": Mistake("Your output has room for one direction only.",
            edit(_OUTPUT, "(T, B, P)")),
        "states_without_directions": Mistake("Your h_n and c_n have a place for each layer, but "
            "only one for both directions.", edit(_H_N, "(layers, B, P)"),
            edit(_C_N, "(layers, B, H)")),
        "directions_ignored": Mistake("The number of directions is not used in your answer.",
            edit(_OUTPUT, "(T, B, P)"), edit(_H_N, "(layers, B, P)"), edit(_C_N, "(layers, B, H)")),
        "states_with_directions_last": Mistake("In your h_n and c_n the directions stand on the "
            "last axis, as in the output. There each direction of each layer has its own place on "
            "the first axis.", edit(_H_N, "(layers, B, directions * P)"),
            edit(_C_N, "(layers, B, directions * H)")),
        "states_of_the_top_layer": Mistake("Your h_n and c_n have a single layer. They hold the "
            "last states of every layer.", edit(_H_N, "(directions, B, P)"),
            edit(_C_N, "(directions, B, H)")),
        "output_of_all_layers": Mistake("Your output grows with the number of layers. It shows the "
            "top layer alone.", edit(_OUTPUT, "(T, B, layers * directions * P)")),
        "output_as_wide_as_x": Mistake("The last axis of your output is F. The output holds "
            "states, not inputs.", edit(_OUTPUT, "(T, B, F)")),
        "batch_first": Mistake("Your output has the batch first. Here the layer is time-major: T "
            "comes first, then B.", edit(_OUTPUT, "(B, T, directions * P)")),
        "all_batch_first": Mistake("All three of your shapes have the batch first. Here the layer "
            "is time-major; and the states have their layers first in any case.",
            edit(_OUTPUT, "(B, T, directions * P)"), edit(_H_N, "(B, layers * directions, P)"),
            edit(_C_N, "(B, layers * directions, H)")),
        "c_n_of_four_gates": Mistake("The last axis of your c_n counts the four gates. They are "
            "intermediate results; a cell has H numbers.",
            edit(_C_N, "(layers * directions, B, 4 * H)")),
    },
)  # fmt: skip
