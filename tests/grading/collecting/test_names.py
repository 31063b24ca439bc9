"""What Canvas and Moodle call files, and what is read out of it."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnn_grading.collecting.names import (
    CANVAS,
    MOODLE,
    PLAIN,
    detect_system,
    parse_name,
    split_resubmission,
)


def canvas(*parts):
    return parse_name(parts, CANVAS)


def moodle(*parts):
    return parse_name(parts, MOODLE)


def test_canvas():
    name = canvas("smithann_17_5023_02_rnn_math-1.ipynb")
    assert (name.person, name.display_name, name.number) == ("smithann_17", "smithann", "17")
    assert (name.file, name.upload) == (("02_rnn_math-1.ipynb",), 5023)
    assert not name.late and name.certain


@pytest.mark.parametrize("late", ["LATE", "late"])
def test_canvas_late(late):
    name = canvas(f"smithann_{late}_17_5023_x.ipynb")
    assert name.late and name.display_name == "smithann" and name.person == "smithann_17"


def test_canvas_text_and_link():
    assert canvas("smithann_17_text.html").file == ("text.html",)
    assert canvas("smithann_LATE_17_link.html").late


def test_canvas_hidden_names():
    for start, late in (("", False), ("LATE_", True)):
        name = canvas(f"{start}anon_x7Kq2_5023_a.ipynb")
        assert (name.display_name, name.number, name.late) == ("", "", late)
        assert name.person == "anon_x7Kq2"
    assert canvas("anon_12345_5023_a.ipynb").display_name == "anon"


def test_a_student_who_calls_himself_as_somebodys_file_proves_nothing():
    """``a_17`` is a name that Canvas lets through."""
    assert not canvas("a_17_20_900_x.ipynb").certain
    assert canvas("smithann_17_900_02_rnn_math.ipynb").certain


@pytest.mark.parametrize("ending", ["", "_"])
def test_moodle_folders(ending):
    name = moodle(f"Ann Smith_1234567_assignsubmission_file{ending}", "src", "x.ipynb")
    assert (name.person, name.display_name) == ("Ann Smith_1234567", "Ann Smith")
    assert (name.number, name.file) == ("", ("src", "x.ipynb"))


def test_moodle_without_folders():
    name = moodle("Ann Smith_1234567_assignsubmission_file_my_x.ipynb")
    assert (name.display_name, name.file) == ("Ann Smith", ("my_x.ipynb",))
    assert name.person == moodle("Ann Smith_1234567_assignsubmission_onlinetext_t.html").person


def test_moodle_groups_and_hidden_names():
    assert moodle("Group A_55_assignsubmission_file", "x.ipynb").display_name == "Group A"
    assert moodle("Default group_assignsubmission_file", "x").display_name == "Default group"
    assert moodle("Participant_123_assignsubmission_file", "x.ipynb").display_name == ""


def test_folders_above_and_no_name():
    name = canvas("submissions", "smithann_17_5023_x.ipynb")
    assert (name.folders, name.label) == (("submissions",), "smithann_17_5023_x.ipynb")
    assert canvas("x.ipynb") is None and canvas("smithann_17_x.ipynb") is None
    assert moodle("x.ipynb") is None and moodle("Ann_1_assignsubmission_file") is None


def test_plain():
    assert parse_name(("ann", "x.ipynb"), PLAIN).display_name == "ann"
    assert parse_name(("ann.ipynb",), PLAIN).display_name == "ann"


def test_which_system():
    assert detect_system([("a_1_2_x",), ("b_1_2_x",), ("readme",)]) == CANVAS
    assert detect_system([("A_1_assignsubmission_file", "a_1_2_x")]) in (CANVAS, MOODLE)
    assert detect_system([("A_1_assignsubmission_file", "x.ipynb")]) == MOODLE
    assert detect_system([("ann", "x.ipynb")]) == detect_system([]) == PLAIN


def test_handed_in_again():
    assert split_resubmission("x-2.ipynb") == ("x.ipynb", 2)
    assert split_resubmission("x-12.tar.gz") == ("x.tar.gz", 12)
    for name in ("x.ipynb", "2024-05.ipynb", "x-100.ipynb", "x-1", "-1.ipynb"):
        assert split_resubmission(name) == (name, 0)


# The alphabet of [[:word:]], which Canvas leaves; no name holds a number between underscores.
letters = st.text(string.ascii_lowercase + "äßéłñ李Ж_", max_size=20)
numbers = st.integers(1, 10**9)
files = st.text(st.characters(exclude_characters="/\\", exclude_categories=("Cs",)), min_size=1)


@given(called=letters, late=st.booleans(), number=numbers, upload=numbers, file=files)
def test_canvas_names_come_back(called, late, number, upload, file):
    if not called.endswith("_late"):
        name = canvas(f"{called}_{'LATE_' * late}{number}_{upload}_{file}")
        assert (name.display_name, name.late, name.number) == (called, late, str(number))
        assert (name.upload, name.file) == (upload, (file,))


full_names = st.text(
    st.characters(exclude_characters="_/\\", exclude_categories=("Cs", "Cc")), min_size=1
)


@given(called=full_names, number=numbers, file=files, folders=st.booleans())
def test_moodle_names_come_back(called, number, file, folders):
    start = f"{called}_{number}_assignsubmission_file"
    name = moodle(start, file) if folders else moodle(f"{start}_{file}")
    assert name.display_name == ("" if called == "Participant" else called)
    assert (name.person, name.file) == (f"{called}_{number}", (file,))
