"""The cases that answers are tried on, on their way into a kernel that cannot draw them."""

import sys
from functools import lru_cache

import cloudpickle

from rnn_helpers.checking.diagnosis import drawn_cases
from rnn_helpers.exercises import Choices, by_name


@lru_cache(maxsize=64)
def packed_cases(name: str, seed: int) -> bytes | None:
    """The cases of an exercise under a seed, as ``inside.work`` takes them.

    It goes one way only, from us to a kernel. Nothing that a kernel sends is unpickled.
    """
    if isinstance(by_name()[name], Choices):
        return None
    cases = drawn_cases(name, seed)
    if "rnn_helpers.models" in sys.modules:
        # By value: the kernel has no code of ours to make such a model with.
        cloudpickle.register_pickle_by_value(sys.modules["rnn_helpers.models"])
    return cloudpickle.dumps(cases)
