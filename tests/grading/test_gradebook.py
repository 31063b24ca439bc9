"""What is written is what stock autograde writes, and stock tools go on from there."""

import contextlib
import csv
import datetime
import os
import shutil
import sqlite3
import threading

import nbformat
import pytest
from nbgrader.utils import determine_grade, is_grade

from rnn_grading.course import Course
from rnn_grading.errors import CannotGrade
from rnn_grading.outputs import verdict_outputs
from rnn_grading.submissions import misread_zone
from tests.grading import synthetic
from tests.grading.course_folder import (
    BY_HAND,
    COMMENTS,
    TIMES,
    A,
    add_config,
    graded,
    hand_in,
    notebook_of,
    release_of,
    rows,
    solved,
)
from tests.nbgrader_runs import run_nbgrader


def test_nbgrader_reads_the_written_score_off_the_notebook(folder):
    hand_in(folder, "ann", solved(folder))
    row = graded(folder)["ann"]
    cells = [cell for cell in notebook_of(folder, "ann").cells if is_grade(cell)]
    read = {cell.metadata.nbgrader.grade_id: determine_grade(cell) for cell in cells}
    assert {name: score for name, (score, _) in read.items()} == {
        name: score for _, name, _, score, *_ in rows(folder)
    }
    assert row.points == sum(score or 0 for score, _ in read.values())
    assert row.max_points == sum(most for _, most in read.values())
    assert row.by_hand == 1 and read[BY_HAND][0] is None


@pytest.mark.parametrize("score", [0.0, 0.5, 1.0, 2.999, 3.0])
def test_every_score_is_read_back(score, pristine):
    cell = next(c for c in release_of(pristine).cells if is_grade(c) and c.cell_type == "code")
    cell.metadata.nbgrader.points = 3
    cell.outputs = verdict_outputs(score, 3.0, "0.25", "<p>0.25</p>")
    assert determine_grade(cell) == (score, 3.0)


def test_grading_again_changes_nothing_and_keeps_what_people_wrote(folder, book):
    hand_in(folder, "ann", solved(folder))
    graded(folder, seed=7)
    grade = book.find_grade(BY_HAND, A, A, "ann")
    grade.manual_score, grade.needs_manual_grade, grade.extra_credit = 1.5, False, 0.5
    book.find_comment("rnn_step", A, A, "ann").manual_comment = "Neat."
    book.db.commit()
    before = rows(folder), rows(folder, COMMENTS), notebook_of(folder, "ann")
    points = sum(score or 0 for _, _, _, score, *_ in rows(folder))
    row = graded(folder)["ann"]
    assert not row.is_new
    assert (row.points, row.by_hand) == (points + 1.5 + 0.5, 0)
    assert graded(folder, force=True, seed=7)["ann"].is_new
    assert (rows(folder), rows(folder, COMMENTS), notebook_of(folder, "ann")) == before
    # Another answer: the mark given by hand stays and asks for another look, as with stock.
    again = solved(folder)
    again.cells[0].source += "\n\nmore"
    hand_in(folder, "ann", again)
    assert graded(folder)["ann"].by_hand == 1
    assert {row[1]: row for row in rows(folder)}[BY_HAND][3:] == (None, 1.5, 0.5, 1)


