"""loss_and_gradient(y, target) -> loss, dy"""

import numpy as np

from ... import reference
from ..exercise import Case, Exercise


def _arguments(rng, T, B, V, scale=1.0):
    return {
        "y": scale * rng.normal(size=(T, B, V)),
        "target": scale * rng.normal(size=(T, B, V)),
    }


def _cases(rng):
    T, B, V = (int(size) for size in rng.permutation([3, 4, 5]))
    same = rng.normal(size=(2, 3, 2))
    return [
        Case("several of everything", _arguments(rng, T, B, V)),
        Case("one time step", _arguments(rng, 1, B, V)),
        Case("one sequence", _arguments(rng, T, 1, V)),
        Case("one output unit", _arguments(rng, T, B, 1)),
        Case("large numbers", _arguments(rng, T, B, V, scale=1e4)),
        Case("every output is right", {"y": same, "target": same.copy()}),
    ]


def _edge_cases(rng):
    return [
        Case("one number", _arguments(rng, 1, 1, 1)),
        Case("many numbers", _arguments(rng, 20, 6, 3)),
    ]


loss_and_gradient = Exercise(
    name="loss_and_gradient",
    notebook="04_bptt",
    points=1,
    returns={"loss": "", "dy": "T B V"},
    answer=reference.loss_and_gradient,
    cases=_cases,
    edge_cases=_edge_cases,
    refuses_autograd=True,
)


@loss_and_gradient.mistake(
    "Your loss and your dy are sums over all numbers. The loss is a mean: how many numbers is it "
    "taken over?"
)
def summed(y, target):
    loss, dy = reference.loss_and_gradient(y, target)
    return loss * y.size, dy * y.size


@loss_and_gradient.mistake(
    "Your loss is a mean, but your dy belongs to the sum. Which factor in front of the sum makes "
    "it a mean?"
)
def gradient_not_averaged(y, target):
    loss, dy = reference.loss_and_gradient(y, target)
    return loss, dy * y.size


@loss_and_gradient.mistake(
    "Your dy is right, but your loss is the sum of the squares, not their mean."
)
def loss_not_averaged(y, target):
    loss, dy = reference.loss_and_gradient(y, target)
    return loss * y.size, dy


@loss_and_gradient.mistake(
    "Your dy has the wrong sign. Where y is larger than the target, a larger y makes the loss "
    "larger, so the gradient is positive there."
)
def wrong_sign(y, target):
    loss, dy = reference.loss_and_gradient(y, target)
    return loss, -dy


@loss_and_gradient.mistake(
    "Your loss and your dy are twice too large. The loss has a 1/2 in front."
)
def without_half(y, target):
    loss, dy = reference.loss_and_gradient(y, target)
    return 2 * loss, 2 * dy


@loss_and_gradient.mistake("Your dy is right, but your loss lacks the 1/2 in front.")
def loss_without_half(y, target):
    loss, dy = reference.loss_and_gradient(y, target)
    return 2 * loss, dy


@loss_and_gradient.mistake(
    "Your loss is right, but your dy is twice too large. What becomes of the 1/2 when the square "
    "is differentiated?"
)
def gradient_doubled(y, target):
    loss, dy = reference.loss_and_gradient(y, target)
    return loss, 2 * dy


@loss_and_gradient.mistake(
    "Your loss is right, but your dy is half as large as it should be. What becomes of the 1/2 "
    "when the square is differentiated?"
)
def gradient_halved(y, target):
    loss, dy = reference.loss_and_gradient(y, target)
    return loss, 0.5 * dy


@loss_and_gradient.mistake(
    "Your mean is taken over the sequences of the batch alone. It is over all numbers of y: time "
    "steps, sequences and output units."
)
def averaged_over_the_batch(y, target):
    loss, dy = reference.loss_and_gradient(y, target)
    return loss * y.size / y.shape[1], dy * y.size / y.shape[1]


@loss_and_gradient.mistake(
    "Your mean is taken over the first axis, the time steps, alone. It is over all numbers of y."
)
def averaged_over_time(y, target):
    loss, dy = reference.loss_and_gradient(y, target)
    return loss * y.size / len(y), dy * y.size / len(y)


@loss_and_gradient.mistake(
    "Your mean is taken over time steps and sequences, but not over the output units. It is over "
    "all numbers of y."
)
def averaged_over_time_and_batch(y, target):
    loss, dy = reference.loss_and_gradient(y, target)
    return loss * y.shape[2], dy * y.shape[2]


@loss_and_gradient.mistake(
    "Your dy is divided by the number of time steps alone, while the loss is a mean over all "
    "numbers of y."
)
def gradient_averaged_over_time(y, target):
    loss, dy = reference.loss_and_gradient(y, target)
    return loss, dy * y.size / len(y)


@loss_and_gradient.mistake(
    "Your dy is divided by the number of sequences alone, while the loss is a mean over all "
    "numbers of y."
)
def gradient_averaged_over_the_batch(y, target):
    loss, dy = reference.loss_and_gradient(y, target)
    return loss, dy * y.size / y.shape[1]


@loss_and_gradient.mistake(
    "Your loss is a mean of the absolute differences. They should be squared."
)
def absolute(y, target):
    error = y - target
    return 0.5 * np.mean(np.abs(error)), 0.5 * np.sign(error) / error.size
