"""A class of attackers, graded for real: each gets the points of its honest work, nothing leaks,
and nothing is written that should not be.

All of it runs in a process namespace of the tests' own and under limits of the tests' own, so
that a hole in the sandbox costs a failed test and no more.
"""

import hashlib
import os
import re
import resource
import shutil
import socket
import sqlite3
import subprocess
import sys
import threading
from contextlib import closing

import nbformat
import pytest

from tests.conftest import ROOT
from tests.grading.course_folder import A, hand_in, release_of, solved
from tests.nbgrader_runs import environment, run_nbgrader
from tests.rehearsal.hostile import ATTACKS, CAME_THROUGH, Attack, notebook_of

SECRET = "a-secret-of-the-instructor"
_SECONDS = 1800  # for the whole class
_BOUNDS = {"DATA": 6 << 30, "FSIZE": 1 << 30, "CORE": 0, "NOFILE": 2048}
_CAME_THROUGH = re.compile(f"{CAME_THROUGH}|{SECRET}")


class Listener:
    """Hears whatever comes to a port of 127.0.0.1, over TCP and UDP."""

    def __init__(self):
        self.heard = []
        self._tcp = socket.create_server(("127.0.0.1", 0))
        self.port = self._tcp.getsockname()[1]
        self._udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._udp.bind(("127.0.0.1", self.port))
        for hear in (self._tcp.accept, lambda: self._udp.recv(100)):
            threading.Thread(target=self._listen, args=(hear,), daemon=True).start()

    def _listen(self, hear):
        while True:
            self.heard.append(hear())


def in_a_namespace(*command):
    """The command, in a process namespace that ends with it and tells what is left in it."""
    user = [] if os.geteuid() == 0 else ["--user", "--map-current-user"]
    # What ends with the command needs a moment for it.
    left = (
        "for i in $(seq 1200); do set -- /proc/[0-9]*; [ $# = 1 ] && break; sleep 0.1; done; "
        "for p in /proc/[0-9]*; do echo LEFT $(tr '\\0' ' ' < $p/cmdline); done"
    )
    return [
        *("unshare", *user, "--pid", "--fork", "--kill-child", "--mount-proc", "--"),
        *("sh", "-c", f'"$@"; status=$?; {left}; exit $status', "sh", *command),
    ]


def bound():
    for name, value in _BOUNDS.items():
        which = getattr(resource, f"RLIMIT_{name}")
        hard = resource.getrlimit(which)[1]
        value = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(which, (value, value))


def digests(folder):
    """Of every file that grading has no business to change."""
    return {
        path.relative_to(folder): hashlib.sha256(path.read_bytes()).hexdigest()
        for part in ("solutions", "notebooks", "submitted", "secret.txt", "nbgrader_config.py")
        for path in sorted([folder / part, *(folder / part).rglob("*")])
        if path.is_file() and not path.is_symlink()
    }


class Graded:
    """What came of the class."""

    def __init__(self, folder, done, before, listener):
        self.folder, self.done, self.before, self.listener = folder, done, before, listener

    def notebook(self, student):
        path = self.folder / "autograded" / student / A / f"{A}.ipynb"
        return nbformat.read(path, as_version=4)

    def outputs(self, student):
        return str([cell.get("outputs") for cell in self.notebook(student).cells])

    def points(self, student):
        query = """select sum(g.auto_score) from grade g
            join submitted_notebook n on n.id = g.notebook_id
            join submitted_assignment sa on sa.id = n.assignment_id where sa.student_id = ?"""
        with closing(sqlite3.connect(self.folder / "gradebook.db")) as connection:
            return connection.execute(query, (student,)).fetchone()[0]

    def told(self, student):
        """What the table says of a student."""
        table = self.done.stdout
        start = re.search(rf"^{student}  .*\n((?: .*\n)*)", table, re.MULTILINE)
        assert start, table
        return re.sub(r"\s+", " ", start[1])


