"""The key of rnn_backward: a walk back through time to which every step adds its part."""

import numpy as np

from ...key import Key, Mistake, edit
from ...keys import backward


def rnn_backward(doutput, cache):
    x, h_0, output, params = cache["x"], cache["h_0"], cache["output"], cache["params"]
    T = len(x)
    dx = np.zeros_like(x)  # (T, B, F)
    dW_ih = np.zeros_like(params["W_ih"])  # (H, F)
    dW_hh = np.zeros_like(params["W_hh"])  # (H, H)
    db = np.zeros_like(params["b_ih"])  # (H,), of both biases
    dh_prev = np.zeros_like(h_0[0])  # (B, H), nothing comes after the last step
    for t in reversed(range(T)):
        x_t, h_t = x[t], output[t]
        h_prev = output[t - 1] if t > 0 else h_0[0]
        dh = doutput[t] + dh_prev  # (B, H)
        da = dh * (1 - h_t**2)  # (B, H), before the tanh
        dx[t] = da @ params["W_ih"]
        dh_prev = da @ params["W_hh"]
        dW_ih += da.T @ x_t
        dW_hh += da.T @ h_prev
        db += da.sum(axis=0)
    grads = {"dW_ih": dW_ih, "dW_hh": dW_hh, "db_ih": db, "db_hh": db}
    return {"dx": dx, "dh_0": dh_prev[np.newaxis], **grads}


_H_PREV = "output[t - 1] if t > 0 else h_0[0]"

