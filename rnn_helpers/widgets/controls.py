"""What the widgets have in common: their controls, and the panel that puts them over a view."""

from collections.abc import Callable, Sequence

import ipywidgets

LABELS = {"description_width": "11em"}
_WIDTH = "30em"


def slider(text: str, value: float, low: float, high: float, step: float = 1) -> ipywidgets.Widget:
    """A slider from ``low`` to ``high``; of integers if all its numbers are."""
    is_integer = all(isinstance(number, int) for number in (value, low, high, step))
    kind = ipywidgets.IntSlider if is_integer else ipywidgets.FloatSlider
    return kind(
        value=value, min=low, max=high, step=step, description=text, style=LABELS,
        layout=ipywidgets.Layout(width=_WIDTH),
    )  # fmt: skip


def activation_buttons() -> ipywidgets.ToggleButtons:
    """The choice between tanh and relu."""
    return ipywidgets.ToggleButtons(
        options=["tanh", "relu"],
        description="activation",
        style={**LABELS, "button_width": "5em"},
        layout=ipywidgets.Layout(width=_WIDTH, display="flex", flex_flow="row"),
    )


def panel(
    controls: Sequence[ipywidgets.Widget], update: Callable[[], None], *views: ipywidgets.Widget
) -> ipywidgets.VBox:
    """Controls above views.

    Args:
        controls: sliders and the like, or boxes of them.
        update: shows their values in the views; called now and after every change.
        views: what stands below the controls.
    """
    for control in controls:
        for each in getattr(control, "children", [control]):
            each.observe(lambda _: update(), names="value")
    update()
    return ipywidgets.VBox([*controls, *views])
