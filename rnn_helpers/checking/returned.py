"""What a call gave back and what it changed, taken apart for the comparison.

A student's answer and our own right and wrong ones go through the same functions.
"""

import copy
import sys
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import numpy as np

from ..exercises import DICT, Question


class Returned(NamedTuple):
    """What a function returned.

    ``form`` is ``"one"``, ``"several"`` (a tuple or list of results), ``"nested"`` (as the
    exercise nests them), ``"dict"``, ``"changed"`` (they stand in the arguments) or
    ``"cannot be asked"`` (no model or function, where one should be); ``number`` how many results
    there are; ``values`` maps names to results. A dict among several results is spread out:
    ``grads["dW_hh"]``.
    """

    form: str
    number: int
    values: dict


class _CannotBeAsked(NamedTuple):
    value: Any


def run(question: Question, answer: Callable, given: list, probe_inputs: Mapping) -> Any:
    """What an answer returns on these arguments; where it returns a model or a function, what that
    says, asked with what ``probe_inputs`` holds.
    """
    returned = answer(*given)
    if not question.probe:
        return returned
    if not callable(returned):
        return _CannotBeAsked(returned)
    return question.probe(returned, **copy.deepcopy(dict(probe_inputs)))


def take_apart(question: Question, returned: Any, given: list) -> Returned:
    """The results of one call by name, see ``Returned``; ``given`` are its arguments after it."""
    if isinstance(returned, _CannotBeAsked):
        return Returned("cannot be asked", 1, {"result": returned.value})
    if question.observe:
        values = question.observe(returned, *given)
        return Returned("changed", len(values), values)
    if question.nested:
        values = _unnested(question.nested, returned)
        if values is not None:
            return Returned("nested", len(values), values)
    if question.gives_dict and isinstance(returned, Mapping):
        return Returned("dict", len(returned), {str(key): returned[key] for key in returned})
    names = list(question.returns)
    is_several = isinstance(returned, (tuple, list) if len(names) > 1 else tuple)
    results = list(returned) if is_several else [returned]
    if len(results) != len(names):
        names = [f"result {i + 1}" for i in range(len(results))]
    values = {}
    for name, result in zip(names, results, strict=True):
        if question.returns.get(name) == DICT and isinstance(result, Mapping):
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


def changes(question: Question, arguments: Mapping, given: list) -> list[str]:
    """Which arguments a call changed that it should not: names such as ``params["b_ih"]``.

    Args:
        question: the Question.
        arguments: the case's arguments by name, as they were before.
        given: the copies of them that the function was given, in the same order.
    """
    if question.in_place:
        return []
    return [
        what
        for (name, before), after in zip(arguments.items(), given, strict=True)
        for what in _changes(name, before, after)
    ]


def used(arguments: Mapping, given: list) -> list[str]:
    """Names of the random generators among the arguments that a call drew numbers from."""
    return [
        name
        for (name, before), after in zip(arguments.items(), given, strict=True)
        if is_generator(before) and _state(before) != _state(after)
    ]


def is_generator(value: Any) -> bool:
    """Whether a value is a random generator, NumPy's or torch's."""
    torch = sys.modules.get("torch")
    return isinstance(value, np.random.Generator) or (
        torch is not None and isinstance(value, torch.Generator)
    )


def _state(generator):
    if isinstance(generator, np.random.Generator):
        return generator.bit_generator.state
    return generator.get_state().tolist()


def as_array(value: Any) -> np.ndarray:
    """Numbers, a tensor, or lists of them, as an array; raises TypeError for anything else."""
    torch = sys.modules.get("torch")
    if torch is not None and isinstance(value, torch.Tensor):
        return value.detach().cpu().numpy()
    if isinstance(value, (list, tuple)):
        # Element by element: a list of tensors that require grad is a fine answer.
        return np.array([as_array(element) for element in value])
    if isinstance(value, (np.ndarray, np.generic, bool, int, float, complex)):
        return np.asarray(value)
    raise TypeError


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
    if hasattr(before, "detach"):  # a tensor
        return _changes(name, before.detach().numpy(), after.detach().numpy())
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
    # Nearly always nothing was changed, and allclose takes twenty times as long.
    is_equal = np.array_equal(before, after)
    if is_equal or before.dtype.kind not in "fc":
        return is_equal
    return np.allclose(before, after, rtol=1e-13, atol=1e-13, equal_nan=True)
