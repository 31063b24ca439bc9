"""Settings and fixtures that all tests share."""

import hypothesis
import pytest
import torch

from tests.graded_class import (  # noqa: F401, fixtures for all tests
    ROOT,
    class_in_the_making,
    course,
    gradebook,
    needs_the_class,
)

# The same examples in every run, and no time limit for one of them on a busy machine.
hypothesis.settings.register_profile("course", deadline=None, derandomize=True)
hypothesis.settings.load_profile("course")

# As in the notebooks, and because another test may be busy on the other processor.
torch.set_num_threads(1)


@pytest.fixture(scope="session")
def root():
    """The repository's root folder."""
    return ROOT


def pytest_collection_modifyitems(items):
    """Those that wait for the graded class come last; it is made while the others run."""
    items.sort(key=needs_the_class)
