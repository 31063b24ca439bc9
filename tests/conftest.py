"""Settings and fixtures that all tests share."""

from pathlib import Path

import hypothesis
import pytest

# The same examples in every run, and no time limit for one of them on a busy machine.
hypothesis.settings.register_profile("course", deadline=None, derandomize=True)
hypothesis.settings.load_profile("course")

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def root():
    """The repository's root folder."""
    return ROOT
