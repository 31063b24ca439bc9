"""The benchmarks run; what they measure is for people to read."""

import re
import subprocess
import sys

from rnn_helpers import widgets
from tests.conftest import ROOT


def quick(script):
    """What a benchmark prints with ``--quick``."""
    done = subprocess.run(
        [sys.executable, f"benchmarks/{script}", "--quick"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


def test_recurrent_layers_prints_ratios():
    printed = quick("recurrent_layers.py")
    for kind in ("RNN", "GRU", "LSTM"):
        line = rf"{kind} +[\d.]+ ms +[\d.]+ ms +[\d.]+ +\([\d.]+ - [\d.]+\)"
        assert re.search(line, printed)


def test_widgets_times_every_widget():
    printed = quick("widgets.py")
    for name in widgets.__all__:
        assert re.search(rf"{name} +[\d.]+ ms +[\d.]+ ms", printed)


def test_notebooks_are_timed():
    printed = quick("notebooks.py")
    assert re.search(r"01_sequential_data +[\d.]+ s\ntogether +[\d.]+ s", printed)


def test_the_readme_says_what_the_table_says():
    table = (ROOT / "docs" / "diagnosis.md").read_text(encoding="utf-8")
    slips, share = re.search(r"\*\*all\*\* \| (\d+) .* (\d+%) \|.*\|.*\|", table).groups()
    readme = " ".join((ROOT / "README.md").read_text(encoding="utf-8").split())
    assert f"Of {slips} slips made by a program it tells {share}" in readme


def test_diagnosis_prints_a_table():
    assert re.search(
        r"\| one_hot \| \d+ \|.*\n.*\n.*\n\| \*\*all\*\* \| \d+ \|", quick("diagnosis.py")
    )
