"""Questions and keys are apart, and a known mistake is an edit that fits."""

import ast
import re

import pytest

from rnn_grading.stand_ins import hidden_paths
from rnn_helpers.exercises import Key, Mistake, edit, hints_of, key_of, notebooks, of_notebook
from tests.conftest import ROOT

PACKAGE = ROOT / "rnn_helpers"


def doubled(x):
    y = 2 * x
    return y


def halved_and_doubled(x):
    return doubled(x / 2)


def test_an_edit_makes_the_wrong_answer():
    key = Key(
        solution=doubled,
        mistakes={
            "tripled": Mistake("Three times.", edit("2 * x", "3 * x")),
            "negative": Mistake(
                "Two edits.", edit("2 * x", "2 - x"), edit("return y", "return -y")
            ),
            "none": Mistake("A function.", function=lambda x: None),
        },
    )
    wrong = {name: key.wrong_answer(name)(5) for name in key.mistakes}
    assert wrong == {"tripled": 15, "negative": 3, "none": None}
    assert key.wrong_answer("tripled") is key.wrong_answer("tripled")  # compiled once
    assert doubled(5) == 10


def test_an_edit_reaches_what_the_solution_uses():
    mistakes = {"tripled": Mistake("Three times.", edit("2 * x", "3 * x"))}
    key = Key(solution=halved_and_doubled, uses=(doubled,), mistakes=mistakes)
    assert key.wrong_answer("tripled")(5) == 7.5
    assert key.solution(5) == 5


@pytest.mark.parametrize(("old", "times"), [("3 * x", 0), ("y", 2)])
def test_an_edit_that_does_not_fit_once_is_refused(old, times):
    message = re.escape(f"doubled, mistake 'wrong': {old!r} occurs {times} times")
    with pytest.raises(ValueError, match=message):
        Key(solution=doubled, mistakes={"wrong": Mistake("A hint.", edit(old, "x"))})


def test_every_question_has_its_key_and_its_hints():
    for notebook in notebooks():
        for question in of_notebook(notebook):
            if hasattr(question, "draw"):
                assert isinstance(key_of(question.name), Key)
                assert hints_of(question.name)


def test_notebooks_are_those_of_the_course():
    assert list(notebooks()) == sorted(path.name for path in (ROOT / "solutions").iterdir())
    with pytest.raises(ValueError, match="no notebook '03'; there are: 01_sequential_data, "):
        of_notebook("03")


def test_no_answer_stands_outside_of_what_is_hidden():
    """What a kernel sees of the package defines no key and no mistake, and imports none."""
    hidden = hidden_paths(PACKAGE)
    assert all(path.exists() for path in hidden)
    for path in sorted(PACKAGE.rglob("*.py")):
        if any(path.is_relative_to(secret) for secret in hidden):
            continue
        tree = ast.parse(path.read_text(encoding="utf-8"))
        called = {
            n.func.id for n in ast.walk(tree) if isinstance(n, ast.Call) and hasattr(n.func, "id")
        }
        assert not called & {"Key", "Mistake", "Choice"}, path
        imported = {n.module or "" for n in ast.walk(tree) if isinstance(n, ast.ImportFrom)}
        assert not any("keys" in name.split(".") for name in imported), path
