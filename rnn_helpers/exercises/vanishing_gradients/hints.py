"""What a student who asks for help with an exercise of notebook 05 is told, step by step."""

HINTS = {
    "linear_factor": (
        "Take one step back first. By what is a gradient multiplied there? And over two steps?",
        "`w` and the result are single numbers. Over `steps` steps there are as many factors, all "
        "the same. With no step there is no factor, and the gradient stays as it is.",
        """\
def linear_factor(w, steps):
    factor = 1.0
    for _ in range(steps):
        factor = ___
    return factor""",
    ),
    "step_jacobian": (
        "Compute the derivative of tanh first, one number for each unit. It follows from `h_t`.",
        "The derivative is (H,) and `W_hh` is (H, H). Row i of the Jacobian belongs to unit i of "
        "h_t, so number i of the derivative multiplies the whole of row i: (H, 1) * (H, H).",
        """\
def step_jacobian(h_t, W_hh):
    derivative = ___  # (H,)
    return derivative[___] * ___  # (H, H)""",
    ),
    "state_jacobian": (
        "Start from the identity, the answer for k = t. Then take the step from h[k] to h[k + 1] "
        "into the product, and go on until h[t].",
        "Each step has a Jacobian of shape (H, H), and there are t - k of them: "
        "(H, H) @ (H, H) @ ... A small change of h[k], as a column on the right, meets the "
        "earliest step first.",
        """\
def state_jacobian(h, W_hh, k, t):
    product = np.eye(len(W_hh))  # (H, H)
    for i in range(___, ___):
        product = ___ @ ___
    return product""",
    ),
    "gradient_norms": (
        "At lag 0 stands the norm of `dh_T` itself. Compute it first. Then carry the gradient one "
        "step back, and take its norm again.",
        "The gradient is a row, (H,). From h[t] back to h[t - 1] it meets the Jacobian of the step "
        "that made h[t]: (H,) @ (H, H) gives (H,). T norms need T - 1 steps back.",
        """\
def gradient_norms(h, W_hh, dh_T):
    T = len(h)
    dh = dh_T  # (H,)
    norms = [np.linalg.norm(dh)]
    for t in range(T - 1, ___, -1):
        dh = ___  # (H,), from h[t] back to h[t - 1]
        norms.append(___)
    return np.array(norms)""",
    ),
    "rescale": (
        "Compute the spectral radius that `W` has now, from its eigenvalues. Some of them may be "
        "complex numbers: their modulus counts.",
        "`W` is (H, H), its eigenvalues are (H,), and its spectral radius is one number. When `W` "
        "is multiplied by a positive number, all its eigenvalues are multiplied by it, too.",
        """\
def rescale(W, spectral_radius):
    eigenvalues = np.linalg.eigvals(W)  # (H,)
    old = ___  # the spectral radius of W
    return W * ___""",
    ),
    "clip_gradients": (
        "Compute one norm for all arrays together first: square every number in them, add up all "
        "squares, take the root.",
        "The arrays have different shapes, but each of them adds one number to the sum. The norm "
        "is one number, and so is the factor: all arrays are multiplied by the same one, and keep "
        "their shapes.",
        """\
def clip_gradients(grads, max_norm):
    norm = np.sqrt(sum(___ for grad in grads.values()))
    factor = ___ if norm > max_norm else ___
    return {name: ___ for name, grad in grads.items()}, norm""",
    ),
    "orthogonal": (
        "Draw a random square matrix from `rng` first. Then look for a decomposition that makes "
        "orthogonal columns of its columns: `np.linalg.qr`, for example.",
        "The random matrix is (n, n). Its QR decomposition has two matrices of shape (n, n). In "
        "one of them the columns have norm 1 and are at right angles; the other one is triangular.",
        """\
def orthogonal(n, rng):
    A = rng.normal(size=___)  # (n, n)
    Q, R = ___
    return ___""",
    ),
}
