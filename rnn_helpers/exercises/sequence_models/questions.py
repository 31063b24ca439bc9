"""What notebook 08 asks: a model, how it is trained, read and sampled, and two real tasks."""

from functools import partial

import numpy as np

from ..question import Case, Choices, Question, Written
from ..shared_cases import case_of
from .random_models import random_layer, random_model, tensor
from .tasks import train_forecaster, train_speakers

# --- SequenceModel ------------------------------------------------------------------------------


def _model_case(rng, about, kind, T, B, F, H, V, with_state=True, **options):
    layers = options.get("num_layers", 1)

    def state():
        return tensor(rng.uniform(-0.9, 0.9, size=(layers, B, H))).float()

    given = (state(), state()) if kind == "LSTM" else state()
    return Case(
        about,
        {"layer": random_layer(rng, kind, F, H, **options), "output_size": V},
        probe_inputs={
            "x": tensor(rng.normal(size=(T, B, F))).float(),
            "state": given if with_state else None,
        },
    )


def _model_cases(rng):
    T = int(rng.integers(5, 8))
    B, F, H, V = (int(size) for size in rng.permutation([2, 3, 4, 5]))
    case = partial(_model_case, rng, T=T, B=B, F=F, V=V)
    return {
        "RNN": case("an RNN, with a first state", "RNN", H=H),
        "no state": case("no first state", "RNN", H=H, with_state=False),
        "GRU": case("a GRU", "GRU", H=H),
        "LSTM": case("an LSTM, whose state is a tuple", "LSTM", H=H),
        "two layers": case("two layers", "RNN", H=H + 3, num_layers=2),
    }


def _ask_model(model, x, state):
    """What the model returns when its linear layer has known weights; without a first state, when
    it is called again, which changes nothing for a model that keeps no state.

    Where no linear layer is part of the model, its scores would be those of random weights; they
    count as zero.
    """
    import torch

    linear = [module for module in model.modules() if isinstance(module, torch.nn.Linear)]
    with torch.no_grad():
        for weight in (weight for module in linear for weight in module.parameters()):
            weight.copy_(torch.cos(torch.arange(weight.numel())).view(weight.shape))
    with torch.random.fork_rng(devices=[]):
        for _ in range(2):
            returned = model(x) if state is None else model(x, state)
    if not isinstance(returned, (tuple, list)) or len(returned) != 2:
        return returned
    scores, last = (torch.cat(part) if isinstance(part, tuple) else part for part in returned)
    if not linear:
        scores = torch.zeros_like(scores)
    return scores, last


SequenceModel = Question(
    name="SequenceModel",
    points=2,
    returns={"scores": "T B V", "state": "L B H"},
    is_class=True,
    probe=_ask_model,
    refuses_torch_layers=False,
    cases=_model_cases,
    edge_cases=lambda rng: {
        "one step": _model_case(rng, "one step, one sequence", "GRU", 1, 1, 3, 4, 2),
        "one of each": _model_case(rng, "one of everything", "RNN", 1, 1, 1, 1, 1),
        "LSTM, no state": _model_case(
            rng, "an LSTM, no first state", "LSTM", 4, 3, 2, 5, 4, with_state=False
        ),
        "GRU, no state": _model_case(
            rng, "a GRU of two layers, no first state", "GRU", 4, 3, 2, 5, 4, False, num_layers=2
        ),
    },
)

# --- perplexity ---------------------------------------------------------------------------------

_loss_case = case_of("mean_loss")

perplexity = Question(
    name="perplexity",
    points=1,
    returns={"perplexity": ""},
    refuses_torch_layers=False,
    cases=lambda rng: {
        "ordinary": _loss_case("a loss of 1 to 3", round(rng.uniform(1, 3), 2)),
        "die": _loss_case("a die", float(np.log(6))),
        "certain": _loss_case("a model that is certain", 0.0),
        "small": _loss_case("a small loss", 0.1),
        "hundred": _loss_case("a hundred equal symbols", float(np.log(100))),
    },
    edge_cases=lambda rng: {"large": _loss_case("a large loss", round(rng.uniform(6, 9), 2))},
)

# --- train_epoch --------------------------------------------------------------------------------

_NOT_REACHED = 1e6  # a max_norm above the norm of any gradient


def _epoch_case(rng, about, kind, n, max_norm, T, B, F=3, V=4, isolates=False):
    """``n`` windows of one long batch, and a model with its optimizer."""
    import torch

    model = random_model(rng, kind, F, 4, V, scale=1.5).double()
    arguments = {
        "model": model,
        "windows": [
            (tensor(rng.normal(size=(T, B, F))), tensor(rng.integers(0, V, size=(T, B))))
            for _ in range(n)
        ],
        "optimizer": torch.optim.SGD(model.parameters(), lr=0.5),
        "max_norm": max_norm,
    }
    return Case(about, arguments, isolates)


def _epoch_cases(rng):
    T, B = int(rng.integers(4, 7)), int(rng.integers(2, 4))
    case = partial(_epoch_case, rng, T=T, B=B)
    return {
        "clipped": case("gradients longer than max_norm", "GRU", 4, 0.3),
        "not clipped": case("gradients shorter than it", "GRU", 4, _NOT_REACHED, isolates=True),
        "RNN": case("a tanh layer", "RNN", 3, 0.5),
        "LSTM": case("an LSTM, whose state is a tuple", "LSTM", 3, 0.2),
        "one window": case("one window", "GRU", 1, 0.3),
        "one sequence": case("one sequence", "GRU", 3, 0.3, B=1),
        "one step": case("windows of one step", "GRU", 5, 0.3, T=1),
    }


