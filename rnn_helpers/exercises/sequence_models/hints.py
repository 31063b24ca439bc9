"""What a student who asks for help with an exercise of notebook 08 is told, step by step."""

HINTS = {
    "SequenceModel": (
        "In `__init__`, keep the layer and make the `nn.Linear` that reads its states. In "
        "`forward` the layer comes first. It returns its states at all steps, and its last state.",
        "`x` is (T, B, F), and what the layer returns is (T, B, H) with H = `layer.hidden_size`. "
        "An `nn.Linear` works on the last axis, so it makes (T, B, V) of it in one call. The state "
        "goes through as the layer gives it, whatever its form.",
        """\
class SequenceModel(nn.Module):
    def __init__(self, layer, output_size):
        super().__init__()
        self.layer = layer
        self.linear = nn.Linear(___, ___)

    def forward(self, x, state=None):
        output, state = self.layer(___, ___)  # (T, B, H)
        return ___, ___  # (T, B, V), and the last state""",
    ),
    "perplexity": (
        "Take a model that hesitates among N equally likely symbols. Which probability does it "
        "give each of them, and what is its loss?",
        "The loss and the perplexity are single numbers. The loss of such a model is ln N. You are "
        "given the loss, and N is asked for.",
        """\
def perplexity(mean_loss):
    return float(___)""",
    ),
    "train_epoch": (
        "For each window, cut the history off the state first. Its numbers go on, its graph does "
        "not. The state may be None, a tensor, or a tuple of two.",
        "`scores` are (T, B, V) and `y` is (T, B). `cross_entropy` wants (N, V) and (N,), so time "
        "and batch become one axis in both, N = T B. The loss of a window is one number.",
        """\
def train_epoch(model, windows, optimizer, max_norm):
    state, losses = None, []
    for x, y in windows:
        if isinstance(state, tuple):
            state = tuple(___ for part in state)
        elif state is not None:
            state = ___
        scores, state = model(x, state)
        loss = cross_entropy(___, ___)
        # Put in their order: step, clip, zero_grad, backward.
        ___
        ___
        ___
        ___
        losses.append(loss.item())
    return ___""",
    ),
    "sample": (
        "Let the model read the whole prefix first. Of its scores only those of the last step are "
        "used: they say what comes next.",
        "The prefix is (T, 1, V), and so are its scores. Those of the last step are (V,), and a "
        "softmax makes probabilities of them, (V,). Where does the temperature come in, before the "
        "softmax or after it? A drawn symbol is (1,), as one-hot (1, V); the model reads "
        "(1, 1, V).",
        """\
def sample(model, prefix, length, temperature, generator):
    x, state, symbols = prefix, None, []
    with torch.no_grad():
        for _ in range(length):
            scores, state = model(x, ___)
            probabilities = ___  # (V,)
            symbol = torch.multinomial(probabilities, 1, generator=generator)  # (1,)
            x = ___  # (1, 1, V), what the model reads next
            symbols.append(symbol)
    return torch.cat(symbols)""",
    ),
    "last_states": (
        "Find the index of each sequence's last real step first. Indices count from 0.",
        "`output` is (T, B, H), and of sequence b one state is wanted, (H,). Two index tensors of "
        "shape (B,), one for the time axis and one for the batch axis, take all of them at once: "
        "(B, H).",
        """\
def last_states(output, lengths):
    steps = ___  # (B,)
    rows = ___  # (B,)
    return output[steps, rows]  # (B, H)""",
    ),
    "train_speakers": (
        "Find the scale first: the mean and the standard deviation of each of the 12 channels, "
        "over all frames of the training data. The function that you return uses the same two.",
        "N utterances, padded, are (T, N, 12), and their lengths are (N,). After packing them, "
        "`h_n` of the layer is (1, N, H), and holds each sequence's state at its own last frame. "
        "Scores are (N, 9), and the speaker is the place of the largest one, (N,).",
        """\
def train_speakers(utterances, speakers, seed):
    frames = np.concatenate(utterances)  # (all frames, 12)
    mean, std = ___, ___  # (12,) each

    def make_batch(utterances):
        scaled = [torch.tensor(___, dtype=torch.float32) for u in utterances]
        return pad_sequence(scaled), torch.tensor([len(u) for u in utterances])

    torch.manual_seed(seed)
    layer, linear = nn.GRU(12, ___), nn.Linear(___, 9)
    optimizer = torch.optim.Adam([*layer.parameters(), *linear.parameters()], lr=___)

    def scores_of(x, lengths):
        packed = ___
        _, h_n = layer(packed)
        return linear(h_n[-1])  # (N, 9)

    (x, lengths), y = make_batch(utterances), torch.tensor(speakers)
    for epoch in range(___):
        for rows in torch.randperm(len(y)).split(32):
            loss = cross_entropy(___, ___)  # of these rows
            ___  # one update of the weights

    def name_speakers(utterances):
        with torch.no_grad():
            return ___  # (N,)

    return name_speakers""",
    ),
    "train_forecaster": (
        "Make the examples first: scale the numbers, cut them into windows of 12, and take for "
        "each window the number that follows it. Hold out about every fifth of them.",
        "221 numbers give N = 221 - 12 = 209 windows that have a target. With time first, `x` is "
        "(12, N, 1) and `y` is (N,). The scores are (12, N, 1), and those of the last step, (N,), "
        "are the change. They are added to the last number of each window, (N,).",
        """\
def train_forecaster(numbers, seed):
    mean, std = ___, ___
    scaled = torch.tensor(___, dtype=torch.float32)  # (221,)
    x = ___  # (12, N, 1)
    y = ___  # (N,)
    held_out = ___  # (N,), True for about every fifth window
    x_train, y_train = x[:, ~held_out], y[~held_out]

    torch.manual_seed(seed)
    model = SequenceModel(nn.GRU(1, ___), 1)
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-2)

    def ahead(x):
        scores, _ = model(x)
        return ___  # (N,)

    best, best_weights, waited = float("inf"), None, 0
    while waited < 30:
        for rows in torch.randperm(len(y_train)).split(32):
            loss = ___
            ___  # one update of the weights
        with torch.no_grad():
            error = ___  # on the windows that were held out
        waited += 1
        if error < best:
            best, best_weights, waited = ___, ___, 0
    model.load_state_dict(best_weights)

    def forecast(window):
        window = ___  # (12,), scaled
        with torch.no_grad():
            return ___  # one float, scaled back

    return forecast""",
    ),
    "bugs": (
        "Look first at what the script prints, and compare it with the number that stands above "
        "it. Is the loss too good, no better than guessing, or not as low as it could be? Or does "
        "the script stop?",
        "Two suspects may explain the same symptom. Then look for the line that each of them would "
        "be in: what goes into the layer, what goes into the loss, or what stands before and after "
        "`loss.backward()`.",
        "A way through any script: follow one update. What does the first axis of x hold, and what "
        "does the layer take it for? When the layer answers, has it read what is asked? Where did "
        "its state begin? What is done to the scores on the way to the loss? Is the gradient there "
        "when it is used, and is it that of this update alone? Do the weights change? One of the "
        "answers does not fit.",
    ),
}
