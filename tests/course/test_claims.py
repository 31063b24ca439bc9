"""What the notebooks' texts say of their experiments, run in full."""

import re

import nbformat
import numpy as np
import pytest
from nbclient import NotebookClient

from tests.conftest import ROOT


def shown_by(name):
    """A solution notebook's figures by their alternative texts, and what each cell printed. Its
    checks are left out: test_grading runs them.
    """
    notebook = nbformat.read(ROOT / "solutions" / name / f"{name}.ipynb", as_version=4)
    notebook.cells = [
        cell
        for cell in notebook.cells
        if not (cell.metadata.get("nbgrader", {}).get("grade") or "progress(" in cell.source)
    ]
    NotebookClient(notebook, timeout=None).execute()
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    pages = "".join(
        output.data.get("text/html", "")
        for cell in cells
        for output in cell.outputs
        if "data" in output
    )
    printed = {
        cell.id: "".join(output.get("text", "") for output in cell.outputs) for cell in cells
    }
    return re.findall(r'<img alt="([^"]*)"', pages), printed


@pytest.fixture(autouse=True)
def in_full(monkeypatch):
    """All seeds."""
    monkeypatch.delenv("NBGRADER_EXECUTION", raising=False)


def test_vanishing_gradients():
    clipping, starts = (
        alt for alt in shown_by("05_vanishing_gradients")[0] if "Training runs" in alt
    )
    # "With clipping, the runs reach the line. Without it, they stay at the level of guessing."
    assert "clipped at 1, rate 0.1: 5 of 5 runs solved" in clipping
    assert "not clipped, rate 0.1: 0 of 5 runs solved" in clipping
    # "A much smaller rate helps too, but it does not always help."
    assert re.search(r"not clipped, rate 0.005: [1-5] of 5 runs solved", clipping)
    # "It does not arrive, or not in every run", "most runs do not leave the level of guessing".
    assert re.search(r"radius 0.95, T = 40: [0-4] of 5 runs solved", starts)
    assert re.search(r"orthogonal, T = 60: [0-2] of 5 runs solved", starts)


def test_gru():
    alts, printed = shown_by("06_gru")
    (distances,) = (alt for alt in alts if "The distance of two states" in alt)
    # "About half of the distance is still there"; "for bias 3 about twice as much as 0.008".
    assert 0.45 < last(distances, "bias 5") < 0.6
    assert 0.9 < last(distances, "bias 8") < 1
    assert 0.01 < last(distances, "bias 3") < 0.025
    *trained, fresh = numbers(printed["gates-everywhere"], r"(\d\.\d\d)")
    assert len(trained) == 3
    for spaces, letters, lowest in trained:
        # "About half as large at spaces as at letters, and smaller than at any single letter."
        assert 0.3 < spaces / letters < 0.7
        assert spaces < lowest
    assert max(fresh) - min(fresh) < 0.03
    *trained, fresh = numbers(printed["first-letters"], r"(\d\.\d\d)")
    for first, others, first_t, other_t in trained:
        # "It stands still on the first letter of a word and moves on most others."
        assert first > 0.7
        assert others < 0.35
        assert first_t - other_t > 0.3
    assert max(fresh) - min(fresh) < 0.1


def test_lstm():
    alts, _ = shown_by("07_lstm")
    (runs,) = (alt for alt in alts if "Training runs" in alt)
    # "All runs stay at the level of guessing. With 3 and 5 all of them solve the task."
    for bias in (0, 1):
        found = re.search(rf"forget bias {bias}: 0 of 5 runs solved, .*? and (0\.\d\d)", runs)
        assert float(found.group(1)) < 0.2
    for bias in (3, 5):
        assert f"forget bias {bias}: 5 of 5 runs solved" in runs
    (norms,) = (alt for alt in alts if "gradient norm against the lag" in alt)
    assert last(norms, "plain layer") < last(norms, "GRU, bias 0") < 1e-15
    assert last(norms, "LSTM, bias 0") < 1e-15
    # "The GRU ends near one half." "The LSTM's curve is higher; in some networks it has grown."
    assert 0.45 < last(norms, "GRU, bias 5") < 0.6 < last(norms, "LSTM, bias 5")
    assert float(re.search(r"LSTM, bias 5: [^;]*? to ([\d.]+)\)", norms).group(1)) > 1


