"""A real Chromium for all tests that look at a page."""

import os
import shutil

import pytest
from playwright.sync_api import sync_playwright

_OPTIONS = [
    "--no-sandbox",  # as root in a container there is none
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def _chromium():
    """The path of a Chromium, or None."""
    names = ("chromium", "chromium-browser", "google-chrome", "chrome")
    return next(filter(None, map(shutil.which, names)), None)


def skip_without_chromium(items):
    """Marks the tests that need one; under CI a missing browser is an error, and they run."""
    if _chromium() or os.environ.get("CI") == "true":
        return
    reason = "no Chromium here: install Debian's package chromium, or Google Chrome"
    for item in items:
        if "browser" in item.fixturenames:
            item.add_marker(pytest.mark.skip(reason=reason))


@pytest.fixture(scope="session")
def browser():
    path = _chromium()
    assert path, "the browser tests need Chromium, and under CI they must run"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=_OPTIONS)
        yield browser
        browser.close()
