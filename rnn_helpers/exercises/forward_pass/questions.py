"""What notebook 03 asks: networks of several layers, by hand."""

from ..question import Question
from ..shared_cases import layer_cases, layer_weights, unchanged

# --- stacked_forward ----------------------------------------------------------------------------


def _stacked_arguments(rng):
    def arguments(T, B, F, H, L=3, x_scale=1.0, start_scale=1.0, edit=unchanged):
        return {
            "x": x_scale * rng.normal(size=(T, B, F)),
            "h_0": start_scale * rng.uniform(-0.9, 0.9, size=(L, B, H)),
            "layers": [edit(layer_weights(rng, F if k == 0 else H, H)) for k in range(L)],
        }

    return arguments


stacked_forward = Question(
    name="stacked_forward",
    points=2,
    returns={"output": "T B H", "h_n": "L B H"},
    **layer_cases(
        _stacked_arguments,
        one_layer=("one layer", {"T": 4, "B": 2, "F": 3, "H": 5, "L": 1}),
        two_layers=("two layers", {"T": 4, "B": 2, "F": 3, "H": 3, "L": 2}),
    ),
)

QUESTIONS = (stacked_forward,)
