"""Refuses ready-made recurrent layers while a by-hand exercise is checked."""

from contextlib import contextmanager
from functools import cache

from .. import reference
from .results import ShortcutUsed

_REFERENCE = tuple(getattr(reference, name) for name in reference.__all__)

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

_used = []


def _refuse(name):
    _used.append(name)
    raise ShortcutUsed(f"{name} may not be used in this exercise: write the recurrence yourself.")


def _refuse_reference(*args, **kwargs):
    # This body runs in place of a reference function, with that function's globals.
    from rnn_helpers.checking import shortcuts

    shortcuts._refuse("rnn_helpers.reference")


@cache
def _torch_mode():
    import torch
    from torch.overrides import TorchFunctionMode

    class NoRecurrentLayers(TorchFunctionMode):
        """Sees every call of a torch function, however the student got hold of it."""

        def __torch_function__(self, function, types, args=(), kwargs=None):
            name = getattr(function, "__name__", "").split(".")[0]
            if name in _TORCH_FUNCTIONS:
                _refuse(_TORCH_FUNCTIONS[name])
            # A scripted layer runs out of our sight, so it is not let in.
            if isinstance(function, torch.ScriptMethod):
                _refuse("torch.jit")
            return function(*args, **(kwargs or {}))

    return NoRecurrentLayers


def load():
    """Imports what the guard needs, so that no time limit has to pay for it."""
    _torch_mode()


@contextmanager
def refused():
    """While it is open, torch's recurrent layers and rnn_helpers.reference raise ShortcutUsed.

    Yields the list of the names that were called, which holds them also when the student's
    code catches the exception. To be opened in the thread that calls the student's code.
    """
    _used.clear()
    # The code is swapped inside the functions, not the functions in their modules: a student
    # may have imported them under any name before.
    codes = [(function, function.__code__) for function in _REFERENCE]
    try:
        for function, _ in codes:
            function.__code__ = _refuse_reference.__code__
        with _torch_mode()():
            yield _used
    finally:
        for function, code in codes:
            function.__code__ = code
