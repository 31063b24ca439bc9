"""The key of SequenceModel: a linear layer reads the state at every step."""

from ....models import SequenceModel
from ...key import Edit, Key, Mistake, edit


def _scores(new: str) -> Edit:
    return edit("self.linear(output)", new)


def _returned(new: str) -> Edit:
    return edit("self.linear(output), state", new)


KEY = Key(
    solution=SequenceModel,
    rtol=1e-4,  # in float32, as a student's own layers are
    atol=1e-5,
    mistakes={
        "last_step_only": Mistake("You have scores for the last step alone. The linear layer "
            "should read the state at every step: it works on the last axis and leaves the others "
            "as they are.", _scores("self.linear(output[-1])")),
        "last_step_kept": Mistake("You have scores for one step only, the last. The linear layer "
            "should read the state at every step.", _scores("self.linear(output[-1:])")),
        "last_state_read": Mistake("Your linear layer reads the last state, the layer's second "
            "result. It should read the first one: the states of all steps.",
            _scores("self.linear(state)")),
        "state_not_returned": Mistake("Your model returns scores alone. Whoever reads a long text "
            "in parts needs the last state, too: return both.", _returned("self.linear(output)")),
        "state_ignored": Mistake("Your model takes a state and does nothing with it: the layer "
            "starts from zeros.", edit("self.layer(x, state)", "self.layer(x)")),
        "given_state_returned": Mistake("Your model returns the state that it was given. The one "
            "after the last step is asked for.", edit("output, state = ", "output, last = "),
            _returned("self.linear(output), last if state is None else state")),
        "output_returned": Mistake("You return the layer's output in the place of the state: the "
            "states of all steps. The layer's second result is asked for.",
            _returned("self.linear(output), output")),
        "swapped": Mistake("Your two results are swapped: scores come first.",
            _returned("state, self.linear(output)")),
        "softmax": Mistake("Your scores have gone through a softmax. The loss does that itself; a "
            "model returns what its linear layer makes.",
            _scores("self.linear(output).softmax(dim=-1)")),
        "log_softmax": Mistake("Your scores have gone through a log-softmax. The loss does that "
            "itself; a model returns what its linear layer makes.",
            _scores("self.linear(output).log_softmax(dim=-1)")),
        "tanh_before": Mistake("There is one more tanh between the recurrent layer and the linear "
            "one. The states have been through it already.", _scores("self.linear(output.tanh())")),
        "relu_before": Mistake("There is a relu between the recurrent layer and the linear one. "
            "Nothing is asked for between them.", _scores("self.linear(output.relu())")),
        "relu_after": Mistake("Your scores are never negative: there is a relu behind the linear "
            "layer. Nothing is asked for behind it.", _scores("self.linear(output).relu()")),
        "no_bias": Mistake("Your linear layer has no bias, so the scores are all zero where the "
            "state is.",
            edit("layer.hidden_size, output_size", "layer.hidden_size, output_size, bias=False")),
        "not_registered": Mistake("Your linear layer is no part of the model: it is made anew in "
            "forward, or kept in a list. No optimizer would find its weights. Make it in __init__, "
            "as an attribute of self.",
            edit("self.linear = nn.Linear(layer.hidden_size, output_size)",
                "self.linear = [nn.Linear(layer.hidden_size, output_size)]"),
            _scores("self.linear[0](output)")),
    },
)  # fmt: skip
