"""A process that is prepared for submissions knows no answer and can do what a notebook does."""

import subprocess
import sys

import pytest

from rnn_grading import stand_ins
from rnn_helpers.exercises import notebooks

CODE = """
import gc, sys
from rnn_grading import stand_ins
from rnn_grading.errors import NotWhileGrading
stand_ins.{prepare}()

import rnn_helpers
from rnn_helpers import attempt, check, data, exercises, figures, progress, reference, widgets
from rnn_helpers import failing_case, hint, show_solution
from rnn_helpers.exercises import Case, Choice, Key, Mistake

secret = (Key, Mistake, Choice, Case)
assert not [thing for thing in gc.get_objects() if isinstance(thing, secret)]
gone = ("rnn_helpers.reference", "rnn_helpers.models", "rnn_helpers.data.withheld")
for name, module in sys.modules.items():
    if name.startswith(gone):
        assert not hasattr(module, "__file__"), name
    assert ".keys." not in name, name

def refused(function, *arguments):
    try:
        function(*arguments)
    except NotWhileGrading as error:
        assert "not there while" in str(error)
    else:
        raise AssertionError("it ran")

refused(reference.rnn_forward, 1, 2, 3)
refused(reference.CountingModel, "abc")
refused(data.speaker_accuracy, len)
refused(data.forecast_errors, len)
assert len(data.vowels()[0]) == 270 and len(data.vowels_test()) == 370
assert data.sunspots()[0][-1] == 1920
assert check(len, "rnn_step").passed and progress("02_rnn_math") is None
assert attempt(len, None, "abc") == 3
for help in (hint, failing_case, show_solution):
    assert help(len) == help(3, "rnn_step") == "No help while grading."
"""


@pytest.mark.parametrize("prepare", ["without_answers", "without_layers_and_autograd"])
def test_a_prepared_process_knows_no_answer(prepare):
    code = CODE.replace("{prepare}", prepare)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=300)
    assert not done.returncode, done.stderr


def test_preparations_suit_what_is_asked():
    found = {notebook: stand_ins.preparation(notebook) for notebook in notebooks()}
    assert found["01_sequential_data"] == found["08_sequence_models"] == "without_answers"
    assert found["03_forward_pass"] == "without_layers"
    assert found["04_bptt"] == "without_layers_and_autograd"
