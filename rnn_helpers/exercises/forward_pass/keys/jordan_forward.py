"""The key of jordan_forward: the previous output goes to the hidden layer."""

from ....reference import jordan_forward
from ...key import Key, Mistake, edit
from ...keys.output_recurrence import OUTPUTS, fed_back, wrong_weights

KEY = Key(
    solution=jordan_forward,
    mistakes={
        **wrong_weights(["b_ih", "b_oh", "b_o"], ["W_ih", "W_oh", "W_ho"]),
        **OUTPUTS,
        "hidden_state_fed_back": Mistake("The hidden state is fed back. In this network the output "
            "is.", *fed_back("h_t")),
        "previous_output_ignored": Mistake("The previous output plays no part after the first "
            "step. W_oh has to meet it in every step.", *fed_back("np.zeros_like(y_0)")),
        "hidden_states_returned": Mistake("These are the hidden states h_t. The function should "
            "return the outputs y_t.", edit("outputs.append(y_t)", "outputs.append(h_t)")),
        "no_tanh": Mistake("These are the numbers you get without the tanh in the hidden layer.",
            edit("np.tanh(from_input + from_output)", "from_input + from_output")),
        "tanh_around_output": Mistake("There is a tanh around your output too. The output layer of "
            "this network is linear.",
            edit('y_t = h_t @ params["W_ho"].T + params["b_o"]',
                'y_t = np.tanh(h_t @ params["W_ho"].T + params["b_o"])')),
    },
)  # fmt: skip
