"""What a student who asks for help with an exercise of notebook 02 is told, step by step."""

HINTS = {
    "rnn_step": (
        "Compute two parts first: what the input gives, from `x_t`, W_ih and b_ih, and what the "
        "previous state gives, from `h_prev`, W_hh and b_hh. The activation comes after their sum.",
        "`W_ih` is stored as (H, F), so it is transposed to meet `x_t`: (B, F) @ (F, H) gives "
        "(B, H). `W_hh` meets `h_prev` in the same way: (B, H) @ (H, H). It is square, so the "
        "shapes alone do not tell whether it is transposed; row k holds the weights of unit k, as "
        "in W_ih. Each bias is (H,) and is added to every row.",
        """\
def rnn_step(x_t, h_prev, params, activation="tanh"):
    from_input = x_t @ ___ + ___  # (B, H)
    from_state = ___ @ ___ + ___  # (B, H)
    a = ___  # (B, H)
    return np.tanh(a) if activation == "tanh" else ___""",
    ),
    "rnn_forward": (
        "Find the state that the first step starts from. It is in `h_0`, which has one axis more "
        "than a state.",
        "`h_0` is (1, B, H), and a state is (B, H). In each step `x_t` (B, F) and the state (B, H) "
        "go into `rnn_step`, and the next state (B, H) comes out. The T states, stacked, are "
        "(T, B, H). `h_n` is the last one with an axis in front, (1, B, H).",
        """\
def rnn_forward(x, h_0, params):
    h = ___  # (B, H)
    states = []
    for x_t in x:
        h = rnn_step(___, ___, params)
        states.append(h)
    return np.stack(states), ___  # (T, B, H), (1, B, H)""",
    ),
    "softmax_output": (
        "Compute the logits first, from the states, `W_ho` and `b_o`. Before you take "
        "exponentials, think about the largest logit: the exponential of a large number overflows.",
        "`W_ho` is stored as (V, H): (B, H) @ (H, V) gives the logits, (B, V). A maximum or a sum "
        "over the V outputs is one number for each sequence. With `keepdims=True` it is (B, 1), "
        "and it meets (B, V) row by row.",
        """\
def softmax_output(h, W_ho, b_o):
    logits = ___  # (B, V)
    largest = ___  # (B, 1)
    weights = np.exp(___)  # (B, V), none above 1
    return weights / ___""",
    ),
    "rnn_shapes": (
        "Write down the shape of `output` for `batch_first=False` first. It holds the states of "
        "the top layer, at every time step and in every direction.",
        "In `output` the states of the two directions stand side by side, on the last axis. `h_n` "
        "has no time axis: its first axis has one place for each direction of each layer, then "
        "come B and H. Look again at the shapes above with `batch_first=True`: which of the two "
        "did it change?",
        """\
def rnn_shapes(T, B, F, H, layers, directions, batch_first):
    width = ___  # last axis of output
    output_shape = (___, ___, width) if batch_first else (___, ___, width)
    return output_shape, (___, ___, H)""",
    ),
    "count_parameters": (
        "Count one layer in one direction first: two matrices and two biases.",
        "A layer that reads `width` numbers has W_ih (H, width), W_hh (H, H), b_ih (H,) and "
        "b_hh (H,), once for each direction. The lowest layer reads F numbers. A layer above reads "
        "the last axis of the output below it: how wide is that?",
        """\
def count_parameters(F, H, layers, directions):
    count = 0
    width = F  # what the lowest layer reads
    for _ in range(layers):
        one_direction = ___  # W_ih, W_hh, b_ih, b_hh
        count += ___
        width = ___  # what the next layer reads
    return count""",
    ),
    "multiplications": (
        "Count one time step first. How many multiplications does a matrix with m rows and n "
        "columns need for a vector of n numbers?",
        "In each step `W_ih` (H, F) meets x_t, (F,), and `W_hh` (H, H) meets h_{t-1}, (H,). There "
        "are T steps. h_0 is multiplied, too, even if it is zero.",
        """\
def multiplications(T, F, H):
    in_one_step = ___  # of W_ih x_t, and of W_hh h_{t-1}
    return ___""",
    ),
}
