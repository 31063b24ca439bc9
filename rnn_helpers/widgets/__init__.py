"""The widgets, one module for each notebook. Each is thin: state in, picture out; the numbers
come from ``rnn_helpers.reference`` or ``rnn_helpers.models``.
"""

from .context_explorer import explore_context
from .conveyor import ride_the_cell
from .gate_explorer import explore_gates
from .norm_explorer import explore_norms
from .path_lights import light_up_paths
from .shape_explorer import explore_shapes
from .stepper import step_through
from .writer import write_text

__all__ = [
    "explore_context",
    "explore_gates",
    "explore_norms",
    "explore_shapes",
    "light_up_paths",
    "ride_the_cell",
    "step_through",
    "write_text",
]
