"""The key of lstm_step_backward: into the cell on two ways, from there to the gates and back."""

import numpy as np

from ....reference.gru import sigmoid  # noqa: F401, a mistake uses it
from ...key import Key, Mistake, edit
from ...keys import backward
from ...keys.gated import order_mistakes


def lstm_step_backward(dh, dc, cache):
    x_t, h_prev, c_prev, params = cache["x_t"], cache["h_prev"], cache["c_prev"], cache["params"]
    i, f, g, o, c_t = cache["i"], cache["f"], cache["g"], cache["o"], cache["c_t"]
    tanh_c = np.tanh(c_t)  # (B, H)
    dc_t = dc + dh * o * (1 - tanh_c**2)  # (B, H), the cell's own and what comes through h_t
    da_i = dc_t * g * i * (1 - i)  # (B, H) each, before the activations
    da_f = dc_t * c_prev * f * (1 - f)
    da_g = dc_t * i * (1 - g**2)
    da_o = dh * tanh_c * o * (1 - o)
    da = np.concatenate([da_i, da_f, da_g, da_o], axis=1)  # (B, 4H)
    dx = da @ params["W_ih"]  # (B, F)
    dh_prev = da @ params["W_hh"]  # (B, H)
    dc_prev = dc_t * f  # (B, H)
    dW_ih = da.T @ x_t  # (4H, F), the product sums over the batch
    dW_hh = da.T @ h_prev  # (4H, H)
    db = da.sum(axis=0)  # (4H,), of both biases
    grads = {"dW_ih": dW_ih, "dW_hh": dW_hh, "db_ih": db, "db_hh": db}
    return {"dx": dx, "dh_prev": dh_prev, "dc_prev": dc_prev, **grads}


_INTO_CELL = "dc + dh * o * (1 - tanh_c**2)"
_TANH, _SIGMOID = "(1 - {0}**2)", "{0} * (1 - {0})"  # their derivatives, of a gate in braces


def _derivatives(gates, other=None):
    """Edits that leave out the derivatives of these gates, or put another in their place."""
    return [
        edit(
            f" * {(_TANH if gate == 'g' else _SIGMOID).format(gate)}",
            f" * {other.format(gate)}" if other else "",
        )
        for gate in gates
    ]


_CELL = {
    "path_through_h_forgotten": Mistake("These are the numbers you get when only dc reaches the "
        "cell. h_t was made of c_t, so dh comes back into the cell too.", edit(_INTO_CELL, "dc")),
    "dc_ignored": Mistake("dc plays no part in your numbers. The cell goes on to the next step, "
        "and dc comes back from there.", edit("dc + dh", "dh")),
    "no_derivative_on_c": Mistake("Your dh comes into the cell without the derivative of the tanh "
        "around c_t.", edit(" * (1 - tanh_c**2)", "")),
    "derivative_of_c_itself": Mistake("These are the numbers you get with 1 - c_t^2 as derivative "
        "of the tanh around c_t. What is squared there is what came out of the tanh.",
        edit("tanh_c**2", "c_t**2")),
    "derivative_not_squared": Mistake("These are the numbers you get with 1 - tanh(c_t) as "
        "derivative. Look at the derivative of tanh once more: something is squared.",
        edit("tanh_c**2", "tanh_c")),
    "no_output_gate_into_c": Mistake("Your dh comes into the cell without passing the output gate.",
        edit("dh * o *", "dh *")),
    "straight_into_the_cell": Mistake("Your dh is added to dc as it is. On its way from h_t to c_t "
        "it passes the output gate and the tanh.", edit(_INTO_CELL, "dc + dh")),
    "subtracted": Mistake("What comes into the cell from h_t has the wrong sign in your result.",
        edit("dc + dh", "dc - dh")),
    "derivative_on_both": Mistake("These are the numbers you get when dc, too, passes the output "
        "gate and the tanh. It comes along the cell, where neither of them stands.",
        edit("dc + dh", "(dc + dh)")),
}  # fmt: skip

_GATES = {
    "i_and_g_swapped": Mistake("i and g are swapped in your result: the gradient of i is made with "
        "g, and that of g with i.", edit("da_i = dc_t * g", "da_i = dc_t * i"),
        edit("da_g = dc_t * i", "da_g = dc_t * g")),
    **{
        f"{gate}_with_itself": Mistake(f"The part of {gate} in your result is made with {gate}. In "
            f"c_t, {product}; which of the two is left when you differentiate for {gate}?",
            edit(f"da_{gate} = dc_t * {other}", f"da_{gate} = dc_t * {gate}"))
        for gate, other, product in (("i", "g", "i multiplies g"), ("g", "i", "i multiplies g"),
            ("f", "c_prev", "f multiplies c_prev"))
    },
    "o_without_tanh": Mistake("The part of o in your result is made with c_t. In h_t, o multiplies "
        "the tanh of it.", edit("dh * tanh_c", "dh * c_t")),
    "o_left_out": Mistake("The part of o in your result is zero. o stands in h_t: h_t is o times "
        "the tanh of the cell.", edit("dh * tanh_c", "0 * dh")),
    "o_from_dc": Mistake("The part of o in your result is made of the cell's gradient. o stands in "
        "h_t alone, so only dh reaches it.", edit("dh * tanh_c", "dc_t * tanh_c")),
    "f_with_the_new_cell": Mistake("The part of f in your result is made with c_t. The forget gate "
        "multiplied the cell before, c_prev.", edit("dc_t * c_prev", "dc_t * c_t")),
    "f_with_the_hidden_state": Mistake("The part of f in your result is made with h_prev. The "
        "forget gate multiplied the cell state, c_prev.", edit("dc_t * c_prev", "dc_t * h_prev")),
}  # fmt: skip

