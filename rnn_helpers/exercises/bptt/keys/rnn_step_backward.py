"""The key of rnn_step_backward: through the tanh, then through each weight matrix."""

from ...key import Key, Mistake, edit
from ...keys import backward


def rnn_step_backward(dh, cache):
    x_t, h_prev, h_t, params = cache["x_t"], cache["h_prev"], cache["h_t"], cache["params"]
    da = dh * (1 - h_t**2)  # (B, H), before the tanh
    dx = da @ params["W_ih"]  # (B, F)
    dh_prev = da @ params["W_hh"]  # (B, H)
    dW_ih = da.T @ x_t  # (H, F), the product sums over the batch
    dW_hh = da.T @ h_prev  # (H, H)
    db = da.sum(axis=0)  # (H,), of both biases
    grads = {"dW_ih": dW_ih, "dW_hh": dW_hh, "db_ih": db, "db_hh": db}
    return {"dx": dx, "dh_prev": dh_prev, **grads}


KEY = Key(
    solution=rnn_step_backward,
    mistakes={
        **backward.RNN,
        "one_plus_h_squared": Mistake("Your derivative is 1 + h^2. Is the derivative of tanh ever "
            "larger than 1?", edit("1 - h_t**2", "1 + h_t**2")),
        "transposed_W_ih": Mistake("These are the numbers you get with W_ih transposed. Which way "
            "must the gradient go back through it, from H units to F features?",
            edit('da @ params["W_ih"]', 'da @ params["W_ih"].T')),
        "transposed_both": Mistake("Your dx and your dh_prev both went through transposed weights. "
            "Forward the weights are transposed; backward they are not.",
            edit('da @ params["W_ih"]', 'da @ params["W_ih"].T'),
            edit('da @ params["W_hh"]', 'da @ params["W_hh"].T')),
        "dx_through_W_hh": Mistake(backward.DX_THROUGH_W_HH,
            edit('da @ params["W_ih"]', 'da @ params["W_hh"]')),
        "bias_not_summed": Mistake(backward.BIAS_PER_SEQUENCE, edit("da.sum(axis=0)", "da")),
        "bias_summed_over_everything": Mistake("Your bias gradients are one number for all units. "
            "Sum over the batch alone; every unit has a bias of its own.",
            edit("da.sum(axis=0)", "da.sum()")),
        "bias_summed_over_units": Mistake("Your bias gradients are summed over the units. Sum over "
            "the batch, so that one number is left for each unit.",
            edit("da.sum(axis=0)", "da.sum(axis=1)")),
        "all_averaged": Mistake(backward.ALL_AVERAGED, *backward.divided_by("len(dh)")),
        "bias_without_derivative": Mistake("Your bias gradients are sums of dh. The biases stand "
            "inside the tanh, so its derivative belongs in their gradients too.",
            edit("da.sum(axis=0)", "dh.sum(axis=0)")),
        "weights_without_derivative": Mistake("Your dW_ih and dW_hh are made of dh. The weights "
            "stand inside the tanh, so its derivative belongs in their gradients too.",
            edit("da.T @ x_t", "dh.T @ x_t"), edit("da.T @ h_prev", "dh.T @ h_prev")),
        "dh_prev_without_derivative": Mistake("Your dh_prev is made of dh. The state before goes "
            "through the tanh, so its derivative belongs in this gradient too.",
            edit('da @ params["W_hh"]', 'dh @ params["W_hh"]')),
        "dx_without_derivative": Mistake("Your dx is made of dh. The input goes through the tanh, "
            "so its derivative belongs in this gradient too.",
            edit('da @ params["W_ih"]', 'dh @ params["W_ih"]')),
        "inputs_without_derivative": Mistake("Your dx and dh_prev are made of dh. Inputs and state "
            "go through the tanh, so its derivative belongs in their gradients too.",
            edit('da @ params["W_ih"]', 'dh @ params["W_ih"]'),
            edit('da @ params["W_hh"]', 'dh @ params["W_hh"]')),
        "both_weights_transposed": Mistake("Your dW_ih and your dW_hh are transposed. Each has the "
            "shape of its weights: rows belong to the units that receive.",
            edit('"dW_ih": dW_ih', '"dW_ih": dW_ih.T'), edit('"dW_hh": dW_hh', '"dW_hh": dW_hh.T')),
        "dW_hh_from_h_t": Mistake("Your dW_hh is made with h_t. Which state did W_hh meet in this "
            "step?", edit("da.T @ h_prev", "da.T @ h_t")),
        "weights_not_summed": Mistake("Your dW_ih and dW_hh have one matrix for each sequence. The "
            "weights are the same for the whole batch, so every sequence adds to their gradients.",
            edit("da.T @ x_t", "da[:, :, np.newaxis] * x_t[:, np.newaxis]"),
            edit("da.T @ h_prev", "da[:, :, np.newaxis] * h_prev[:, np.newaxis]")),
    },
    **backward.EXACT,
)  # fmt: skip
