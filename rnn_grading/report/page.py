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
    files = {
        "report.html": _page(facts, figures, made, groups),
        "students.csv": students_csv(facts),
        "items.csv": items_csv(figures),
        "mistakes.csv": mistakes_csv(made),
    }
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


def students_csv(facts: Facts) -> str:
    """A line for each student: points, then those of each item; empty where a person decides."""
    names = [item.name for item in facts.items]
    rows = [
        [p.name, f"{p.points:g}", *map(_number, map(p.scores.get, names)), _number(p.seconds)]
        for p in facts.students
    ]
    return _csv(["student", "points", *names, "seconds to grade"], rows)


def items_csv(figures: Sequence[ItemFigures]) -> str:
    """A line for each item."""
    outcomes = list(figures[0].outcomes)
    rows = [
        [item.name, f"{item.points:g}", _number(item.difficulty), _number(item.discrimination)]
        + [*item.outcomes.values(), " ".join(item.strong)]
        for item in figures
    ]
    figures_named = ("points", "difficulty", "discrimination", *outcomes)
    return _csv(["item", *figures_named, "strong students who failed"], rows)


def mistakes_csv(made: Sequence[MistakeMade]) -> str:
    """A line for each known mistake that was made."""
    rows = [[m.item, m.name, len(m.students), m.hint, " ".join(m.students)] for m in made]
    return _csv(["item", "mistake", "students", "hint", "who"], rows)


def _number(value):
    return "" if value is None else f"{value:.4g}"


def _csv(head, rows):
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([head, *rows])
    return text.getvalue()