_ACTIVATIONS = {
    "no_gate_derivatives": Mistake("The derivatives of the gates are missing in your result. "
        "Between a gate and what goes into it stands a sigmoid, or a tanh for g.",
        *_derivatives("ifgo")),
    "no_sigmoid_derivatives": Mistake("The derivatives of the three sigmoids are missing in your "
        "result. g has its derivative already.", *_derivatives("ifo")),
    **{
        f"no_derivative_on_{gate}": Mistake(f"The derivative of the "
            f"{'tanh' if gate == 'g' else 'sigmoid'} around {gate} is missing in your result.",
            *_derivatives(gate))
        for gate in "gofi"
    },
    "all_derivatives_of_tanh": Mistake("These are the numbers you get with the derivative of tanh "
        "for all four. i, f and o come out of a sigmoid, whose derivative is s (1 - s).",
        *_derivatives("ifo", _TANH)),
    "all_derivatives_of_sigmoid": Mistake("These are the numbers you get with the derivative of "
        "the sigmoid for all four. g comes out of a tanh.", *_derivatives("g", _SIGMOID)),
    "derivative_of_g_not_squared": Mistake("These are the numbers you get with 1 - g as derivative "
        "of the tanh around g. Something is squared there.", *_derivatives("g", "(1 - {})")),
    "activations_applied_twice": Mistake("The sigmoid and the tanh are applied once more in your "
        "derivatives. i, f, g and o in the cache are what came out of them already.",
        *_derivatives("ifo", "sigmoid({0}) * (1 - sigmoid({0}))"),
        *_derivatives("g", "(1 - np.tanh({}) ** 2)")),
    **{
        f"derivative_of_tanh_on_{gate}": Mistake(f"Your {gate} has the derivative of tanh. {gate} "
            "comes out of a sigmoid, whose derivative is s (1 - s).", *_derivatives(gate, _TANH))
        for gate in "ifo"
    },
}  # fmt: skip

KEY = Key(
    solution=lstm_step_backward,
    **backward.EXACT,
    mistakes={
        **_CELL,
        **_GATES,
        **_ACTIVATIONS,
        "cell_not_multiplied": Mistake("Your dc_prev is the gradient at c_t. On its way to c_prev "
            "it passes the forget gate.", edit("dc_t * f", "dc_t")),
        "cell_from_dc_alone": Mistake("Your dc_prev is made of dc alone. What came into the cell "
            "from h_t goes on to c_prev as well.", edit("dc_t * f", "dc * f")),
        "cell_through_i": Mistake("Your dc_prev passed the input gate. Which gate multiplies "
            "c_prev on the way forward?", edit("dc_t * f", "dc_t * i")),
        **order_mistakes("[da_i, da_f, da_g, da_o]", "Your four parts stand in the order {}. The "
            "rows of the weights have the order i, f, g, o."),
        "interleaved": Mistake("The gates' rows are put in turn in your result. All rows of one "
            "gate stand together, then come those of the next.",
            edit("np.concatenate([da_i, da_f, da_g, da_o], axis=1)",
                "np.stack([da_i, da_f, da_g, da_o], axis=2).reshape(len(dh), -1)")),
        "all_averaged": Mistake(backward.ALL_AVERAGED, *backward.divided_by("len(dh)")),
        "dW_hh_from_h_t": Mistake("Your dW_hh is made with h_t. Which state did W_hh meet in this "
            "step?", edit("da.T @ h_prev", "da.T @ (o * tanh_c)")),
        "bias_not_summed": Mistake(backward.BIAS_PER_SEQUENCE, edit("da.sum(axis=0)", "da")),
        **backward.WEIGHTS,
        "dx_through_W_hh": Mistake("Your dx came back through W_hh. Through which weights did x go "
            "into the gates?", edit('da @ params["W_ih"]', 'da @ params["W_hh"]')),
        "dW_hh_from_the_cell": Mistake("Your dW_hh is made with c_prev. Which state did W_hh meet "
            "in this step?", edit("da.T @ h_prev", "da.T @ c_prev")),
        "one_bias": Mistake("Your db_hh is zero. The two biases are added, so both get the same "
            "gradient.", edit('"db_hh": db', '"db_hh": 0 * db')),
    },
)  # fmt: skip
