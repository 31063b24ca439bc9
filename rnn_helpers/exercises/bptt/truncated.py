"""truncated_backward(doutput, cache, k) -> dict of gradients"""

import numpy as np

from ... import reference
from ..exercise import Case, Exercise
from .step import EXACT
from .through_time import SEQUENCE_CASES, SEQUENCE_RETURNS


def _with_k(case, k):
    return Case(case.about, {**case.arguments, "k": k}, case.isolates)


def _cases(rng):
    cases = SEQUENCE_CASES["cases"](rng)
    T = len(cases[0].arguments["doutput"])
    windows = {
        "input and state of the same size": (2, 3),
        "all sizes different": (2, 1, T - 1),
        "one time step": (1,),
        "one sequence in the batch": (T, T + 2),
        "W_hh is symmetric": (3,),
    }
    return [_with_k(case, k) for case in cases for k in windows.get(case.about, ())]


def _edge_cases(rng):
    return [
        _with_k(case, k)
        for case, k in zip(SEQUENCE_CASES["edge_cases"](rng), (1, 4, 25), strict=True)
    ]


truncated_backward = Exercise(
    name="truncated_backward",
    notebook="04_bptt",
    points=2,
    returns=SEQUENCE_RETURNS,
    answer=reference.truncated_backward,
    cases=_cases,
    edge_cases=_edge_cases,
    gives_dict=True,
    refuses_autograd=True,
    **EXACT,
)


def _window(doutput, cache, k, h_0):
    """Backward over the last k steps as if they were a sequence that starts from ``h_0``."""
    cut = max(len(doutput) - k, 0)
    window = {**cache, "x": cache["x"][cut:], "h_0": h_0, "output": cache["output"][cut:]}
    grads = reference.rnn_backward(doutput[cut:], window)
    right = reference.truncated_backward(doutput, cache, k)
    return {**grads, "dx": right["dx"], "dh_0": right["dh_0"]}


@truncated_backward.mistake(
    "These are the numbers you get with one step too few. How many values does your loop over t "
    "visit when k is 1?"
)
def one_step_too_few(doutput, cache, k):
    if k > 1:
        return reference.truncated_backward(doutput, cache, min(k, len(doutput)) - 1)
    nothing = np.zeros_like(doutput)
    return reference.rnn_backward(nothing, cache)


@truncated_backward.mistake(
    "These are the numbers you get with one step too few, except where nothing is cut. How many "
    "values does your loop over t visit when k is 1?"
)
def one_step_too_few_unless_whole(doutput, cache, k):
    if k >= len(doutput):
        return reference.rnn_backward(doutput, cache)
    return one_step_too_few(doutput, cache, k)


@truncated_backward.mistake(
    "These are the numbers you get with one step too few, unless k is larger than T. How many "
    "values does your loop over t visit when k is 1?"
)
def one_step_too_few_up_to_T(doutput, cache, k):
    if k > len(doutput):
        return reference.rnn_backward(doutput, cache)
    return one_step_too_few(doutput, cache, k)


@truncated_backward.mistake(
    "Your loop goes on below t = 0 when k is larger than T; x[-1] is then the last step again. "
    "There are only T steps to walk back."
)
def below_zero(doutput, cache, k):
    T, params = len(doutput), cache["params"]
    states = np.concatenate([cache["h_0"], cache["output"]])
    grads = {f"d{name}": np.zeros_like(value) for name, value in params.items()}
    dx, future = np.zeros_like(cache["x"]), np.zeros_like(doutput[0])
    for t in range(T - 1, T - k - 1, -1):
        now = {"x_t": cache["x"][t], "h_prev": states[t], "h_t": cache["output"][t]}
        step = reference.rnn_step_backward(doutput[t] + future, {**now, "params": params})
        dx[t], future = step["dx"], step["dh_prev"]
        for name in grads:
            grads[name] = grads[name] + step[name]
    return {**grads, "dx": dx, "dh_0": future[np.newaxis] if k >= T else 0 * cache["h_0"]}


@truncated_backward.mistake(
    "The losses of earlier steps are left out, but the way back goes on to the first step. It "
    "should end after k steps."
)
def losses_left_out_only(doutput, cache, k):
    late = doutput.copy()
    late[: max(len(doutput) - k, 0)] = 0.0
    return reference.rnn_backward(late, cache)


@truncated_backward.mistake(
    "Your dW_hh pairs the first of the last k steps with the state that it makes. The state that "
    "enters it is the one before."
)
def window_starts_from_its_own_state(doutput, cache, k):
    cut = max(len(doutput) - k, 0)
    if cut == 0:
        return reference.rnn_backward(doutput, cache)
    return _window(doutput, cache, k, cache["output"][cut : cut + 1])


@truncated_backward.mistake(
    "These are the sums over all windows of k steps. Only the last k steps are wanted."
)
def all_windows(doutput, cache, k):
    states = np.concatenate([cache["h_0"], cache["output"]])
    windows = []
    for start in range(0, len(doutput), k):
        here = slice(start, start + k)
        window = {**cache, "x": cache["x"][here], "output": cache["output"][here]}
        window["h_0"] = states[start : start + 1]
        windows.append(reference.rnn_backward(doutput[here], window))
    sums = {name: sum(grads[name] for grads in windows) for name in windows[0]}
    dx = np.concatenate([grads["dx"] for grads in windows])
    dh_0 = windows[0]["dh_0"] if len(windows) == 1 else np.zeros_like(cache["h_0"])
    return {**{n: g for n, g in sums.items() if n[1] in "Wb"}, "dx": dx, "dh_0": dh_0}


