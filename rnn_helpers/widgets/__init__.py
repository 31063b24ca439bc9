"""The widgets, one module for each notebook. Each is thin: state in, picture out; the numbers
come from ``rnn_helpers.reference``.
"""

from .stepper import step_through

__all__ = ["step_through"]
