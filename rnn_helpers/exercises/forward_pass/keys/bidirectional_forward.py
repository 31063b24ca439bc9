"""The key of bidirectional_forward: each direction by itself, then every state at its time."""

import numpy as np

from ...key import Key, Mistake, edit
from ...keys.rnn import LAYER, START, STEP, rnn_forward, rnn_step


def bidirectional_forward(x, h_0, forward, backward):
    states_f, h_f = rnn_forward(x, h_0[:1], forward)  # (T, B, H), (1, B, H)
    states_b, h_b = rnn_forward(x[::-1], h_0[1:], backward)
    states_b = states_b[::-1]  # each state at its own time
    output = np.concatenate([states_f, states_b], axis=-1)  # (T, B, 2H)
    return output, np.concatenate([h_f, h_b])  # (2, B, H)


_LEFT_REVERSED = edit("states_b[::-1]", "states_b")
_READS_FORWARD = edit("x[::-1]", "x")
_HALVES_SWAPPED = edit("[states_f, states_b]", "[states_b, states_f]")
_H_N_SWAPPED = edit("[h_f, h_b]", "[h_b, h_f]")
_H_N_FIRST = edit("[h_f, h_b]", "[h_f, states_b[:1]]")

KEY = Key(
    solution=bidirectional_forward,
    uses=(rnn_step, rnn_forward),
    mistakes={
        **STEP,
        **LAYER,
        **START,
        "backward_left_reversed": Mistake("The backward states stand in the order in which they "
            "were computed, the one for the last time step first. In output[t] both states should "
            "belong to time t.", _LEFT_REVERSED),
        "backward_weights_unused": Mistake("Both directions use the forward weights. The backward "
            "direction has weights of its own.", edit("h_0[1:], backward", "h_0[1:], forward")),
        "backward_reads_forward": Mistake("These are the numbers you get when the backward "
            "direction reads x from the first time step on. It should start at the last one.",
            _READS_FORWARD, _LEFT_REVERSED),
        "batch_reversed": Mistake("These are the numbers you get when the sequences of the batch "
            "are reversed for the backward direction, instead of the time steps.",
            edit("x[::-1]", "x[:, ::-1]"), edit("states_b[::-1]", "states_b[:, ::-1]")),
        "h_n_swapped": Mistake("Your h_n has the two directions swapped. The forward one comes "
            "first.", _H_N_SWAPPED),
        "backward_h_n_at_T": Mistake("The backward half of your h_n is the backward state at the "
            "last time step, the first one that this direction computes. Which one does it compute "
            "last?", edit("[h_f, h_b]", "[h_f, states_b[-1:]]")),
        "backward_left_reversed_everywhere": Mistake("The backward states stand in the order in "
            "which they were computed, the one for the last time step first. So the one in your "
            "h_n is the first that was computed, not the last.", _LEFT_REVERSED, _H_N_FIRST),
        "backward_reads_forward_h_n_first": Mistake("These are the numbers you get when the "
            "backward direction reads x from the first time step on, and h_n takes its first "
            "state. It should start at the last time step.", _READS_FORWARD, _LEFT_REVERSED,
            _H_N_FIRST),
        "directions_swapped": Mistake("Your output and your h_n both have the backward direction "
            "first. The forward one comes first in both.", _HALVES_SWAPPED, _H_N_SWAPPED),
        "states_reversed_but_not_x": Mistake("Your backward direction reads x from the first time "
            "step on, and its states are reversed afterwards. It should read x from the last step "
            "on.", _READS_FORWARD),
        "backward_starts_from_zeros": Mistake("Your backward direction starts from zeros. Its "
            "initial state is h_0[1].", edit("h_0[1:]", "np.zeros_like(h_0[1:])")),
        "forward_starts_from_zeros": Mistake("Your forward direction starts from zeros. Its "
            "initial state is h_0[0].", edit("h_0[:1]", "np.zeros_like(h_0[:1])")),
        "starts_swapped": Mistake("The two initial states are swapped. h_0[0] belongs to the "
            "forward direction.", edit("x[::-1], h_0[1:]", "x[::-1], h_0[:1]"),
            edit("(x, h_0[:1]", "(x, h_0[1:]")),
        "halves_swapped": Mistake("Your output has the backward states first. The forward states "
            "stand in output[..., :H].", _HALVES_SWAPPED),
        "directions_added": Mistake("Your output is the sum of the two directions. They should "
            "stand side by side, (T, B, 2H).",
            edit("np.concatenate([states_f, states_b], axis=-1)", "states_f + states_b")),
        "joined_along_batch": Mistake("The two directions are joined along the batch axis. They "
            "should stand side by side along the last axis, (T, B, 2H).",
            edit("axis=-1", "axis=1")),
        "same_start_for_both": Mistake("Both directions start from h_0[0]. The backward direction "
            "has an initial state of its own.", edit("h_0[1:]", "h_0[:1]")),
        "backward_starts_from_forward": Mistake("These are the numbers you get when the backward "
            "direction starts from the last forward state. It has an initial state of its own, in "
            "h_0.", edit("h_0[1:]", "h_f")),
    },
)  # fmt: skip
