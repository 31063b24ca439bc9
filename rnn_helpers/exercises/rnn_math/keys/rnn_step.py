"""The key of rnn_step: h_t = act(W_ih x_t + b_ih + W_hh h_prev + b_hh)."""

from ...key import Key, Mistake, edit
from ...keys.rnn import STEP, rnn_step

KEY = Key(
    solution=rnn_step,
    mistakes={
        **STEP,
        "activations_swapped": Mistake("tanh and ReLU are swapped.",
            edit("_activation(activation)",
                '_activation({"tanh": "relu"}.get(activation, "tanh"))')),
        "relu_ignored": Mistake('The activation is always tanh here. With activation="relu" it '
            'should be ReLU.', edit("_activation(activation)", '_activation("tanh")')),
        "tanh_ignored": Mistake('The activation is always ReLU here. With activation="tanh" it '
            'should be tanh.', edit("_activation(activation)", '_activation("relu")')),
        "relu_of_tanh": Mistake('With activation="relu" your function applies tanh as well.',
            edit("return act(from_input + from_state)", "h_t = np.tanh(from_input + from_state)\n"
                '    return np.maximum(h_t, 0) if activation == "relu" else h_t')),
    },
)  # fmt: skip
