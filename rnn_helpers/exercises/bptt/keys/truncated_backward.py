"""The key of truncated_backward: the walk back ends after k steps."""

import numpy as np

from .... import reference
from ...key import Key, Mistake, edit
from ...keys.backward import EXACT


def truncated_backward(doutput, cache, k):
    x, h_0, output, params = cache["x"], cache["h_0"], cache["output"], cache["params"]
    T = len(x)
    cut = max(T - k, 0)  # the first of the last k steps
    states = np.concatenate([h_0, output])  # (T + 1, B, H): states[t] enters step t
    grads = {"d" + name: np.zeros_like(value) for name, value in params.items()}
    dx = np.zeros_like(x)
    from_future = np.zeros_like(h_0[0])  # (B, H), nothing comes after the last step
    for t in reversed(range(cut, T)):
        step_cache = {"x_t": x[t], "h_prev": states[t], "h_t": output[t], "params": params}
        step = reference.rnn_step_backward(doutput[t] + from_future, step_cache)
        for name in grads:
            grads[name] += step[name]  # every step adds its part
        dx[t] = step["dx"]
        from_future = step["dh_prev"]
    dh_0 = np.zeros_like(h_0) if cut > 0 else from_future[np.newaxis]
    return {"dx": dx, "dh_0": dh_0, **grads}


_CUT = "cut = max(T - k, 0)"
_NEVER_CUT = edit("np.zeros_like(h_0) if cut > 0 else from_future", "from_future")


def _before_the_walk(*lines):
    """The edit that adds lines of code below that of ``states``."""
    return edit("    grads = {", "".join(f"    {line}\n" for line in lines) + "    grads = {")


def _stops_at(steps):
    """The edit that lets nothing flow from these steps to the one before."""
    return edit('step["dh_prev"]', f'(0 if {steps} else 1) * step["dh_prev"]')


def _run_again(start):
    """The edit that runs the last k steps again."""
    return _before_the_walk(
        f"again, _ = reference.rnn_forward(x[cut:], {start}, params)",
        f"states = np.concatenate([output[:cut], {start}, again])",
        "output = np.concatenate([output[:cut], again])",
    )


KEY = Key(
    solution=truncated_backward,
    mistakes={
        "one_step_too_few": Mistake("These are the numbers you get with one step too few. How many "
            "values does your loop over t visit when k is 1?",
            edit(_CUT, "cut = max(T - k, 0) + 1")),
        "one_step_too_few_unless_whole": Mistake("Your walk back is one step too short, except "
            "where nothing is cut. How many values does your loop over t visit when k is 1?",
            edit(_CUT, "cut = T - k + 1 if k < T else 0")),
        "one_step_too_few_up_to_T": Mistake("Your walk back is one step too short, unless k is "
            "larger than T. How many values does your loop over t visit when k is 1?",
            edit(_CUT, "cut = max(T - k + 1, 0)")),
        "below_zero": Mistake("Your loop goes on below t = 0 when k is larger than T; x[-1] is "
            "then the last step again. There are only T steps to walk back.",
            edit(_CUT, "cut = T - k")),
        "losses_left_out_only": Mistake("The losses of earlier steps are left out, but the way "
            "back goes on to the first step. It should end after k steps.",
            edit("range(cut, T)", "range(T)"),
            edit("doutput[t]", "(doutput[t] if t >= cut else 0)"), _NEVER_CUT),
        "window_starts_from_its_own_state": Mistake("Your dW_hh pairs the first of the last k "
            "steps with the state that it makes. The state that enters it is the one before.",
            _before_the_walk("states[cut] = output[cut] if cut > 0 else h_0[0]")),
        "all_windows": Mistake("These are the sums over all windows of k steps. Only the last k "
            "steps are wanted.", edit("range(cut, T)", "range(T)"),
            _stops_at("t > 0 and t % k == 0")),
        "one_step_too_many": Mistake("Your walk back takes one step too many. Which is the first "
            "step that belongs to the last k, when k is 1?", edit(_CUT, "cut = max(T - k - 1, 0)")),
        "state_reset": Mistake("Your dW_hh takes zeros for the state that enters the last k steps. "
            "The state is carried: its numbers stay as they are, only its history is cut.",
            _before_the_walk("states[cut] = 0 if cut > 0 else h_0[0]")),
        "window_starts_from_h_0": Mistake("Your dW_hh pairs the first of the last k steps with "
            "h_0. What state entered that step?", _before_the_walk("states[cut] = h_0[0]")),
        "window_run_again": Mistake("The last k steps are run again from h_0 in your numbers. The "
            "states are those in the cache; only their history is cut.", _run_again("h_0")),
        "window_run_again_from_zeros": Mistake("These are the numbers you get when the last k "
            "steps are run again from a zero state. The states are those in the cache; only their "
            "history is cut.", _run_again("(0 * h_0 if cut > 0 else h_0)")),
        "nothing_cut": Mistake("These are the numbers of the whole sequence: nothing is cut. Where "
            "does the way back end?", edit(_CUT, "cut = 0")),
        "first_steps": Mistake("These are the numbers of the first k steps. The last k steps are "
            "wanted.", edit("range(cut, T)", "range(T)[:k]"), _NEVER_CUT),
        "earlier_losses_counted": Mistake("The way back ends after k steps, but the losses of "
            "earlier steps are still counted: their own doutput reaches the weights. They are to "
            "be left out.", edit("range(cut, T)", "range(T)"), _stops_at("t == cut > 0"),
            _NEVER_CUT),
        "dh_0_of_the_window": Mistake("Your dh_0 is what flows out of the first of the last k "
            "steps. That belongs to the state which enters them, and there the history is cut: "
            "nothing reaches h_0.", _NEVER_CUT),
        "dh_0_always_zero": Mistake("Your dh_0 is zero also where k reaches back to the first "
            "step. Then nothing is cut, and the gradient gets through to h_0.",
            edit(" if cut > 0 else from_future[np.newaxis]", "")),
        "dx_of_the_window": Mistake("Your dx has k time steps. It should have all T, with zeros "
            "where the history is cut.", edit('"dx": dx', '"dx": dx[-k:]')),
        "last_loss_alone": Mistake("Only the last output's loss is counted in your numbers. The "
            "losses of all the last k steps belong in.",
            edit("doutput[t]", "(doutput[t] if t == T - 1 else 0)")),
    },
    **EXACT,
)  # fmt: skip
