"""The report's figures as CSV, for a spreadsheet or a program."""

import csv
import io


def students_csv(facts):
    """A line for each student: points, then those of each item; empty where a person decides."""
    names = [item.name for item in facts.items]
    rows = [
        [p.name, f"{p.points:g}", *map(_number, map(p.scores.get, names)), _number(p.seconds)]
        for p in facts.pupils
    ]
    return _csv(["student", "points", *names, "seconds to grade"], rows)


def items_csv(figures):
    """A line for each item."""
    outcomes = list(figures[0].outcomes)
    rows = [
        [
            item.name,
            f"{item.points:g}",
            _number(item.difficulty),
            _number(item.discrimination),
            *item.outcomes.values(),
            " ".join(item.strong),
        ]
        for item in figures
    ]
    head = [
        "item",
        "points",
        "difficulty",
        "discrimination",
        *outcomes,
        "strong students who failed",
    ]
    return _csv(head, rows)


def mistakes_csv(made):
    """A line for each known mistake that was made."""
    rows = [[m.item, m.name, len(m.students), m.hint, " ".join(m.students)] for m in made]
    return _csv(["item", "mistake", "students", "hint", "who"], rows)


def _number(value):
    return "" if value is None else f"{value:.4g}"


def _csv(head, rows):
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([head, *rows])
    return text.getvalue()