def test_sequence_models():
    alts, printed = shown_by("08_sequence_models")
    assert "together 361\n" in printed["count"]
    # "More context helps, up to a point"; "the best count has a perplexity of about eight".
    counted = [values[-1] for values in numbers(printed["counting"], r"perplexity ([\d.]+)")]
    best = counted.index(min(counted))
    assert counted[:best] == sorted(counted[:best], reverse=True)
    assert 0 < best < len(counted) - 1
    assert 7.8 < min(counted) < 8.8
    # "The model is better than every count, after few epochs."
    of_names, of_novel = (alt for alt in alts if "best count" in alt)
    assert float(re.search(r"model: .*?, ([\d.]+) at 6", of_names).group(1)) < min(counted) - 0.5
    end, best = re.search(r"(\d\.\d+) at 3; best count: a line at (\d\.\d+)", of_novel).groups()
    assert float(end) < float(best)
    # "A low temperature is safe, but it makes many copies."
    low, middle, high = numbers(printed["new-names"], r"(\d\.\d\d)")
    assert low[0] > middle[1] > middle[0] > high[1]
    assert low[2] > middle[3]
    assert sum(middle[2:]) > sum(high[2:])
    # "The same layer, trained the same way: only the padding makes the difference." "The mean of
    # the frames, without any order, does as well."
    (dots,) = (alt for alt in alts if "The accuracy of each run" in alt)
    low, high = (
        dict(zip(("padded", "packed", "model", "order"), ends, strict=True))
        for ends in zip(*re.findall(r": ([\d.]+) to ([\d.]+) in 5 runs", dots), strict=True)
    )
    assert float(high["padded"]) < 0.65
    assert min(float(low[method]) for method in ("packed", "model", "order")) > 0.93
    apart = numbers(printed["packed"].partition("h_n")[2], r"(\d\.\d{4})")
    assert apart[0] == [0.0] * 5
    assert sum(difference > 0.05 for difference in apart[1]) == 4
    # "Always naming the same speaker is right in 24 % at best"; "one over six".
    assert round(88 / 370, 2) == 0.24
    assert "1/6 is 0.1667" in printed["adding-example"]
    # "The last one is best, the second period is harder for every method."
    errors = numbers(printed["baselines"].partition("\n")[2], r": (\d\.\d{3})")
    assert all(first < second for first, second in errors)
    assert errors[-1] == [min(column) for column in zip(*errors, strict=True)]
    # "The GRU is first. The LSTM needs more updates, and the tanh layer has learned little more
    # than to answer 1."
    (adding,) = (alt for alt in alts if "Training runs" in alt)
    assert "GRU: 3 of 3 runs solved" in adding
    assert "LSTM: 3 of 3 runs solved" in adding
    ends = re.search(r"tanh RNN: 0 of 3 runs solved, they end between (\S+) and (\S+);", adding)
    assert 0.13 < float(ends.group(1)) <= float(ends.group(2)) < 0.3
    # The symptoms in the clinic.
    for (loss,) in numbers(printed["run-script-1"], r"loss (\d\.\d+)"):
        assert loss < 1
    assert printed["run-script-2"].count("largest gradient norm 0.0000") == 3
    for (loss,) in numbers(printed["run-script-3"], r"loss (\d\.\d+)"):
        assert abs(loss - np.log(4)) < 0.02
    assert "backward through the graph a second time" in printed["run-script-4"]
    for loss, accuracy in numbers(printed["run-script-5"], r" (\d\.\d+)"):
        # ln(e + 7) - 1, what scores of one 1 and seven 0 give at best
        assert abs(loss - (np.log(np.e + 7) - 1)) < 0.01
        assert accuracy > 0.97


def last(alt, curve):
    """Where a curve ends, as the alternative text tells."""
    return float(re.search(rf"{curve}: \S+ at 0, (\S+) at 100", alt).group(1))


def numbers(text, pattern):
    """The numbers in each line that has any."""
    found = [[float(number) for number in re.findall(pattern, line)] for line in text.splitlines()]
    return [line for line in found if line]
