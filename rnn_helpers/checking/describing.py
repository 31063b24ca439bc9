"""Says in words what a value is."""

import inspect
from typing import Any

import numpy as np


def describe(value: Any) -> str:
    """What a value is, in words: ``"an array of float64 values"``, ``"a list of str"``."""
    if value is None:
        return "None"
    if isinstance(value, np.ndarray):
        return f"an array of {value.dtype} values"
    if isinstance(value, (list, tuple)):
        if value and all(isinstance(element, (list, tuple, np.ndarray)) for element in value):
            return f"a {type(value).__name__} whose parts do not fit together to one array"
        kinds = sorted({type(element).__name__ for element in value}) or ["nothing"]
        return f"a {type(value).__name__} of {', '.join(kinds[:3])}"
    if isinstance(value, type):
        return f"the class {value.__name__}"
    if inspect.isroutine(value):
        return "a function"
    name = type(value).__name__
    return f"{'an' if name[:1].lower() in 'aeiou' else 'a'} {name}"
