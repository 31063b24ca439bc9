"""What the notebooks' experiments use: a stand-in for open answers, and fewer seeds when graded."""

import pytest

from rnn_helpers import attempt, seeds


def course(x):
    return f"the course's {x}"


def test_the_students_own_function_is_used(capsys):
    assert attempt(lambda x: 2 * x, course, 4) == 8
    assert capsys.readouterr().out == ""


def empty(x):
    raise NotImplementedError()


def broken(x):
    return {}["key"]


def nothing(x):
    return None


@pytest.mark.parametrize(
    ("function", "why"),
    [
        (empty, "empty is still empty."),
        (broken, "broken raised KeyError: 'key'."),
        (nothing, "nothing returned None."),
    ],
    ids=["empty", "broken", "nothing"],
)
def test_the_courses_own_stands_in_and_says_why(function, why, capsys):
    assert attempt(function, course, "answer") == "the course's answer"
    assert capsys.readouterr().out.startswith(f"{why} The course's own function stands in")


def test_one_run_is_enough_while_a_class_is_graded(monkeypatch):
    monkeypatch.delenv("NBGRADER_EXECUTION", raising=False)
    assert list(seeds(5)) == [0, 1, 2, 3, 4]
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    assert list(seeds(5)) == [0]
