"""Refuses ready-made recurrent layers and gradients while a by-hand exercise is checked."""

import sys
from contextlib import AbstractContextManager, nullcontext
from functools import cache
from typing import Never

from .. import data, reference
from .results import ShortcutUsed


def _ours():
    """The course's own answers, and what knows the tests of trained models, each with what
    refuses it.
    """
    rooms = {reference: _refuse_reference}
    tests = {
        data.speaker_accuracy: _refuse_speaker_accuracy,
        data.forecast_errors: _refuse_forecast_errors,
    }
    if "torch" in sys.modules:  # else no answer can do anything with the models
        from .. import models

        rooms[models] = _refuse_models
    return [
        *tests.items(),
        *(
            (value.__init__ if isinstance(value, type) else value, refusing)
            for room, refusing in rooms.items()
            for value in (getattr(room, name) for name in room.__all__)
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
    """Refuses the course's own answers and, if told, autograd while it is open, and torch's layers
    inside ``torch_mode()``.

    ``used`` lists the names that were called, also when the student's code catches the
    exception. To be opened where the check runs; ``torch_mode()`` besides in the thread that
    calls the student's code.

    Args:
        torch_layers: whether torch's recurrent layers are refused; this imports torch.
        autograd: whether torch's autograd is refused; this imports torch, too.
    """

    def __init__(self, torch_layers, autograd=False):
        self.used = []
        self._swaps = _ours()
        if autograd:
            self._swaps += [(function, _refuse_autograd) for function in _autograd_functions()]
        # Here, so that no time limit has to pay for importing torch.
        self._mode = _torch_mode_class() if torch_layers else None

    def refuse(self, name: str) -> Never:
        if name not in self.used:
            self.used.append(name)
        raise ShortcutUsed(refusal(name))

    def torch_mode(self) -> AbstractContextManager:
        return self._mode(self) if self._mode else nullcontext()

    def __enter__(self):
        global _guard
        _guard = self
        # The code is swapped inside the functions, not the functions in their modules: a
        # student may have imported them under any name before.
        self._codes = [(function, function.__code__) for function, _ in self._swaps]
        for function, refusing in self._swaps:
            # The same free variables, such as super()'s, are a condition for the swap.
            free = function.__code__.co_freevars
            function.__code__ = refusing.__code__.replace(co_freevars=free)
        return self

    def __exit__(self, *_):
        for function, code in self._codes:
            function.__code__ = code


def _refuse_reference(*args, **kwargs):
    # This body runs in place of a reference function, with that function's globals.
    from rnn_helpers.checking import shortcuts

    shortcuts._guard.refuse("rnn_helpers.reference")


def _refuse_models(*args, **kwargs):
    from rnn_helpers.checking import shortcuts

    shortcuts._guard.refuse("rnn_helpers.models")


def _refuse_speaker_accuracy(*args, **kwargs):
    from rnn_helpers.checking import shortcuts

    shortcuts._guard.refuse("data.speaker_accuracy")


def _refuse_forecast_errors(*args, **kwargs):
    from rnn_helpers.checking import shortcuts

    shortcuts._guard.refuse("data.forecast_errors")


def _refuse_autograd(*args, **kwargs):
    from rnn_helpers.checking import shortcuts

    shortcuts._guard.refuse("PyTorch's automatic differentiation")


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
            if name in _TORCH_FUNCTIONS:
                self.guard.refuse(_TORCH_FUNCTIONS[name])
            return function(*args, **(kwargs or {}))

    return NoRecurrentLayers
