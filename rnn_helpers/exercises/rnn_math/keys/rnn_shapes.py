"""The key of rnn_shapes: (T, B, directions * H) and (layers * directions, B, H)."""

from ....reference import rnn_shapes
from ...key import Key, Mistake, edit

# In the source of ``reference.rnn_shapes``.
BATCH_FIRST = "(B, T, directions * H)"
TIME_FIRST = "(T, B, directions * H)"
H_N = "(layers * directions, B, H)"

KEY = Key(
    solution=rnn_shapes,
    mistakes={
        "h_n_batch_first": Mistake("batch_first turns h_n in your answer. It turns x and output "
            "alone: h_n always has the layers first.",
            edit(H_N, f"(B, layers * directions, H) if batch_first else {H_N}")),
        "batch_first_inverted": Mistake("batch_first works the wrong way round in your output.",
            edit("if batch_first", "if not batch_first")),
        "batch_first_ignored": Mistake("batch_first changes nothing in your answer. It turns the "
            "output round.", edit(f"{BATCH_FIRST} if batch_first else ", "")),
        "directions_on_time": Mistake("In your output the directions stand on the time axis. The "
            "two states of a time step stand side by side, on the last axis.",
            edit(BATCH_FIRST, "(B, directions * T, H)"),
            edit(TIME_FIRST, "(directions * T, B, H)")),
        "h_n_directions_last": Mistake("In your h_n the directions stand on the last axis, as in "
            "the output. h_n gives each direction of each layer its own place on the first axis.",
            edit(H_N, "(layers, B, directions * H)")),
        "h_n_without_directions": Mistake("Your h_n has a place for each layer, but only one for "
            "both directions.", edit(H_N, "(layers, B, H)")),
        "output_without_directions": Mistake("Your output has room for one direction only.",
            edit(BATCH_FIRST, "(B, T, H)"), edit(TIME_FIRST, "(T, B, H)")),
        "directions_ignored": Mistake("The number of directions is not used in your answer.",
            edit(BATCH_FIRST, "(B, T, H)"), edit(TIME_FIRST, "(T, B, H)"),
            edit(H_N, "(layers, B, H)")),
        "h_n_of_top_layer": Mistake("Your h_n has a single layer. It holds the last state of every "
            "layer.", edit(H_N, "(directions, B, H)")),
        "output_of_all_layers": Mistake("Your output grows with the number of layers. It shows the "
            "top layer alone.", edit(BATCH_FIRST, "(B, T, layers * directions * H)"),
            edit(TIME_FIRST, "(T, B, layers * directions * H)")),
        "output_as_wide_as_x": Mistake("The last axis of your output is F. The output holds "
            "states, not inputs.", edit(BATCH_FIRST, "(B, T, F)"), edit(TIME_FIRST, "(T, B, F)")),
    },
)  # fmt: skip
