"""The key of forward_by_hand: a layer of PyTorch with the batch first, step by step."""

import numpy as np

from ...key import Key, Mistake, edit
from ...keys.rnn import LAYER, STEP, rnn_forward, rnn_step


def forward_by_hand(x, layer):
    params = {
        "W_ih": layer.weight_ih_l0.detach().numpy(),  # (H, F)
        "W_hh": layer.weight_hh_l0.detach().numpy(),  # (H, H)
        "b_ih": layer.bias_ih_l0.detach().numpy(),  # (H,)
        "b_hh": layer.bias_hh_l0.detach().numpy(),  # (H,)
    }
    h_0 = np.zeros((1, len(x), layer.hidden_size))  # (1, B, H)
    output, _ = rnn_forward(x.swapaxes(0, 1), h_0, params)  # (T, B, H)
    return output.swapaxes(0, 1)  # (B, T, H)


_RESHAPE = (
    "{} with reshape. It does not swap axes: it deals the same numbers out again in their old "
    "order."
)
_X_RESHAPED = edit("x.swapaxes(0, 1)", "x.reshape(x.shape[1], x.shape[0], -1)")
_OUTPUT_RESHAPED = edit("output.swapaxes(0, 1)", "output.reshape(*x.shape[:2], -1)")

KEY = Key(
    solution=forward_by_hand,
    uses=(rnn_step, rnn_forward),
    mistakes={
        **STEP,
        **LAYER,
        "batch_and_time_swapped": Mistake("Batch and time are swapped in your function. The layer "
            "has batch_first=True: which axis of x is time then?",
            edit("len(x), layer", "x.shape[1], layer"), edit("x.swapaxes(0, 1)", "x"),
            edit("output.swapaxes(0, 1)", "output")),
        "output_time_first": Mistake("The numbers are right, but they come out time first, as (T, "
            "B, H). With batch_first=True the output has the batch first, like x.",
            edit("output.swapaxes(0, 1)", "output")),
        "state_kept_between_sequences": Mistake("These are the numbers you get when a sequence "
            "starts from the last state of the sequence before it in the batch. Every sequence "
            "starts from a zero state.",
            edit("output, _ = rnn_forward(x.swapaxes(0, 1), h_0, params)",
                "outputs, h_n = [], h_0[:, :1]\n    for sequence in x:\n"
                "        states_b, h_n = rnn_forward(sequence[:, np.newaxis], h_n, params)\n"
                "        outputs.append(states_b)\n    output = np.concatenate(outputs, axis=1)")),
        "last_state_only": Mistake("This is the state after the last step alone. The output holds "
            "the state after every step.", edit("output.swapaxes(0, 1)", "output[-1]")),
        "joined_along_units": Mistake("The states of all steps stand beside each other along the "
            "last axis. Time needs an axis of its own.",
            edit("output.swapaxes(0, 1)", "output.swapaxes(0, 1).reshape(len(x), -1)")),
        "x_reshaped": Mistake(_RESHAPE.format("You bring x to time first"), _X_RESHAPED),
        "output_reshaped": Mistake(_RESHAPE.format("You bring the output to batch first"),
            _OUTPUT_RESHAPED),
        "both_reshaped": Mistake(_RESHAPE.format("You reorder the axes of x and of the output"),
            _X_RESHAPED, _OUTPUT_RESHAPED),
    },
)  # fmt: skip
