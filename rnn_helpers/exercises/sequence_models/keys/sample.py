"""The key of sample: draw a symbol by its probability, read it, draw the next."""

from ....models import sample
from ...key import Key, Mistake, edit


def _drawn_by(hint: str, probabilities: str) -> Mistake:
    """The mistake of a student who draws by these."""
    return Mistake(hint, edit("(scores[-1, 0] / temperature).softmax(dim=0)", probabilities))


def _model_reads(hint: str, prefix: str) -> Mistake:
    """The mistake of a student whose model reads this at first."""
    return Mistake(hint, edit("symbols = prefix,", f"symbols = {prefix},"))


KEY = Key(
    solution=sample,
    mistakes={
        "multiplied": _drawn_by("These are the symbols you get when the scores are multiplied by "
            "the temperature. A high temperature should make them more alike.",
            "(scores[-1, 0] * temperature).softmax(dim=0)"),
        "no_temperature": _drawn_by("The temperature has no effect in your function. It is "
            "missing, or it comes after the softmax, where a common factor changes nothing.",
            "scores[-1, 0].softmax(dim=0)"),
        "power_after_softmax": _drawn_by("The probabilities are raised to the power of the "
            "temperature. That sharpens what a high temperature should flatten.",
            "scores[-1, 0].softmax(dim=0) ** (temperature * temperature)"),
        "twice_softmax": _drawn_by("These are the symbols you get with two softmaxes, one after "
            "the other: the probabilities are almost equal.",
            "(scores[-1, 0] / temperature).softmax(dim=0).softmax(dim=0)"),
        "state_not_carried": Mistake("The state is not handed on in your function: the model "
            "forgets all but the last symbol.",
            edit("scores, state = model(x, state)", "scores, _ = model(x, None)")),
        "argmax": Mistake("You always take the most likely symbol. It should be drawn, by its "
            "probability.",
            edit("torch.multinomial(probabilities, 1, generator=generator)",
                "probabilities.argmax(dim=0, keepdim=True)")),
        "last_of_the_prefix": _model_reads("The model reads only the last symbol of the prefix. It "
            "should read all of them first.", "prefix[-1:]"),
        "first_of_the_prefix": _model_reads("The model reads only the first symbol of the prefix. "
            "It should read all of them.", "prefix[:1]"),
        "scores_of_the_first_step": _drawn_by("The first symbol is drawn by the scores of the "
            "prefix's first step. Those of its last step know the whole prefix.",
            "(scores[0, 0] / temperature).softmax(dim=0)"),
        "all_again_with_state": Mistake("The model is given the whole text again in each round, "
            "and the state besides. So it reads everything again and again: hand on one or the "
            "other.", edit("x = one_hot(", "x = torch.cat([x, one_hot("),
            edit("(prefix.dtype)[None]", "(prefix.dtype)[None]])")),
        "last_symbol_twice": Mistake("The last symbol of the prefix is read twice: once with the "
            "prefix, and once more to start from.",
            edit("        for _", "        _, state = model(prefix)\n"
                "        x = prefix[-1:]\n        for _")),
        "prefix_included": Mistake("Your result holds the prefix, too, or a first symbol more than "
            "was asked for. Only the new symbols are asked for.",
            edit("symbols = prefix, None, []", "symbols = prefix, None, [*prefix.argmax(dim=-1)]")),
        "first_one_dropped": Mistake("The first new symbol is missing: it is drawn after the "
            "prefix, and counts.", edit("range(length)", "range(length + 1)"),
            edit("torch.cat(symbols)", "torch.cat(symbols[1:])")),
        "state_of_the_prefix": Mistake("Every new symbol is drawn after the prefix and the one "
            "symbol before it: the state is that of the prefix each time. It has to go on from "
            "step to step.", edit("scores, state = model(x, state)", "scores, last = model(x, "
                "state)\n            state = last if state is None else state")),
    },
)  # fmt: skip