def _after_the_epoch(returned, model, windows, optimizer, max_norm):
    import torch

    with torch.no_grad():
        weights = torch.cat([weight.flatten() for weight in model.parameters()])
    is_kept = isinstance(returned, torch.Tensor) and returned.requires_grad
    return {
        "mean loss": returned,
        "the mean loss holds no graph of its history": np.array(not is_kept),
        "weights after the epoch": weights,
    }


train_epoch = Question(
    name="train_epoch",
    points=3,
    returns={
        "mean loss": "",
        "the mean loss holds no graph of its history": "",
        "weights after the epoch": "weight",
    },
    observe=_after_the_epoch,
    in_place=True,
    refuses_torch_layers=False,
    cases=_epoch_cases,
    edge_cases=lambda rng: {
        "two classes": _epoch_case(rng, "two classes, one feature", "GRU", 3, 0.3, 3, 2, F=1, V=2),
        "V is B": _epoch_case(rng, "as many classes as sequences", "GRU", 3, 0.3, 4, 3, V=3),
        "V is T": _epoch_case(rng, "as many steps as classes", "GRU", 3, 0.3, 4, 2, V=4),
    },
)

# --- sample -------------------------------------------------------------------------------------


def _sample_case(rng, about, kind, steps, length, temperature, V, scale=3.0, isolates=False):
    import torch

    symbols = torch.tensor(rng.integers(0, V, size=(steps, 1)))
    arguments = {
        "model": random_model(rng, kind, V, 8, V, scale),
        "prefix": torch.nn.functional.one_hot(symbols, V).float(),
        "length": length,
        "temperature": temperature,
        "generator": torch.Generator().manual_seed(int(rng.integers(2**31))),
    }
    return Case(about, arguments, isolates)


def _sample_cases(rng):
    V = int(rng.integers(5, 8))
    case = partial(_sample_case, rng, V=V)
    return {
        "flatter": case("temperature 2", "GRU", 4, 30, 2.0),
        "as it is": case("temperature 1", "RNN", 3, 30, 1.0, V=V + 1, isolates=True),
        "sharper": case("temperature one half", "GRU", 3, 30, 0.5, scale=1.5),
        "short prefix": case("a prefix of one symbol", "RNN", 1, 30, 2.0, isolates=True),
        "LSTM": case("an LSTM", "LSTM", 5, 30, 1.5),
        "one symbol": case("one new symbol", "GRU", 6, 1, 1.5),
        # What is read first shows in the first new symbols, if at all: more than one try.
        **{f"RNN after {n}": case(f"a prefix of {n} symbols", "RNN", n, 4, 1.5) for n in (4, 5, 6)},
        **{f"LSTM after {n}": case(f"{n} symbols at first", "LSTM", n, 4, 1.5) for n in (4, 5, 6)},
    }


sample = Question(
    name="sample",
    points=2,
    returns={"symbols": "length"},
    refuses_torch_layers=False,
    cases=_sample_cases,
    edge_cases=lambda rng: {
        "two symbols": _sample_case(rng, "two symbols alone", "RNN", 2, 30, 1.0, V=2),
        "very flat": _sample_case(rng, "a high temperature", "GRU", 3, 30, 20.0, V=6),
        "very sharp": _sample_case(rng, "a low one", "GRU", 3, 30, 0.2, V=6, scale=1.5),
    },
)

# --- last_states --------------------------------------------------------------------------------


def _padded_case(rng, about, T, B, lengths, H=3):
    """A layer's output as it comes out of a padded batch: numbers behind the end, too."""
    output = tensor(rng.normal(size=(T, B, H))).float().requires_grad_()
    return Case(about, {"output": output, "lengths": tensor(np.array(lengths))})


def _states_and_gradient(returned, output, lengths):
    import torch

    reaches = isinstance(returned, torch.Tensor) and returned.requires_grad
    return {"states": returned, "a gradient flows from the states to output": np.array(reaches)}


def _padded_cases(rng):
    T = int(rng.integers(6, 9))
    # Drawn before the output, which is made in the call.
    one_full = [1, T, *rng.integers(1, T, size=2)]
    case = partial(_padded_case, rng)
    return {
        "one full": case("one of them full, one of one step", T, 4, one_full),
        "none full": case("none reaches the end", T, 3, [2, T - 1, T - 2]),
        "all full": case("all of one length", 5, 3, [5, 5, 5], H=4),
        "one sequence": case("one sequence", 6, 1, [4]),
        "one step": case("one step", 1, 2, [1, 1]),
        "T is B": case("as many steps as sequences", 4, 4, [3, 2, 4, 1]),
    }


last_states = Question(
    name="last_states",
    points=2,
    returns={"states": "B H", "a gradient flows from the states to output": ""},
    observe=_states_and_gradient,
    refuses_torch_layers=False,
    cases=_padded_cases,
    edge_cases=lambda rng: {
        "one of each": _padded_case(rng, "one of everything", 1, 1, [1], H=1),
        "many": _padded_case(rng, "many sequences", 30, 40, rng.integers(1, 31, size=40), H=2),
    },
)

# --- bugs ---------------------------------------------------------------------------------------

_SCRIPTS = tuple(f"script_{number}" for number in range(1, 6))

bugs = Choices(
    name="bugs",
    points=5,
    options=(
        "batch and time swapped",
        "state not detached",
        "clipped before backward",
        "softmax before the loss",
        "target inside the input",
        "gradients not zeroed",
        "step missing",
    ),
    lines=_SCRIPTS,
    parts=dict.fromkeys(_SCRIPTS, 1),
)

QUESTIONS = (
    SequenceModel,
    perplexity,
    train_epoch,
    sample,
    last_states,
    train_speakers,
    train_forecaster,
    bugs,
    Written("honest_forecast", points=2),
)
