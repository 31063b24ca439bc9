"""The widgets, one module for each notebook. Each is thin: state in, picture out; the numbers
come from ``rnn_helpers.reference``.
"""

from .context_explorer import explore_context
from .shape_explorer import explore_shapes
from .stepper import step_through

__all__ = ["explore_context", "explore_shapes", "step_through"]
