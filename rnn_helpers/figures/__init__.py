"""Every figure that the notebooks draw. Each function returns a Picture, with alternative text.

``ax`` is always what to draw on: axes, or a sequence of them where a figure has several panels, one
for each. Without it a new figure is made.
"""

from .arrays import answer_comparison, padded_batch, side_by_side
from .cells import cells
from .curves import (
    difference_errors,
    norm_against_lag,
    relative_distance,
    scalar_factors,
    training_runs,
    truncation_errors,
)
from .gradients import backward_through_time, step_contributions, two_layer_paths
from .live import LiveCurves
from .networks import (
    bidirectional_network,
    folded_and_unrolled,
    recurrence_kinds,
    stacked_network,
)
from .picture import COLOURS, Picture
from .results import accuracy_by_method, sunspot_forecasts, texts_by_temperature
from .sequences import accuracy_by_context, gate_over_text, task_shapes, two_orders
from .tables import Table, relative_errors

__all__ = [
    "COLOURS", "LiveCurves", "Picture", "Table", "accuracy_by_context", "accuracy_by_method",
    "answer_comparison", "backward_through_time", "bidirectional_network", "cells",
    "difference_errors", "folded_and_unrolled", "gate_over_text", "norm_against_lag",
    "padded_batch", "recurrence_kinds", "relative_distance", "relative_errors", "scalar_factors",
    "side_by_side", "stacked_network", "step_contributions", "sunspot_forecasts", "task_shapes",
    "texts_by_temperature", "training_runs", "truncation_errors", "two_layer_paths", "two_orders",
]  # fmt: skip
