"""What a student who asks for help with an exercise of notebook 01 is told, step by step."""

HINTS = {
    "data_kinds": (
        "Look first at whether order matters. Shuffle the elements in your mind: if none of them "
        "says anything about the next, nothing is lost.",
        "Where order matters, two words are left. To tell them apart, ask for time stamps: does "
        "each element belong to a known moment, or is its place in the order all that is known?",
        "An example from the text above: the number of visitors to a museum, hour by hour. "
        "Shuffled, it loses the rise of the morning, so order matters. Each number belongs to a "
        "known hour, so there are time stamps. Ask both questions of every line.",
    ),
    "task_shapes": (
        "Look first at what goes in. Is it one thing, or a sequence whose elements are read one "
        "after the other? Then look at what comes out, in the same way.",
        "Two of the shapes have a sequence as their input. To tell them apart, count the answers: "
        "is there one for the whole sequence, or a sequence of them? Whether those come in step "
        "with the input or after it makes no difference here.",
        "An example that is not in the table: the genre of a song, from its recording. The "
        "recording is read sample by sample, so what goes in is a sequence. The genre is one "
        "answer for the whole song. The word before the hyphens says what goes in, the one behind "
        "them what comes out.",
    ),
    "one_hot": (
        "Start from an array of zeros that has the shape of the result. Then one number changes in "
        "each row.",
        "`ids` is (T,) and the result is (T, V). Row t belongs to position t of the sequence, "
        "column v to symbol v. The 1 of row t stands in the column of the symbol at position t.",
        """\
def one_hot(ids, vocab_size):
    vectors = np.zeros(___)  # (T, V)
    for t, symbol in enumerate(ids):
        vectors[___] = 1.0
    return vectors""",
    ),
    "sliding_windows": (
        "Count the windows first. The last window is the one whose target is the last number of "
        "the series. At which index does it start?",
        "`series` is (n,), and one window is (length,). The window that starts at i ends at "
        "i + length - 1, and its target stands `horizon` steps behind that. N windows stacked are "
        "(N, length), their targets (N,). The axis for the one feature makes (N, length, 1) and "
        "(N, 1) of them.",
        """\
def sliding_windows(series, length, horizon=1):
    N = ___  # how many windows have their target inside the series
    x = np.stack([series[___] for i in range(N)])  # (N, length)
    y = np.stack([series[___] for i in range(N)])  # (N,)
    return x[:, :, np.newaxis], y[:, np.newaxis]""",
    ),
    "pad_sequences": (
        "Find the lengths first: how many steps does each array have? The longest one gives T_max.",
        "Array b is (T_b, F). It fills the first T_b steps of `batch[b]`, which is (T_max, F). "
        "Start from a `batch` of shape (B, T_max, F) that holds `value` everywhere. `lengths` is "
        "(B,).",
        """\
def pad_sequences(sequences, value=0.0):
    lengths = np.array([___ for sequence in sequences])  # (B,)
    F = sequences[0].shape[1]
    batch = np.full((___, ___, F), value)  # (B, T_max, F)
    for b, sequence in enumerate(sequences):
        batch[b, ___] = sequence
    return batch, lengths""",
    ),
    "next_character_accuracy": (
        "Count first. At each position of `train_text` that has enough characters before it, note "
        "which character stands there, under the context right before it. A `defaultdict(Counter)` "
        "keeps one counter for each context.",
        "The context of position i has `context` characters and ends right before i. The first "
        "position that has one is i = context. So len(text) - context positions are counted in one "
        "text, and as many are predicted in the other, each with its own length.",
        """\
def next_character_accuracy(train_text, test_text, context):
    after = defaultdict(Counter)
    for i in range(___, len(train_text)):
        after[___][train_text[i]] += 1
    overall = ___  # the most frequent character of train_text

    right = 0
    positions = range(___, len(test_text))
    for i in positions:
        before = ___  # the context of position i in test_text
        predicted = after[before].most_common(1)[0][0] if before in after else overall
        right += ___
    return ___ / ___""",
    ),
}
