"""Settings and fixtures that all tests share."""

import hypothesis
import pytest

from tests.graded_class import ROOT, course, gradebook  # noqa: F401, fixtures for all tests

# The same examples in every run, and no time limit for one of them on a busy machine.
hypothesis.settings.register_profile("course", deadline=None, derandomize=True)
hypothesis.settings.load_profile("course")


@pytest.fixture(scope="session")
def root():
    """The repository's root folder."""
    return ROOT
