"""``make demo`` in its small form, and the pages that it leaves, in Chromium.

In full it hands in every known mistake, attack and style as well; tests/exercises tries each of
the mistakes and styles on its own, and tests/grading/test_attacks.py each of the attacks.
"""

import csv
import shutil
import subprocess

import pytest
from axe_playwright_python.sync_playwright import Axe
from nbgrader.api import Gradebook
from playwright.sync_api import expect

from rnn_helpers.exercises import Written, hints_of, of_notebook
from tests.conftest import ASSIGNMENTS, ROOT
from tests.jupyterlab import jupyterlab, page_of
from tests.nbgrader_runs import environment
from tests.rehearsal.compared import blemishes

pytestmark = pytest.mark.skipif(not shutil.which("make"), reason="there is no make here")


class Rehearsal:
    """The scratch folder, and what was printed."""

    def __init__(self, folder, printed):
        self.folder, self.printed = folder, printed

    def report(self, assignment, name="report.html"):
        return self.folder / "reports" / assignment / name


@pytest.fixture(scope="module")
def rehearsal(tmp_path_factory):
    home = tmp_path_factory.mktemp("demo")
    done = subprocess.run(
        [
            "make",
            "--no-print-directory",
            "demo",
            f"DEMO_ARGS=--small --folder {home / 'rehearsal'}",
        ],
        cwd=ROOT,
        env=environment(home),
        capture_output=True,
        text=True,
        timeout=3600,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return Rehearsal(home / "rehearsal", done.stdout)


def test_all_is_as_expected(rehearsal):
    lines = rehearsal.printed.splitlines()
    assert lines[-1] == "all as expected"
    assert [word for line in lines for word in line.split()[:1] if word in ASSIGNMENTS] == (
        ASSIGNMENTS
    )
    attacks = [line for line in lines if line.startswith("  hostile ")]
    assert len(attacks) == len(ASSIGNMENTS), "submissions could not be sandboxed"
    assert str(rehearsal.folder / "reports") in rehearsal.printed


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_the_report_names_known_mistakes(rehearsal, assignment):
    with rehearsal.report(assignment, "mistakes.csv").open(newline="", encoding="utf-8") as file:
        told = list(csv.DictReader(file))
    assert told
    for line in told:
        assert int(line["students"]) == len(line["who"].split())
    page = rehearsal.report(assignment).read_text(encoding="utf-8")
    for exercise in of_notebook(assignment):
        if isinstance(exercise, Written):
            continue
        known = hints_of(exercise.name).keys()
        items = {f"{exercise.name}_{part}" for part in exercise.parts or ()} or {exercise.name}
        made = {line["mistake"] for line in told if line["item"] in items}
        assert made <= known
        assert all(name.replace("'", "&#39;") in page for name in made)


@pytest.fixture
def tab(browser, request):
    """A page as wide as ``request.param``. It may not fetch anything: ``tab.fetched``."""
    # A report forbids all scripts, those of an examination, too.
    context = browser.new_context(bypass_csp=True, viewport={"width": request.param, "height": 800})
    tab = context.new_page()
    tab.fetched = []
    tab.on("request", lambda asked: tab.fetched.append(asked.url))
    yield tab
    context.close()


def width(tab):
    return tab.evaluate("document.documentElement.scrollWidth")


@pytest.mark.parametrize("assignment", ["02_rnn_math", "08_sequence_models"])
@pytest.mark.parametrize("tab", [360, 1280], indirect=True)
def test_everybody_can_read_the_report(rehearsal, assignment, tab):
    tab.goto(rehearsal.report(assignment).as_uri())
    assert width(tab) == tab.viewport_size["width"]
    assert tab.evaluate("[...document.images].map(image => image.alt.length > 20)") == [True] * 3
    found = Axe().run(tab)
    assert found.violations_count == 0, found.generate_report()
    assert not [url for url in tab.fetched if not url.startswith(("file:", "data:"))]


@pytest.mark.parametrize("tab", [360, 1280], indirect=True)
def test_feedback_runs_and_fetches_nothing(rehearsal, tab):
    pages = sorted((rehearsal.folder / "feedback").rglob("*.html"))
    assert len(pages) >= 3 * len(ASSIGNMENTS)  # see Classroom.feedback
    for page in pages:
        assert blemishes(page.read_text(encoding="utf-8")) == []
    (hostile,) = (rehearsal.folder / "feedback" / "script-in-output").rglob("*.html")
    for page in (hostile, pages[0]):
        tab.goto(page.as_uri())
        assert tab.evaluate("window.stolen") is None
        assert width(tab) == tab.viewport_size["width"]
    assert not [url for url in tab.fetched if not url.startswith(("file:", "data:"))]


@pytest.fixture(scope="module")
def lab(rehearsal, tmp_path_factory):
    with jupyterlab(rehearsal.folder, tmp_path_factory.mktemp("lab")) as address:
        yield address


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_an_instructor_grades_the_written_answer(rehearsal, lab, browser, request, assignment):
    """In nbgrader's formgrader, which shows what rnn-grade graded."""
    database, student = f"sqlite:///{rehearsal.folder / 'gradebook.db'}", "copied-from"
    names = [item.name for item in of_notebook(assignment) if isinstance(item, Written)]
    with Gradebook(database) as gradebook:
        submission = gradebook.find_submission_notebook(assignment, assignment, student).id
    with page_of(browser, lab, request) as page:
        page.goto("/formgrader")
        expect(page.locator("body")).to_contain_text(assignment)
        page.goto(f"/formgrader/submissions/{submission}")
        page.wait_for_load_state("networkidle")  # until it has the grades, it forgets what is typed
        answers = page.locator(".nbgrader_cell", has_text="I drew the unrolled network")
        expect(answers).to_have_count(len(names))
        for score in answers.locator("input.score").all():
            with page.expect_response(lambda response: "/api/grade/" in response.url):
                score.fill("1.5")
                score.press("Tab")
        answers.first.scroll_into_view_if_needed()
    with Gradebook(database) as gradebook:
        for name in names:
            grade = gradebook.find_grade(name, assignment, assignment, student)
            assert grade.manual_score == 1.5
