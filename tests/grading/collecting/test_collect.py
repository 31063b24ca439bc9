"""``rnn-grade collect`` in a course folder, from an export to submitted/."""

import os
import shutil
import signal
import subprocess
import sys
import time

import pytest

from rnn_grading import cli
from rnn_grading.collecting import filing
from rnn_grading.course import Course
from tests.conftest import ROOT
from tests.grading.collecting.exports import enrol, enrolled, export, submitted, zipped
from tests.grading.collecting.test_archives import a_link
from tests.grading.course_folder import A, add_config, graded

NB = f"{A}.ipynb"


@pytest.fixture
def collect(folder, monkeypatch, capsys):
    """Runs the command in the course folder; returns its exit status and what it printed."""
    monkeypatch.chdir(folder)
    monkeypatch.setenv("COLUMNS", "200")

    def collect(*arguments):
        status = cli.main(["collect", A, *map(str, arguments)])
        return (status, *capsys.readouterr())

    return collect


def last(text):
    return text.strip().splitlines()[-1]


def test_the_command_itself(folder):
    """As an instructor runs it, with a class from Canvas."""
    enrol(folder)
    files = {
        f"smithann_17_5001_{NB}": b"old",
        f"smithann_17_5002_{A}-1.ipynb": b"new",
        "smithann_LATE_18_5003_my work.ipynb": b"twin",
        "müllerjürgen_19_5004_homework.zip": zipped({NB: b"jm", a_link("data"): b"/etc/passwd"}),
        f"oneilshea_22_5005_{NB}": b"shea",
        "oneilshea_22_5006_data.csv": b"1,2",
        f"vanderbergzoë_23_5007_{NB}": b"zoe",
        f"liwei_24_5008_{NB}": b"wei",
        f"stranger\u202e_25_5009_{NB}": b"?",
        "read\x1b[2Jme.txt": b"?",
        "../../outside": b"?",
        "__MACOSX/._x": b"?",
    }
    done = subprocess.run(
        [shutil.which("rnn-grade", path=os.path.dirname(sys.executable)), "collect", A]
        + [str(export(folder, files))],
        cwd=folder,
        env={**os.environ, "COLUMNS": "200", "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        encoding="utf-8",
    )
    assert done.returncode == 1
    assert last(done.stderr) == "rnn-grade: 4 files were not assigned, see above."
    assert submitted(folder) == {
        ("asmith", NB): b"new",
        ("asmith2", NB): b"twin",
        ("jmueller", NB): b"jm",
        ("oneil", NB): b"shea",
        ("oneil", "data.csv"): b"1,2",
        ("zoe", NB): b"zoe",
    }
    assert (
        done.stdout
        == f"""\
student   files
asmith    {NB}
    - Handed in earlier and left out: smithann_17_5001_{NB}.
asmith2   {NB}
    - Late, says Canvas.
    - my work.ipynb is filed as {NB}.
jmueller  {NB}
    - data in homework.zip is left out. It is a link or no file.
oneil     {NB}, data.csv
zoe       {NB}

Not assigned to anybody (see --map and --new):
  liwei_24_5008_{NB}
    - 2 students have this name: wei1, wei2.
  read\\x1b[2Jme.txt
    - Canvas gives no such name.
  stranger\\u202e_25_5009_{NB}
    - No student in the gradebook has this name or number. For a group, --map takes a \
line for each member.
  ../../outside
    - The path leads out of its folder.

5 students, 5 filed now, 1 late.
"""
    )


def test_moodle_and_grading(collect, folder):
    enrol(folder)
    release = (folder / "notebooks" / A / NB).read_bytes()
    files = {
        f"Jürgen Müller_111_assignsubmission_file/hw/{NB}": release,
        "Jürgen Müller_111_assignsubmission_file/hw/data.csv": b"1",
        "Jürgen Müller_111_assignsubmission_onlinetext/onlinetext.html": b"<p>",
        f"ONeil Shea_112_assignsubmission_file_/{NB}": release + b" ",
        f"Zoë van der Berg_113_assignsubmission_file_{NB}": release + b"  ",
    }
    status, out, _ = collect(export(folder, files))
    assert status == 0 and last(out) == "3 students, 3 filed now."
    assert {name for student, name in submitted(folder) if student == "jmueller"} == {
        NB,
        "data.csv",
        "onlinetext.html",
    }
    rows = graded(folder)
    assert not any("No notebook" in str(rows[name].notes) for name in ("jmueller", "oneil", "zoe"))


def test_a_folder_and_students_by_id(collect, folder):
    enrol(folder)
    for path in ("asmith/x.ipynb", "zoe.ipynb", "nobody/x.ipynb"):
        path = folder / "downloads" / path
        path.parent.mkdir(exist_ok=True, parents=True)
        path.write_bytes(b"nb")
    status, out, err = collect("downloads", "--new")
    assert status == 1 and last(err).startswith("rnn-grade: 1 file was not assigned")
    assert submitted(folder) == {("asmith", NB): b"nb", ("zoe", NB): b"nb"}
    assert "It is no name of Canvas's or Moodle's, and no student's id." in out


def test_again_changes_nothing_and_replace_loses_nothing(collect, folder):
    enrol(folder)
    first = export(folder, {f"smithann_17_1_{NB}": b"1", f"smithann_18_2_{NB}": b"2"}, "1.zip")
    second = export(folder, {f"smithann_17_3_{NB}": b"3", f"smithann_18_2_{NB}": b"2"}, "2.zip")
    assert collect(first)[0] == 0
    (folder / "submitted" / "asmith" / A / "timestamp.txt").write_text("2026-01-01 UTC")
    assert collect(first)[:2] == (0, "\n\n2 students, 0 filed now, 2 already there.\n")
    status, out, _ = collect(second)
    assert status == 0 and submitted(folder)["asmith", NB] == b"1"
    assert "(see --replace):\n  asmith\n" in out
    assert last(out) == "2 students, 0 filed now, 1 already there, 1 left alone."
    for count, path, content in ((1, second, b"3"), (2, first, b"1")):
        status, out, _ = collect(path, "--replace")
        where = f".rnn-grade/{A}/replaced/asmith-{count}"
        assert f"The older submission is in {where} now." in out
        assert submitted(folder)["asmith", NB] == content
        assert len(list((folder / where).iterdir())) == 3 - count
    assert ("asmith", "timestamp.txt") not in submitted(folder)


def test_a_link_in_the_place_of_a_submission_is_left_alone(collect, folder):
    enrol(folder)
    (folder / "elsewhere").mkdir()
    (folder / "submitted" / "asmith").mkdir(parents=True)
    (folder / "submitted" / "asmith" / A).symlink_to(folder / "elsewhere")
    path = export(folder, {f"smithann_17_1_{NB}": b"1"})
    assert "1 left alone" in collect(path)[1]
    assert collect(path, "--replace")[0] == 0 and not any((folder / "elsewhere").iterdir())
    assert submitted(folder) == {("asmith", NB): b"1"}


def test_a_dry_run_writes_nothing(collect, folder):
    before = sorted(folder.rglob("*"))
    path = export(folder, {f"smithann_17_1_{NB}": b"1"})
    status, out, _ = collect(path, "--new", "--dry-run")
    assert status == 0 and last(out) == "1 student, 1 would be filed, 1 new in the gradebook."
    path.unlink()
    assert sorted(folder.rglob("*")) == before and enrolled(folder) == {}


def test_new_students(collect, folder):
    canvas = {f"smithann_17_1_{NB}": b"1", f"smithann_18_2_{NB}": b"2", f"bo_9_3_{NB}": b"3"}
    status, out, _ = collect(export(folder, canvas), "--new")
    assert status == 0 and last(out) == "3 students, 3 filed now, 3 new in the gradebook."
    assert enrolled(folder) == {
        "smithann.17": (None, None, "17"),
        "smithann.18": (None, None, "18"),
        "bo": (None, None, "9"),
    }
    moodle = {f"{who}_assignsubmission_file/{NB}": b"z" for who in ("Zoë Berg_1", "Cy_2")}
    status, out, _ = collect(export(folder, moodle), "--new")
    assert enrolled(folder)["Zoë.Berg"] == ("Zoë", "Berg", None)
    assert submitted(folder)["Zoë.Berg", NB] == b"z"


def test_the_instructor_decides(collect, folder):
    enrol(folder)
    path = export(folder, {f"liwei_31_1_{NB}": b"1", f"anon_x7Kq2_2_{NB}": b"2"})
    (folder / "map.csv").write_text(f"name,student\nliwei_31_1_{NB},wei2\nanon_x7Kq2,wei1\n")
    assert collect(path, "--map", "map.csv")[0] == 0
    assert submitted(folder) == {("wei2", NB): b"1", ("wei1", NB): b"2"}


def test_a_groups_submission_is_filed_for_each_member(collect, folder):
    enrol(folder)
    moodle = {
        f"Team A_4_assignsubmission_file/{NB}": b"a",
        f"Default group_assignsubmission_file/{NB}": b"default",
    }
    status, out, _ = collect(export(folder, moodle))
    assert status == 1 and "For a group, --map takes a line for each member." in out
    lines = ["Team A_4,asmith", "Team A_4,wei1", "Default group,zoe", "Default group,oneil"]
    (folder / "map.csv").write_text("\n".join(["name,student", *lines]))
    assert collect(export(folder, moodle), "--map", "map.csv")[0] == 0
    theirs = {("asmith", NB): b"a", ("wei1", NB): b"a"}
    theirs |= {("zoe", NB): b"default", ("oneil", NB): b"default"}
    assert submitted(folder) == theirs
    canvas = export(folder, {f"projectgroup1_LATE_19_5_{NB}": b"c"}, "canvas.zip")
    status, out, _ = collect(canvas)
    assert status == 0 and "If that is a group, --map files it for all of its members" in out
    (folder / "map.csv").write_text(
        "name,student\nprojectgroup1_19,jmueller\nprojectgroup1_19,wei2\n"
    )
    status, out, _ = collect(canvas, "--map", "map.csv")
    assert status == 0 and "a group" not in out
    assert submitted(folder) == theirs | {("jmueller", NB): b"c", ("wei2", NB): b"c"}


def test_the_system_that_is_said(collect, folder):
    enrol(folder)
    path = export(folder, {f"smithann_17_1_{NB}": b"1"})
    assert "Moodle gives no such name." in collect(path, "--from", "moodle")[1]
    assert collect(path, "--from", "canvas")[0] == 0


def test_nothing_that_can_be_read(collect, folder):
    enrol(folder)
    link = a_link(f"smithann_17_1_{NB}")
    status, out, err = collect(export(folder, {link: b"/etc/passwd", "jm_19_2_timestamp.txt": b""}))
    assert status == 1 and "It is a link or no file." in out and submitted(folder) == {}
    assert "Nothing of theirs could be filed:\n  jmueller\n    - timestamp.txt is left out." in out


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (["nowhere"], "nowhere cannot be read: No such file or directory."),
        (["nbgrader_config.py"], "nbgrader_config.py is no folder and cannot be read as a zip."),
        (["empty"], "There is no file in empty."),
        (["empty", "--map", "nowhere"], "nowhere cannot be read"),
    ],
)
def test_what_cannot_be(collect, folder, arguments, why):
    (folder / "empty").mkdir()
    status, out, err = collect(*arguments)
    assert (status, out) == (1, "") and why in err and len(err.splitlines()) == 1


