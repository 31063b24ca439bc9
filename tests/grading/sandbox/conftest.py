"""Fixtures, and limits of the tests' own beneath those of the kernels."""

import contextlib
import os
import resource
import signal
from pathlib import Path

import pytest

import rnn_helpers
from rnn_grading.sandbox import ForkServer, readable
from tests.grading.sandbox.session import FLAG, SECRET, Session, processes, settle

# Attacks are not for the namespace that everybody else is in.
collect_ignore_glob = [] if FLAG in os.environ else ["test_*.py"]
PACKAGE = Path(rnn_helpers.__file__).parent
SECONDS_A_TEST = 600


def pytest_configure():
    """Bounds what an attack can do should nothing else hold it."""
    if FLAG not in os.environ:
        return
    for name, value in (("NPROC", 600), ("DATA", 6 << 30), ("FSIZE", 1 << 30), ("CORE", 0)):
        which = getattr(resource, f"RLIMIT_{name}")
        hard = resource.getrlimit(which)[1]
        value = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(which, (value, value))


@pytest.fixture(autouse=True)
def deadline():
    def stop(*_):
        raise TimeoutError(f"the test's own limit of {SECONDS_A_TEST} s")

    signal.signal(signal.SIGALRM, stop)
    signal.alarm(SECONDS_A_TEST)
    yield
    signal.alarm(0)


MODULES = ["numpy", "torch", "matplotlib.pyplot", "rnn_helpers", "rnn_grading.inside:prepare"]
WORK = "rnn_grading.inside:work"


@pytest.fixture(scope="session")
def hidden():
    """A folder and a file of the package that no kernel may read."""
    return [PACKAGE / "reference", PACKAGE / "experiments.py"]


@pytest.fixture(scope="session")
def server(hidden):
    os.environ["RNN_TEST_SECRET"] = SECRET
    modules = ["tests.grading.sandbox.prepared:forget", *MODULES]
    before = os.umask(0o077)  # as careful users have it: kernels must be able to read all the same
    warm = ForkServer(modules, WORK, readable(["rnn_helpers"], hidden))
    os.umask(before)
    with warm:
        yield warm


@pytest.fixture
def session(server):
    """A kernel that leaves nothing behind, whatever the test does with it."""
    before = processes()
    one = Session(server)
    yield one
    one.close()
    settle(before)


@pytest.fixture
def start(server):
    """Starts further kernels, which end with the test."""
    with contextlib.ExitStack() as stack:

        def begin(**kwargs):
            one = Session(server, **kwargs)
            stack.callback(one.close)
            return one

        yield begin


@pytest.fixture
def course(tmp_path):
    """A course folder, with what a submission must not see, open to everybody."""
    names = ("solutions/ps1.py", "submitted/bob/ps1.py", "submitted/alice/ps1.ipynb")
    for name in (*names, "gradebook.db"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(SECRET)
        path.chmod(0o666)
    for path in (tmp_path, *tmp_path.rglob("*")):
        if path.is_dir():
            path.chmod(0o777)
    return tmp_path
