"""The key of padded_forward: a sequence that has ended keeps its state, its output is zero."""

import numpy as np

from ...key import Key, Mistake, edit
from ...keys.rnn import LAST_STATE, LAYER, ONE_ARRAY, START, STEP, rnn_step


def padded_forward(x, lengths, h_0, params):
    h = h_0[0]  # (B, H)
    states = []
    for t, x_t in enumerate(x):
        running = (t < lengths)[:, np.newaxis]  # (B, 1)
        h_t = rnn_step(x_t, h, params)  # (B, H)
        h = np.where(running, h_t, h)  # a sequence that has ended keeps its state
        states.append(np.where(running, h, 0.0))
    return np.stack(states), h[np.newaxis]  # (T, B, H), (1, B, H)


_RUNS_ON = edit("h = np.where(running, h_t, h)", "h = h_t")
_NOT_CUT = edit("np.where(running, h, 0.0)", "h")
_H_N_FROM_STATES = edit("h[np.newaxis]", "np.stack(states)[np.newaxis, lengths - 1, range(len(h))]")
_X_ZEROED = edit("rnn_step(x_t, h,", "rnn_step(np.where(running, x_t, 0.0), h,")
_REAL_STEPS = "sequence b has lengths[b] real steps, the last one at index lengths[b] - 1."
_ZERO_INPUT = (
    "These are the numbers you get when x is set to zero on the padding. A zero input does not "
    "hold the state still: the biases and W_hh go on moving it."
)
_SORTED = edit(
    "h = h_0[0]",
    'order = np.argsort(-lengths, kind="stable")\n'
    "    x, lengths, h_0 = x[:, order], lengths[order], h_0[:, order]\n"
    "    h = h_0[0]",
)
_OUTPUT_SORTED_BACK = edit("np.stack(states)", "np.stack(states)[:, np.argsort(order)]")
_H_N_SORTED_BACK = edit("h[np.newaxis]", "h[np.newaxis, np.argsort(order)]")

KEY = Key(
    solution=padded_forward,
    uses=(rnn_step,),
    mistakes={
        **STEP,
        "one_array_stored_again_and_again": Mistake(ONE_ARRAY, _RUNS_ON,
            edit("np.where(running, h, 0.0)", "running"),
            edit("np.stack(states)", "np.where(np.stack(states), h, 0.0)")),
        "stored_before_the_step": Mistake(LAYER["stored_before_the_step"].hint,
            edit("h_t = rnn_step(x_t, h, params)", "before, h_t = h, rnn_step(x_t, h, params)"),
            edit("np.where(running, h, 0.0)", "np.where(running, before, 0.0)"), _H_N_FROM_STATES),
        **START,
        "h_n_at_padded_end": Mistake("Your h_n holds the states at the last step of the padded "
            "batch. A sequence that ends earlier has its last state earlier.", _RUNS_ON),
        "h_n_from_cut_output": Mistake("Your h_n is zero for every sequence that ended before the "
            "last step. Its state at its own last real step has to be kept.",
            edit("h[np.newaxis]", "states[-1][np.newaxis]")),
        "padding_not_zeroed": Mistake("Your h_n is right, but the output goes on after a sequence "
            "has ended. It should be zero there.", _RUNS_ON, _NOT_CUT, _H_N_FROM_STATES),
        "last_state_repeated": Mistake("Your h_n is right, but the output repeats the last state "
            "after a sequence has ended. It should be zero there.", _NOT_CUT),
        "lengths_ignored": Mistake("The lengths are not used: your layer runs on over the padding.",
            _RUNS_ON, _NOT_CUT),
        "cut_one_early": Mistake(f"Your output ends one step too early: {_REAL_STEPS}",
            edit("np.where(running, h, 0.0)", "np.where((t < lengths - 1)[:, None], h, 0.0)")),
        "cut_one_late": Mistake(f"Your output ends one step too late: {_REAL_STEPS}",
            edit("np.where(running, h, 0.0)", "np.where((t <= lengths)[:, None], h_t, 0.0)")),
        "one_step_too_long": Mistake(f"Your sequences run one step too long, in the output and in "
            f"h_n: {_REAL_STEPS}", edit("t < lengths", "t <= lengths")),
        "one_step_too_short": Mistake(f"Your sequences end one step too early, in the output and "
            f"in h_n: {_REAL_STEPS}", edit("t < lengths", "t < lengths - 1")),
        "h_n_one_early": Mistake("Your output is right, but your h_n holds the states one step "
            "before the last real one.",
            edit("h[np.newaxis]",
                "np.concatenate([h_0, states])[np.newaxis, lengths - 1, range(len(h))]")),
        "h_n_flat": LAST_STATE["h_n_flat"],
        "x_zeroed": Mistake(f"{_ZERO_INPUT} The output goes on, too.", _X_ZEROED, _RUNS_ON,
            _NOT_CUT),
        "x_zeroed_and_output_cut": Mistake(_ZERO_INPUT, _X_ZEROED, _RUNS_ON),
        "state_carried_on": Mistake("A sequence starts from the last state of the one before it in "
            "the batch. Each sequence has an initial state of its own, in h_0.",
            edit("h = h_0[0]", "if x.shape[1] > 1:  # one sequence after the other\n"
                "        first, h_n = padded_forward(x[:, :1], lengths[:1], h_0[:, :1], params)\n"
                "        rest, last = padded_forward(x[:, 1:], lengths[1:], h_n, params)\n"
                "        return np.hstack([first, rest]), np.hstack([h_n, last])\n"
                "    h = h_0[0]")),
        "one_array_stored": Mistake("Every time step of your output holds the numbers of h_n. Was "
            "one array stored again and again, and changed in place?",
            edit("np.stack(states)", "np.stack([h] * len(x))")),
        "order_applied_twice": Mistake("Your sequences were sorted by length, and sorting back "
            "went wrong: the same permutation twice is not the way back.", _SORTED,
            edit("np.stack(states)", "np.stack(states)[:, order]"),
            edit("h[np.newaxis]", "h[np.newaxis, order]")),
        "h_n_left_sorted": Mistake("Your h_n stands in the order of the lengths, the longest "
            "first, while the output is in its old order.", _SORTED, _OUTPUT_SORTED_BACK),
        "output_left_sorted": Mistake("Your output stands in the order of the lengths, the longest "
            "first, while h_n is in its old order.", _SORTED, _H_N_SORTED_BACK),
        "order_not_restored": Mistake("Your results stand in the order of the lengths, the longest "
            "first. They should stand in the order in which the sequences came.", _SORTED),
    },
)  # fmt: skip
