"""The key of last_states: for each sequence its own last step."""

from ....models import last_states
from ...key import Key, Mistake, edit


def _instead(hint: str, result: str) -> Mistake:
    """The mistake of a student who returns this."""
    return Mistake(hint, edit("output[lengths - 1, torch.arange(len(lengths))]", result))


def _at(hint: str, steps: str) -> Mistake:
    """The mistake of a student who takes these steps, one of each sequence."""
    return Mistake(hint, edit("lengths - 1,", f"{steps},"))


KEY = Key(
    solution=last_states,
    mistakes={
        "padded_last_step": _instead("These are the states at the last step of the batch. For a "
            "shorter sequence that is padding.", "output[-1]"),
        "one_too_far": _at("You take the step with the number of the length. Steps are counted "
            "from 0, so that is one too far, and does not exist where a sequence fills the batch.",
            "lengths"),
        "one_too_far_wrapped": _at("These are states one step behind the end. Steps are counted "
            "from 0.", "lengths % len(output)"),
        "one_too_far_held_back": _at("These are states one step behind the end, but for sequences "
            "that fill the batch. Steps are counted from 0.", "lengths.clamp(max=len(output) - 1)"),
        "one_early": _at("These are states one step before each sequence's last.",
            "(lengths - 2) % len(output)"),
        "from_the_end": _at("You count the steps from the end of the batch. The padding stands "
            "behind the sequences, so count from the start.", "-lengths"),
        "first_step": _instead("These are the states of the first step.", "output[0]"),
        "mean_of_real_steps": _instead("These are means over each sequence's real steps. One state "
            "is asked for, the last.",
            "torch.stack([output[:T_b, b].mean(dim=0) for b, T_b in enumerate(lengths)])"),
        "longest_of_all": _instead("You take the same step for all: the last one of the longest "
            "sequence. Each has its own.", "output[lengths.max() - 1]"),
        "length_of_the_first": _instead("You take the same step for all: the last one of the first "
            "sequence. Each has its own.", "output[lengths[0] - 1]"),
        "every_pair": _instead("Your result has the batch twice: for each length a whole step. "
            "Take for each sequence its own step.", "output[lengths - 1]"),
        "first_sequence": _instead("All your states are the first sequence's, at the steps of the "
            "others.", "output[lengths - 1, 0]"),
        "axes_swapped": _instead("You use the lengths on the batch axis and count the sequences on "
            "the time axis. Time comes first.", "output[torch.arange(len(lengths)), lengths - 1]"),
    },
)  # fmt: skip
