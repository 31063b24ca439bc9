"""The key of output_recurrent_forward: the previous output goes to the output layer."""

from ....reference import output_recurrent_forward
from ...key import Key, Mistake, edit
from ...keys.output_recurrence import OUTPUTS, fed_back, wrong_weights

KEY = Key(
    solution=output_recurrent_forward,
    mistakes={
        **wrong_weights(["b_ih", "b_o", "b_oo"], ["W_ih", "W_ho", "W_oo"]),
        **OUTPUTS,
        "fed_to_hidden_layer": Mistake("The previous output is fed to the hidden layer. In this "
            "network it goes to the output layer.",
            edit('params["b_ih"])', 'params["b_ih"] + y_t @ params["W_oo"].T + params["b_oo"])'),
            edit("from_hidden + from_output", "from_hidden")),
        "output_never_read": Mistake("The previous output plays no part in your numbers, y_0 "
            "included. W_oo has to meet it in every step.", edit('y_t @ params["W_oo"].T + ', "")),
        "hidden_fed_to_output": Mistake("These are the numbers you get when the hidden state is "
            "fed back after the first step. In this network the output is.", *fed_back("h_t")),
        "hidden_states_given": Mistake("These are the hidden states h_t. The function should "
            "return the outputs y_t.", edit("outputs.append(y_t)", "outputs.append(h_t)")),
        "no_hidden_tanh": Mistake("There is no tanh in your hidden layer.",
            edit('np.tanh(x_t @ params["W_ih"].T + params["b_ih"])',
                'x_t @ params["W_ih"].T + params["b_ih"]')),
        "output_tanh": Mistake("There is a tanh around your output. The output layer of this "
            "network is linear.",
            edit("from_hidden + from_output", "np.tanh(from_hidden + from_output)")),
    },
)  # fmt: skip
