"""The gradebook in a PostgreSQL server of the tests' own, on a Unix socket, run by another user."""

import os
import pwd
import random
import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from tests.grading.course_folder import (
    COMMENTS,
    ROWS,
    TIMES,
    A,
    add_config,
    class_of,
    graded,
    rows_at,
)
from tests.grading.test_killed import in_a_child, seed_of
from tests.nbgrader_runs import run_nbgrader


def programs():
    """The folder of initdb and pg_ctl, which Debian keeps out of the PATH; None without them."""
    if found := shutil.which("initdb"):
        return Path(found).parent
    return max(Path("/usr/lib/postgresql").glob("*/bin"), default=None)


if programs() is None and "CI" not in os.environ:  # in CI they are to be there
    pytest.skip("PostgreSQL is not installed", allow_module_level=True)


@pytest.fixture(scope="module")
def server():
    """The folder of a server's socket. PostgreSQL refuses to run as root, so root is given up."""
    home = Path(tempfile.mkdtemp(prefix="pg", dir="/tmp"))  # short: a socket's path has 107 bytes
    user = "postgres" if os.getuid() == 0 else None
    as_user = {}
    if user:
        shutil.chown(home, user)
        as_user = {"user": user, "group": pwd.getpwnam(user).pw_gid, "extra_groups": []}

    def call(program, *arguments):
        command = [programs() / program, "-D", home / "data", *arguments]
        subprocess.run(command, check=True, cwd=home, stdout=subprocess.DEVNULL, **as_user)

    call("initdb", "-U", "rnn", "--auth=trust", "--no-sync", "--encoding=UTF8", "--locale=C")
    options = f"-c listen_addresses='' -c unix_socket_directories={home} -c fsync=off"
    call("pg_ctl", "-w", "-l", home / "log", "-o", options, "start")
    try:
        yield home
    finally:
        call("pg_ctl", "-m", "immediate", "stop")
        shutil.rmtree(home)


@pytest.fixture
def on_postgres(server, folder, tmp_path):
    """Makes course folders whose gradebook is a database of that server; gives folder and URL."""
    (folder / "gradebook.db").unlink()
    admin = create_engine(
        f"postgresql+psycopg://rnn@/postgres?host={server}", isolation_level="AUTOCOMMIT"
    )

    def make(name, template="template1"):
        with admin.connect() as connection:
            connection.execute(text(f"create database {name} template {template}"))
        made = shutil.copytree(folder, tmp_path / name)
        url = f"postgresql+psycopg://rnn@/{name}?host={server}"
        add_config(made, f"c.CourseDirectory.db_url = {url!r}")
        if template == "template1":
            run_nbgrader(made, "generate_assignment", A, "--force")
        return made, url

    yield make
    admin.dispose()


def test_killed_again_and_again_then_feedback_and_export(on_postgres):
    (folder, url), (fresh, fresh_url) = on_postgres("one"), on_postgres("two", template="one")
    for made in (folder, fresh):
        class_of(made, 8)
    kills, longest = 0, 0.1  # too short for eight of them
    # Each time it gets a little further, or may run longer: on a busy machine it ends, too.
    while not in_a_child(lambda: graded(folder), random.uniform(0.02, longest)):
        kills += 1
        longest *= 1.2
    assert kills
    graded(fresh, seed=seed_of(folder))
    for query in (ROWS, COMMENTS, TIMES):
        assert rows_at(url, query) == rows_at(fresh_url, query)
    before = rows_at(url, ROWS)
    found = graded(folder, force=True, seed=seed_of(folder))
    assert rows_at(url, ROWS) == before
    assert {row.by_hand for row in found.values()} == {0}  # all of them untouched
    run_nbgrader(folder, "generate_feedback", A, "--student", "student03")
    assert "points." in (folder / "feedback" / "student03" / A / f"{A}.html").read_text()
    run_nbgrader(folder, "export")
    assert len((folder / "grades.csv").read_text().splitlines()) == 9
    assert not (folder / "gradebook.db").exists()
