"""Refuses ready-made recurrent layers and gradients while a by-hand exercise is checked."""

import pkgutil
import sys
from contextlib import AbstractContextManager, nullcontext
from functools import cache
from typing import Never

from .. import data, reference
from ..exercises import Question
from .results import ShortcutUsed


def _ours():
    """The course's own answers, and what knows the tests of trained models, each with the name
    under which it is refused.
    """
    rooms = {reference: "rnn_helpers.reference"}
    tests = {
        data.speaker_accuracy: "data.speaker_accuracy",
        data.forecast_errors: "data.forecast_errors",
    }
    if "torch" in sys.modules:  # else no answer can do anything with the models
        from .. import models

        rooms[models] = "rnn_helpers.models"
    return [
        *tests.items(),
        *(
            (value.__init__ if isinstance(value, type) else value, name)
            for room, name in rooms.items()
            for value in (getattr(room, public) for public in room.__all__)
        ),
    ]


# Every recurrent layer and cell of torch.nn ends in one of these functions.
_TORCH_FUNCTIONS = {
    name: f"torch.nn.{layer}"
    for layer, names in {
        "RNN": ("rnn_tanh", "rnn_relu"),
        "GRU": ("gru",),
        "LSTM": ("lstm",),
        "RNNCell": ("rnn_tanh_cell", "rnn_relu_cell"),
        "GRUCell": ("gru_cell",),
        "LSTMCell": ("lstm_cell",),
    }.items()
    for name in names
}


def refusal(names: str) -> str:
    """The sentence that refuses what was called."""
    if names.startswith("data."):
        return f"{names} may not be used in this exercise: a model must not learn from its test."
    return f"{names} may not be used in this exercise: write it yourself."


_guard = None  # the one that is open


class Guard:
    """Refuses the course's own answers and what a question refuses while it is open, and torch's
    functions among that inside ``torch_mode()``.

    ``used`` lists the names that were called, also when the student's code catches the
    exception. To be opened where the check runs; ``torch_mode()`` besides in the thread that
    calls the student's code. Where the question refuses something of torch's it is imported here,
    so that no time limit has to pay for it.
    """

    def __init__(self, question: Question) -> None:
        self.used: list[str] = []
        self._swaps = _ours()
        self._functions: dict[str, str] = {}
        if question.refuses_torch_layers:
            self._swaps += _torch_layers()
            self._functions |= _TORCH_FUNCTIONS
        if question.refuses_autograd:
            name = "PyTorch's automatic differentiation"
            self._swaps += [(function, name) for function in _autograd_functions()]
        for name in question.refuses if "torch" in sys.modules else ():
            self._functions[name.rpartition(".")[2]] = name
            if hasattr(function := pkgutil.resolve_name(name), "__code__"):
                self._swaps.append((function, name))
        self._mode = _torch_mode_class()(self) if self._functions else None

    def refuse(self, name: str) -> Never:
        if name not in self.used:
            self.used.append(name)
        raise ShortcutUsed(refusal(name))

    def torch_mode(self) -> AbstractContextManager:
        return self._mode or nullcontext()

    def __enter__(self):
        global _guard
        _guard = self
        # The code is swapped inside the functions, not the functions in their modules: a
        # student may have imported them under any name before.
        self._codes = [(function, function.__code__) for function, _ in self._swaps]
        for function, name in self._swaps:
            # The same free variables, such as super()'s, are a condition for the swap.
            free = function.__code__.co_freevars
            function.__code__ = _refusing(name).__code__.replace(co_freevars=free)
        return self

    def __exit__(self, *_):
        for function, code in self._codes:
            function.__code__ = code


@cache
def _refusing(name):
    """A function whose code runs in place of one called so, with that one's globals."""
    made: dict = {}
    lines = "from rnn_helpers.checking import shortcuts", f"shortcuts._guard.refuse({name!r})"
    exec("def refusing(*args, **kwargs):\n    " + "\n    ".join(lines), made)
    return made["refusing"]


def _torch_layers():
    """What makes a layer: its sizes can be counted without calling it."""
    from torch.nn.modules import rnn

    return [(rnn.RNNBase.__init__, "torch.nn.RNN"), (rnn.RNNCellBase.__init__, "torch.nn.RNNCell")]


def _autograd_functions():
    """The functions in which every way to torch's gradients ends, two backward and one forward,
    and those of torch.func, which spend seconds on imports before they get there.
    """
    import torch

    names = ("grad", "grad_and_value", "vjp", "jvp", "jacrev", "jacfwd", "hessian", "linearize")
    return (
        torch.autograd.backward,
        torch.autograd.grad,
        torch.autograd.forward_ad.make_dual,
        *(getattr(torch.func, name) for name in names),
    )


@cache
def _torch_mode_class():
    from torch.overrides import TorchFunctionMode

    class NoRecurrentLayers(TorchFunctionMode):
        """Sees every call of a torch function, however the student got hold of it."""

        def __init__(self, guard):
            super().__init__()
            self.guard = guard

        def __torch_function__(self, function, types, args=(), kwargs=None):
            name = getattr(function, "__name__", None)
            if name in self.guard._functions:
                self.guard.refuse(self.guard._functions[name])
            return function(*args, **(kwargs or {}))

    return NoRecurrentLayers
