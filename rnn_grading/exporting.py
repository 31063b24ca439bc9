"""Marks in the form that Canvas and Moodle import, as plugins of ``nbgrader export``:

    nbgrader export --exporter=rnn_grading.exporting.CanvasExport --to canvas.csv
    nbgrader export --exporter=rnn_grading.exporting.MoodleExport --to moodle.csv

Who has handed in nothing has no mark: an empty field for Canvas, ``-`` for Moodle, which would take
an empty field of a new column for a zero. Both systems make a new column of a title that they do
not know, see ``columns``. In Moodle, map *ID number* to *ID number*: it has to be the one that
Moodle knows, and one that is unknown there stops the import. Columns are those of
the systems' own exports, whose form their imports have: see https://community.canvaslms.com
(Gradebook CSV) and https://docs.moodle.org/en/Grade_import.
"""

import csv

from nbgrader.api import Gradebook, MissingEntry
from nbgrader.plugins import ExportPlugin
from traitlets import Dict, Unicode


class _Export(ExportPlugin):
    """Writes a line for each student and a column for each assignment."""

    columns = Dict(
        Unicode(),
        help="What the system calls an assignment, by its name here; its own name otherwise.",
    ).tag(config=True)

    default_path = column_title = ""
    student_columns: tuple[str, ...] = ()
    points_title = no_mark = ""

    def export(self, gradebook: Gradebook) -> None:
        """Writes the file that ``--to`` names."""
        assignments = [a for a in gradebook.assignments if _is_wanted(a.name, self.assignment)]
        students = [s for s in gradebook.students if _is_wanted(s.id, self.student)]
        names = [self.columns.get(a.name, self.column_title.format(a.name)) for a in assignments]
        path = self.to or self.default_path
        with open(path, "w", newline="", encoding="utf-8") as file:
            lines = csv.writer(file)
            lines.writerow([*self.student_columns, *names])
            if self.points_title:
                blank = [""] * (len(self.student_columns) - 1)
                points = [f"{a.max_score:g}" for a in assignments]
                lines.writerow([self.points_title, *blank, *points])
            for student in students:
                marks = [self._mark(gradebook, a.name, student.id) for a in assignments]
                lines.writerow([*self._describe(student), *marks])
        self.log.info("%d students and %d assignments are in %s", len(students), len(names), path)

    def _mark(self, gradebook, assignment, student):
        """What a student has, after the late penalty."""
        try:
            submission = gradebook.find_submission(assignment, student)
        except MissingEntry:
            return self.no_mark
        if submission.needs_manual_grade:
            self.log.warning("%s of %s is still to be marked by hand", assignment, student)
        return f"{max(0.0, submission.score - (submission.late_submission_penalty or 0.0)):g}"

    def _describe(self, student):
        raise NotImplementedError


def _is_wanted(name, chosen):
    return not chosen or name in map(str, chosen)


class CanvasExport(_Export):
    """For Canvas: Grades, Import. A student is known by its id, or by its login."""

    default_path = "canvas.csv"
    student_columns = ("Student", "ID", "SIS User ID", "SIS Login ID", "Section")
    column_title = "{}"
    points_title = "    Points Possible"

    def _describe(self, student):
        names = filter(None, [student.last_name, student.first_name])
        name = ", ".join(names) or student.id
        number = student.lms_user_id or ""
        # Canvas would read "12ab" as 12, which is somebody else.
        return name, number if number.isdecimal() else "", "", student.id, ""


class MoodleExport(_Export):
    """For Moodle: Grades, Import, CSV file. A student is known by the ID number."""

    default_path = "moodle.csv"
    no_mark = "-"
    student_columns = ("First name", "Last name", "ID number", "Email address")
    column_title = "Assignment: {} (Real)"

    def _describe(self, student):
        number = student.lms_user_id or student.id
        return student.first_name or "", student.last_name or "", number, student.email or ""
