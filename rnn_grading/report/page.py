"""The report as one page that needs no network, no script and no other file; and as CSV."""

import csv
import io
from collections import Counter
from collections.abc import Sequence
from itertools import groupby
from pathlib import Path

import numpy as np
from jinja2 import Environment, FileSystemLoader
from markupsafe import Markup

from ..files import write_atomic
from . import plots
from .facts import Facts
from .similar import Group
from .statistics import ItemFigures, MistakeMade, item_figures, mistakes_made


def write(facts: Facts, groups: Sequence[Group], folder: Path) -> list[Path]:
    """Writes the report of a class: a page, and its figures as CSV. Returns the files' paths, the
    page first.

    The folder is made if need be, and what the report wrote there is replaced.
    """
    figures, made = item_figures(facts), mistakes_made(facts)
    files = {"report.html": _page(facts, figures, made, groups), **tables(facts, figures, made)}
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        write_atomic(folder / name, text.encode(), folder, 0o644)
    return [folder / name for name in files]


def _page(facts, figures, made, groups):
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["picture"] = lambda picture: Markup(picture._repr_html_())
    points = np.array([student.points for student in facts.students])
    timed = [student for student in facts.students if student.seconds is not None]
    return environment.get_template("page.html").render(
        facts=facts,
        figures=figures,
        made={item: [*mistakes] for item, mistakes in groupby(made, lambda made: made.item)},
        groups=groups,
        unclear=[item for item in figures if item.strong],
        waiting=sum(None in student.scores.values() for student in facts.students),
        noted=Counter(note for student in facts.students for note in student.notes).most_common(20),
        alarmed=[student for student in facts.students if student.alarms],
        mean=points.mean(),
        median=np.median(points),
        slowest=sorted(timed, key=lambda student: -student.seconds)[:5],
        marks=plots.marks(facts),
        outcomes=plots.outcomes(figures),
        seconds=plots.seconds(facts) if timed else None,
    )


def tables(
    facts: Facts, figures: Sequence[ItemFigures], made: Sequence[MistakeMade]
) -> dict[str, str]:
    """CSV by the names of its files: a line for each student, each item, each known mistake that
    was made. A field is empty where a person has yet to decide.
    """
    names = [item.name for item in facts.items]
    students = [
        [p.name, f"{p.points:g}", *map(_number, map(p.scores.get, names)), _number(p.seconds)]
        for p in facts.students
    ]
    items = [
        [item.name, f"{item.points:g}", _number(item.difficulty), _number(item.discrimination)]
        + [*item.outcomes.values(), " ".join(item.strong)]
        for item in figures
    ]
    mistakes = [[m.item, m.name, len(m.students), m.hint, " ".join(m.students)] for m in made]
    item_head = ["item", "points", "difficulty", "discrimination", *figures[0].outcomes]
    return {
        "students.csv": _csv(["student", "points", *names, "seconds to grade"], students),
        "items.csv": _csv([*item_head, "strong students who failed"], items),
        "mistakes.csv": _csv(["item", "mistake", "students", "hint", "who"], mistakes),
    }


def _number(value):
    return "" if value is None else f"{value:.4g}"


def _csv(head, rows):
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([head, *rows])
    return text.getvalue()