def test_everybody_has_a_row_with_the_reason(folder, book):
    whole = nbformat.writes(solved(folder)).encode()
    hand_in(folder, "nothing", None)
    hand_in(folder, "broken", b'{"cells": [{"cell_ty')
    hand_in(folder, "empty", b"")
    hand_in(folder, "cut", whole[: len(whole) * 2 // 3])
    hand_in(folder, "link", None).joinpath(f"{A}.ipynb").symlink_to("/etc/passwd")
    hand_in(folder, "when", whole, "next <b>Tuesday</b>")
    (hand_in(folder, "renamed", None) / "<img src=x onerror=alert(1)>.ipynb").write_bytes(whole)
    odd = solved(folder)
    odd.cells[2].source += "ODD"
    odd = nbformat.writes(odd).replace("ODD", "\\ud800\\u0000").encode()
    target = os.fsencode(hand_in(folder, "surrogate", None))
    with open(target + b"/\xff\x1b.ipynb", "wb") as file:
        file.write(odd)
    book.add_student("absent")  # on the roster, no folder at all
    found = graded(folder)
    assert set(found) == {
        *("nothing", "broken", "empty", "cut", "link", "when", "renamed", "surrogate", "absent")
    }
    assert "No notebook was handed in." in found["absent"].notes[0]
    told = {student: "" for student in found}
    for student, _, comment, _ in rows(folder, COMMENTS):
        told[student] += comment or ""
    for student, row in found.items():
        assert row.notes and all(note in told[student] for note in row.notes), student
    # With it there, formgrader could not show the assignment; the note stays for the next run.
    aside = folder / "submitted" / "when" / A / "timestamp.unreadable"
    assert aside.read_text() == "next <b>Tuesday</b>"
    assert graded(folder, force=True)["when"].notes[0] == found["when"].notes[0]
    run_nbgrader(folder, "generate_feedback", A)
    for student in found:
        page = (folder / "feedback" / student / A / f"{A}.html").read_text()
        assert "Noted while grading" in page
        assert "<img src=x" not in page


def test_a_folder_whose_name_is_no_students_stops_nobody(folder):
    class_of_one = solved(folder)
    hand_in(folder, "ann", class_of_one)
    hand_in(folder, "x" * 129, class_of_one)
    hand_in(folder, os.fsdecode(b"\xff"), class_of_one)
    found = graded(folder)
    assert not found.pop("ann").failure
    assert sorted(row.failure.split(";")[0] for row in found.values()) == [
        "The name of the folder is not in UTF-8, which the gradebook takes alone.",
        "The name of the folder is too long",
    ]
    assert {row[0] for row in rows(folder)} == {"ann"}


def test_who_is_excluded_in_the_configuration_is_left_out(folder):
    add_config(folder, "c.CourseDirectory.student_id_exclude = 'guest, test'")
    for student in ("ann", "guest", "test"):
        hand_in(folder, student, None)
    assert set(graded(folder)) == {"ann"}


def test_a_student_for_whom_grading_failed_is_marked_by_hand_and_tried_again(folder):
    for student in ("ann", "bug"):
        hand_in(folder, student, solved(folder))
    found = graded(folder, synthetic.grade_or_raise)
    assert found["bug"].alarms == ("Grading failed: RuntimeError: a bug in the \\x1b grader",)
    assert "marked by hand" in found["bug"].notes[-1]
    assert all(row[3] is None and row[6] for row in rows(folder) if row[0] == "bug")
    found = graded(folder)
    assert not found["ann"].is_new and found["bug"].is_new
    assert found["bug"].alarms == ()


@pytest.mark.parametrize("by_force", [False, True])
def test_a_due_date_that_moved_counts_on_a_plain_rerun(folder, book, by_force):
    add_config(folder, "c.LateSubmissionPlugin.penalty_method = 'zero'")
    assignment = book.find_assignment(A)
    hand_in(folder, "ann", solved(folder), "2026-01-02 00:00:00 UTC")
    hand_in(folder, "bob", solved(folder), "2026-01-04 00:00:00 UTC")
    found = {}
    for day in (1, 3, None, 5, 3):
        assignment.duedate = day and datetime.datetime(2026, 1, day)
        book.db.commit()
        found[day] = graded(folder, synthetic.by_effort, force=by_force)
        assert [found[day][s].penalty for s in ("ann", "bob")] == [
            11.0 if day and day < handed_in else 0.0 for handed_in in (2, 4)
        ]
    assert found[3]["bob"].notes[-1] == "The late penalty was 0 before."
    assert found[5]["ann"].notes == ()
    assert [row[4] or 0.0 for row in rows(folder, TIMES)] == [0.0, 11.0]


def test_an_extension_counts_on_a_plain_rerun(folder, book):
    add_config(folder, "c.LateSubmissionPlugin.penalty_method = 'zero'")
    book.find_assignment(A).duedate = datetime.datetime(2026, 1, 1)
    book.db.commit()
    hand_in(folder, "ann", solved(folder), "2026-01-02 00:00:00 UTC")
    assert graded(folder, synthetic.by_effort)["ann"].penalty == 11.0
    book.grant_extension(A, "ann", days=1)
    assert graded(folder, synthetic.by_effort)["ann"].penalty == 0.0


READ = {  # and what nbgrader makes of them
    "2026-01-01 12:00:00 JST": "12:00 UTC, as nbgrader does not know the time zone \u201cJST\u201d",
    "2026-01-01 12:00:00 PST": "12:00 UTC",
    "2026-07-01 12:00:00 CEST": "12:00 UTC",
    "Thu Jan 1 12:00:00 JST 2026": "12:00 UTC",
    "2026-01-01 12:00:00.123456 +0900": "11:45 UTC",
    "2026-01-01 12:00:00 -08:00": "12:00 UTC",
    "2026-01-01 12:00:00 CET": None,
    "2026-01-01 12:00:00 EST": None,
    "2026-01-01 12:00:00+09:00": None,
    "2026-01-01T12:00:00+0900": None,
    "Thu, 01 Jan 2026 12:00:00 +0900": None,
    "2026-01-01 12:00:00.123456 UTC": None,
    "2026-01-01 12:00:00 +99:99": None,
    "2026-01-01 12:00:00 +00:00": None,
    "2026-01-01 12:00 PM": None,
    "2026-01-01T12:00:00Z": None,
    "2026-01-01": None,
}


@pytest.mark.parametrize("text", READ)
def test_time_zones_that_nbgrader_does_not_know(text):
    told = misread_zone(text)
    assert (told is None) == (READ[text] is None) and (READ[text] or "") in (told or "")


def test_a_time_zone_is_told_where_there_is_a_due_date(folder, book):
    hand_in(folder, "ann", solved(folder), "2026-01-02 00:00:00 JST")
    assert "UTC" not in str(graded(folder)["ann"].notes)
    book.find_assignment(A).duedate = datetime.datetime(2026, 1, 1)
    book.db.commit()
    assert graded(folder)["ann"].notes[-1].startswith("\u201c2026-01-02 00:00:00 JST\u201d counts")


def older(folder, *columns):
    """Makes the gradebook one of an nbgrader that had not these columns yet, in that order."""
    revisions = {"assignment.course_id": "282d30a0218e", "student.lms_user_id": "167914646830"}
    with contextlib.closing(sqlite3.connect(folder / "gradebook.db")) as old:
        for column in columns:
            table, name = column.split(".")
            (made,) = old.execute(
                "select sql from sqlite_master where name = ?", (table,)
            ).fetchone()
            kept = [row[1] for row in old.execute(f"pragma table_info({table})") if row[1] != name]
            lines = [line for line in made.splitlines()[1:-1] if name not in line]
            body = "\n".join(lines).rstrip().rstrip(",")
            old.executescript(
                f"create table made_anew ({body}); insert into made_anew "
                f"select {', '.join(kept)} from {table}; drop table {table}; "
                f"alter table made_anew rename to {table}; "
                f"update alembic_version set version_num = '{revisions[column]}'"
            )


@pytest.mark.parametrize(
    "columns", [["assignment.course_id"], ["assignment.course_id", "student.lms_user_id"]]
)
def test_an_older_gradebook_and_the_advice_for_it(folder, columns):
    hand_in(folder, "ann", solved(folder))
    before = graded(folder)["ann"]
    older(folder, *columns)
    with pytest.raises(
        CannotGrade, match="another version of nbgrader .*: run `nbgrader db upgrade`"
    ):
        graded(folder)
    run_nbgrader(folder, "db", "upgrade")
    after = graded(folder)["ann"]
    assert after == before._replace(is_new=False) and after.points > 0


BROKEN = {
    "text": lambda path: path.write_text("hello"),
    "cut off": lambda path: path.write_bytes(path.read_bytes()[:20_000]),
    "a folder": lambda path: path.unlink() or path.mkdir(),
    "empty": lambda path: path.write_bytes(b""),
    "gone": lambda path: path.unlink(),
}


@pytest.mark.parametrize("how", BROKEN)
def test_a_gradebook_that_is_none(folder, how):
    hand_in(folder, "ann", solved(folder))
    BROKEN[how](folder / "gradebook.db")
    with pytest.raises(CannotGrade, match="gradebook"):
        graded(folder)


def test_a_late_submission_gets_the_penalty_of_the_configured_plugin(folder, book):
    add_config(folder, "c.LateSubmissionPlugin.penalty_method = 'zero'")
    book.find_assignment(A).duedate = datetime.datetime(2026, 1, 1)
    book.db.commit()
    hand_in(folder, "late", None, "2026-01-01 00:00:01 UTC\n")
    assert graded(folder, synthetic.by_effort)["late"].penalty == 0.0
    hand_in(folder, "late", solved(folder), "2026-01-01 00:00:01 UTC\n")
    hand_in(folder, "timely", solved(folder), "2026-01-01 00:00:00 UTC\n")
    found = graded(folder, synthetic.by_effort)
    assert [found[s].penalty for s in ("late", "timely")] == [11.0, 0.0]
    assert [found[s].points for s in ("late", "timely")] == [0.0, 11.0]
    run_nbgrader(folder, "export")
    with (folder / "grades.csv").open() as file:
        line = {line["student_id"]: line for line in csv.DictReader(file)}
    assert [line[s]["late_submission_penalty"] for s in ("late", "timely")] == ["11.0", "0.0"]
    assert [line[s]["score"] for s in ("late", "timely")] == ["0.0", "11.0"]


def test_formgrader_finds_the_time_of_submission_it_looks_for(folder):
    """It lists as not autograded whoever has another timestamp in the gradebook than handed in."""
    hand_in(folder, "ann", solved(folder), "2026-01-02 03:04:05.678901 UTC\n")
    graded(folder)
    assert rows(folder, TIMES)[0][1] == "2026-01-02 03:04:05.678901"
    copy = folder / "autograded" / "ann" / A / "timestamp.txt"
    assert copy.read_text() == "2026-01-02 03:04:05.678901 UTC\n"


def test_attachments_travel_with_the_job_and_are_copied(folder):
    target = hand_in(folder, "ann", solved(folder), "2026-01-02 03:04:05 UTC")
    (folder / "solutions" / A / "data.csv").write_text("the instructor's")
    for name in ("data.csv", "lib/mine.py", "lib/__pycache__/mine.pyc", "big.bin", "other.ipynb"):
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        (target / name).write_text("mine")
    os.truncate(target / "big.bin", 6_000_000)
    (target / "secret").symlink_to("/etc/passwd")
    (target / "up").symlink_to(folder)
    os.mkfifo(target / "pipe")
    course = Course(folder, A)
    job, _, text = course.job("ann", course.release(), 1)
    assert job.attachments == (("data.csv", b"mine"), ("lib/mine.py", b"mine"))
    assert "big.bin" in job.notes[0]
    without = job._replace(attachments=job.attachments[:1])
    assert job.fingerprint(text) != without.fingerprint(text) != without.fingerprint("")

    graded(folder)
    written = folder / "autograded" / "ann" / A
    names = {f"{A}.ipynb", "timestamp.txt", "data.csv", "lib/mine.py", "big.bin"}
    assert {str(p.relative_to(written)) for p in written.rglob("*") if p.is_file()} == names
    assert (written / "data.csv").read_text() == "the instructor's"

    shutil.rmtree(target / "lib")  # what was a folder is a file now, and the other way round
    (target / "lib").write_text("mine")
    (target / "big.bin").unlink()
    (target / "big.bin").mkdir()
    (target / "big.bin" / "part").write_text("mine")
    assert graded(folder)["ann"].is_new
    names = {f"{A}.ipynb", "timestamp.txt", "data.csv", "lib", "big.bin/part"}
    assert {str(p.relative_to(written)) for p in written.rglob("*") if p.is_file()} == names


@contextlib.contextmanager
def somebody_writing(folder, seconds):
    other = sqlite3.connect(folder / "gradebook.db", check_same_thread=False)
    other.execute("begin immediate")
    timer = threading.Timer(seconds, other.rollback)
    timer.start()
    yield
    timer.join()
    other.close()


def test_it_waits_for_whoever_writes_to_the_database(folder):
    hand_in(folder, "ann", solved(folder))
    with somebody_writing(folder, 1):
        graded(folder)
    assert {row[0] for row in rows(folder)} == {"ann"}


def test_it_does_not_wait_for_ever(folder):
    hand_in(folder, "ann", solved(folder))
    with somebody_writing(folder, 1), pytest.raises(CannotGrade, match="locked by another"):
        graded(folder, patience=0.2)
    assert graded(folder)["ann"].is_new
