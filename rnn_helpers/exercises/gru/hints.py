"""What a student who asks for help with an exercise of notebook 06 is told, step by step."""

HINTS = {
    "gru_step": (
        "Compute two parts first: what the input gives, with W_ih and b_ih, and what the state "
        "gives, with W_hh and b_hh. Keep the two apart: in n the reset gate multiplies the second "
        "one alone.",
        "(B, F) @ (F, 3H) and (B, H) @ (H, 3H) give (B, 3H) each. Cut in three along the last "
        "axis, each piece is (B, H), in the order r, z, n. From there on everything goes element "
        "by element, (B, H) with (B, H).",
        """\
def gru_step(x_t, h_prev, params):
    def sigmoid(a):
        return ___

    from_input = ___  # (B, 3H)
    from_state = ___  # (B, 3H)
    x_r, x_z, x_n = np.split(from_input, 3, axis=1)  # (B, H) each
    h_r, h_z, h_n = np.split(from_state, 3, axis=1)
    r = sigmoid(___)
    z = sigmoid(___)
    n = np.tanh(___)
    return ___  # z mixes n and h_prev""",
    ),
    "gru_forward": (
        "Find the state that the first step starts from. It is in `h_0`, which has one axis more "
        "than a state.",
        "`h_0` is (1, B, H), and a state is (B, H). In each step `x_t` (B, F) and the state (B, H) "
        "go into `gru_step`, and the next state (B, H) comes out. The T states, stacked, are "
        "(T, B, H). `h_n` is the last one with an axis in front, (1, B, H).",
        """\
def gru_forward(x, h_0, params):
    h = ___  # (B, H)
    states = []
    for x_t in x:
        h = gru_step(___, ___, params)
        states.append(h)
    return np.stack(states), ___  # (T, B, H), (1, B, H)""",
    ),
    "gru_step_cho": (
        "Compute r and z first, as in `gru_step`. Then comes n: here r multiplies the old state "
        "before W_hn meets it.",
        "Cut the weights in three this time: `W_ih` (3H, F) into (H, F) each, `W_hh` (3H, H) into "
        "(H, H) each. The old state after the reset is (B, H) * (B, H), and it meets W_hn: "
        "(B, H) @ (H, H). Both biases of n, (H,) each, are added after that product.",
        """\
def gru_step_cho(x_t, h_prev, params):
    def sigmoid(a):
        return ___

    W_ir, W_iz, W_in = np.split(params["W_ih"], 3)  # (H, F) each
    W_hr, W_hz, W_hn = np.split(params["W_hh"], 3)  # (H, H) each
    b_r, b_z, b_n = np.split(___, 3)  # (H,) each, of both biases
    r = sigmoid(___)  # (B, H)
    z = sigmoid(___)  # (B, H)
    n = np.tanh(x_t @ ___ + ___ @ ___ + b_n)  # (B, H)
    return ___""",
    ),
    "gru_parameters": (
        "Write down the shapes of W_ih, W_hh, b_ih and b_hh first. How many numbers does each "
        "hold?",
        "W_ih is (3H, F) and W_hh is (3H, H); b_ih and b_hh are (3H,) each. An array of shape "
        "(m, n) holds m times n numbers.",
        """\
def gru_parameters(F, H):
    weights = ___  # W_ih and W_hh
    biases = ___  # b_ih and b_hh
    return weights + biases""",
    ),
    "keep_gate": (
        "Copy the two biases first, so that the arrays you were given stay as they are. Then find "
        "the rows that belong to z.",
        "`b_ih` and `b_hh` are (3H,): H numbers of r, then H of z, then H of n. `W_hh`, (3H, H), "
        "tells H. In the rows of z the two biases add up to `bias`; all others stay.",
        """\
def keep_gate(params, bias):
    H = params["W_hh"].shape[1]
    b_ih, b_hh = params["b_ih"].copy(), params["b_hh"].copy()  # (3H,) each
    b_ih[___] = ___
    b_hh[___] = ___
    return {**params, "b_ih": b_ih, "b_hh": b_hh}""",
    ),
}
