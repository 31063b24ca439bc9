"""Settings and fixtures that all tests share, and how the processes share the tests."""

import os
import re
import zlib
from pathlib import Path

# One thread each, here and in every process that a test starts: the other processor is busy with
# other tests, and threads that wait for each other take its time without doing anything.
os.environ |= dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")

import hypothesis  # noqa: E402
import pytest  # noqa: E402
import torch  # noqa: E402

from tests.chromium import browser, skip_without_chromium  # noqa: E402, F401

ROOT = Path(__file__).resolve().parents[1]
ASSIGNMENTS = sorted(path.name for path in (ROOT / "solutions").iterdir() if path.is_dir())

# The same examples in every run, and no time limit for one of them on a busy machine.
hypothesis.settings.register_profile("course", deadline=None, derandomize=True)
hypothesis.settings.load_profile("course")

torch.set_num_threads(1)


@pytest.fixture(scope="session")
def root():
    """The repository's root folder."""
    return ROOT


# --- What `make test-fast` leaves out -------------------------------------------------------------

# What starts nbgrader, JupyterLab, a browser or kernels that grade, or trains in full.
_SLOW = (
    "tests/benchmarks/",
    "tests/browser/",
    "tests/course/test_claims.py",
    "tests/course/test_grading.py",
    "tests/course/test_notebooks.py::test_sync",
    "tests/course/test_student_archive.py",
    "tests/exercises/test_trained.py",
    "tests/grading/test_attacks.py",
    "tests/grading/test_closing.py",
    "tests/grading/test_elsewhere.py",
    "tests/grading/test_end_to_end.py",
    "tests/grading/test_grade.py",
    "tests/grading/test_killed.py",
    "tests/grading/test_own_cells.py",
    "tests/grading/test_places.py",
    "tests/grading/test_pools.py",
    "tests/grading/test_sandbox.py",
    "tests/grading/test_stock_shapes.py",
    "tests/rehearsal/",
)
# Files with a test for each exercise, mistake and figure, of which a quarter will do.
_MANY = ("tests/exercises/test_every_exercise.py", "tests/figures/test_pictures.py")


def _is_slow(item):
    name, given = item.nodeid, item.callspec.params if hasattr(item, "callspec") else {}
    return (
        name.startswith(_SLOW)
        or "pristine" in item.fixturenames
        or "[train_" in name
        or bool(given.get("seed"))
        or (name.startswith(_MANY) and zlib.crc32(name.encode()) % 4 > 0)
    )


# --- Who runs what --------------------------------------------------------------------------------

# The longest first, so that no process is left with one of them at the end.
_LONGEST = (
    "tests/course/test_claims.py",
    "tests/rehearsal/test_demo.py",
    "tests/course/test_grading.py",
    "tests/grading/test_attacks.py",
    "tests/grading/test_sandbox.py",
    "tests/browser/",
    "tests/grading/",
)
# Of these files each part goes to whoever is free: a test, a notebook, an exercise.
_PARTS = {
    "tests/course/test_claims.py": r"::(\w+)",
    "tests/course/test_grading.py": r"(\d\d_\w+)",
    "tests/exercises/test_every_exercise.py": r"\[(\w+)",
}


@pytest.fixture
def reference_allowed(monkeypatch):
    """Answers may call the reference implementation, as the known mistakes do, made of it."""
    monkeypatch.setattr("rnn_helpers.checking.shortcuts._ours", list)


@pytest.fixture
def no_closer_look(monkeypatch):
    """A check says what came out, and does not look for the place in the code."""
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")


def _group(nodeid):
    """The tests that one process runs one after the other: those of a file, or of a part of it.
    What they share, such as a graded class, is made once.
    """
    file = nodeid.partition("::")[0]
    part = re.search(_PARTS[file], nodeid) if file in _PARTS else None
    return f"{file} {part[1]}" if part else file


def _rank(item):
    return next((i for i, start in enumerate(_LONGEST) if item.nodeid.startswith(start)), 99)


def pytest_collection_modifyitems(items):
    skip_without_chromium(items)
    for item in filter(_is_slow, items):
        item.add_marker(pytest.mark.slow)
    items.sort(key=_rank)


@pytest.hookimpl(optionalhook=True)  # pytest-xdist's
def pytest_xdist_make_scheduler(config, log):
    from xdist.scheduler import LoadScopeScheduling

    class ByGroup(LoadScopeScheduling):
        def _split_scope(self, nodeid):
            return _group(nodeid)

    return ByGroup(config, log)