def test_while_somebody_grades(collect, folder):
    enrol(folder)
    path = export(folder, {f"smithann_17_1_{NB}": b"1"})
    with Course(folder, A).state.locked():
        assert "Another rnn-grade" in collect(path)[2]
    (folder / "gradebook.db").write_bytes(b"no database at all, but long enough to look at" * 99)
    assert "The gradebook cannot be used" in collect(path)[2]
    assert submitted(folder) == {}


KILLED = """
import os, sys, time
from rnn_grading import cli
fsync, count = os.fsync, iter(range(100))
def slow(handle):
    fsync(handle)
    if next(count) == 3:  # in the middle of the second student's files
        open("here", "w").close()
        time.sleep(60)
os.fsync = slow
sys.exit(cli.main(sys.argv[1:]))
"""


def test_a_run_that_is_killed_leaves_whole_submissions(collect, folder):
    enrol(folder)
    files = {}
    for number in (17, 18):
        for name in (NB, "a.csv", "b.csv"):
            files[f"smithann_{number}_1_{name}"] = b"1"
    path = export(folder, files)
    process = subprocess.Popen(
        [sys.executable, "-c", KILLED, "collect", A, path],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    with process:
        while not (folder / "here").exists():
            assert process.poll() is None
            time.sleep(0.05)
        process.send_signal(signal.SIGKILL)
    assert {student for student, _ in submitted(folder)} == {"asmith"}
    assert len(submitted(folder)) == 3
    assert last(collect(path)[1]) == "2 students, 1 filed now, 1 already there."
    assert len(submitted(folder)) == 6


def test_what_the_group_may_read(collect, folder):
    add_config(folder, "c.CourseDirectory.groupshared = True")
    enrol(folder)
    collect(export(folder, {"smithann_17_1_x.zip": zipped({NB: b"1", "d/e": b"2"})}))
    for path in (folder / "submitted" / "asmith" / A).rglob("*"):
        assert path.stat().st_mode & 0o777 == (0o775 if path.is_dir() else 0o664)
    assert filing.compare(Course(folder, A), "zoe", {}) == filing.NEW
