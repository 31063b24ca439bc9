"""``rnn-grade run``: what it says, whatever happens, and how it ends."""

import contextlib
import fcntl
import functools
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time

import pytest

from rnn_grading import cli, commands, grade, grade_class, pools, runner, sandbox
from tests.conftest import ROOT
from tests.grading import synthetic
from tests.grading.course_folder import A, add_config, class_of, hand_in, rows, solved
from tests.grading.test_gradebook import somebody_writing
from tests.nbgrader_runs import run_nbgrader


@pytest.fixture
def run(folder, monkeypatch, capsys):
    """Runs the command in the course folder, with ``synthetic.grade``; returns its exit status,
    standard output and standard error.
    """
    monkeypatch.chdir(folder)
    monkeypatch.setattr(grade, "grade", lambda job, **settings: synthetic.grade(job))
    monkeypatch.setattr(sandbox, "unavailable_reason", lambda: None)
    monkeypatch.setattr(pools, "LocalPool", lambda *_, **__: pools.InProcessPool())
    monkeypatch.setattr(commands.run, "_shared_server", lambda given: None)
    monkeypatch.setattr(runner, "try_out", lambda job, unsafe: "")

    def run(*arguments):
        status = cli.main(["run", *arguments])
        return (status, *capsys.readouterr())

    return run


def sentence(said):
    """The one sentence that was said, after the progress bar if there was one."""
    lines = [line for line in said.splitlines() if line and not re.search(r"\d+/\d+ \[", line)]
    assert len(lines) == 1 and lines[0].startswith("rnn-grade: "), said
    return lines[0]


def test_what_is_left_of_a_student_who_has_gone(run, folder):
    """nbgrader's feedback stops at it."""
    hand_in(folder, "ann", solved(folder))
    hand_in(folder, "gone", solved(folder))
    assert "nobody" not in run(A)[1]
    shutil.rmtree(folder / "submitted" / "gone")
    run_nbgrader(folder, "db", "student", "remove", "gone", "--force")
    status, out, _ = run(A)
    left = f"autograded/gone/{A}"
    assert status == 0 and out.splitlines()[-1] == (
        f"{left} is of nobody in the gradebook; generate_feedback fails until it is removed."
    )
    with pytest.raises(AssertionError):
        run_nbgrader(folder, "generate_feedback", A)
    shutil.rmtree(folder / left)
    run_nbgrader(folder, "generate_feedback", A)


def test_a_table_and_a_summary(run, folder):
    hand_in(folder, "ann", solved(folder))
    hand_in(folder, "bob", None)
    status, out, err = run(A, "--seed", "3")
    assert status == 0
    lines = out.splitlines()
    assert lines[0].split() == ["student", "score"]
    points = sum(row[3] or 0 for row in rows(folder) if row[0] == "ann")
    assert lines[1].split() == f"ann {points:g} / 13 + 1 by hand".split()
    assert "- No notebook was handed in. It counts as not attempted." in out
    assert lines[-1] == "2 students, 2 graded now, 1 with something by hand, 2 with notes."
    assert "2/2" in err
    status, out, err = run(A)
    assert status == 0 and "2 students, 0 graded now" in out
    status, out, err = run(A, "--force", "--student", "bob")
    assert status == 0 and "1 student, 1 graded now" in out and "ann" not in out


def test_odd_names_and_long_notes_stay_on_their_lines(run, folder):
    odd = "eve\n\x1b[2J\u202e\N{ZERO WIDTH SPACE}"
    (hand_in(folder, odd, None) / ("n" * 200 + "\n\x1b.ipynb")).write_bytes(b"{}")
    status, out, _ = run(A)
    assert status == 0
    assert all(c.isprintable() or c == "\n" for c in out)
    assert "eve\\n\\x1b[2J\\u202e\\u200b" in out
    assert rows(folder)[0][0] == odd


def test_a_row_that_cannot_be_written_is_no_success(run, folder):
    hand_in(folder, "ann", solved(folder))
    hand_in(folder, os.fsdecode(b"\xff"), solved(folder))
    status, out, err = run(A)
    assert status == 1
    assert "! The name of the folder is not in UTF-8" in out
    assert "1 of 2 have no row" in sentence(err)


