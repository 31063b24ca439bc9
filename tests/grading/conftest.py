"""A course folder whose assignment is generated once, and copied for each test."""

import shutil

import pytest
from nbgrader.api import Gradebook

from tests.conftest import ROOT
from tests.grading.course_folder import A
from tests.nbgrader_runs import environment, run_nbgrader


@pytest.fixture(scope="session")
def pristine(tmp_path_factory):
    folder = tmp_path_factory.mktemp("pristine") / "course"
    shutil.copytree(ROOT / "solutions" / A, folder / "solutions" / A)
    shutil.copy(ROOT / "nbgrader_config.py", folder)
    run_nbgrader(folder, "generate_assignment", A)
    return folder


@pytest.fixture
def folder(pristine, tmp_path, monkeypatch):
    for name, value in environment(tmp_path).items():
        monkeypatch.setenv(name, value)
    return shutil.copytree(pristine, tmp_path / "course")


@pytest.fixture
def book(folder):
    with Gradebook(f"sqlite:///{folder / 'gradebook.db'}", "rnn_course") as book:
        yield book
