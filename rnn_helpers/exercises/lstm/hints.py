"""What a student who asks for help with an exercise of notebook 07 is told, step by step."""

HINTS = {
    "lstm_step": (
        "Compute what stands inside the four activations first, all four at once. Then cut it into "
        "the parts of i, f, g and o. The new cell state comes next; the new hidden state reads it.",
        "(B, F) @ (F, 4H) and (B, H) @ (H, 4H) give (B, 4H) each, and the biases are (4H,). Cut in "
        "four along the last axis, each piece is (B, H), in the order i, f, g, o. From there on "
        "everything goes element by element, (B, H) with (B, H).",
        """\
def lstm_step(x_t, state, params):
    def sigmoid(a):
        return ___

    h_prev, c_prev = state  # (B, H) each
    a = ___  # (B, 4H)
    a_i, a_f, a_g, a_o = np.split(a, 4, axis=1)  # (B, H) each
    i, f, g, o = ___, ___, ___, ___
    c_t = ___  # a share of the old cell state, and a share of the new part
    h_t = ___
    return h_t, c_t""",
    ),
    "lstm_forward": (
        "Find the two states that the first step starts from. They are in `state`, each with one "
        "axis more than `lstm_step` wants.",
        "`h_0` and `c_0` are (1, B, H) each, and `lstm_step` takes a pair of (B, H). It returns "
        "the next pair, and both go on to the next step. `output`, (T, B, H), is made of one of "
        "the two alone. At the end each gets its axis in front again, (1, B, H).",
        """\
def lstm_forward(x, state, params):
    h_0, c_0 = state  # (1, B, H) each
    h, c = ___, ___  # (B, H) each
    states = []
    for x_t in x:
        h, c = lstm_step(x_t, ___, params)
        states.append(___)
    return np.stack(states), (___, ___)  # (T, B, H), and (1, B, H) each""",
    ),
    "lstm_shapes": (
        "Find the width of a hidden state first. It depends on `proj_size`. Does the width of a "
        "cell state, too?",
        "`output` has T, then B, then the hidden states of all directions side by side. `h_n` and "
        "`c_n` have one row for each direction of each layer, then B, then the width of their own "
        "kind of state. A projection makes the hidden state of one step (B, P), and leaves the "
        "cell state (B, H).",
        """\
def lstm_shapes(T, B, F, H, layers, directions, proj_size):
    shown = ___ if proj_size > 0 else ___  # width of a hidden state
    rows = ___
    return (T, B, ___), (rows, B, ___), (rows, B, ___)""",
    ),
    "projected_step": (
        "Compute the step as in exercise 1 first, up to its hidden state. The projection comes "
        "after it.",
        "The short state meets W_hh: (B, P) @ (P, 4H) gives (B, 4H), as wide as what comes from "
        "x_t. Each quarter is (B, H), like `c_prev`. At the end `W_hr`, stored as (P, H), meets "
        "the long hidden state: (B, H) @ (H, P) gives (B, P).",
        """\
def projected_step(x_t, state, params):
    long_h, c_t = lstm_step(___, ___, ___)  # (B, H) each
    h_t = ___  # (B, P)
    return h_t, c_t""",
    ),
    "cell_gradient": (
        "Take one step first, from c[i - 1] to c[i]: along the cell a gradient is multiplied by "
        "the forget gate at index i. At which indices are the gates between c[k] and c[t]?",
        "Each gate is (B, H), and so is the result: the gates multiply element by element, over "
        "the time axis. There are t - k of them. If there is none, all of the result is 1.",
        """\
def cell_gradient(forget_gates, k, t):
    between = forget_gates[___:___]  # (t - k, B, H)
    return np.prod(between, axis=___)  # (B, H)""",
    ),
    "half_life": (
        "Compute the forget gate f first, from the bias. Then solve the equation for n.",
        "All of these are single numbers. Logarithms bring n down from the exponent: the logarithm "
        "of f^n is n times the logarithm of f. Any base will do, if it is the same on both sides.",
        """\
def half_life(bias):
    f = ___
    return ___ / ___""",
    ),
    "set_forget_bias": (
        "Find the rows of the forget gate first. In which quarter of a bias do they stand?",
        "`layer.bias_ih_l0` and `layer.bias_hh_l0` are (4H,): H rows for each of i, f, g and o. In "
        "the H rows of f the two add up to `value`; the other 3H stay as they are.",
        """\
def set_forget_bias(layer, value):
    H = layer.hidden_size
    with torch.no_grad():
        layer.bias_ih_l0[___] = ___
        layer.bias_hh_l0[___] = ___""",
    ),
    "lstm_step_backward": (
        "Bring together first all that reaches the cell state: `dc` from the step after, and what "
        "`dh` sends through o and the tanh. The gradients of i, f, g and c_prev follow from the "
        "sum; that of o follows from `dh`.",
        "`dh`, `dc` and the gates are (B, H), and they multiply element by element. Behind each "
        "gate comes the derivative of its sigmoid, or tanh. The four results, joined in the order "
        "i, f, g, o, are (B, 4H). Then it goes on as in notebook 04: (B, 4H) @ (4H, F) gives `dx`, "
        "(4H, B) @ (B, F) gives `dW_ih`, and a bias is a sum over the batch, (4H,).",
        """\
def lstm_step_backward(dh, dc, cache):
    i, f, g, o = (cache[name] for name in "ifgo")  # (B, H) each
    tanh_c = np.tanh(cache["c_t"])
    dc = dc + ___  # (B, H), what comes through h_t
    da_i = dc * ___  # (B, H)
    da_f = dc * ___
    da_g = dc * ___
    da_o = dh * ___
    da = np.concatenate([da_i, da_f, da_g, da_o], axis=1)  # (B, 4H)
    params = cache["params"]
    return {
        "dx": da @ ___,  # (B, F)
        "dh_prev": ___,  # (B, H)
        "dc_prev": ___,  # (B, H)
        "dW_ih": ___,  # (4H, F)
        "dW_hh": ___,  # (4H, H)
        "db_ih": ___,  # (4H,)
        "db_hh": ___,
    }""",
    ),
}
