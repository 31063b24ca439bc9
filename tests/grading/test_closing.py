"""PyTorch's short cuts stay closed, whatever Python code tries."""

import subprocess
import sys

import pytest

BEGIN = """
import gc, warnings, torch, weakref
warnings.simplefilter("ignore")
from rnn_grading.closing import close_autograd, close_recurrent_layers
class Refused(Exception): pass
def refuse(*args, **kwargs): raise Refused
x, h = torch.zeros(4, 1, 2), torch.zeros(1, 1, 3)
weights = [torch.zeros(3, 2), torch.zeros(3, 3)]
options = (False, 1, 0.0, False, False, False)
def refused(work):
    try:
        work()
    except Refused:
        return
    except RuntimeError as error:
        assert "Refused" in str(error), error
        return
    raise AssertionError("it ran")
"""

LAYERS = """
scripted = torch.jit.trace(torch.nn.GRU(2, 3), x)
close_recurrent_layers(refuse)
ways = [lambda: torch._VF.rnn_tanh(x, h, weights, *options),
        lambda: torch._VF.rnn_relu(x, h, weights, *options),
        lambda: torch.ops.aten.rnn_tanh(x, h, weights, *options),
        lambda: torch.ops.aten.rnn_tanh.input(x, h, weights, *options),
        lambda: scripted(x)]
for name in ("RNN", "GRU", "LSTM"):
    layer, cell = getattr(torch.nn, name)(2, 3), getattr(torch.nn, name + "Cell")(2, 3)
    double = getattr(torch.nn, name)(2, 3).double().eval()
    ways += [lambda layer=layer: layer(x), lambda cell=cell: cell(x[0]),
             lambda layer=double: layer(x.double())]
    packed = torch.nn.utils.rnn.pack_padded_sequence(x, [4])
    ways.append(lambda layer=layer: layer(packed))
for way in ways:
    refused(way)
# Whatever registered the refusal cannot be found and taken back.
for thing in gc.get_objects():
    if str(type(thing).__module__).startswith("torch") and "Library" in type(thing).__name__:
        getattr(thing, "reset", getattr(thing, "_destroy", lambda: None))()
for finalizer in list(weakref.finalize._registry):
    if "library" in str(finalizer.peek()):
        finalizer()
refused(ways[0])
assert torch.nn.Linear(2, 3)(x).tanh().shape == (4, 1, 3)
"""

AUTOGRAD = """
import torch.autograd.forward_ad as forward
x = torch.ones(3, requires_grad=True)
def square(x): return (x * x).sum()
def dual():
    with forward.dual_level():
        return forward.make_dual(torch.ones(3), torch.ones(3)) * 2
engine = torch.autograd.Variable._execution_engine
close_autograd(refuse)
for way in (lambda: square(x).backward(),
            lambda: torch.autograd.grad(square(x), x),
            lambda: engine.run_backward((square(x),), (torch.ones(()),), False, False, (x,), False),
            lambda: type(engine).run_backward(engine),
            lambda: torch.func.grad(square)(torch.ones(3)),
            lambda: torch.func.jacrev(square)(torch.ones(3)),
            lambda: torch.func.jacfwd(square)(torch.ones(3)),
            lambda: torch.autograd.functional.jacobian(square, torch.ones(3)),
            dual):
    refused(way)
assert square(x) == 3
"""


@pytest.mark.parametrize("code", [LAYERS, AUTOGRAD], ids=["layers", "autograd"])
def test_every_way_is_closed_for_good(code):
    subprocess.run([sys.executable, "-c", BEGIN + code], check=True, timeout=120)
