"""The benchmark runs; what it measures is for people to read."""

import re
import subprocess
import sys

from tests.conftest import ROOT


def test_it_runs_and_prints_ratios():
    done = subprocess.run(
        [sys.executable, "benchmarks/recurrent_layers.py", "--quick"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    for kind in ("RNN", "GRU", "LSTM"):
        line = rf"{kind} +[\d.]+ ms +[\d.]+ ms +[\d.]+ +\([\d.]+ - [\d.]+\)"
        assert re.search(line, done.stdout)
