"""nbgrader's own zip_collect with the plugins."""

import pytest

from tests.grading.collecting.exports import enrol, export, submitted, zipped
from tests.grading.course_folder import A
from tests.nbgrader_runs import run_nbgrader

NB = f"{A}.ipynb"
CANVAS = {
    f"smithann_17_5001_{NB}": b"old",
    f"smithann_17_5002_{A}-1.ipynb": b"new",
    "smithann_LATE_18_5003_my work.ipynb": b"twin",
    "müllerjürgen_19_5004_homework.zip": zipped({NB: b"jm"}),
    "vanderbergzoë_23_5007_a.ipynb": b"1",
    "vanderbergzoë_23_5008_b.ipynb": b"2",
    f"liwei_24_5009_{NB}": b"wei",
    f"__MACOSX/._smithann_17_5010_{NB}": b"junk",
}
MOODLE = {
    f"Jürgen Müller_111_assignsubmission_file/{NB}": b"jm",
    f"Shea ONeil_112_assignsubmission_file_{NB}": b"shea",
    f"Ann Smith_113_assignsubmission_file_/{NB}": b"?",
}


@pytest.mark.parametrize(
    ("collector", "files", "expected", "doubtful"),
    [
        (
            "CanvasCollector",
            CANVAS,
            {
                ("asmith", NB): b"new",
                ("asmith2", NB): b"twin",
                ("jmueller", NB): b"jm",
                ("zoe", "a.ipynb"): b"1",
                ("zoe", "b.ipynb"): b"2",
            },
            f"liwei_24_5009_{NB}: 2 students have this name: wei1, wei2.",
        ),
        (
            "MoodleCollector",
            MOODLE,
            {("jmueller", NB): b"jm", ("oneil", NB): b"shea"},
            "Ann Smith_113_assignsubmission_file_: 2 students have this name: asmith, asmith2.",
        ),
    ],
)
def test_zip_collect(folder, collector, files, expected, doubtful):
    enrol(folder)
    archive = folder / "downloaded" / A / "archive"
    archive.mkdir(parents=True)
    export(archive, files)
    plugin = f"--collector=rnn_grading.collecting.{collector}"
    assert doubtful in run_nbgrader(folder, "zip_collect", A, plugin)
    assert submitted(folder) == expected
