"""perplexity and last_states"""

import numpy as np

from ..exercise import Case, Exercise
from .random_models import tensor

_NOTEBOOK = "08_sequence_models"

# --- perplexity(mean_loss) -----------------------------------------------------------------------


def _loss(value):
    return {"mean_loss": float(value)}


def _perplexity(mean_loss):
    return float(np.exp(mean_loss))


perplexity = Exercise(
    name="perplexity",
    notebook=_NOTEBOOK,
    points=1,
    returns={"perplexity": ""},
    refuses_torch_layers=False,
    rtol=1e-5,  # PyTorch's float32 will do
    atol=1e-6,
    answer=_perplexity,
    cases=lambda rng: [
        Case("a loss of 1 to 3", _loss(round(rng.uniform(1, 3), 2))),
        Case("a die", _loss(np.log(6))),
        Case("a model that is certain", _loss(0)),
        Case("a small loss", _loss(0.1)),
        Case("a hundred equal symbols", _loss(np.log(100))),
    ],
    edge_cases=lambda rng: [Case("a large loss", _loss(round(rng.uniform(6, 9), 2)))],
)
perplexity.add_mistakes(
    {
        "base_two": (
            "This is 2 to the power of the loss. The loss is in nats, so the logarithm in it is "
            "the natural one.",
            lambda mean_loss: 2**mean_loss,
        ),
        "base_ten": (
            "This is 10 to the power of the loss. The logarithm in the loss is the natural one.",
            lambda mean_loss: 10**mean_loss,
        ),
        "loss_itself": ("This is the loss itself, as it came.", lambda mean_loss: mean_loss),
        "chance": (
            "This is the chance that the model gives to the right symbol, on a geometric mean. The "
            "perplexity is its reciprocal.",
            lambda mean_loss: float(np.exp(-mean_loss)),
        ),
        "in_bits": (
            "This is the loss in bits. The perplexity is a number of symbols.",
            lambda mean_loss: mean_loss / float(np.log(2)),
        ),
        "base_two_of_bits": (
            "You have made bits of the nats the wrong way round: bits are nats divided by log(2). "
            "There is a way without bits.",
            lambda mean_loss: float(np.exp(mean_loss * np.log(2) ** 2)),
        ),
        "minus_one": (
            "Your result is one too small. A model that is certain has perplexity 1.",
            lambda mean_loss: float(np.expm1(mean_loss)),
        ),
        "rounded": (
            "Your result is rounded to a whole number. The exact one is asked for.",
            lambda mean_loss: float(round(np.exp(mean_loss))),
        ),
    }
)

# --- last_states(output, lengths) -----------------------------------------------------------------


def _padded(rng, T, B, H, lengths):
    """A layer's output as it comes out of a padded batch: numbers behind the end, too."""
    output = tensor(rng.normal(size=(T, B, H))).float()
    return {"output": output, "lengths": tensor(np.array(lengths))}


def _cases(rng):
    T, B, H = int(rng.integers(6, 9)), 4, 3

    def drawn(longest, size):
        return rng.integers(1, longest + 1, size=size)

    return [
        Case(
            "one of them full, one of one step", _padded(rng, T, B, H, [1, T, *drawn(T - 1, B - 2)])
        ),
        Case("none reaches the end", _padded(rng, T, 3, H, [2, T - 1, T - 2])),
        Case("all of one length", _padded(rng, 5, 3, 4, [5, 5, 5])),
        Case("one sequence", _padded(rng, 6, 1, H, [4])),
        Case("one step", _padded(rng, 1, 2, H, [1, 1])),
        Case("as many steps as sequences", _padded(rng, 4, 4, H, [3, 2, 4, 1])),
    ]


def _last_states(output, lengths):
    return output[lengths - 1, np.arange(len(lengths))]


last_states = Exercise(
    name="last_states",
    notebook=_NOTEBOOK,
    points=2,
    returns={"states": "B H"},
    refuses_torch_layers=False,
    answer=_last_states,
    cases=_cases,
    edge_cases=lambda rng: [
        Case("one of everything", _padded(rng, 1, 1, 1, [1])),
        Case("many sequences", _padded(rng, 30, 40, 2, rng.integers(1, 31, size=40))),
    ],
)


def _mean_of_true_steps(output, lengths):
    states = [output[:length, b].mean(dim=0) for b, length in enumerate(lengths)]
    return np.stack([state.numpy() for state in states])


last_states.add_mistakes(
    {
        "padded_last_step": (
            "These are the states at the last step of the batch. For a shorter sequence that is "
            "padding.",
            lambda output, lengths: output[-1],
        ),
        "one_too_far": (
            "You take the step with the number of the length. Steps are counted from 0, so that is "
            "one too far, and does not exist where a sequence fills the batch.",
            lambda output, lengths: output[lengths, np.arange(len(lengths))],
        ),
        "one_too_far_wrapped": (
            "These are states one step behind the end. Steps are counted from 0.",
            lambda output, lengths: output[lengths % len(output), np.arange(len(lengths))],
        ),
        "one_too_far_held_back": (
            "These are states one step behind the end, but for sequences that fill the batch. "
            "Steps are counted from 0.",
            lambda output, lengths: output[
                lengths.clamp(max=len(output) - 1), np.arange(len(lengths))
            ],
        ),
        "one_early": (
            "These are states one step before each sequence's last.",
            lambda output, lengths: output[(lengths - 2) % len(output), np.arange(len(lengths))],
        ),
        "from_the_end": (
            "You count the steps from the end of the batch. The padding stands behind the "
            "sequences, so count from the start.",
            lambda output, lengths: output[-lengths, np.arange(len(lengths))],
        ),
        "first_step": (
            "These are the states of the first step.",
            lambda output, lengths: output[0],
        ),
        "mean_of_true_steps": (
            "These are means over each sequence's true steps. One state is asked for, the last.",
            _mean_of_true_steps,
        ),
        "longest_of_all": (
            "You take the same step for all: the last one of the longest sequence. Each has its "
            "own.",
            lambda output, lengths: output[lengths.max() - 1],
        ),
        "length_of_the_first": (
            "You take the same step for all: the last one of the first sequence. Each has its own.",
            lambda output, lengths: output[lengths[0] - 1],
        ),
        "every_pair": (
            "Your result has the batch twice: for each length a whole step. Take for each sequence "
            "its own step.",
            lambda output, lengths: output[lengths - 1],
        ),
        "first_sequence": (
            "All your states are the first sequence's, at the steps of the others.",
            lambda output, lengths: output[lengths - 1, 0],
        ),
        "axes_swapped": (
            "You use the lengths on the batch axis and count the sequences on the time axis. Time "
            "comes first.",
            lambda output, lengths: output[np.arange(len(lengths)), lengths - 1],
        ),
    }
)
