"""Tables of numbers, as text and as HTML."""

import numpy as np

from rnn_helpers.figures import relative_errors

JUDGE = {"dx": np.array([3.0, 4.0]), "dW": np.ones((2, 2))}


def test_relative_errors():
    table = relative_errors({"dx": np.array([3.0, 4.5]), "dW": np.ones((2, 2))}, {"judge": JUDGE})
    assert table.header == ("gradient", "judge")
    assert table.rows == [("dx", "1e-01"), ("dW", "0e+00")]
    assert "1e-01" in repr(table)
    assert "<td" in table._repr_html_()


def test_names_are_escaped():
    judge = {"<b>": np.ones(1)}
    assert "<b>" not in relative_errors(judge, {"judge": judge})._repr_html_()
