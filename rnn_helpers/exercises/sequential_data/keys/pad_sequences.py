"""The key of pad_sequences: an array as long as the longest sequence, filled row by row."""

import numpy as np

from ...key import Key, Mistake, edit


def pad_sequences(sequences, value=0.0):
    lengths = np.array([len(sequence) for sequence in sequences])  # (B,)
    F = sequences[0].shape[1]
    batch = np.full((len(sequences), lengths.max(), F), value, dtype=float)  # (B, T_max, F)
    for b, sequence in enumerate(sequences):
        batch[b, : lengths[b]] = sequence
    return batch, lengths


KEY = Key(
    solution=pad_sequences,
    mistakes={
        "left_padding": Mistake("The padding stands before the sequences. They should start at the "
            "first time step, with the padding after them.",
            edit("batch[b, : lengths[b]]", "batch[b, -lengths[b] :]")),
        "cut_to_shortest": Mistake("The sequences are cut to the shortest one. No element may get "
            "lost: the shorter ones are made longer.", edit("lengths.max()", "lengths.min()"),
            edit("= sequence\n", "= sequence[: lengths.min()]\n")),
        "all_cut_to_shortest": Mistake("The sequences are cut to the shortest one, in the batch "
            "and in the lengths. No element may get lost: the shorter ones are made longer.",
            edit("[len(sequence) for sequence in sequences]",
                "[min(map(len, sequences))] * len(sequences)"),
            edit("= sequence\n", "= sequence[: lengths[b]]\n")),
        "lengths_after_padding": Mistake("Your lengths are those after padding. They should say "
            "how many steps of each sequence are real.",
            edit("return batch, lengths", "return batch, np.full(len(batch), batch.shape[1])")),
        "value_ignored": Mistake("The padding is always 0: value is not used.",
            edit("F), value,", "F), 0.0,")),
        "time_first": Mistake("The batch has time first. Here the sequences come first: (B, T_max, "
            "F).", edit("return batch,", "return batch.swapaxes(0, 1),")),
        "sorted_by_length": Mistake("The sequences come out sorted by length. They should stay in "
            "the order in which they came.",
            edit("lengths = np.array",
                "sequences = sorted(sequences, key=len, reverse=True)\n    lengths = np.array")),
        "lengths_as_floats": Mistake("The lengths are right, but they are not whole numbers. They "
            "are counts, and will be used as an index.",
            edit("return batch, lengths", "return batch, lengths.astype(np.float64)")),
        "last_element_repeated": Mistake("The shorter sequences are filled up with their last "
            "element. They should be filled up with value.",
            edit("= sequence\n", "= sequence\n        batch[b, lengths[b] :] = sequence[-1]\n")),
    },
)  # fmt: skip
