"""Notebook 02: shapes and parameter counts of any layer, by formula and from PyTorch itself."""

import ipywidgets

from ..reference import count_parameters, rnn_shapes
from .controls import panel, slider


def explore_shapes() -> ipywidgets.VBox:
    """A widget that builds the chosen layer in PyTorch and shows its sizes beside the formulas.

    Returns:
        Sliders for T, B, F, H and the layers, switches for two directions and ``batch_first``,
        and a table.
    """
    sliders = [
        slider("T, time steps", 3, 1, 20),
        slider("B, sequences", 32, 1, 64),
        slider("F, features", 20, 1, 64),
        slider("H, hidden units", 50, 1, 64),
        slider("layers", 1, 1, 4),
    ]
    switches = [
        ipywidgets.Checkbox(description=name, indent=False)
        for name in ("two directions", "batch_first")
    ]
    return panel([*sliders, ipywidgets.HBox(switches)], shapes_view)


def shapes_view(
    T: int, B: int, F: int, H: int, layers: int, two_directions: bool, batch_first: bool
) -> str:
    """The sizes of a layer by formula and from a ``torch.nn.RNN`` built on the spot, as HTML."""
    import torch  # here, because notebooks without torch have widgets too

    D = 2 if two_directions else 1
    with torch.random.fork_rng(devices=[]):  # the notebook's seed stays where it is
        layer = torch.nn.RNN(F, H, layers, bidirectional=two_directions, batch_first=batch_first)
    x_shape = (B, T, F) if batch_first else (T, B, F)
    with torch.no_grad():
        output, h_n = layer(torch.zeros(x_shape))
    output_shape, h_n_shape = rnn_shapes(T, B, F, H, layers, D, batch_first)
    wide, twice = ("2H", "2&middot;") if two_directions else ("H", "")
    one_layer = f"{twice}(H&middot;{{}} + H&middot;H + 2H)"
    upper = f" + {layers - 1}&middot;{one_layer.format(wide)}" if layers > 1 else ""
    axes = "B, T" if batch_first else "T, B"
    rows = [
        ("x", f"({axes}, F)", x_shape, x_shape),
        ("output", f"({axes}, {wide})", output_shape, tuple(output.shape)),
        ("h_n", "(layers&middot;directions, B, H)", h_n_shape, tuple(h_n.shape)),
        (
            "parameters",
            one_layer.format("F") + upper,
            count_parameters(F, H, layers, D),
            sum(weight.numel() for weight in layer.parameters()),
        ),
    ]
    apart = "padding-left: 1.5em"
    body = "".join(
        f'<tr><th scope="row" style="text-align: left"><code>{name}</code></th>'
        f'<td style="text-align: left; {apart}">{formula}</td>'
        f'<td style="text-align: right; {apart}">{by_formula}</td>'
        f'<td style="text-align: right; {apart}">{from_torch}</td></tr>'
        for name, formula, by_formula, from_torch in rows
    )
    sides = {"formula": "left", "by formula": "right", "from torch.nn.RNN": "right"}
    heads = "".join(
        f'<th style="text-align: {side}; {apart}">{text}</th>' for text, side in sides.items()
    )
    return (
        f'<table aria-label="sizes of the layer"><thead><tr><th></th>{heads}</tr></thead>'
        f"<tbody>{body}</tbody></table>"
    )
