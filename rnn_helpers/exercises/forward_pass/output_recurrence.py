"""jordan_forward and output_recurrent_forward(x, y_0, params) -> y"""

from functools import partial

import numpy as np

from ...reference import jordan_forward, output_recurrent_forward
from ..exercise import Case, Exercise
from ..recurrent import ONE_ARRAY, random_weights, symmetric, transposed, unchanged, without


def _output_recurrence_cases(shapes, feedback, biases):
    """The case functions for the two networks whose recurrence starts at the output.

    ``shapes(F, H, V)`` gives the shapes of the weights, ``feedback`` names the matrix that
    the last output meets. In the first case F = H = V. Each of ``biases`` is zero in a case.
    """

    def arguments_from(rng):
        def arguments(T, B, F, H, V, x_scale=1.0, start_scale=1.0, edit=unchanged):
            return {
                "x": x_scale * rng.normal(size=(T, B, F)),
                "y_0": start_scale * rng.normal(size=(B, V)),
                "params": edit(random_weights(rng, **shapes(F, H, V))),
            }

        return arguments

    def cases(rng):
        arguments = arguments_from(rng)
        T = int(rng.integers(6, 9))
        B, F, H, V = (int(size) for size in rng.permutation([2, 3, 4, 5]))

        def isolating(about, **changes):
            return Case(about, arguments(T, B, F, H, V, **changes), isolates=True)

        return [
            Case("input, state and output of the same size", arguments(T, B, H, H, H)),
            Case("all sizes different", arguments(T, B, F, H, V)),
            Case("one time step", arguments(1, B, F, H, V)),
            Case("one sequence in the batch", arguments(T, 1, F, H, V)),
            Case("large inputs", arguments(T, B, F, H, V, x_scale=1e3)),
            *(isolating(f"{name} is zero", edit=partial(without, name=name)) for name in biases),
            isolating("y_0 is zero", start_scale=0.0),
            Case(
                f"{feedback} is symmetric",
                arguments(T, B, H, H, H, edit=lambda p: symmetric(p, feedback)),
                isolates=True,
            ),
        ]

    def edge_cases(rng):
        arguments = arguments_from(rng)
        return [
            Case("one of everything", arguments(1, 1, 1, 1, 1)),
            Case("one output unit", arguments(5, 3, 2, 4, 1)),
            Case("a longer sequence", arguments(20, 2, 3, 4, 2)),
        ]

    return {"cases": cases, "edge_cases": edge_cases}


def _add_weight_mistakes(exercise, edit, hint, names):
    """Registers the right answer on wrong weights: ``edit(params, name)``, for each name."""
    for name in names:

        def wrong_answer(x, y_0, params, name=name):
            return exercise.answer(x, y_0, edit(params, name))

        exercise.mistake(hint.format(name), f"{edit.__name__}_{name}")(wrong_answer)


_WITHOUT = "These are the numbers you get without {}."
_TRANSPOSED = (
    "These are the numbers you get with {} the other way round. Its rows belong to the units "
    "that it leads to."
)


def _add_output_mistakes(exercise):
    """Registers what goes wrong in both networks whose recurrence starts at the output."""

    @exercise.mistake("These are the numbers you get when y_0 is not used.")
    def y_0_ignored(x, y_0, params):
        return exercise.answer(x, np.zeros_like(y_0), params)

    @exercise.mistake(
        "These are the numbers you get when every step reads y_0. Each step should read the "
        "output of the step before it."
    )
    def output_not_carried(x, y_0, params):
        return np.concatenate([exercise.answer(x_t[np.newaxis], y_0, params) for x_t in x])

    @exercise.mistake(
        "Your result starts with y_0 and lacks the last output. It should hold y_1 to y_T."
    )
    def output_one_early(x, y_0, params):
        return np.concatenate([y_0[np.newaxis], exercise.answer(x, y_0, params)[:-1]])

    @exercise.mistake(ONE_ARRAY)
    def one_array_stored_again_and_again(x, y_0, params):
        y = exercise.answer(x, y_0, params)
        return np.repeat(y[-1:], len(y), axis=0)


def _jordan_shapes(F, H, V):
    return {
        "W_ih": (H, F),
        "b_ih": (H,),
        "W_oh": (H, V),
        "b_oh": (H,),
        "W_ho": (V, H),
        "b_o": (V,),
    }


jordan = Exercise(
    name="jordan_forward",
    notebook="03_forward_pass",
    points=2,
    returns={"y": "T B V"},
    answer=jordan_forward,
    **_output_recurrence_cases(_jordan_shapes, "W_oh", ["b_ih", "b_oh", "b_o"]),
)
_add_weight_mistakes(jordan, without, _WITHOUT, ["b_ih", "b_oh", "b_o"])
_add_weight_mistakes(jordan, transposed, _TRANSPOSED, ["W_ih", "W_oh", "W_ho"])
_add_output_mistakes(jordan)


