"""The widgets, one module for each notebook. Each is thin: state in, picture out; the numbers
come from ``rnn_helpers.reference`` or ``rnn_helpers.models``.
"""

from .cell_explorer import explore_cell_state
from .context_explorer import explore_context
from .gate_explorer import explore_gates
from .norm_explorer import explore_norms
from .path_explorer import explore_paths
from .shape_explorer import explore_shapes
from .stepper import step_through
from .text_generator import generate_text

__all__ = [
    "explore_cell_state", "explore_context", "explore_gates", "explore_norms", "explore_paths",
    "explore_shapes", "generate_text", "step_through",
]  # fmt: skip
