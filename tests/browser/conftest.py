"""A real JupyterLab in a real Chromium."""

import shutil

import nbformat
import pytest
from playwright.sync_api import expect

from tests.conftest import ROOT
from tests.jupyterlab import jupyterlab, page_of


@pytest.fixture(scope="session")
def course(tmp_path_factory):
    """A course folder as nbgrader's extensions find it, in which nothing is graded."""
    folder = tmp_path_factory.mktemp("course")
    shutil.copy(ROOT / "nbgrader_config.py", folder)
    return folder


@pytest.fixture(scope="session")
def lab(course, tmp_path_factory):
    """The address of a JupyterLab in the course's folder."""
    with jupyterlab(course, tmp_path_factory.mktemp("lab")) as address:
        yield address


@pytest.fixture
def page(browser, lab, request):
    with page_of(browser, lab, request) as page:
        yield page


def solution(name, grade_id):
    """The source of a solved cell of a notebook."""
    source = nbformat.read(ROOT / "solutions" / name / f"{name}.ipynb", as_version=4)
    (cell,) = [
        cell
        for cell in source.cells
        if cell.metadata.get("nbgrader", {}).get("grade_id") == grade_id
    ]
    return cell.source


class Notebook:
    """An open notebook, by what its user does."""

    def __init__(self, page, path, released):
        self.page, self.released = page, released
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

    def change(self, text, old, new):
        """Types the code cell that holds ``text`` again, with ``new`` in the place of ``old``;
        returns the cell.
        """
        source = next(cell.source for cell in self.released.cells if text in cell.source)
        assert source.count(old) == 1
        cell = self.cell(text)
        self.type_into(cell, source.replace(old, new))
        return cell

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

    def insert_below(self, cell, source):
        """Adds a cell of the student's own below another one; returns it."""
        cell.locator(".cm-content").click()
        self.page.keyboard.press("Escape")
        self.page.keyboard.press("b")
        self.page.keyboard.press("Enter")
        self.page.keyboard.insert_text(source)
        return self.cell(source.split("\n")[0])

    def run(self, cell):
        cell.locator(".cm-content").click()
        self.page.keyboard.press("Control+Enter")


@pytest.fixture
def notebook(page, course, request):
    """Opens a fresh copy of a released notebook: ``notebook("03_forward_pass")``."""

    def open_copy(name):
        desk = course / f"desk_{name}_{request.node.name}"
        desk.mkdir()
        released = ROOT / "notebooks" / name / f"{name}.ipynb"
        shutil.copy(released, desk)
        return Notebook(page, f"{desk.name}/{name}.ipynb", nbformat.read(released, as_version=4))

    return open_copy
