"""The report as one page that needs nothing else: no network, no script, no other file."""

from collections import Counter
from pathlib import Path

import numpy as np
from jinja2 import Environment, FileSystemLoader
from markupsafe import Markup

from ..files import write_whole
from . import plots
from .named import mistakes_made
from .statistics import item_figures
from .tables import items_csv, mistakes_csv, students_csv


def write(facts, groups, folder):
    """Writes the report: a page, and its figures as CSV.

    Args:
        facts: Facts.
        groups: submissions that are alike, a list of Group.
        folder: a Path; it is made if need be, and what the report wrote there is replaced.

    Returns:
        The files' paths, the page first.
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
        write_whole(folder / name, text.encode(), folder, 0o644)
    return [folder / name for name in files]


def _page(facts, figures, made, groups):
    here = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    here.filters["picture"] = lambda picture: Markup(picture._repr_html_())
    points = np.array([pupil.points for pupil in facts.pupils])
    timed = [pupil for pupil in facts.pupils if pupil.seconds is not None]
    return here.get_template("page.html").render(
        facts=facts,
        figures=figures,
        made={
            item.name: [m for m in made if m.item == item.name]
            for item in facts.items
            if any(m.item == item.name for m in made)
        },
        groups=groups,
        unclear=[item for item in figures if item.strong],
        waiting=sum(None in pupil.scores.values() for pupil in facts.pupils),
        noted=Counter(note for pupil in facts.pupils for note in pupil.notes).most_common(20),
        alarmed=[pupil for pupil in facts.pupils if pupil.alarms],
        mean=points.mean(),
        median=np.median(points),
        slowest=sorted(timed, key=lambda pupil: -pupil.seconds)[:5],
        marks=plots.marks(facts),
        outcomes=plots.outcomes(figures),
        seconds=plots.seconds(facts) if timed else None,
    )