@pytest.fixture(scope="module")
def hostile(pristine, tmp_path_factory):
    home = tmp_path_factory.mktemp("attacks")
    folder = shutil.copytree(pristine, home / "course")
    (folder / "secret.txt").write_text(SECRET)
    with (folder / "nbgrader_config.py").open("a") as file:
        file.write(f"\n# {SECRET}\n")
    solution = folder / "solutions" / A / f"{A}.ipynb"
    solution.write_text(solution.read_text().replace("### END SOLUTION", f"# {SECRET}"))
    neighbour = solved(folder)
    neighbour.cells[0].source += SECRET
    hand_in(folder, "neighbour", neighbour)
    listener = Listener()
    here = {"course": str(folder), "port": listener.port, "pid": 2}
    for attack in ATTACKS:
        made = notebook_of(attack, release_of(folder), solved(folder), **here)
        target = hand_in(folder, attack.name, made)
        for name, text in attack.files.items():
            (target / name).write_text(text)
        if attack.name == "notebook_is_a_link":
            (target / f"{A}.ipynb").unlink()
            (target / f"{A}.ipynb").symlink_to(solution)
    before = digests(folder)
    command = os.path.join(os.path.dirname(sys.executable), "rnn-grade")
    done = subprocess.run(
        in_a_namespace(command, "run", A, "--jobs", "4", "--timeout", "15"),
        cwd=folder,
        env={**environment(home), "A_SECRET": SECRET, "COLUMNS": "10000"},
        capture_output=True,
        text=True,
        timeout=_SECONDS,
        preexec_fn=bound,
    )
    return Graded(folder, done, before, listener)


def test_the_class_is_graded_and_everybody_has_a_row(hostile):
    assert hostile.done.returncode == 0, hostile.done.stdout + hostile.done.stderr
    assert hostile.points("neighbour") == 11.0


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.name)
def test_an_attack(hostile, attack):
    assert hostile.points(attack.name) == attack.deserves, hostile.outputs(attack.name)
    assert attack.alarm in hostile.told(attack.name)
    assert not _CAME_THROUGH.search(hostile.outputs(attack.name))


def test_no_hidden_test_is_seen(hostile):
    for attack in ATTACKS:
        assert "seed=" not in hostile.outputs(attack.name), attack.name


def test_nothing_was_written_that_should_not_be(hostile):
    assert digests(hostile.folder) == hostile.before
    names = {path.name for path in hostile.folder.iterdir()}
    assert names == {path.name for path in hostile.folder.iterdir() if path.name in _EXPECTED}
    with closing(sqlite3.connect(hostile.folder / "gradebook.db")) as connection:
        assert connection.execute("pragma integrity_check").fetchone() == ("ok",)
        students = {row[0] for row in connection.execute("select id from student")}
    assert students == {"neighbour", *(attack.name for attack in ATTACKS)}


_EXPECTED = {"solutions", "notebooks", "submitted", "secret.txt", "nbgrader_config.py"}
_EXPECTED |= {"autograded", ".rnn-grade", "gradebook.db", ".jupyter", ".ipython"}


def test_nobody_was_called(hostile):
    assert hostile.listener.heard == []


def test_nothing_is_alive_afterwards(hostile):
    left = re.findall(r"^LEFT (.*)$", hostile.done.stdout, re.MULTILINE)
    (shell,) = left  # the one that looked
    assert shell.startswith("sh -c")


def test_no_script_reaches_the_feedback_page(hostile, browser):
    run_nbgrader(hostile.folder, "generate_feedback", A, "--student", "script_in_output")
    page = hostile.folder / "feedback" / "script_in_output" / A / f"{A}.html"
    assert "window.stolen" in page.read_text()  # as text
    tab = browser.new_page()
    tab.goto(page.as_uri())
    for link in tab.locator("a[href^=javascript]").all():
        link.click()
    assert tab.evaluate("window.stolen") is None
    tab.close()


def test_the_table_lists_every_attack():
    page = (ROOT / "docs" / "attacks.md").read_text()
    for attack in ATTACKS:
        deserved = f"{attack.deserves:g}"
        assert f"| {attack.name.replace('_', ' ')} | {attack.what} | {deserved} |" in page
    assert isinstance(ATTACKS[0], Attack)
