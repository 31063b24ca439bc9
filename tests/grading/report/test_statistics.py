"""Difficulty, discrimination and what became of each item, against numbers worked out here."""

import statistics

import pytest

from rnn_grading.report.facts import Facts, ReportedStudent
from rnn_grading.report.page import tables
from rnn_grading.report.statistics import item_figures, mistakes_made
from rnn_helpers.exercises import hints_of, items_of

A = "02_rnn_math"
ITEMS = items_of(A)
NAMES = [item.name for item in ITEMS]


def class_of(*rows, tried=frozenset(NAMES), mistakes=None):
    """Facts: a row holds a student's points in every item."""
    students = []
    for i, row in enumerate(rows):
        scores, made = dict(zip(NAMES, row, strict=True)), (mistakes or {}).get(i, {})
        points = sum(filter(None, row))
        students.append(ReportedStudent(f"s{i:02}", points, scores, tried, made))
    return Facts(A, ITEMS, tuple(students), ())


def row(right, **other):
    """Full marks in the first ``right`` items, nothing in the rest, and ``other`` points."""
    points = [item.points if i < right else 0.0 for i, item in enumerate(ITEMS)]
    return [other.get(name, value) for name, value in zip(NAMES, points, strict=True)]


TWELVE = [row(right % 7) for right in range(12)]


def test_difficulty_is_the_mean_share_of_the_points():
    figures = item_figures(class_of(row(1), row(2), row(0, rnn_step=1.5), row(0)))
    assert figures[0].difficulty == pytest.approx((1 + 1 + 0.5 + 0) / 4)
    assert figures[1].difficulty == pytest.approx(1 / 4)


def test_discrimination_is_the_correlation_with_all_other_items():
    figures = item_figures(class_of(*TWELVE))
    for column, item in enumerate(figures):
        shares = [points[column] for points in TWELVE]
        rest = [sum(points) - points[column] for points in TWELVE]
        if len(set(shares)) == 1:
            assert item.discrimination is None
        else:
            assert item.discrimination == pytest.approx(statistics.correlation(shares, rest))


def test_discrimination_needs_ten_students():
    assert item_figures(class_of(*TWELVE[:9]))[0].discrimination is None
    assert item_figures(class_of(*TWELVE[:10]))[0].discrimination is not None


def test_what_waits_for_a_person_counts_nowhere():
    waits = [row(right % 7, why_share_weights=None) for right in range(12)]
    figures = item_figures(class_of(*waits))
    assert figures[-1].difficulty is None and figures[-1].discrimination is None
    assert figures[-1].outcomes["waits"] == 12
    others = [sum(points[1:-1]) for points in waits]
    shares = [points[0] for points in waits]
    assert figures[0].discrimination == pytest.approx(statistics.correlation(shares, others))


def test_outcomes():
    rows = [row(1), row(0, rnn_step=1.0), row(0), row(0)]
    mistakes = {2: {"rnn_step": "no_activation"}}
    figures = item_figures(class_of(*rows, mistakes=mistakes))
    told = {"right": 1, "partly": 1, "named": 1, "wrong": 1, "untried": 0, "waits": 0}
    assert figures[0].outcomes == told
    untried = item_figures(class_of(*rows, tried=frozenset()))
    assert untried[0].outcomes["untried"] == 2


def test_strong_students_who_failed():
    strong = row(7, rnn_forward=0.0)
    figures = item_figures(class_of(strong, *[row(1)] * 5, *[row(0)] * 6))
    assert figures[NAMES.index("rnn_forward")].strong == ("s00",)
    assert all(item.strong == () for item in figures if item.name != "rnn_forward")
    # Nobody is strong where all have little.
    assert all(item.strong == () for item in item_figures(class_of(*[row(1)] * 12)))


def test_one_student_alone():
    (first, *_) = item_figures(class_of(row(3)))
    assert first.difficulty == 1.0 and first.discrimination is None and first.strong == ()


def test_mistakes_are_counted_the_commonest_first():
    mistakes = {
        0: {"rnn_step": "no_activation", "rnn_shapes": "directions_ignored"},
        1: {"rnn_step": "input_ignored"},
        3: {"rnn_step": "no_activation"},
    }
    facts = class_of(*TWELVE, mistakes=mistakes)
    made = mistakes_made(facts)
    assert [(m.item, m.name, m.students) for m in made] == [
        ("rnn_step", "no_activation", ("s00", "s03")),
        ("rnn_step", "input_ignored", ("s01",)),
        ("rnn_shapes", "directions_ignored", ("s00",)),
    ]
    assert made[0].hint == "These are the numbers you get without the activation."
    lines = tables(facts, item_figures(facts), made)["mistakes.csv"].splitlines()
    assert lines[1].startswith("rnn_step,no_activation,2,")


def test_every_known_mistake_has_a_hint():
    for assignment in ("01_sequential_data", "08_sequence_models"):
        for item in items_of(assignment):
            for name in hints_of(item.question.name):
                student = ReportedStudent("a", 0.0, {}, frozenset(), {item.name: name})
                (made,) = mistakes_made(Facts(assignment, (item,), (student,), ()))
                assert made.hint


def test_tables():
    facts = class_of(*TWELVE[:2])
    found = tables(facts, item_figures(facts), [])
    assert found["students.csv"].splitlines() == [
        f"student,points,{','.join(NAMES)},seconds to grade",
        "s00,0,0,0,0,0,0,0,0,",
        "s01,3,3,0,0,0,0,0,0,",
    ]
    assert found["items.csv"].splitlines()[1] == "rnn_step,3,0.5,,1,0,0,1,0,0,"
