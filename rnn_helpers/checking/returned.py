"""What a call gave back and what it changed, taken apart for the comparison.

A student's answer and our own right and wrong ones go through the same functions.
"""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from ..exercises import DICT


class Returned(NamedTuple):
    """What a function returned.

    ``form`` is ``"one"``, ``"several"`` (a tuple or list of results), ``"nested"`` (as the
    exercise nests them), ``"dict"`` or ``"changed"`` (they stand in the arguments); ``count`` how
    many results there are; ``values`` maps names to results. A dict among several results is
    spread out: ``grads["dW_hh"]``.
    """

    form: str
    count: int
    values: dict


def take_apart(exercise, returned, given):
    """The results of one call by name, see ``Returned``; ``given`` are its arguments after it."""
    if exercise.after_call:
        values = exercise.after_call(*given)
        return Returned("changed", len(values), values)
    if exercise.nested:
        values = _unnested(exercise.nested, returned)
        if values is not None:
            return Returned("nested", len(values), values)
    if exercise.gives_dict and isinstance(returned, Mapping):
        return Returned("dict", len(returned), {str(key): returned[key] for key in returned})
    names = list(exercise.returns)
    is_several = isinstance(returned, (tuple, list) if len(names) > 1 else tuple)
    results = list(returned) if is_several else [returned]
    if len(results) != len(names):
        names = [f"result {i + 1}" for i in range(len(results))]
    values = {}
    for name, result in zip(names, results, strict=True):
        if exercise.returns.get(name) == DICT and isinstance(result, Mapping):
            values |= {f'{name}["{key}"]': result[key] for key in result}
        else:
            values[name] = result
    return Returned("several" if is_several else "one", len(results), values)


def _unnested(names, returned):
    """The results by name; None if they are not nested as the names are."""
    if isinstance(names, str):
        return {names: returned}
    if not isinstance(returned, (tuple, list)) or len(returned) != len(names):
        return None
    parts = [_unnested(*pair) for pair in zip(names, returned, strict=True)]
    if any(part is None for part in parts):
        return None
    return {name: value for part in parts for name, value in part.items()}


def changes(exercise, arguments, given):
    """Which arguments a call changed that it should not: names such as ``params["b_ih"]``.

    Args:
        exercise: the Exercise.
        arguments: the case's arguments by name, as they were before.
        given: the copies of them that the function was given, in the same order.
    """
    if exercise.after_call:
        return []
    return [
        what
        for (name, before), after in zip(arguments.items(), given, strict=True)
        for what in _changes(name, before, after)
    ]


def used(arguments, given):
    """Names of the random generators among the arguments that a call drew numbers from."""
    return [
        name
        for (name, before), after in zip(arguments.items(), given, strict=True)
        if isinstance(before, np.random.Generator)
        and before.bit_generator.state != after.bit_generator.state
    ]


def _changes(name, before, after):
    if type(after) is not type(before):
        return [name]
    if isinstance(before, np.ndarray):
        return [] if _same_numbers(before, after) else [name]
    if isinstance(before, dict):
        if before.keys() != after.keys():
            return [name]
        return [
            what for key in before for what in _changes(f'{name}["{key}"]', before[key], after[key])
        ]
    if isinstance(before, (list, tuple)):
        if len(before) != len(after):
            return [name]
        return [
            what
            for i, pair in enumerate(zip(before, after, strict=True))
            for what in _changes(f"{name}[{i}]", *pair)
        ]
    if hasattr(before, "state_dict"):  # a torch layer: its weights
        weights = [
            {key: tensor.numpy() for key, tensor in layer.state_dict().items()}
            for layer in (before, after)
        ]
        return [name] if _changes(name, *weights) else []
    return []  # numbers and strings cannot be changed in place, functions need not


def _same_numbers(before, after):
    """Equal, or for floats equal but for rounding: adding a number and taking it away again
    restores all but the last digit.
    """
    if before.dtype != after.dtype or before.shape != after.shape:
        return False
    if before.dtype.kind not in "fc":
        return np.array_equal(before, after)
    return np.allclose(before, after, rtol=1e-13, atol=1e-13, equal_nan=True)
