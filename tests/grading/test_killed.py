"""Killed at any moment and run again, grading ends as if it had not been."""

import contextlib
import json
import os
import random
import shutil
import signal
import sqlite3
import time
import traceback

import nbformat
import pytest
from sqlalchemy.orm import Session

from rnn_grading.course import Course
from rnn_grading.errors import CannotGrade
from tests.grading.course_folder import COMMENTS, TIMES, A, class_of, graded, rows


def in_a_child(work, kill_after=None):
    """Runs ``work()`` in a forked process; returns whether it came to its end.

    ``kill_after``: seconds of processor time after which the system ends it, wherever it is.
    """
    child = os.fork()
    if child == 0:
        try:
            if kill_after is not None:
                signal.setitimer(signal.ITIMER_PROF, kill_after)  # nobody handles SIGPROF
            work()
            os._exit(0)
        except BaseException:
            traceback.print_exc()
            os._exit(1)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0
    return not os.WIFSIGNALED(status)


def records(folder):
    for path in (folder / ".rnn-grade" / A / "students").glob("*.json"):
        yield path.stem, json.loads(path.read_text())


def check_state(folder):
    """Whatever happened, files are whole and the database is sound and free."""
    for path in (folder / "autograded").rglob("*"):
        if path.is_file():
            assert path.name in (f"{A}.ipynb", "timestamp.txt")
            assert path.stat().st_mode & 0o777 == 0o444
        if path.suffix == ".ipynb":
            nbformat.validate(nbformat.read(path, as_version=4))
    with contextlib.closing(sqlite3.connect(folder / "gradebook.db", timeout=0)) as connection:
        assert connection.execute("pragma integrity_check").fetchone() == ("ok",)
        connection.execute("begin immediate")
        connection.rollback()
    scores = {}
    for student, name, _, score, *_ in rows(folder):
        scores.setdefault(student, {})[name] = score
    for found in scores.values():  # all of a student's rows or none; nobody wrote anything by hand
        assert len(found) == 7 and None not in found.values()
    for student, record in records(folder):
        assert not record["complete"] or record["scores"] == scores[student]


def outcome(folder):
    files = {
        str(path.relative_to(folder)): path.read_bytes()
        for path in (folder / "autograded").rglob("*")
        if path.is_file()
    }
    return rows(folder), rows(folder, COMMENTS), rows(folder, TIMES), files


def seed_of(folder):
    return json.loads((folder / ".rnn-grade" / A / "run.json").read_text())["seed"]


def same_without_a_kill(folder, fresh):
    graded(fresh, seed=seed_of(folder))
    return outcome(fresh) == outcome(folder)


def test_sigkill_at_random_moments(folder, tmp_path):
    class_of(folder, 12)
    fresh = shutil.copytree(folder, tmp_path / "fresh")
    begin = time.process_time()
    graded(shutil.copytree(folder, tmp_path / "timed"))
    longest = (time.process_time() - begin) / 2
    moments, kills = random.Random(), 0
    # One class, killed again and again: each time it gets a little further, or may run longer.
    while not in_a_child(lambda: graded(folder), moments.uniform(0.01, longest)):
        kills += 1
        longest *= 1.05
        check_state(folder)
    check_state(folder)
    assert kills
    assert same_without_a_kill(folder, fresh)


@pytest.mark.parametrize("again", [False, True], ids=["first", "regraded"])
def test_sigkill_before_every_single_write(folder, tmp_path, again):
    """Files are replaced or removed, transactions committed: killed before each, one by one."""
    class_of(folder, 1 if again else 2)
    if again:
        graded(folder, seed=1)
    else:
        fresh = shutil.copytree(folder, tmp_path / "fresh")
        graded(fresh, seed=2)
    count, ended = 0, False
    while not ended:
        count += 1
        course = shutil.copytree(folder, tmp_path / f"{count}")
        ended = in_a_child(lambda count=count, course=course: graded_until(count, course, again))
        check_state(course)
        graded(course)  # run again, without --force
        check_state(course)
        if not again and seed_of(course) == 2:
            assert outcome(course) == outcome(fresh)
        for student, record in records(course):
            # each student stands as graded with the old seed or the new one, never a mixture
            notebook = course / "autograded" / student / A / f"{A}.ipynb"
            assert record["complete"]
            assert f"seen with seed {record['seed']}" in notebook.read_text()
    assert count > 8


def graded_until(left, course, again):
    """Grades, and is killed where it would write for the ``left``-th time."""
    for owner, name in ((os, "replace"), (os, "unlink"), (Session, "commit")):
        original = getattr(owner, name)

        def counted(*args, original=original, **kwargs):
            nonlocal left
            left -= 1
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)
            return original(*args, **kwargs)

        setattr(owner, name, counted)
    graded(course, force=again, seed=2)


def test_two_at_a_time_are_refused(folder):
    class_of(folder, 1)
    with Course(folder, A).state.locked(), pytest.raises(CannotGrade, match=f"grading {A}"):
        graded(folder)
    graded(folder)


def test_the_state_is_the_instructors_alone(folder):
    class_of(folder, 1)
    graded(folder)
    for path in (folder / ".rnn-grade").rglob("*"):
        assert path.stat().st_mode & 0o077 == 0
