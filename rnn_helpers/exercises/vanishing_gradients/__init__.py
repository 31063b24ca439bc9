"""Exercises of notebook 05: why gradients vanish and explode, and what helps."""

from ..exercise import Written
from .jacobians import gradient_norms, linear_factor, state_jacobian, step_jacobian
from .remedies import clip_gradients, orthogonal, rescale

EXERCISES = (
    linear_factor,
    step_jacobian,
    state_jacobian,
    gradient_norms,
    rescale,
    clip_gradients,
    orthogonal,
)
WRITTEN = (Written("singular_value_above_one", 2),)
