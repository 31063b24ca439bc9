"""Settings and fixtures that all tests share."""

import hypothesis
import pytest
import torch

from tests.chromium import browser, skip_without_chromium  # noqa: F401
from tests.graded_class import ROOT, course, gradebook  # noqa: F401, fixtures for all tests

# The same examples in every run, and no time limit for one of them on a busy machine.
hypothesis.settings.register_profile("course", deadline=None, derandomize=True)
hypothesis.settings.load_profile("course")

# As in the notebooks, and because another test may be busy on the other processor.
torch.set_num_threads(1)


@pytest.fixture(scope="session")
def root():
    """The repository's root folder."""
    return ROOT


# The tests that need the graded class. To grade it takes minutes: so it is done in one process
# alone, and first of all.
_NEED_THE_CLASS = (
    "tests/browser/",
    "tests/course/test_grading.py",
    "tests/grading/test_against_stock.py",
)


def pytest_collection_modifyitems(items):
    skip_without_chromium(items)
    for item in items:
        needs = item.nodeid.startswith(_NEED_THE_CLASS)
        assert needs or "course" not in item.fixturenames, f"{item.nodeid} would grade a class"
    items.sort(key=lambda item: not item.nodeid.startswith(_NEED_THE_CLASS))


@pytest.hookimpl(optionalhook=True)  # pytest-xdist's
def pytest_xdist_make_scheduler(config, log):
    from xdist.scheduler import LoadScopeScheduling

    class ByFile(LoadScopeScheduling):
        """All tests of a file go to the same process, and all that need the graded class."""

        def _split_scope(self, nodeid):
            if nodeid.startswith(_NEED_THE_CLASS):
                return "class"
            return nodeid.partition("::")[0]

    return ByFile(config, log)