def test_not_in_a_course_folder(run, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    status, out, err = run(A)
    assert (status, out) == (1, "")
    assert "no course folder" in sentence(err)


def test_a_configuration_that_cannot_be_read(run, folder):
    add_config(folder, "1 / 0")
    status, out, err = run(A)
    assert (status, out) == (1, "")
    assert "nbgrader_config.py cannot be read: ZeroDivisionError" in err.splitlines()[-1]


def test_an_unknown_assignment(run):
    status, _, err = run("03")
    assert status == 1
    assert f"There is no assignment '03'; there is {A}." in sentence(err)


def test_an_assignment_that_is_not_generated(run, folder, book):
    hand_in(folder, "ann", None)
    book.remove_assignment(A)
    status, _, err = run(A)
    assert status == 1
    assert f"not in the gradebook: run `nbgrader generate_assignment --force {A}`" in sentence(err)
    (folder / "gradebook.db").unlink()
    assert "no gradebook yet: run `nbgrader generate_assignment --force`" in sentence(run(A)[2])
    assert not (folder / "gradebook.db").exists()
    (folder / "notebooks" / A / f"{A}.ipynb").unlink()
    assert f"not released: run `nbgrader generate_assignment --force {A}`" in sentence(run(A)[2])


def test_nobody_handed_in_anything(run):
    status, _, err = run(A)
    assert status == 1
    assert f"Nobody has handed in anything for {A}." in sentence(err)


def test_an_unknown_student(run, folder):
    hand_in(folder, "ann", None)
    status, _, err = run(A, "--student", "bob")
    assert status == 1
    assert "There is no student 'bob'" in sentence(err)


def test_where_nothing_can_be_sandboxed(run, folder, monkeypatch):
    hand_in(folder, "ann", solved(folder))
    monkeypatch.setattr(sandbox, "unavailable_reason", lambda: "This is a toaster.")
    status, out, err = run(A)
    assert (status, out) == (1, "")
    assert "cannot be sandboxed: This is a toaster. --unsafe" in sentence(err)
    asked = []

    def unsafe_grade(job, **settings):
        asked.append(settings)
        return synthetic.grade(job)

    monkeypatch.setattr(grade, "grade", unsafe_grade)
    status, out, err = run(A, "--unsafe", "--timeout", "7")
    assert status == 0 and asked == [{"unsafe": True, "seconds": 7}]
    assert "!!! --unsafe: what students wrote runs with all your rights." in err


def test_no_scheduler(run, folder, monkeypatch):
    monkeypatch.setattr(pools, "DaskPool", functools.partial(pools.DaskPool, patience=1))
    hand_in(folder, "ann", solved(folder))
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    status, out, err = run(A, "--scheduler", f"127.0.0.1:{port}")
    assert (status, out) == (1, "")
    assert f"There is no scheduler at 127.0.0.1:{port}" in sentence(err)


def test_a_gradebook_that_cannot_be_opened(run, folder):
    hand_in(folder, "ann", None)
    (folder / "gradebook.db").write_bytes(b"no database at all, but long enough to look at" * 99)
    status, _, err = run(A)
    assert status == 1
    assert "The gradebook cannot be used: file is not a database." in sentence(err)


def test_a_gradebook_that_stays_locked(run, folder, monkeypatch):
    class_of(folder, 2)
    hurried = functools.partial(grade_class.grade_class, patience=0.2)
    monkeypatch.setattr(grade_class, "grade_class", hurried)
    with somebody_writing(folder, 2):
        status, out, err = run(A)
    assert (status, out) == (1, "")
    assert "stayed locked" in sentence(err) and "0 of 2 are done" in err


@pytest.mark.parametrize("wrong", [["--jobs", "0"], ["--seed", "x"], ["--nonsense"]])
def test_wrong_usage(run, wrong):
    with pytest.raises(SystemExit) as end:
        run(A, *wrong)
    assert end.value.code == 2


COMMAND = """
import functools, sys
from rnn_grading import cli, grade, sandbox
from tests.grading import synthetic
if __name__ == "__main__":
    grade.grade = functools.partial(synthetic.grade_or_hang, held="held")
    sandbox.unavailable_reason = lambda: None
    sys.exit(cli.main(sys.argv[1:]))
"""


@contextlib.contextmanager
def a_run_that_takes_long(folder, monkeypatch):
    """The process, one student of three graded; and a file that is locked while workers live."""
    class_of(folder, 3)
    (folder / "command.py").write_text(COMMAND)
    (folder / "held").touch()
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    process = subprocess.Popen(
        [sys.executable, "command.py", "run", A, "--jobs", "2"],
        cwd=folder,
        start_new_session=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    with process, (folder / "held").open() as held:
        wait_until(lambda: is_locked(held) and rows(folder))
        yield process, held
        process.kill()


def is_locked(file):
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    fcntl.flock(file, fcntl.LOCK_UN)
    return False


def wait_until(condition, seconds=300):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.05)


def test_ctrl_c_says_how_far_it_got_and_leaves_no_worker(folder, monkeypatch):
    with a_run_that_takes_long(folder, monkeypatch) as (process, held):
        records = folder / ".rnn-grade" / A / "students"
        wait_until(lambda: any('"complete": true' in p.read_text() for p in records.glob("*")))
        os.killpg(process.pid, signal.SIGINT)
        out, err = process.communicate(timeout=300)
        assert (process.returncode, out) == (1, "")
        assert sentence(err) == "rnn-grade: Stopped. 1 of 3 are done; run it again to go on."
        assert not is_locked(held)


def test_no_worker_outlives_a_run_that_was_killed(folder, monkeypatch):
    with a_run_that_takes_long(folder, monkeypatch) as (process, held):
        process.kill()
        wait_until(lambda: not is_locked(held))
