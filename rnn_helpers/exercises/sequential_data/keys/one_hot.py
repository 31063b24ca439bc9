"""The key of one_hot: a row for each element, with a single one in it."""

import numpy as np

from ...key import Key, Mistake, edit


def one_hot(ids, vocab_size):
    vectors = np.zeros((len(ids), vocab_size))  # (T, V)
    for t, symbol in enumerate(ids):
        vectors[t, symbol] = 1.0
    return vectors


KEY = Key(
    solution=one_hot,
    mistakes={
        "all_symbols_in_every_row": Mistake("Every row has ones for all the symbols of the "
            "sequence. Row t has a single one, for the symbol at time t.",
            edit("vectors[t, symbol]", "vectors[:, symbol]")),
        "transposed": Mistake("Rows and columns are swapped. There is one row for each element of "
            "the sequence.", edit("return vectors", "return vectors.T")),
        "off_by_one": Mistake("The ones stand one column too far to the left. Symbols are counted "
            "from 0: symbol 0 belongs to column 0.",
            edit("vectors[t, symbol]", "vectors[t, symbol - 1]")),
        "off_by_one_right": Mistake("The ones stand one column too far to the right. Symbols are "
            "counted from 0: symbol 0 belongs to column 0.",
            edit("vectors[t, symbol]", "vectors[t, (symbol + 1) % vocab_size]")),
        "whole_numbers": Mistake("The numbers are right, but they are whole numbers. A network "
            "multiplies them by weights: the result should be float64.",
            edit("vocab_size))", "vocab_size), dtype=np.int64)")),
        "true_and_false": Mistake("The numbers are right, but they are True and False. A network "
            "multiplies them by weights: the result should be float64.",
            edit("vocab_size))", "vocab_size), dtype=bool)")),
        "bag_of_symbols": Mistake("This counts how often each symbol occurs, and the order is "
            "lost. Every element of the sequence has a row of its own.",
            edit("return vectors", "return vectors.sum(axis=0)")),
    },
)  # fmt: skip
