"""What an answer earns, by the checks themselves, run here and not in a kernel."""

import pickle

from rnn_helpers.checking import collect, verify
from rnn_helpers.exercises import Choices, key_of

from .answers import packed


def scores_of(exercise, mistake, answer, seed):
    """What the graded cells of an exercise should come to.

    Args:
        exercise: an Exercise or a Choices.
        mistake: the name of the known mistake that the answer makes, or None.
        answer: the wrong function, or a dict of the wrong choice; nothing if it is right.
        seed: that it is graded with.

    Returns:
        From the cells' names to ``(points, mistake)``.
    """
    if not exercise.parts:
        points = float(exercise.points) if mistake is None else 0.0
        return {f"test_{exercise.name}": (points, mistake)}
    scores = {
        f"test_{exercise.name}_{part}": (float(points), None)
        for part, points in exercise.parts.items()
    }
    if mistake is None:
        return scores
    if isinstance(exercise, Choices):
        (part,) = answer
        return scores | {f"test_{exercise.name}_{part}": (0.0, mistake)}
    # A mistake spoils some of the parts, and in one alone it may look like another mistake.
    _, answers = pickle.loads(packed({exercise.name: answer}, needs_models=False))
    collected = collect(exercise, answers[exercise.name], seed)
    for part in exercise.parts:
        result = verify(exercise, key_of(exercise.name), collected, part)
        if not result.passed:
            scores[f"test_{exercise.name}_{part}"] = (0.0, result.mistake)
    return scores
