"""sample(model, prefix, length, temperature, generator)"""

from ..exercise import Case, Exercise
from .random_models import random_model


def _arguments(rng, kind, steps, V, length, temperature, scale=3.0):
    import torch

    symbols = torch.tensor(rng.integers(0, V, size=(steps, 1)))
    return {
        "model": random_model(rng, kind, V, 8, V, scale),
        "prefix": torch.nn.functional.one_hot(symbols, V).float(),
        "length": length,
        "temperature": temperature,
        "generator": torch.Generator().manual_seed(int(rng.integers(2**31))),
    }


def _cases(rng):
    V = int(rng.integers(5, 8))
    return [
        Case("temperature 2", _arguments(rng, "GRU", 4, V, 30, 2.0)),
        Case("temperature 1", _arguments(rng, "RNN", 3, V + 1, 30, 1.0), isolates=True),
        Case("temperature one half", _arguments(rng, "GRU", 3, V, 30, 0.5, scale=1.5)),
        Case("a prefix of one symbol", _arguments(rng, "RNN", 1, V, 30, 2.0), isolates=True),
        Case("an LSTM", _arguments(rng, "LSTM", 5, V, 30, 1.5)),
        Case("one new symbol", _arguments(rng, "GRU", 6, V, 1, 1.5)),
        # What is read first shows in the first new symbols, if at all: more than one try.
        *(
            Case(f"a prefix of {n} symbols", _arguments(rng, "RNN", n, V, 4, 1.5))
            for n in (4, 5, 6)
        ),
        *(Case(f"{n} symbols at first", _arguments(rng, "LSTM", n, V, 4, 1.5)) for n in (4, 5, 6)),
    ]


def _sample(
    model,
    prefix,
    length,
    temperature,
    generator,
    *,
    first=lambda prefix: prefix,
    carried=lambda state: state,
    chances=lambda scores, temperature: (scores[-1, 0] / temperature).softmax(dim=0),
    draw=None,
    following=lambda x, new: new,
):
    """The right answer, and with options the wrong ones."""
    import torch
    from torch.nn.functional import one_hot

    x, state, symbols = first(prefix), None, []
    with torch.no_grad():
        for _ in range(length):
            scores, state = model(x, carried(state))
            p = chances(scores, temperature)
            new = draw(p) if draw else torch.multinomial(p, 1, generator=generator)
            x = following(x, one_hot(new, prefix.shape[-1]).to(prefix.dtype)[None])
            symbols.append(new)
    return torch.cat(symbols)


sample = Exercise(
    name="sample",
    notebook="08_sequence_models",
    points=2,
    returns={"symbols": "length"},
    refuses_torch_layers=False,
    answer=_sample,
    cases=_cases,
    edge_cases=lambda rng: [
        Case("two symbols alone", _arguments(rng, "RNN", 2, 2, 30, 1.0)),
        Case("a high temperature", _arguments(rng, "GRU", 3, 6, 30, 20.0)),
        Case("a low one", _arguments(rng, "GRU", 3, 6, 30, 0.2, scale=1.5)),
    ],
)


def _with(options):
    return lambda *arguments: _sample(*arguments, **options)


def _whole(x, new):
    import torch

    return torch.cat([x, new])


sample.add_mistakes(
    {
        "multiplied": (
            "These are the symbols you get when the scores are multiplied by the temperature. A "
            "high temperature should make them more alike.",
            {"chances": lambda scores, t: (scores[-1, 0] * t).softmax(dim=0)},
        ),
        "no_temperature": (
            "The temperature has no effect in your function. It is missing, or it comes after the "
            "softmax, where a common factor changes nothing.",
            {"chances": lambda scores, t: scores[-1, 0].softmax(dim=0)},
        ),
        "power_after_softmax": (
            "The chances are raised to the power of the temperature. That sharpens what a high "
            "temperature should flatten.",
            {"chances": lambda scores, t: scores[-1, 0].softmax(dim=0) ** (t * t)},
        ),
        "twice_softmax": (
            "These are the symbols you get with two softmaxes, one after the other: the chances "
            "are almost equal.",
            {"chances": lambda scores, t: (scores[-1, 0] / t).softmax(dim=0).softmax(dim=0)},
        ),
        "state_not_carried": (
            "These are the symbols you get when the state is not handed on: the model forgets all "
            "but the last symbol.",
            {"carried": lambda state: None},
        ),
        "argmax": (
            "You always take the most likely symbol. It should be drawn, by its chance.",
            {"draw": lambda chances: chances.argmax(dim=0, keepdim=True)},
        ),
        "last_of_the_prefix": (
            "The model reads only the last symbol of the prefix. It should read all of them first.",
            {"first": lambda prefix: prefix[-1:]},
        ),
        "first_of_the_prefix": (
            "The model reads only the first symbol of the prefix. It should read all of them.",
            {"first": lambda prefix: prefix[:1]},
        ),
        "scores_of_the_first_step": (
            "The first symbol is drawn by the scores of the prefix's first step. Those of its last "
            "step know the whole prefix.",
            {"chances": lambda scores, t: (scores[0, 0] / t).softmax(dim=0)},
        ),
        "all_again_with_state": (
            "The model is given the whole text again in each round, and the state besides. So it "
            "reads everything again and again: hand on one or the other.",
            {"following": _whole},
        ),
    },
    _with,
)


@sample.mistake(
    "The last symbol of the prefix is read twice: once with the prefix, and once more to start "
    "from."
)
def last_symbol_twice(model, prefix, length, temperature, generator):
    import torch

    with torch.no_grad():
        _, state = model(prefix)

    def started(x, given=None):
        return model(x, state if given is None else given)

    return _sample(started, prefix[-1:], length, temperature, generator)


@sample.mistake(
    "Your result holds the prefix, too, or a first symbol more than was asked for. Only the new "
    "symbols are asked for."
)
def prefix_included(model, prefix, length, temperature, generator):
    import torch

    new = _sample(model, prefix, length, temperature, generator)
    return torch.cat([prefix[:, 0].argmax(dim=-1), new])


@sample.mistake("The first new symbol is missing: it is drawn after the prefix, and counts.")
def first_one_dropped(model, prefix, length, temperature, generator):
    return _sample(model, prefix, length + 1, temperature, generator)[1:]


@sample.mistake(
    "Every new symbol is drawn after the prefix and the one symbol before it: the state is that of "
    "the prefix each time. It has to go on from step to step."
)
def state_of_the_prefix(model, prefix, length, temperature, generator):
    import torch

    with torch.no_grad():
        _, after_prefix = model(prefix)
    return _sample(
        model,
        prefix,
        length,
        temperature,
        generator,
        carried=lambda state: None if state is None else after_prefix,
    )
