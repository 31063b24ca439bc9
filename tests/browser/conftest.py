"""A real JupyterLab in a real Chromium."""

import json
import os
import shutil
import sys

import nbformat
import pytest
from playwright.sync_api import expect

from tests.jupyterlab import TOKEN, running
from tests.nbgrader_runs import environment

expect.set_options(timeout=60_000)  # a kernel starts and imports torch on a busy machine


@pytest.fixture(scope="session")
def lab(course, tmp_path_factory):
    """The address of a JupyterLab in the graded course's folder."""
    home = tmp_path_factory.mktemp("lab")
    # Every cell in the page at once, however long the notebook, and no question about news.
    settings = {
        "notebook-extension/tracker": {"windowingMode": "none"},
        "apputils-extension/notification": {"fetchNews": "false", "checkForUpdates": False},
    }
    for plugin, values in settings.items():
        folder = home / ".jupyter" / "config" / "lab" / "user-settings" / "@jupyterlab"
        file = folder / f"{plugin}.jupyterlab-settings"
        file.parent.mkdir(parents=True)
        file.write_text(json.dumps(values))
    command = [sys.executable, "-m", "jupyterlab"]
    with running(command, course, environment(home), home / "log") as address:
        yield address


@pytest.fixture
def page(browser, lab, request, tmp_path):
    """A page that knows the server's token; a screenshot is kept where RNN_SCREENSHOTS says."""
    context = browser.new_context(viewport={"width": 1280, "height": 1000}, base_url=lab)
    page = context.new_page()
    page.set_default_timeout(60_000)
    page.goto(f"/lab/api/settings?token={TOKEN}")  # the token goes into a cookie
    yield page
    folder = os.environ.get("RNN_SCREENSHOTS")
    if folder:
        os.makedirs(folder, exist_ok=True)
        name = f"{request.path.stem}_{request.node.name}.png"
        page.screenshot(path=os.path.join(folder, name))
    context.close()


def solution(course, name, grade_id):
    """The source of a solved cell of a notebook."""
    source = nbformat.read(course / "solutions" / name / f"{name}.ipynb", as_version=4)
    (cell,) = [
        cell
        for cell in source.cells
        if cell.metadata.get("nbgrader", {}).get("grade_id") == grade_id
    ]
    return cell.source


class Notebook:
    """An open notebook, by what its user does."""

    def __init__(self, page, path):
        self.page = page
        # A workspace of its own: JupyterLab opens what was open in the last one again.
        page.goto(f"/lab/workspaces/{path.split('/')[0]}/tree/{path}")
        page.locator(".jp-Notebook .jp-Cell").first.wait_for()
        self.panel = page.locator(".jp-NotebookPanel:visible")
        # What is run before the kernel listens is lost.
        expect(page.locator(".jp-StatusBar-Widget")).to_contain_text("| Idle")

    def cell(self, text):
        """The code cell whose source holds this text; the first one."""
        return (
            self.panel.locator(".jp-CodeCell")
            .filter(has=self.page.locator(".jp-InputArea-editor", has_text=text))
            .first
        )

    def run_all(self):
        self.page.get_by_role("menuitem", name="Run", exact=True).click()
        self.page.get_by_role("menuitem", name="Run All Cells", exact=True).click()

    def type_into(self, cell, source):
        cell.locator(".cm-content").click()
        self.page.keyboard.press("Control+a")
        self.page.keyboard.insert_text(source)

    def answer(self, name, source, part=None):
        """Types an answer to an exercise, runs it and its check, or that of one part of it;
        returns the check's cell.
        """
        is_class, is_function = f"class {name}(" in source, f"def {name}(" in source
        form = "class {}(" if is_class else "def {}(" if is_function else "{} = {{"
        answer = self.cell(form.format(name))
        test = self.cell(f'part="{part}"' if part else f"check({name}")
        self.type_into(answer, source)
        self.run(answer)
        self.run(test)
        test.scroll_into_view_if_needed()
        return test

    def run(self, cell):
        cell.locator(".cm-content").click()
        self.page.keyboard.press("Control+Enter")


@pytest.fixture
def notebook(page, course, request):
    """Opens a fresh copy of a released notebook: ``notebook("03_forward_pass")``."""

    def open_copy(name):
        desk = course / f"desk_{name}_{request.node.name}"
        desk.mkdir()
        shutil.copy(course / "notebooks" / name / f"{name}.ipynb", desk)
        return Notebook(page, f"{desk.name}/{name}.ipynb")

    return open_copy
