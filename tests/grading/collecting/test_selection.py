"""Which files of a student count, and what they are called."""

import pytest

from rnn_grading.collecting.archives import ByteBudget, Entry
from rnn_grading.collecting.names import CANVAS, MOODLE, parse_name
from rnn_grading.collecting.selection import FoundFile, assemble, newest_attempt
from tests.grading.collecting.exports import zipped

A = "02_rnn_math"


def found(path, content=b"1", archive=0, when=(2026, 1, 1, 0, 0, 0), system=CANVAS):
    parts = tuple(path.split("/"))

    def read(budget):
        budget.spend(len(content))
        return content

    return FoundFile(archive, parse_name(parts, system), Entry(parts, when, read))


def canvas(files):
    """Files of one student, uploaded one after the other."""
    return [found(f"ann_1_{500 + i}_{name}", files[name]) for i, name in enumerate(files)]


def made(files, budget=1000):
    """``({path: bytes}, notes)``."""
    files, notes = assemble(canvas(files), A, ByteBudget(budget))
    return {"/".join(path): content for path, content in files.items()}, notes


def names(files):
    return sorted("/".join(one.entry.parts) for one in files)


def test_the_one_notebook_is_called_as_the_assignment():
    for name in (f"{A}.ipynb", f"{A}-2.ipynb", f"{A}.ipynb.txt", f"{A}.IPYNB", f"{A}.ipynb.json"):
        assert made({name: b"nb"}) == ({f"{A}.ipynb": b"nb"}, [])
    files, notes = made({"hw.ipynb": b"nb"})
    assert files.keys() == {f"{A}.ipynb"} and notes == [f"hw.ipynb is filed as {A}.ipynb."]


def test_several_notebooks_keep_their_names():
    files, notes = made({"a.ipynb": b"1", "b.ipynb.txt": b"2"})
    assert files == {"a.ipynb": b"1", "b.ipynb": b"2"} and "There are 2 notebooks" in notes[0]


def test_no_notebook():
    assert made({"x.pdf": b"1"}) == ({"x.pdf": b"1"}, ["There is no notebook."])


def test_later_uploads_count():
    old, new, other = canvas({"x.ipynb": b"1", "x-1.ipynb": b"2", "data.csv": b"3"})
    assert newest_attempt([new, old, other]) == ([new, other], [old])


def test_a_later_upload_counts_whatever_canvas_added():
    again, first = found("ann_1_900_x.ipynb"), found("ann_1_700_x-1.ipynb")
    assert newest_attempt([first, again]) == ([again], [first])


def test_numbered_data_are_no_attempts():
    files = canvas({"data-1.csv": b"1", "data-2.csv": b"2"})
    assert newest_attempt(files)[1] == []


def test_the_latest_export_counts():
    old = [found("ann_1_500_draft.ipynb"), found("ann_1_501_data.csv")]
    new = [found("ann_1_700_final.ipynb", archive=1)]
    assert newest_attempt([*new, *old]) == (new, old)
    old = found("Ann_1_assignsubmission_file/a.ipynb", when=(2026, 1, 1, 1, 1, 1), system=MOODLE)
    new = found("Ann_1_assignsubmission_file/b.ipynb", when=(2026, 1, 2, 0, 0, 0), system=MOODLE)
    assert newest_attempt([new._replace(archive=0), old._replace(archive=1)])[0] == [new]


def test_a_zip_is_opened_one_level():
    inner = zipped({"deep.txt": b"1"})
    zip_ = zipped({f"hw/{A}-1.ipynb": b"nb", "hw/data/x.csv": b"2", "in.zip": inner, "../x": b"3"})
    files, notes = made({"homework.zip": zip_}, 5000)
    assert files == {f"{A}.ipynb": b"nb", "data/x.csv": b"2", "in.zip": inner}
    assert notes == ["../x in homework.zip is left out. The path leads out of its folder."]


def test_two_zips_have_folders_of_their_own():
    files, _ = made({"a.zip": zipped({"x.ipynb": b"1"}), "b.zip": zipped({"x.ipynb": b"2"})})
    assert files == {"a/x.ipynb": b"1", "b/x.ipynb": b"2"}


@pytest.mark.parametrize("content", [b"no zip", zipped({"x": b"\0" * 10_000})])
def test_a_zip_that_is_not_unpacked_is_kept(content):
    files, notes = made({"x.zip": content, f"{A}.ipynb": b"nb"})
    assert files == {"x.zip": content, f"{A}.ipynb": b"nb"}
    assert notes[0].startswith("x.zip is not unpacked.")


def test_the_notebook_is_read_first():
    files, notes = made({"a.bin": b"0" * 999, "x.ipynb": b"nb"})
    assert files == {f"{A}.ipynb": b"nb"}
    assert notes[0].startswith("a.bin is left out. It has 0.0 MB; in all at most")


def test_canvas_numbers_come_off_side_files():
    """What was handed in again comes with the notebook's number."""
    files, notes = made({f"{A}-1.ipynb": b"nb", "helpers-1.py": b"1", "data-2.csv": b"2"})
    assert files.keys() == {f"{A}.ipynb", "helpers.py", "data-2.csv"}
    assert notes == ["helpers-1.py is called helpers.py again. Canvas added the number."]
    files, _ = made({f"{A}-1.ipynb": b"nb", "helpers-1.py": b"1", "helpers.py": b"2"})
    assert files.keys() == {f"{A}.ipynb", "helpers-1.py", "helpers.py"}


def test_no_student_says_when_it_was():
    files, notes = made({"timestamp.txt": b"2001-01-01", "Timestamp.TXT": b"", "x.ipynb": b"nb"})
    assert files == {f"{A}.ipynb": b"nb"}
    assert "timestamp.txt is left out. Students do not say when they handed in." in notes


def test_names_in_each_others_way():
    zip_ = zipped({"X.csv": b"1", "x.csv": b"2", "d": b"3", "d/y": b"4", "con.txt": b"5"})
    files, notes = made({"a.zip": zip_}, 5000)
    assert files == {"X.csv": b"1", "d": b"3", "_con.txt": b"5"}
    assert sum("There is another file of this name." in note for note in notes) == 2
    files, _ = made({"a.zip": zipped({"d": b"1", "d/x.ipynb": b"nb", "d/y": b"2"})}, 5000)
    assert files == {"d": b"1", f"{A}.ipynb": b"nb", "y": b"2"}