@truncated_backward.mistake(
    "These are the numbers you get with one step too many. Which is the first step that belongs "
    "to the last k, when k is 1?"
)
def one_step_too_many(doutput, cache, k):
    return reference.truncated_backward(doutput, cache, k + 1)


@truncated_backward.mistake(
    "Your dW_hh takes zeros for the state that enters the last k steps. The state is carried: its "
    "numbers stay as they are, only its history is cut."
)
def state_reset(doutput, cache, k):
    if k >= len(doutput):
        return reference.rnn_backward(doutput, cache)
    return _window(doutput, cache, k, np.zeros_like(cache["h_0"]))


@truncated_backward.mistake(
    "Your dW_hh pairs the first of the last k steps with h_0. What state entered that step?"
)
def window_starts_from_h_0(doutput, cache, k):
    return _window(doutput, cache, k, cache["h_0"])


@truncated_backward.mistake(
    "These are the numbers you get when the last k steps are run again from h_0. The states "
    "are those in the cache; only their history is cut."
)
def window_run_again(doutput, cache, k):
    return _run_again(doutput, cache, k, cache["h_0"])


@truncated_backward.mistake(
    "These are the numbers you get when the last k steps are run again from a zero state. The "
    "states are those in the cache; only their history is cut."
)
def window_run_again_from_zeros(doutput, cache, k):
    if k >= len(doutput):
        return reference.rnn_backward(doutput, cache)
    return _run_again(doutput, cache, k, np.zeros_like(cache["h_0"]))


def _run_again(doutput, cache, k, h_0):
    cut = max(len(doutput) - k, 0)
    output, _ = reference.rnn_forward(cache["x"][cut:], h_0, cache["params"])
    again = {**cache, "h_0": h_0, "output": np.concatenate([cache["output"][:cut], output])}
    return {
        **_window(doutput, again, k, h_0),
        "dx": reference.truncated_backward(doutput, again, k)["dx"],
    }


@truncated_backward.mistake(
    "These are the numbers of the whole sequence: nothing is cut. Where does the way back end?"
)
def nothing_cut(doutput, cache, k):
    return reference.rnn_backward(doutput, cache)


@truncated_backward.mistake(
    "These are the numbers of the first k steps. The last k steps are wanted."
)
def first_steps(doutput, cache, k):
    T = len(doutput)
    if k >= T:
        return reference.rnn_backward(doutput, cache)
    window = {**cache, "x": cache["x"][:k], "output": cache["output"][:k]}
    grads = reference.rnn_backward(doutput[:k], window)
    dx = np.concatenate([grads["dx"], np.zeros_like(cache["x"][k:])])
    return {**grads, "dx": dx}


@truncated_backward.mistake(
    "The way back ends after k steps, but the losses of earlier steps are still counted: their "
    "own doutput reaches the weights. They are to be left out."
)
def earlier_losses_counted(doutput, cache, k):
    T, total = len(doutput), reference.truncated_backward(doutput, cache, k)
    cut = max(T - k, 0)
    if cut == 0:
        return total
    before = {**cache, "x": cache["x"][:cut], "output": cache["output"][:cut]}
    earlier = reference.rnn_backward(doutput[:cut], before)
    weights = ("dW_ih", "dW_hh", "db_ih", "db_hh")
    dx = np.concatenate([earlier["dx"], total["dx"][cut:]])
    sums = {name: total[name] + earlier[name] for name in weights}
    return {**total, **sums, "dx": dx, "dh_0": earlier["dh_0"]}


@truncated_backward.mistake(
    "Your dh_0 is what flows out of the first of the last k steps. That belongs to the state which "
    "enters them, and there the history is cut: nothing reaches h_0."
)
def dh_0_of_the_window(doutput, cache, k):
    grads = reference.truncated_backward(doutput, cache, k)
    cut = max(len(doutput) - k, 0)
    start = np.concatenate([cache["h_0"], cache["output"]])[cut : cut + 1]
    window = {**cache, "x": cache["x"][cut:], "h_0": start, "output": cache["output"][cut:]}
    return {**grads, "dh_0": reference.rnn_backward(doutput[cut:], window)["dh_0"]}


@truncated_backward.mistake(
    "Your dh_0 is zero also where k reaches back to the first step. Then nothing is cut, and the "
    "gradient gets through to h_0."
)
def dh_0_always_zero(doutput, cache, k):
    grads = reference.truncated_backward(doutput, cache, k)
    return {**grads, "dh_0": np.zeros_like(grads["dh_0"])}


@truncated_backward.mistake(
    "Your dx has k time steps. It should have all T, with zeros where the history is cut."
)
def dx_of_the_window(doutput, cache, k):
    grads = reference.truncated_backward(doutput, cache, k)
    return {**grads, "dx": grads["dx"][-k:]}


@truncated_backward.mistake(
    "These are the numbers you get when only the last output's loss is counted. The losses of all "
    "the last k steps belong in."
)
def last_loss_alone(doutput, cache, k):
    only_last = np.zeros_like(doutput)
    only_last[-1] = doutput[-1]
    return reference.truncated_backward(only_last, cache, k)
