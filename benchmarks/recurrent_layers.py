"""The reference implementations against torch.nn with autograd: time and memory, in one run.

    python benchmarks/recurrent_layers.py            # T=100, B=32, F=32, H=128, float32
    python benchmarks/recurrent_layers.py --quick    # small sizes, to see that it runs

Both sides do one forward and one backward pass over the same numbers, in turn, so that a busy
machine slows both. A ratio below 1 means that the reference is the faster, or the smaller.
"""

import argparse
import multiprocessing
import statistics
import sys
import time
from pathlib import Path

import numpy as np
import torch

from rnn_helpers import reference

FULL = {"T": 100, "B": 32, "F": 32, "H": 128}
QUICK = {"T": 5, "B": 2, "F": 3, "H": 4}


def passes(kind, T, B, F, H):
    """Two functions that do the same work, ours and torch's, and return the gradient for W_hh.

    Args:
        kind: ``"RNN"``, ``"GRU"`` or ``"LSTM"``.
        T, B, F, H: time steps, sequences, features, hidden units.
    """
    torch.manual_seed(0)
    layer = getattr(torch.nn, kind)(F, H)
    forward = getattr(reference, f"{kind.lower()}_forward")
    backward = getattr(reference, f"{kind.lower()}_backward")
    names = ("W_ih", "W_hh", "b_ih", "b_hh")
    params = {
        name: weight.detach().numpy()
        for name, weight in zip(names, layer.parameters(), strict=True)
    }
    x, doutput = torch.randn(T, B, F), torch.randn(T, B, H)
    state = tuple(torch.zeros(1, B, H) for _ in range(2 if kind == "LSTM" else 1))
    our_x, our_doutput = x.numpy(), doutput.numpy()
    our_state = tuple(array.numpy() for array in state)
    for array in (x, *state):
        array.requires_grad_()

    def one_or_both(arrays):
        return arrays if kind == "LSTM" else arrays[0]

    def reference_pass():
        output, _ = forward(our_x, one_or_both(our_state), params)
        starts = dict(zip(("h_0", "c_0"), our_state, strict=False))
        cache = {"x": our_x, **starts, "output": output, "params": params}
        return backward(our_doutput, cache)["dW_hh"]

    def torch_pass():
        layer.zero_grad()
        for array in (x, *state):
            array.grad = None
        output, _ = layer(x, one_or_both(state))
        output.backward(doutput)
        return layer.weight_hh_l0.grad.numpy()

    return reference_pass, torch_pass


KINDS = ("RNN", "GRU", "LSTM")


def times(both, rounds):
    """Seconds of each round, of both in turn, after one round that warms up."""
    measured = ([], [])
    for _ in range(rounds + 1):
        for run, seconds in zip(both, measured, strict=True):
            started = time.perf_counter()
            run()
            seconds.append(time.perf_counter() - started)
    return [seconds[1:] for seconds in measured]


def _resident(field):
    """A line of Linux's /proc/self/status in MB: VmRSS is memory now, VmHWM its peak."""
    lines = Path("/proc/self/status").read_text().splitlines()
    (line,) = [line for line in lines if line.startswith(field)]
    return int(line.split()[1]) / 1024


def _grow(kind, sizes, which, answer):
    # Small sizes first, so that what libraries set up once is not counted.
    passes(kind, **QUICK)[which]()
    run = passes(kind, **sizes)[which]
    Path("/proc/self/clear_refs").write_text("5")  # forgets the peak so far
    before = _resident("VmRSS")
    run()
    answer.put(_resident("VmHWM") - before)


def peak_memory(kind, sizes, which):
    """How far one pass raises the memory of a process of its own at its peak, in MB."""
    if not sys.platform.startswith("linux"):
        return float("nan")
    context = multiprocessing.get_context("spawn")
    answer = context.SimpleQueue()
    process = context.Process(target=_grow, args=(kind, sizes, which, answer))
    process.start()
    grown = answer.get()
    process.join()
    return grown


def main(arguments=None):
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="small sizes and few rounds")
    options = parser.parse_args(arguments)
    sizes, rounds = (QUICK, 3) if options.quick else (FULL, 50)
    print(", ".join(f"{name}={size}" for name, size in sizes.items()) + ", float32, forward and")
    print(
        f"backward, {rounds} rounds, torch {torch.__version__} on {torch.get_num_threads()} threads"
    )
    print(f"{'layer':6} {'reference':>12} {'torch':>12} {'ratio':>7} {'(from - to)':>15} ", end="")
    print(f"{'memory':>17}")
    for kind in KINDS:
        ours, theirs = passes(kind, **sizes)
        np.testing.assert_allclose(ours(), theirs(), rtol=1e-3, atol=1e-3)  # the same work
        our_times, their_times = times((ours, theirs), rounds)
        ratios = sorted(a / b for a, b in zip(our_times, their_times, strict=True))
        tenth = len(ratios) // 10
        memory = [peak_memory(kind, sizes, which) for which in (0, 1)]
        print(
            f"{kind:6} {1e3 * statistics.median(our_times):9.2f} ms "
            f"{1e3 * statistics.median(their_times):9.2f} ms {statistics.median(ratios):7.2f} "
            f"{f'({ratios[tenth]:.2f} - {ratios[-1 - tenth]:.2f})':>15} "
            f"{f'{memory[0]:.1f} / {memory[1]:.1f} MB':>17}"
        )


if __name__ == "__main__":
    main()
