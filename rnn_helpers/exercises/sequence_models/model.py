"""SequenceModel(layer, output_size)"""

from ..exercise import Case, Exercise
from .random_models import random_layer, tensor


def _case(rng, about, kind, T, B, F, H, V, with_state=True, **options):
    layers = options.get("num_layers", 1)

    def state():
        return tensor(rng.uniform(-0.9, 0.9, size=(layers, B, H))).float()

    given = (state(), state()) if kind == "LSTM" else state()
    return Case(
        about,
        {"layer": random_layer(rng, kind, F, H, **options), "output_size": V},
        later={
            "x": tensor(rng.normal(size=(T, B, F))).float(),
            "state": given if with_state else None,
        },
    )


def _cases(rng):
    T = int(rng.integers(5, 8))
    B, F, H, V = (int(size) for size in rng.permutation([2, 3, 4, 5]))
    return [
        _case(rng, "an RNN, with a first state", "RNN", T, B, F, H, V),
        _case(rng, "no first state", "RNN", T, B, F, H, V, with_state=False),
        _case(rng, "a GRU", "GRU", T, B, F, H, V),
        _case(rng, "an LSTM, whose state is a tuple", "LSTM", T, B, F, H, V),
        _case(rng, "two layers", "RNN", T, B, F, H + 3, V, num_layers=2),
    ]


def _edge_cases(rng):
    return [
        _case(rng, "one step, one sequence", "GRU", 1, 1, 3, 4, 2),
        _case(rng, "one of everything", "RNN", 1, 1, 1, 1, 1),
    ]


def _ask(model, x, state):
    """What the model returns when its linear layer has known weights.

    Where no linear layer is part of the model, its scores would be those of random weights; they
    count as zero.
    """
    import torch

    linear = [module for module in model.modules() if isinstance(module, torch.nn.Linear)]
    with torch.no_grad():
        for weight in (weight for module in linear for weight in module.parameters()):
            weight.copy_(torch.cos(torch.arange(weight.numel())).view(weight.shape))
    with torch.random.fork_rng(devices=[]):
        returned = model(x) if state is None else model(x, state)
    if not isinstance(returned, (tuple, list)) or len(returned) != 2:
        return returned
    scores, last = (torch.cat(part) if isinstance(part, tuple) else part for part in returned)
    if not linear:
        scores = torch.zeros_like(scores)
    return scores, last


def _right(layer, output_size):
    from ...models import SequenceModel

    return SequenceModel(layer, output_size)


SequenceModel = Exercise(
    name="SequenceModel",
    notebook="08_sequence_models",
    points=2,
    returns={"scores": "T B V", "state": "L B H"},
    is_class=True,
    then=_ask,
    refuses_torch_layers=False,
    rtol=1e-4,  # in float32, as a student's own layers are
    atol=1e-5,
    answer=_right,
    cases=_cases,
    edge_cases=_edge_cases,
)


def _with(forward, bias=True):
    """A model with the two right layers; ``forward(layer, linear, x, state)`` is its forward."""

    def wrong_answer(layer, output_size):
        from torch import nn

        class Wrong(nn.Module):
            def __init__(self):
                super().__init__()
                self.layer = layer
                self.linear = nn.Linear(layer.hidden_size, output_size, bias=bias)

            def forward(self, x, state=None):
                return forward(self.layer, self.linear, x, state)

        return Wrong()

    return wrong_answer


def _right_forward(layer, linear, x, state):
    output, state = layer(x, state)
    return linear(output), state


def _last_step_only(layer, linear, x, state):
    output, state = layer(x, state)
    return linear(output[-1]), state


def _last_step_kept(layer, linear, x, state):
    output, state = layer(x, state)
    return linear(output[-1:]), state


def _state_not_returned(layer, linear, x, state):
    return linear(layer(x, state)[0])


def _state_ignored(layer, linear, x, state):
    output, state = layer(x)
    return linear(output), state


def _given_state_returned(layer, linear, x, state):
    output, last = layer(x, state)
    return linear(output), last if state is None else state


def _output_returned(layer, linear, x, state):
    output, _ = layer(x, state)
    return linear(output), output


def _swapped(layer, linear, x, state):
    output, last = layer(x, state)
    return last, linear(output)


def _last_state_read(layer, linear, x, state):
    _, last = layer(x, state)
    return linear(last), last


def _softmax(layer, linear, x, state):
    scores, state = _right_forward(layer, linear, x, state)
    return scores.softmax(dim=-1), state


def _log_softmax(layer, linear, x, state):
    scores, state = _right_forward(layer, linear, x, state)
    return scores.log_softmax(dim=-1), state


def _tanh_before(layer, linear, x, state):
    output, state = layer(x, state)
    return linear(output.tanh()), state


def _relu_before(layer, linear, x, state):
    output, state = layer(x, state)
    return linear(output.relu()), state


def _relu_after(layer, linear, x, state):
    scores, state = _right_forward(layer, linear, x, state)
    return scores.relu(), state


_FORWARDS = {
    "last_step_only": (
        "You have scores for the last step alone. The linear layer should read the state at every "
        "step: it works on the last axis and leaves the others as they are.",
        _last_step_only,
    ),
    "last_step_kept": (
        "You have scores for one step only, the last. The linear layer should read the state at "
        "every step.",
        _last_step_kept,
    ),
    "last_state_read": (
        "Your linear layer reads the last state, the layer's second result. It should read the "
        "first one: the states of all steps.",
        _last_state_read,
    ),
    "state_not_returned": (
        "Your model returns scores alone. Whoever reads a long text in parts needs the last state, "
        "too: return both.",
        _state_not_returned,
    ),
    "state_ignored": (
        "Your model takes a state and does nothing with it: the layer starts from zeros.",
        _state_ignored,
    ),
    "given_state_returned": (
        "Your model returns the state that it was given. The one after the last step is asked for.",
        _given_state_returned,
    ),
    "output_returned": (
        "You return the layer's output in the place of the state: the states of all steps. The "
        "layer's second result is asked for.",
        _output_returned,
    ),
    "swapped": ("Your two results are swapped: scores come first.", _swapped),
    "softmax": (
        "Your scores have gone through a softmax. The loss does that itself; a model returns what "
        "its linear layer makes.",
        _softmax,
    ),
    "log_softmax": (
        "Your scores have gone through a log-softmax. The loss does that itself; a model returns "
        "what its linear layer makes.",
        _log_softmax,
    ),
    "tanh_before": (
        "There is one more tanh between the recurrent layer and the linear one. The states have "
        "been through it already.",
        _tanh_before,
    ),
    "relu_before": (
        "There is a relu between the recurrent layer and the linear one. Nothing is asked for "
        "between them.",
        _relu_before,
    ),
    "relu_after": (
        "Your scores are never negative: there is a relu behind the linear layer. Nothing is asked "
        "for behind it.",
        _relu_after,
    ),
}
SequenceModel.add_mistakes(_FORWARDS, _with)
SequenceModel.mistake(
    "Your linear layer has no bias, so the scores are all zero where the state is.", "no_bias"
)(_with(_right_forward, bias=False))


@SequenceModel.mistake(
    "Your linear layer is no part of the model: it is made anew in forward, or kept in a list. No "
    "optimizer would find its weights. Make it in __init__, as an attribute of self."
)
def not_registered(layer, output_size):
    from torch import nn

    class Wrong(nn.Module):
        def __init__(self):
            super().__init__()
            self.layer = layer

        def forward(self, x, state=None):
            output, state = self.layer(x, state)
            return nn.Linear(output.shape[-1], output_size, dtype=output.dtype)(output), state

    return Wrong()