def _jordan(x, y_0, params, *, hidden=np.tanh, feed="output", output=lambda a: a, give="output"):
    """The Jordan network with one thing changed at a time."""
    fed_back, result = y_0, []
    for x_t in x:
        from_input = x_t @ params["W_ih"].T + params["b_ih"]
        h_t = hidden(from_input + fed_back @ params["W_oh"].T + params["b_oh"])
        y_t = output(h_t @ params["W_ho"].T + params["b_o"])
        fed_back = {"output": y_t, "hidden": h_t, "nothing": np.zeros_like(y_0)}[feed]
        result.append({"output": y_t, "hidden": h_t}[give])
    return np.stack(result)


@jordan.mistake(
    "These are the numbers you get when the hidden state is fed back. In this network the "
    "output is."
)
def hidden_state_fed_back(x, y_0, params):
    return _jordan(x, y_0, params, feed="hidden")


@jordan.mistake(
    "These are the numbers you get when the previous output plays no part after the first "
    "step. W_oh has to meet it in every step."
)
def previous_output_ignored(x, y_0, params):
    return _jordan(x, y_0, params, feed="nothing")


@jordan.mistake("These are the hidden states h_t. The function should return the outputs y_t.")
def hidden_states_returned(x, y_0, params):
    return _jordan(x, y_0, params, give="hidden")


@jordan.mistake("These are the numbers you get without the tanh in the hidden layer.")
def no_tanh(x, y_0, params):
    return _jordan(x, y_0, params, hidden=lambda a: a)


@jordan.mistake(
    "These are the numbers you get with a tanh around the output too. The output layer of this "
    "network is linear."
)
def tanh_around_output(x, y_0, params):
    return _jordan(x, y_0, params, output=np.tanh)


def _output_recurrent_shapes(F, H, V):
    return {
        "W_ih": (H, F),
        "b_ih": (H,),
        "W_ho": (V, H),
        "b_o": (V,),
        "W_oo": (V, V),
        "b_oo": (V,),
    }


output_recurrent = Exercise(
    name="output_recurrent_forward",
    notebook="03_forward_pass",
    points=2,
    returns={"y": "T B V"},
    answer=output_recurrent_forward,
    **_output_recurrence_cases(_output_recurrent_shapes, "W_oo", ["b_ih", "b_o", "b_oo"]),
)
_add_weight_mistakes(output_recurrent, without, _WITHOUT, ["b_ih", "b_o", "b_oo"])
_add_weight_mistakes(output_recurrent, transposed, _TRANSPOSED, ["W_ih", "W_ho", "W_oo"])
_add_output_mistakes(output_recurrent)


def _output_recurrent(
    x, y_0, params, *, hidden=np.tanh, output=lambda a: a, feed="output", give="output"
):
    """The output-to-output network with one thing changed at a time."""
    fed_back, result = y_0, []
    for x_t in x:
        h_t = hidden(x_t @ params["W_ih"].T + params["b_ih"])
        from_hidden = h_t @ params["W_ho"].T + params["b_o"]
        y_t = output(from_hidden + fed_back @ params["W_oo"].T + params["b_oo"])
        fed_back = {"output": y_t, "hidden": h_t, "nothing": np.zeros_like(y_0)}[feed]
        result.append({"output": y_t, "hidden": h_t}[give])
    return np.stack(result)


@output_recurrent.mistake(
    "These are the numbers you get when the previous output is fed to the hidden layer. In "
    "this network it goes to the output layer."
)
def fed_to_hidden_layer(x, y_0, params):
    y_t, result = y_0, []
    for x_t in x:
        from_output = y_t @ params["W_oo"].T + params["b_oo"]
        h_t = np.tanh(x_t @ params["W_ih"].T + params["b_ih"] + from_output)
        y_t = h_t @ params["W_ho"].T + params["b_o"]
        result.append(y_t)
    return np.stack(result)


@output_recurrent.mistake(
    "These are the numbers you get when the previous output plays no part, y_0 included. W_oo "
    "has to meet it in every step."
)
def output_never_read(x, y_0, params):
    return _output_recurrent(x, np.zeros_like(y_0), params, feed="nothing")


@output_recurrent.mistake(
    "These are the numbers you get when the hidden state is fed back after the first step. In "
    "this network the output is."
)
def hidden_fed_to_output(x, y_0, params):
    return _output_recurrent(x, y_0, params, feed="hidden")


@output_recurrent.mistake(
    "These are the hidden states h_t. The function should return the outputs y_t."
)
def hidden_states_given(x, y_0, params):
    return _output_recurrent(x, y_0, params, give="hidden")


@output_recurrent.mistake("These are the numbers you get without the tanh in the hidden layer.")
def no_hidden_tanh(x, y_0, params):
    return _output_recurrent(x, y_0, params, hidden=lambda a: a)


@output_recurrent.mistake(
    "These are the numbers you get with a tanh around the output. The output layer of this "
    "network is linear."
)
def output_tanh(x, y_0, params):
    return _output_recurrent(x, y_0, params, output=np.tanh)
