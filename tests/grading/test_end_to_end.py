"""The command itself on a whole class, with nothing replaced: whatever was handed in, everybody has
a row with the reason; killed, or on a cluster, it comes to the same.
"""

import contextlib
import datetime
import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import time
from importlib import resources

import nbformat
import pytest
from nbgrader.api import Gradebook

from tests.grading.cluster import cluster
from tests.grading.course_folder import (
    COMMENTS,
    TIMES,
    A,
    add_config,
    hand_in,
    release_of,
    rows,
    solved,
)
from tests.nbgrader_runs import environment, run_nbgrader

SEED = "20261122"
COMMAND = os.path.join(os.path.dirname(sys.executable), "rnn-grade")


def rnn_grade(folder, *arguments, **more):
    return subprocess.run(
        [COMMAND, "run", A, "--seed", SEED, "--timeout", "60", *arguments],
        cwd=folder,
        env={**environment(folder), "COLUMNS": "10000"},
        capture_output=True,
        text=True,
        timeout=1200,
        **more,
    )


def nbgraders_own():
    """The notebooks that nbgrader tests itself with: broken, changed, old, too new."""
    for folder in ("apps", "preprocessors"):
        for path in (resources.files("nbgrader") / "tests" / folder / "files").iterdir():
            if path.name.endswith(".ipynb"):
                yield re.sub(r"\W", "_", f"{folder}_{path.name}"), path.read_bytes()


def stripped(notebook):
    """As another tool leaves it: no metadata, no ids, every cell twice."""
    for cell in notebook.cells:
        cell.metadata = {}
        del cell["id"]
    notebook.cells = [cell for cell in notebook.cells for _ in range(2)]
    return json.dumps(notebook).encode()


@pytest.fixture(scope="module")
def odd_class(pristine, tmp_path_factory):
    """A class of ten odd submissions, not graded."""
    folder = shutil.copytree(pristine, tmp_path_factory.mktemp("odd") / "course")
    add_config(folder, "c.LateSubmissionPlugin.penalty_method = 'zero'")
    with Gradebook(f"sqlite:///{folder / 'gradebook.db'}", "rnn_course") as book:
        book.find_assignment(A).duedate = datetime.datetime(2026, 1, 1)
        book.db.commit()
    whole = nbformat.writes(solved(folder)).encode()
    hand_in(folder, "right", whole, "2025-12-31 12:00:00 UTC")
    hand_in(folder, "late", whole, "2026-01-02 12:00:00 UTC")
    hand_in(folder, "stripped", stripped(solved(folder)))
    hand_in(folder, "cut_off", whole[: len(whole) // 2])
    hand_in(folder, "old_format", whole.replace(b'"nbformat": 4', b'"nbformat": 3'))
    hand_in(folder, "untouched", release_of(folder))
    hand_in(folder, "nothing", None)
    hand_in(folder, "link", None).joinpath(f"{A}.ipynb").symlink_to("/etc/passwd")
    with open(hand_in(folder, "huge", b"{") / f"{A}.ipynb", "r+b") as file:
        file.truncate(200_000_000)
    (hand_in(folder, "renamed", None) / "my homework.ipynb").write_bytes(whole)
    return folder


@pytest.fixture(scope="module")
def graded(odd_class, tmp_path_factory):
    """The class and every third of nbgrader's own notebooks (test_repair has them all) after one
    run, and what the command said.
    """
    folder = shutil.copytree(odd_class, tmp_path_factory.mktemp("graded") / "c", symlinks=True)
    for student, content in list(nbgraders_own())[::3]:
        hand_in(folder, student, content)
    return folder, rnn_grade(folder)


@pytest.fixture(scope="module")
def undisturbed(odd_class, tmp_path_factory):
    """What comes of the class when nobody kills anything."""
    folder = shutil.copytree(odd_class, tmp_path_factory.mktemp("calm") / "c", symlinks=True)
    assert rnn_grade(folder).returncode == 0
    return outcome(folder)


def outcome(folder):
    notebooks = {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted((folder / "autograded").rglob("*.ipynb"))
    }
    return rows(folder), rows(folder, COMMENTS), rows(folder, TIMES), notebooks


def points(folder):
    found = {}
    for student, _, _, score, *_ in rows(folder):
        found[student] = found.get(student, 0.0) + (score or 0.0)
    return found


def test_everybody_has_a_row_and_its_points(graded):
    folder, done = graded
    assert done.returncode == 0, done.stdout + done.stderr
    handed_in = {path.name for path in (folder / "submitted").iterdir()}
    assert len(handed_in) > 25
    found = points(folder)
    assert found.keys() == handed_in
    for student in ("right", "late", "stripped", "old_format", "renamed"):
        assert found.pop(student) == 11.0, student
    assert 0.0 < found.pop("cut_off") < 11.0
    assert set(found.values()) == {0.0}


def told(done, student):
    start = re.search(rf"^{student}  .*\n((?: .*\n)*)", done.stdout, re.MULTILINE)
    return start[1]


WORDS = {
    "late": "Handed in late",
    "stripped": "more than once",
    "cut_off": "breaks off",
    "old_format": "format is 3",
    "nothing": "No notebook was handed in",
    "link": "a symbolic link",
    "huge": "at most 100 are read",
    "renamed": "my homework.ipynb",
}


@pytest.mark.parametrize("student", WORDS)
def test_the_reason_is_in_the_table_the_gradebook_and_the_feedback(graded, student):
    folder, done = graded
    assert WORDS[student] in told(done, student)
    if student == "late":
        return  # nbgrader's own words, tested with the penalty
    comments = [row[2] or "" for row in rows(folder, COMMENTS) if row[0] == student]
    assert any(WORDS[student] in comment for comment in comments)
    if student not in ("huge", "renamed"):
        return  # three seconds each; other tests look at the pages of others
    run_nbgrader(folder, "generate_feedback", A, "--student", student)
    page = folder / "feedback" / student / A / f"{A}.html"
    assert WORDS[student] in page.read_text()


def test_honest_work_is_told_nothing(graded):
    _, done = graded
    assert told(done, "right") == told(done, "untouched") == ""


def test_run_again_it_has_nothing_to_do(graded):
    folder, _ = graded
    before = outcome(folder)
    again = rnn_grade(folder)
    assert "0 graded now" in again.stdout
    assert outcome(folder) == before


def test_killed_again_and_again_it_comes_to_the_same(undisturbed, odd_class, tmp_path):
    folder = shutil.copytree(odd_class, tmp_path / "killed", symlinks=True)
    moments, kills = random.Random(), 0
    for _ in range(3):
        before = len(list((folder / "autograded").rglob("*.ipynb")))
        process = subprocess.Popen(
            [COMMAND, "run", A, "--seed", SEED, "--timeout", "60"],
            cwd=folder,
            env=environment(folder),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        while process.poll() is None and before == len(
            list((folder / "autograded").rglob("*.ipynb"))
        ):
            time.sleep(0.02)
        time.sleep(moments.uniform(0.0, 0.5))
        kills += process.poll() is None
        with contextlib.suppress(ProcessLookupError):
            process.send_signal(signal.SIGKILL)
        process.wait()
    assert kills
    assert rnn_grade(folder).returncode == 0
    assert outcome(folder) == undisturbed


def test_on_a_dask_cluster_it_comes_to_the_same(undisturbed, odd_class, tmp_path):
    folder = shutil.copytree(odd_class, tmp_path / "cluster", symlinks=True)
    with cluster() as (address, _):
        done = rnn_grade(folder, "--scheduler", address)
    assert done.returncode == 0, done.stderr
    assert outcome(folder) == undisturbed
