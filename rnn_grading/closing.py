"""Closes PyTorch's short cuts in a process for good, below everything that Python code can patch.

While a student works, ``checking.shortcuts`` refuses them, with a sentence. That is Python, and
a hostile submission can patch it. Here they are closed where every way to them ends: in the
dispatcher of operators, and in the type of the autograd engine.
"""

import ctypes
import gc
import warnings
from collections.abc import Callable

_LAYERS = ("rnn_tanh", "rnn_relu", "gru", "lstm", "quantized_gru", "quantized_lstm")
_CELLS = tuple(
    prefix + cell
    for prefix in ("", "quantized_")
    for cell in ("rnn_tanh_cell", "rnn_relu_cell", "gru_cell", "lstm_cell")
)
_BELOW = ("_thnn_fused_gru_cell", "_thnn_fused_lstm_cell", "mkldnn_rnn_layer")


def close_recurrent_layers(refuse: Callable) -> None:
    """Puts ``refuse`` in the place of every recurrent layer and cell of PyTorch's."""
    import torch

    operators = [name.removeprefix("aten::") for name in torch._C._dispatch_get_all_op_names()]
    closed: dict[str, tuple[str, ...]] = {
        name: ("CompositeImplicitAutograd",)
        for name in operators
        if name.split(".")[0] in _LAYERS + _CELLS
    }
    closed |= {name: ("CPU", "AutogradCPU") for name in _BELOW if name in operators}
    _override(closed, refuse)


def close_autograd(refuse: Callable) -> None:
    """Puts ``refuse`` in the place of PyTorch's automatic differentiation, in both modes."""
    import torch

    engine = type(torch.autograd.Variable._execution_engine)
    owner = next(kind for kind in engine.__mro__ if "run_backward" in vars(kind))
    (attributes,) = (thing for thing in gc.get_referents(owner.__dict__) if isinstance(thing, dict))
    attributes["run_backward"] = refuse
    ctypes.pythonapi.PyType_Modified(ctypes.py_object(owner))
    _override({"_make_dual": ("CPU", "AutogradCPU", "CompositeExplicitAutograd")}, refuse)


def _override(operators, refuse):
    import torch

    library = torch._C._dispatch_library("IMPL", "aten", "", __file__, 0)
    with warnings.catch_warnings(action="ignore"):  # PyTorch says what is overridden
        for name, keys in operators.items():
            for key in keys:
                library.impl(name, key, refuse, False)
    # What it registered goes when it goes. It never does, and nothing refers to it.
    ctypes.pythonapi.Py_IncRef(ctypes.py_object(library))
