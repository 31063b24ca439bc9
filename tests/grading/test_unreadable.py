"""What the system lets nobody read or write costs one student's row a reason, and nothing else."""

import os

import pytest

from rnn_grading.submissions import read_timestamp
from tests.grading.course_folder import BY_HAND, A, graded, hand_in, rows, solved


@pytest.fixture
def forbid(monkeypatch):
    """Makes calls of ``os`` fail for what lies below a path, as they do for others than root."""

    def forbid(below, *names):
        for name in names:
            real = getattr(os, name)

            def call(path, *more, real=real, name=name, **options):
                if str(path).rstrip("/").startswith(f"{below}"):
                    if name == "access":
                        return False
                    raise PermissionError(13, "Permission denied", str(path))
                return real(path, *more, **options)

            monkeypatch.setattr(os, name, call)

    return forbid


ALL = ("open", "stat", "lstat", "scandir", "listdir")
UNREADABLE = {
    "the student's folder": ("/", ALL),
    "the assignment's folder": (f"/{A}/", ALL),
    "the notebook": (f"/{A}/{A}.ipynb", ("open",)),
}


@pytest.mark.parametrize("what", UNREADABLE)
def test_a_student_whose_work_cannot_be_read_waits_for_a_person(folder, forbid, what):
    below, calls = UNREADABLE[what]
    for student in ("ann", "bob", "eve"):
        hand_in(folder, student, solved(folder), "2026-01-01 12:00:00 UTC")
    forbid(f"{folder}/submitted/bob{below}", *calls)
    if what == "the student's folder":
        forbid(f"{folder}/submitted/bob", "access")
    found = graded(folder)
    assert found.keys() == {"ann", "bob", "eve"}
    assert found["bob"].by_hand == 7 and "Permission denied" in found["bob"].alarms[0]
    assert found["ann"].by_hand == found["eve"].by_hand == 1
    by_hand = {name for student, name, *_, needs in rows(folder) if student == "bob" and needs}
    assert len(by_hand) == 7 and BY_HAND in by_hand


def test_the_next_run_tries_again(folder, forbid, monkeypatch):
    hand_in(folder, "bob", solved(folder))
    with monkeypatch.context():
        forbid(folder / "submitted" / "bob", "open")
        assert graded(folder)["bob"].by_hand == 7
    monkeypatch.undo()
    assert graded(folder)["bob"].by_hand == 1


def test_an_attachment_that_cannot_be_read_is_left_out(folder, forbid):
    target = hand_in(folder, "bob", solved(folder))
    (target / "data.csv").write_text("1,2")
    forbid(target / "data.csv", "open")
    row = graded(folder)["bob"]
    assert row.by_hand == 1 and "data.csv" in " ".join(row.notes)


@pytest.mark.parametrize("text", ["yesterday", "\x00", "2026-99-99"])
def test_a_time_that_cannot_be_read_in_a_folder_that_cannot_be_written(folder, forbid, text):
    target = hand_in(folder, "bob", solved(folder), text)
    forbid(target, "replace")
    row = graded(folder)["bob"]
    assert row.by_hand == 1
    (note,) = [note for note in row.notes if "time of submission" in note]
    assert "timestamp.txt should be renamed" in note
    assert (target / "timestamp.txt").exists()


def test_no_time_is_no_note(folder):
    target = hand_in(folder, "bob", None)
    assert read_timestamp(target) == (None, "", [])
    assert read_timestamp(target / "nowhere") == (None, "", [])
