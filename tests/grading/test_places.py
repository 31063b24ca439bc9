"""The sandbox where instructors are: as root and not, on a desktop and in a container."""

import os
import re
import shutil
import subprocess
import sys
import textwrap
from pathlib import Path

import nbformat
import pytest

import rnn_grading
from tests.conftest import ROOT
from tests.grading.course_folder import A, hand_in, release_of, solved
from tests.nbgrader_runs import environment
from tests.rehearsal.hostile import ATTACKS, CAME_THROUGH, notebook_of

PLACES = ROOT / "tests" / "grading" / "sandbox" / "places.py"
COMMAND = Path(sys.executable).parent / "rnn-grade"
TRIED = ("reads_by_path", "writes_the_gradebook", "signals_to_all", "calls_the_network", "os_exit")


@pytest.mark.parametrize(
    "place", ["root", "user", "user without namespaces", "container", "no capabilities"]
)
def test_a_class_is_graded_in_every_place(folder, place):
    hand_in(folder, "honest", solved(folder))
    chosen = [attack for attack in ATTACKS if attack.name in TRIED]
    for attack in chosen:
        here = {"course": str(folder), "port": 9, "pid": os.getpid()}
        hand_in(
            folder, attack.name, notebook_of(attack, release_of(folder), solved(folder), **here)
        )
    there = [sys.executable, PLACES, place]
    told = subprocess.run([*there, COMMAND, "doctor"], capture_output=True, text=True, check=True)
    assert "POSSIBLE" not in told.stdout and told.stdout.count("refused") == 11
    graded = subprocess.run(
        [*there, COMMAND, "run", A, "--jobs", "2"],
        cwd=folder,
        env=environment(folder),
        capture_output=True,
        text=True,
    )
    assert graded.returncode == 0, graded.stderr
    rows = {
        line.split()[0]: line.split()[1]
        for line in graded.stdout.splitlines()
        if line[:1].isalpha()
    }
    wanted = {attack.name: attack.deserves for attack in chosen} | {"honest": 11.0}
    assert {name: float(rows[name]) for name in wanted} == wanted
    for path in (folder / "autograded").rglob("*.ipynb"):
        outputs = [cell.get("outputs") for cell in nbformat.read(path, as_version=4).cells]
        assert not re.search(CAME_THROUGH, str(outputs)), path


@pytest.mark.skipif(os.geteuid() != 0, reason="only root becomes somebody else")
def test_root_becomes_somebody_who_can_read_python():
    """With the system's Python, and a copy of the sandbox that everybody can read."""
    folder = Path("/tmp") / f"rnn-readable-{os.getpid()}"
    try:
        package = Path(rnn_grading.__file__).parent
        shutil.copytree(package / "sandbox", folder / "rnn_grading" / "sandbox")
        shutil.copy(package / "__init__.py", folder / "rnn_grading")
        (folder / "who.py").write_text(
            textwrap.dedent(
                """
                import json, os
                def work(connection, request):
                    found = [os.getuid(), os.stat("a").st_uid, open("a").read(), os.listdir(".")]
                    connection.send_bytes(json.dumps(found).encode())
                    connection.recv()
                """
            )
        )
        code = """
            import json
            from rnn_grading.sandbox import ForkServer, readable, this_machine
            offer = this_machine()
            assert offer.refusal is None and offer.changes_uid, offer
            found = []
            with ForkServer([], "who:work", readable(["who"])) as server:
                for _ in range(2):
                    kernel = server.start({}, files={"a": b"text"})
                    found.append(json.loads(kernel.connection.recv_bytes()))
                    assert kernel.kill() == -9
            print(found)
            """
        done = subprocess.run(
            ["/usr/bin/python3", "-c", textwrap.dedent(code)],
            env={"PYTHONPATH": str(folder), "PATH": os.environ["PATH"]},
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stderr
        first, second = eval(done.stdout)
        assert first[0] == first[1] > 60_000 and first[2:] == ["text", ["a"]]
        assert second[0] == second[1] != first[0]
    finally:
        shutil.rmtree(folder, ignore_errors=True)
