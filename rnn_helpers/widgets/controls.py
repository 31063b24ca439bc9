"""What the widgets have in common: controls, charts, and the panel that puts one over the other."""

from collections.abc import Callable, Sequence
from typing import Any

import ipywidgets
import matplotlib
from matplotlib.figure import Figure

from ..figures.picture import STYLE, Picture

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
    controls: Sequence[ipywidgets.Widget], draw: Callable[..., str | Sequence[str]]
) -> ipywidgets.VBox:
    """Controls above what is drawn of their values.

    Args:
        controls: sliders and the like, or boxes of them.
        draw: a function from their values, in this order, to HTML or a tuple of pieces of it.
            It is called now and after every change.
    """
    inputs = [each for control in controls for each in getattr(control, "children", [control])]

    def pieces():
        drawn = draw(*(each.value for each in inputs))
        return (drawn,) if isinstance(drawn, str) else drawn

    def update(_):
        for view, piece in zip(views, pieces(), strict=True):
            view.value = piece

    views = [ipywidgets.HTML(piece) for piece in pieces()]
    for each in inputs:
        if isinstance(each, ipywidgets.Button):
            each.on_click(update)
        else:
            each.observe(update, names="value")
    return ipywidgets.VBox([*controls, *views])


class Chart:
    """A chart whose axes are made once, so that a move of a slider shows at once.

    A subclass has a ``size`` in inches, ``set_up()``, which makes the axes in ``self.figure``,
    and ``move(...)``, which puts numbers in and returns the alternative text.
    """

    size: tuple[float, float]
    set_up: Callable[[], None]
    move: Callable[..., str]

    @matplotlib.rc_context(STYLE)
    def __init__(self) -> None:
        self.figure = Figure(self.size)
        self.set_up()

    def html(self, *numbers: Any) -> str:
        """The chart of these numbers, as HTML."""
        return Picture(self.figure, self.move(*numbers), crop=False)._repr_html_()
