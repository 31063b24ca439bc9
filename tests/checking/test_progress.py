import numpy as np
import pytest

from rnn_helpers import progress
from rnn_helpers.exercises import by_name
from tests.rehearsal.right import RIGHT_ANSWERS


def stub(x, layer):
    raise NotImplementedError


def test_states_and_points():
    namespace = {
        "forward_by_hand": RIGHT_ANSWERS["forward_by_hand"][0],
        "stacked_forward": lambda x, h_0, layers: None,
        "jordan_forward": stub,
        "padded_forward": 3,
    }
    shown = progress("03_forward_pass", namespace)
    states = {line.name: line.state for line in shown.lines}
    assert states == {
        "forward_by_hand": "done",
        "stacked_forward": "not right yet",
        "bidirectional_forward": "not attempted",
        "jordan_forward": "not right yet",  # a stub with the wrong arguments is no stub of ours
        "output_recurrent_forward": "not attempted",
        "padded_forward": "not right yet",
        "backward_last_state": "graded by hand",
    }
    assert shown.points == (2, 14)
    assert "2 of 14 points" in repr(shown)
    assert "2 of 14 points" in shown._repr_html_()


def test_answers_are_looked_up_in_the_callers_globals():
    assert progress("03_forward_pass").points == (0, 14)


def test_progress_shows_no_pictures(monkeypatch):
    """A wrong value has a picture in its own check, not in the table."""

    def refuse(comparison):
        pytest.fail("a picture was shown")

    monkeypatch.setattr("rnn_helpers.checking._show", refuse)
    right = RIGHT_ANSWERS["jordan_forward"][1]
    namespace = {"jordan_forward": lambda x, y_0, params: right(x, y_0, params) + 0.1}
    states = {line.name: line.state for line in progress("03_forward_pass", namespace).lines}
    assert states["jordan_forward"] == "not right yet"


def test_an_unknown_notebook_is_named():
    with pytest.raises(ValueError, match="no notebook '3'; there are: .*03_forward_pass"):
        progress("3")


def test_an_answer_in_parts_is_run_once():
    right = RIGHT_ANSWERS["rnn_backward"][0]
    calls = []

    def rnn_backward(doutput, cache):
        calls.append(len(doutput))
        return {**right(doutput, cache), "dx": np.zeros((1, 1, 1))}

    shown = progress("04_bptt", {"rnn_backward": rnn_backward})
    states = {line.name: line.state for line in shown.lines}
    assert states["rnn_backward_dx"] == "not right yet"
    assert states["rnn_backward_dW_hh"] == "done"
    assert len(calls) == len(by_name()["rnn_backward"].draw(0))
