"""The page and the command: what is told, and that nothing runs there."""

import csv
import shutil

import pytest

from rnn_grading import cli
from rnn_grading.course import Course
from rnn_grading.report import facts_of, groups_alike, write
from tests.grading.course_folder import A, class_of, graded, hand_in, solved
from tests.rehearsal.compared import blemishes

HOSTILE = "<script>window.stolen = 1</script><img src=x onerror='window.stolen = 1'>"


@pytest.fixture(scope="module")
def page(pristine, tmp_path_factory):
    """The report of a class with synthetic marks, copies, and a name that is none."""
    folder = shutil.copytree(pristine, tmp_path_factory.mktemp("report") / "course")
    class_of(folder, 12)
    copied = solved(folder)
    copied.cells[-1].source += " ".join(f"word{i}" for i in range(80)) + HOSTILE
    hand_in(folder, "ann", copied)
    hand_in(folder, "<b>&", copied)
    graded(folder)
    course = Course(folder, A)
    facts = facts_of(course)
    return write(facts, groups_alike(course, facts), folder / "reports" / A)[0]


def test_the_files(page):
    names = {path.name for path in page.parent.iterdir()}
    assert names == {"report.html", "students.csv", "items.csv", "mistakes.csv"}
    with (page.parent / "students.csv").open(newline="") as file:
        lines = list(csv.DictReader(file))
    assert [line["student"] for line in lines][:3] == ["<b>&", "ann", "student00"]
    assert all(float(line["seconds to grade"]) == 0 for line in lines)


def test_nothing_runs_and_nothing_is_fetched(page):
    text = page.read_text()
    assert blemishes(text) == []
    assert "&lt;b&gt;&amp;" in text and "<b>&" not in text
    assert "http://" not in text.replace("http://www.w3.org", "") and "https://" not in text


def test_the_command(folder, monkeypatch, capsys):
    monkeypatch.chdir(folder)
    hand_in(folder, "ann", solved(folder))
    assert cli.main(["report", A]) == 1
    assert "Nobody is graded yet: run `rnn-grade run 02_rnn_math`" in capsys.readouterr().err
    graded(folder)
    assert cli.main(["report", A]) == 0
    assert capsys.readouterr().out.splitlines()[0] == f"reports/{A}/report.html"
    (folder / "gradebook.db").unlink()
    assert cli.main(["report", A, "--to", "elsewhere"]) == 1
    assert "There is no gradebook yet" in capsys.readouterr().err


def test_who_is_absent_and_who_waits(folder, book):
    book.add_student("absent")
    hand_in(folder, "ann", solved(folder))
    hand_in(folder, "bob", None)
    graded(folder)
    facts = facts_of(Course(folder, A))
    assert facts.absent == ("absent",)
    assert [student.name for student in facts.students] == ["ann", "bob"]
    ann, bob = facts.students
    assert ann.scores["why_share_weights"] is None and bob.scores["why_share_weights"] == 0.0
    assert ann.tried == {item.name for item in facts.items} and bob.tried == frozenset()
    assert bob.notes
    assert facts.max_points == 13.0


def test_a_class_that_stock_nbgrader_graded(folder):
    """It has left no marks: no mistakes, no times, and what the gradebook knows."""
    hand_in(folder, "ann", solved(folder))
    graded(folder)
    shutil.rmtree(folder / ".rnn-grade")
    course = Course(folder, A)
    facts = facts_of(course)
    page, *_ = write(facts, groups_alike(course, facts), folder / "reports")
    assert "It is known only for what" in page.read_text()
    assert "None was made." in page.read_text()
