"""The course folder that a made-up class is made for."""

from tests.grading.conftest import folder, pristine  # noqa: F401
