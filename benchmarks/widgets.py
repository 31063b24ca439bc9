"""How long the widgets take to answer a move of a slider.

    python benchmarks/widgets.py
    python benchmarks/widgets.py --quick    # few moves, to see that it runs

A move is timed from the new value to the finished view, with everything computed and drawn; what
the browser adds is not in it.
"""

import argparse
import statistics
import time

import ipywidgets
import numpy as np
import torch

from rnn_helpers import models, widgets

RNG = np.random.default_rng(0)
PARAMS = {
    "W_ih": RNG.normal(size=(4, 5)),
    "W_hh": RNG.normal(size=(4, 4)),
    "b_ih": RNG.normal(size=4),
    "b_hh": RNG.normal(size=4),
}
LETTERS = "abcdefghijklmnopqrstuvwxyz .,;?!'-"
WIDGETS = {
    "explore_context": widgets.explore_context,
    "explore_gates": widgets.explore_gates,
    "explore_norms": widgets.explore_norms,
    "explore_shapes": widgets.explore_shapes,
    "explore_paths": widgets.explore_paths,
    "explore_cell_state": widgets.explore_cell_state,
    "step_through": lambda: widgets.step_through(RNG.normal(size=(9, 5)), PARAMS),
    "generate_text": lambda: widgets.generate_text(
        models.SequenceModel(torch.nn.LSTM(34, 128), 34), models.Alphabet(LETTERS), "the "
    ),
}


def sliders(widget):
    """Every slider in a widget, however deep it lies in boxes."""
    if isinstance(widget, (ipywidgets.FloatSlider, ipywidgets.IntSlider)):
        yield widget
    for child in getattr(widget, "children", ()):
        yield from sliders(child)


def moves(slider, rounds):
    """Seconds of each move, over the slider's whole range and back."""
    steps = int(round((slider.max - slider.min) / slider.step))
    values = [slider.min + slider.step * k for k in np.linspace(0, steps, rounds).round()]
    for value in [*values, *values[-2::-1]]:
        started = time.perf_counter()
        slider.value = type(slider.value)(value)
        yield time.perf_counter() - started


def main(arguments=None):
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="few moves")
    options = parser.parse_args(arguments)
    torch.set_num_threads(1)  # as in the notebook
    print(f"{'widget':18} {'typical move':>13} {'slowest':>10}")
    for name, make in WIDGETS.items():
        widget = make()
        # Once to and fro first: what is made once and kept is not what a reader waits for.
        for slider in sliders(widget):
            list(moves(slider, 2))
        seconds = [
            second
            for slider in sliders(widget)
            for second in moves(slider, 2 if options.quick else 12)
        ]
        print(f"{name:18} {1e3 * statistics.median(seconds):10.1f} ms {1e3 * max(seconds):7.1f} ms")


if __name__ == "__main__":
    main()
