"""The key of projected_step: the hidden state is projected last, the cell state stays as it is."""

from ...key import Key, Mistake, edit
from ...keys.lstm import WEIGHTS, lstm_step


def projected_step(x_t, state, params):
    h_t, c_t = lstm_step(x_t, state, params)  # (B, H) each
    return h_t @ params["W_hr"].T, c_t  # (B, P), (B, H)


_PROJECTED = 'h_t @ params["W_hr"].T'
_SHOWN = "o * np.tanh(c_t)"

KEY = Key(
    solution=projected_step,
    uses=(lstm_step,),
    mistakes={
        "cell_projected": Mistake("Your c_t is projected as well. The projection makes the hidden "
            "state shorter; the cell keeps its H numbers.",
            edit(f"{_PROJECTED}, c_t", f'{_PROJECTED}, c_t @ params["W_hr"].T')),
        "cell_projected_alone": Mistake("Your cell state is projected, and the hidden state is "
            "not. It is the other way round.",
            edit(f"{_PROJECTED}, c_t", 'h_t, c_t @ params["W_hr"].T')),
        "projected_before_the_tanh": Mistake("The projection comes before the tanh and the output "
            "gate in your step. It is the last thing that happens to the hidden state.",
            edit(_SHOWN, 'o * np.tanh(c_t @ params["W_hr"].T)'), edit(_PROJECTED, "h_t")),
        "tanh_after_the_projection": Mistake("The tanh goes around the projection in your step. It "
            "goes around the cell state; the projection is the last thing that happens to the "
            "hidden state.", edit(_SHOWN, "o * c_t"), edit(_PROJECTED, f"np.tanh({_PROJECTED})")),
        "tanh_around_the_projection": Mistake("These are the numbers you get with one more tanh "
            "around the projected state. A projection is a product with W_hr, nothing else.",
            edit(_PROJECTED, f"np.tanh({_PROJECTED})")),
        "gate_after_the_projection": Mistake("These are the numbers you get when o multiplies "
            "after the projection. The product with W_hr is the last thing that happens to the "
            "hidden state.", edit(_SHOWN, 'o * (np.tanh(c_t) @ params["W_hr"].T)'),
            edit(_PROJECTED, "h_t")),
        "not_projected": Mistake("Your h_t is not projected yet. W_hr has to meet it.",
            edit(_PROJECTED, "h_t")),
        "projection_transposed": Mistake("These are the numbers you get with W_hr transposed. It "
            "has the shape (P, H): row k holds the weights of number k of the projected state.",
            edit(_PROJECTED, 'h_t @ params["W_hr"]')),
        "cell_shown_directly": Mistake("Your h_t is projected, but its tanh or its gate is "
            "missing: it is W_hr times the cell state.", edit(_SHOWN, "c_t")),
        "no_tanh": Mistake("The tanh around c_t is missing in your step. It comes before the gate, "
            "and the projection after both.", edit(_SHOWN, "o * c_t")),
        "H_from_the_hidden_state": Mistake("Your code goes wrong where P and H differ. Does it "
            "take H from the hidden state? That has P numbers here; c_prev still has H.",
            edit("c_t = f", "c_t = np.empty_like(h_prev)\n    c_t[:] = f")),
        **WEIGHTS,
    },
)  # fmt: skip
