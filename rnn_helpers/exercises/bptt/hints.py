"""What a student who asks for help with an exercise of notebook 04 is told, step by step."""

HINTS = {
    "loss_and_gradient": (
        "Compute the error first, the difference between output and target. The loss and its "
        "gradient both follow from it.",
        "`y`, `target` and `dy` are (T, B, V); `loss` is one number. n = T B V counts all numbers "
        "of `y`. Each of them stands in one square alone. So its derivative is that of this "
        "square, with the factor in front of the sum.",
        """\
def loss_and_gradient(y, target):
    error = ___  # (T, B, V)
    loss = ___ * np.mean(___)  # a number
    dy = ___  # (T, B, V)
    return loss, dy""",
    ),
    "rnn_step_backward": (
        "Go back through the tanh first: from `dh`, the gradient for h_t, to `da`, the gradient "
        "for the sum inside the tanh. The derivative of tanh follows from h_t itself.",
        "`da` is (B, H). For the input (B, H) @ (H, F) gives `dx`; for the state (B, H) @ (H, H) "
        "gives `dh_prev`. W_hh is square, but it is used in the same way as W_ih. For the weights "
        "the product sums over the batch: (H, B) @ (B, F) gives `dW_ih`. A bias is (H,), the sum "
        "of `da` over the batch.",
        """\
def rnn_step_backward(dh, cache):
    params = cache["params"]
    da = dh * ___  # (B, H)
    return {
        "dx": da @ ___,  # (B, F)
        "dh_prev": ___,  # (B, H)
        "dW_ih": ___ @ cache["x_t"],  # (H, F)
        "dW_hh": ___,  # (H, H)
        "db_ih": ___,  # (H,)
        "db_hh": ___,  # (H,)
    }""",
    ),
    "numerical_gradient": (
        "Take one number of `x` first. Move it up by eps and call `f`, move it down by eps and "
        "call `f` again, each time on a copy of `x`.",
        "`f` takes an array of the shape of `x` and returns one number, so each call tells about "
        "one move. The gradient has the shape of `x`. `np.ndindex(x.shape)` gives every index of "
        "it, a tuple i that fits `x[i]` with any number of axes. How far apart are the two places "
        "where `f` was called?",
        """\
def numerical_gradient(f, x, eps=1e-5):
    gradient = np.zeros_like(x)
    for i in np.ndindex(x.shape):
        above, below = x.copy(), x.copy()
        above[i] += ___
        below[i] -= ___
        gradient[i] = ___
    return gradient""",
    ),
    "rnn_backward": (
        "Start at the last time step. Nothing comes to its state from the future: its gradient is "
        "that of its own loss alone. The step backward gives a `dh_prev`, and the step before "
        "needs it.",
        "For each state two gradients of shape (B, H) meet: `doutput[t]`, and the `dh_prev` of the "
        "step after it. The step that made `output[t]` started from `output[t - 1]`, the first one "
        "from `h_0[0]`. Gradients of weights have the same shape in all steps, and they add up. "
        "`dh_0` is a `dh_prev` with an axis in front, (1, B, H).",
        """\
def rnn_backward(doutput, cache):
    x, h_0, output, params = cache["x"], cache["h_0"], cache["output"], cache["params"]
    states = np.concatenate([h_0, output])  # (T + 1, B, H): states[t] enters step t
    grads = {f"d{name}": np.zeros_like(weight) for name, weight in params.items()}
    dx = np.zeros_like(x)
    from_future = np.zeros_like(h_0[0])  # (B, H)
    for t in ___:
        step_cache = {"x_t": x[t], "h_prev": ___, "h_t": ___, "params": params}
        step = rnn_step_backward(___, step_cache)
        for name in grads:
            ___  # what happens to step[name]?
        dx[t] = step["dx"]
        from_future = ___
    return {"dx": dx, "dh_0": ___, **grads}""",
    ),
    "path_contributions": (
        "All three paths start at z_2. Go back through its tanh first: from `dz_2` to the gradient "
        "for the sum inside that tanh.",
        "From z_2 to s_2 a gradient goes through V, (G,) @ (G, H); from z_2 to z_1 through R, "
        "(G,) @ (G, G); from s_2 to s_1 through W, (H,) @ (H, H). After each of these comes the "
        "tanh of the state where you arrive. At the end `np.outer` of (H,) and (F,) gives (H, F). "
        "Its second argument is the input of the time at which the path meets U.",
        """\
def path_contributions(dz_2, cache):
    x_1, x_2 = cache["x"]
    s_1, s_2 = cache["s"]
    z_1, z_2 = cache["z"]
    W, V, R = (cache["params"][name] for name in "WVR")

    at_z_2 = dz_2 * ___  # (G,), before the tanh of z_2
    at_s_2 = ___  # (H,), paths A and B
    at_z_1 = ___  # (G,), path C
    at_s_1_on_b = ___  # (H,)
    at_s_1_on_c = ___  # (H,)
    A = np.outer(at_s_2, ___)  # (H, F)
    B = np.outer(___, ___)
    C = np.outer(___, ___)
    return A, B, C""",
    ),
    "truncated_backward": (
        "Find the index of the first step that you walk through. What is it if k is larger than T?",
        "Of `x`, `output` and `doutput` the last k steps are taken. They start from a state of "
        "shape (1, B, H): the one that entered the first of these steps, `h_0` or one of `output`. "
        "On this window your `rnn_backward` does the walk. `dx` is (T, B, F) again: zeros, and "
        "then the window's.",
        """\
def truncated_backward(doutput, cache, k):
    x, h_0, output = cache["x"], cache["h_0"], cache["output"]
    cut = ___  # index of the first step in the window
    window = {
        "x": x[cut:],
        "h_0": ___,  # (1, B, H)
        "output": ___,
        "params": cache["params"],
    }
    grads = rnn_backward(___, window)
    dx = np.zeros_like(x)
    dx[cut:] = ___
    dh_0 = ___ if cut == 0 else ___
    return {**grads, "dx": dx, "dh_0": dh_0}""",
    ),
}