KEY = Key(
    solution=rnn_backward,
    mistakes={
        "assigned_not_added": Mistake("These are the numbers of the first time step alone. Every "
            "step adds its part to the gradients of weights and biases; yours seem to be stored "
            "anew in each step, so that only the step that the loop visits last is left.",
            edit("dW_ih += ", "dW_ih = "), edit("dW_hh += ", "dW_hh = "), edit("db += ", "db = ")),
        "last_step_alone": Mistake("These are the numbers of the last time step alone. Every step "
            "adds its part to the gradients of weights and biases.",
            edit("        dW_ih +=",
                "        if t < T - 1:\n            continue\n        dW_ih +=")),
        "no_gradient_from_the_future": Mistake("Each step sees the gradient of its own output "
            "alone in your loop. A state also reaches the loss through the states after it.",
            edit("doutput[t] + dh_prev", "doutput[t]")),
        "last_output_alone": Mistake("Only the last output has a gradient in your numbers. Every "
            "step has one in doutput, which joins what comes from the step after it.",
            edit("doutput[t] + dh_prev", "(doutput[t] if t == T - 1 else 0) + dh_prev")),
        "time_run_forward": Mistake("Your loop runs from the first time step to the last. What "
            "does a step need before it can be computed, and where does that come from?",
            edit("reversed(range(T))", "range(T)")),
        "future_skips_the_tanh": Mistake("These are the numbers you get when what comes from the "
            "next step skips that step's tanh. It flows back through the tanh first, then through "
            "W_hh.", edit("dh_prev = da @", "dh_prev = dh @")),
        "future_skips_W_hh": Mistake("What comes from the next step skips W_hh in your loop. "
            "Between two states stand the tanh and W_hh.",
            edit('dh_prev = da @ params["W_hh"]', "dh_prev = da")),
        "future_added_after_the_derivative": Mistake("The future is added after the derivative of "
            "tanh in your loop. Both parts of the gradient for h_t go back through the tanh of "
            "step t.", edit("dh * (1 - h_t**2)", "doutput[t] * (1 - h_t**2) + dh_prev")),
        **backward.RNN,
        "future_accumulated": Mistake("What flows back from the future grows in your loop: each "
            "step's dh_prev is added to those of all later steps. Only that of the next step flows "
            "into a state.", edit("dh_prev = da @", "dh_prev = dh_prev + da @")),
        "first_step_left_out": Mistake("Your loop leaves out the first time step. Which numbers "
            "does its range hold? The end of a range is not part of it.",
            edit("range(T)", "range(1, T)")),
        "last_step_left_out": Mistake("Your loop leaves out the last time step. The indices of the "
            "steps go from 0 to T - 1.", edit("range(T)", "range(T - 1)")),
        "bias_twice": Mistake("Your bias gradients are twice too large. If both were made in one "
            "line, as in a = b = ..., both names stand for one array, and each += adds to it.",
            edit("db += da.sum(axis=0)", "db += da.sum(axis=0)\n        db += da.sum(axis=0)")),
        "dh_0_missing": Mistake("Your dict has no dh_0. It is what is left to flow back when the "
            "first time step has been passed.", edit('"dh_0": dh_prev[np.newaxis], ', "")),
        "dh_0_without_its_first_axis": Mistake("Your dh_0 lacks its first axis. Like h_0 it has "
            "shape (1, B, H).", edit("dh_prev[np.newaxis]", "dh_prev")),
        "dh_0_zero": Mistake("Your dh_0 is zero. The first state reaches the loss through h_1: "
            "what flows back through the first step?",
            edit("dh_prev[np.newaxis]", "np.zeros_like(h_0)")),
        "dh_0_one_step_early": Mistake("Your dh_0 is the gradient for h_1. One more step back is "
            "missing, through the tanh and W_hh of the first time step.",
            edit("dh_prev[np.newaxis]", "dh[np.newaxis]")),
        "dh_0_before_W_hh": Mistake("Your dh_0 is the gradient before the tanh of the first step. "
            "W_hh stands between it and h_0.", edit("dh_prev[np.newaxis]", "da[np.newaxis]")),
        "dW_hh_with_h_t": Mistake("Your dW_hh pairs each step with the state that it makes. Which "
            "state did W_hh meet in step t?", edit("da.T @ h_prev", "da.T @ h_t")),
        "dW_hh_wraps_around": Mistake("Your dW_hh pairs the first step with the last state: for t "
            "= 0, output[t - 1] is output[-1]. Which state did the first step start from?",
            edit(_H_PREV, "output[t - 1]")),
        "dW_hh_without_h_0": Mistake("Your dW_hh leaves out the first step, or takes zeros for the "
            "state before it. The first step starts from h_0.",
            edit(_H_PREV, "output[t - 1] if t > 0 else np.zeros_like(h_0[0])")),
        "dW_hh_with_h_0_everywhere": Mistake("Your dW_hh pairs every step with h_0. Each step met "
            "the state that the step before it left.", edit(_H_PREV, "h_0[0]")),
        "dx_through_W_hh": Mistake(backward.DX_THROUGH_W_HH,
            edit("np.zeros_like(x)", "np.zeros_like(output)"),
            edit('da @ params["W_ih"]', 'da @ params["W_hh"]')),
        "dx_in_reversed_order": Mistake("Your dx is in the order in which the loop runs, the last "
            "time step first. dx[t] belongs to x[t].", edit('"dx": dx', '"dx": dx[::-1]')),
        "dx_of_one_step": Mistake("Your dx is the one of the first time step alone. Every x_t has "
            "a gradient of its own.", edit('"dx": dx', '"dx": dx[0]')),
        "bias_not_summed_over_the_batch": Mistake(backward.BIAS_PER_SEQUENCE,
            edit('np.zeros_like(params["b_ih"])', "np.zeros_like(output[0])"),
            edit("da.sum(axis=0)", "da")),
        "bias_not_summed_over_time": Mistake("Your bias gradients have one row for each time step. "
            "The biases are the same in every step, so every step adds to their gradients.",
            edit('np.zeros_like(params["b_ih"])', "np.zeros_like(output[:, 0])"),
            edit("db += ", "db[t] = ")),
        "averaged_over_the_batch": Mistake(backward.ALL_AVERAGED, *backward.divided_by("len(dh)")),
        "averaged_over_time": Mistake("The gradients of your weights and biases are a mean over "
            "the time steps. A sum is wanted.", *backward.divided_by("T")),
    },
    **backward.EXACT,
)  # fmt: skip
