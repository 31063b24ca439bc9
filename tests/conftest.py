"""Settings and fixtures that all tests share."""

import hypothesis
import pytest
import torch

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


def _group(item):
    """The tests that go to the same process: those of a file, or those of the graded class."""
    return "class" if "course" in item.fixturenames else str(item.path)


@pytest.hookimpl(tryfirst=True)  # before pytest-xdist reads the marks
def pytest_collection_modifyitems(items):
    for item in items:
        item.add_marker(pytest.mark.xdist_group(_group(item)))
    # What takes longest comes first: to grade the class takes minutes.
    items.sort(key=lambda item: _group(item) != "class")
