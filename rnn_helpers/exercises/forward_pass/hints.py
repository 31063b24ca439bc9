"""What a student who asks for help with an exercise of notebook 03 is told, step by step."""

HINTS = {
    "forward_by_hand": (
        "Read the four weights of the layer first, as NumPy arrays, as was done above. Then make "
        "the zero state that every sequence starts from.",
        "`x` is (B, T, F), so time step t of all sequences is `x[:, t]`, (B, F). In each step "
        "(B, F) @ (F, H) and (B, H) @ (H, H) meet, and the new state is (B, H). The T states "
        "become (B, T, H): time is the second axis here, not the first.",
        """\
def forward_by_hand(x, layer):
    W_ih = layer.weight_ih_l0.detach().numpy()  # (H, F)
    W_hh = ___  # (H, H)
    b_ih = ___  # (H,)
    b_hh = ___  # (H,)
    B, T, F = x.shape
    h = np.zeros(___)  # (B, H)
    states = []
    for t in range(T):
        h = np.tanh(___)  # (B, H)
        states.append(h)
    return np.stack(states, axis=___)  # (B, T, H)""",
    ),
    "stacked_forward": (
        "Run the lowest layer over the whole sequence first. It reads `x` and starts from its own "
        "state in `h_0`. Keep its states of all time steps.",
        "Layer l starts from `h_0[l]`, (B, H). The lowest layer reads `x`, (T, B, F). Each layer "
        "above reads the states of the layer below, (T, B, H), so its W_ih is (H, H). The last "
        "states of all L layers, (B, H) each, stack to `h_n`, (L, B, H).",
        """\
def stacked_forward(x, h_0, layers):
    last_states = []
    below = x  # (T, B, F), what the lowest layer reads
    for h, params in zip(h_0, layers):
        states = []
        for x_t in below:
            h = np.tanh(___)  # (B, H), one step of this layer
            states.append(h)
        below = ___  # what the next layer reads
        last_states.append(___)
    return ___, np.stack(last_states)  # (T, B, H), (L, B, H)""",
    ),
    "bidirectional_forward": (
        "Write a function for one direction first. It walks through its inputs from the first to "
        "the last, from a given state, and returns all states and the last one. Both directions "
        "can use it.",
        "The forward direction reads `x` and starts from `h_0[0]`, (B, H). The backward direction "
        "starts from `h_0[1]` and reads the last time step first, so its states come out in that "
        "order, too. They have to stand in the order of time before the two arrays, (T, B, H) "
        "each, are joined along the last axis to (T, B, 2H).",
        """\
def bidirectional_forward(x, h_0, forward, backward):
    def one_direction(inputs, h, params):
        states = []
        for x_t in inputs:
            h = np.tanh(___)  # (B, H)
            states.append(h)
        return np.stack(states), h  # (T, B, H), (B, H)

    states_f, last_f = one_direction(x, h_0[0], forward)
    states_b, last_b = one_direction(___, ___, backward)
    output = np.concatenate([states_f, ___], axis=___)  # (T, B, 2H)
    return output, np.stack(___)  # (T, B, 2H), (2, B, H)""",
    ),
    "jordan_forward": (
        "In each step, compute the hidden state first, from `x_t` and the output of the step "
        "before. Then compute the new output from the hidden state.",
        "`W_ih` is (H, F) and `W_oh` is (H, V): (B, F) @ (F, H) and (B, V) @ (V, H) give two parts "
        "of shape (B, H). `W_ho` is (V, H): (B, H) @ (H, V) gives the output, (B, V), which the "
        "next step reads.",
        """\
def jordan_forward(x, y_0, params):
    y = y_0  # (B, V)
    outputs = []
    for x_t in x:
        from_input = ___  # (B, H)
        from_output = ___  # (B, H)
        h = np.tanh(___)  # (B, H)
        y = ___  # (B, V)
        outputs.append(y)
    return np.stack(outputs)""",
    ),
    "output_recurrent_forward": (
        "Compute the hidden state first. It reads `x_t` alone: nothing of the step before comes "
        "into it.",
        "(B, F) @ (F, H) gives the hidden state, (B, H). Two parts meet in the output: "
        "(B, H) @ (H, V) from the hidden state, and (B, V) @ (V, V) from the output before. Each "
        "has a bias, (V,). `W_oo` is square, so the shapes do not tell whether it is transposed; "
        "its rows belong to the outputs that it leads to, as in W_ho.",
        """\
def output_recurrent_forward(x, y_0, params):
    y = y_0  # (B, V)
    outputs = []
    for x_t in x:
        h_t = np.tanh(___)  # (B, H)
        from_hidden = ___  # (B, V)
        from_output = ___  # (B, V)
        y = ___
        outputs.append(y)
    return np.stack(outputs)""",
    ),
    "padded_forward": (
        "Compute one step for the whole batch first, as if there were no padding. Then ask of each "
        "sequence whether step t is real. If it is not, the new state does not count.",
        "The new states are (B, H). `lengths` is (B,), so comparing it with t gives (B,) truth "
        "values, one for each sequence. With an axis behind, they are (B, 1) and meet the states "
        "(B, H) in `np.where`.",
        """\
def padded_forward(x, lengths, h_0, params):
    h = h_0[0]  # (B, H)
    states = []
    for t, x_t in enumerate(x):
        h_new = np.tanh(___)  # (B, H)
        is_real = ___  # (B, 1)
        h = np.where(is_real, h_new, ___)  # what does a sequence that has ended keep?
        states.append(np.where(is_real, ___, ___))
    return np.stack(states), ___  # (T, B, H), (1, B, H)""",
    ),
}
