"""What rnn-grade writes is what stock ``nbgrader autograde`` writes, row by row."""

import shutil

from nbgrader.api import Gradebook

from tests.grading import synthetic
from tests.grading.course_folder import (
    COMMENTS,
    ROWS,
    TIMES,
    A,
    graded,
    rows,
)


def test_the_rows_and_files_are_those_of_stock_autograde(course, tmp_path):
    """The two students of the class whom stock nbgrader graded, graded once more."""
    students = ("noisy", "untouched")
    folder = tmp_path / "again"
    for name in ("solutions", "notebooks"):
        shutil.copytree(course / name / A, folder / name / A)
    for student in students:
        shutil.copytree(course / "submitted" / student / A, folder / "submitted" / student / A)
    shutil.copy(course / "nbgrader_config.py", folder)
    shutil.copy(course / "gradebook.db", folder)
    with Gradebook(f"sqlite:///{folder / 'gradebook.db'}", "rnn_course") as book:
        for student in students:
            book.remove_submission(A, student)
    for student in students:
        graded(folder, synthetic.by_effort, only=student)

    def of_both(query):
        return [
            [row for row in rows(where, query) if row[0] in students] for where in (folder, course)
        ]

    for query in (ROWS, COMMENTS, TIMES, "select * from student order by id"):
        ours, stock = of_both(query)
        assert ours == stock and len(ours) >= len(students)

    def files(root):
        found = [
            path for student in students for path in root.glob(f"autograded/{student}/{A}/**/*")
        ]
        return {(path.relative_to(root), path.stat().st_mode) for path in found}

    assert files(folder) == files(course)
