"""What the notebooks' experiments use: a stand-in for open answers, and less work when graded."""

import numpy as np
import pytest

from rnn_helpers import attempt, models, rounds, seeds, yours_or_ours


def course(x):
    return {"numbers": np.ones(x), "loss": (1.0, 2.0)}


def test_the_students_own_function_is_used(capsys):
    own = {"numbers": [5.0] * 4, "loss": [3, 4], "more": 1}
    assert attempt(lambda x: own, course, 4) is own
    assert capsys.readouterr().out == ""


def empty(x):
    raise NotImplementedError()


def broken(x):
    return {}["key"]


def nothing(x):
    return None


def a_tuple(x):
    return np.ones(x), 1.0


def a_key_short(x):
    return {"numbers": np.ones(x)}


def another_shape(x):
    return {"numbers": np.ones(x + 1), "loss": (1.0, 2.0)}


@pytest.mark.parametrize(
    ("function", "why"),
    [
        (empty, "empty is still empty."),
        (broken, "broken raised KeyError: 'key'."),
        (nothing, "nothing returned None."),
        (a_tuple, "a_tuple returned (an array of shape (4,), one number), not a dict."),
        (a_key_short, "a_key_short returned no loss."),
        (
            another_shape,
            "another_shape returned an array of shape (5,) as numbers, not an array of shape (4,).",
        ),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_the_courses_own_stands_in_and_says_why(function, why, capsys):
    assert attempt(function, course, 4).keys() == {"numbers", "loss"}
    assert capsys.readouterr().out.startswith(f"{why} The course's own function stands in")


def test_one_run_is_enough_while_a_class_is_graded(monkeypatch):
    monkeypatch.delenv("NBGRADER_EXECUTION", raising=False)
    assert list(seeds(5)) == [0, 1, 2, 3, 4]
    assert rounds(700) == range(700)
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    assert list(seeds(5)) == [0]
    assert (rounds(700), rounds(5)) == (range(10), range(5))


def perplexity(mean_loss):
    return float(np.exp(mean_loss))


def test_yours_is_used_if_its_check_passes(capsys):
    assert yours_or_ours(perplexity, models.perplexity) is perplexity
    assert capsys.readouterr().out == ""


def base_two():
    def perplexity(mean_loss):
        return 2**mean_loss

    return perplexity


def stub():
    def perplexity(mean_loss):
        raise NotImplementedError()

    return perplexity


def test_ours_stands_in_for_what_is_empty_wrong_or_something_else(capsys):
    stands_in = "The course's own stands in for it here.\n"
    for answer, why in ((base_two(), "is not right yet"), (stub(), "is still empty")):
        assert yours_or_ours(answer, models.perplexity) is models.perplexity
        assert capsys.readouterr().out == f"perplexity {why}. {stands_in}"
    assert yours_or_ours(3.5, models.perplexity) is models.perplexity
    assert capsys.readouterr().out == f"perplexity is not right yet. {stands_in}"


def test_rounds_of_a_list(monkeypatch):
    windows = list("abcdefghijklmno")
    assert rounds(windows) == windows
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    assert rounds(windows) == windows[:10]
