"""The controls that the widgets have in common."""

import ipywidgets

_WORDS = {"description_width": "11em"}
_WIDTH = "30em"


def slider(text, value, low, high, step=1):
    """A slider from ``low`` to ``high``; of whole numbers if all its numbers are."""
    is_whole = all(isinstance(number, int) for number in (value, low, high, step))
    kind = ipywidgets.IntSlider if is_whole else ipywidgets.FloatSlider
    return kind(
        value=value,
        min=low,
        max=high,
        step=step,
        description=text,
        style=_WORDS,
        layout=ipywidgets.Layout(width=_WIDTH),
    )


def activation_buttons():
    """The choice between tanh and relu."""
    return ipywidgets.ToggleButtons(
        options=["tanh", "relu"],
        description="activation",
        style={**_WORDS, "button_width": "5em"},
        layout=ipywidgets.Layout(width=_WIDTH, display="flex", flex_flow="row"),
    )
