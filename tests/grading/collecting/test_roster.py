"""Who is who: a mark never goes to somebody else."""

import unicodedata

import pytest
from nbgrader.api import Student

from rnn_grading.collecting.names import CANVAS, MOODLE, PLAIN, parse_name
from rnn_grading.collecting.roster import identify, new_students, read_map
from rnn_grading.errors import CannotGrade


def student(id_, first=None, last=None, number=None):
    return Student(id=id_, first_name=first, last_name=last, lms_user_id=number)


def fields(made):
    """``{person: (id, first name, last name, number)}``."""
    return {p: (s.id, s.first_name, s.last_name, s.lms_user_id) for p, s in made.items()}


ANN = student("asmith", "Ann", "Smith", "17")
OTHER_ANN = student("asmith2", "Ann", "Smith", "18")
JUERGEN = student("jm", "Jürgen", "Müller")
SHEA = student("shea", "Shea", "O'Neil")


def persons(system, *files):
    return [parse_name(tuple(file.split("/")), system) for file in files]


def found(people, students, mapping=()):
    """Who is found, by person: an id, or None."""
    verdicts = identify(people, students, dict(mapping))
    return {person: (*verdict.students, None)[0] for person, verdict in verdicts.items()}


def canvas(*starts):
    return persons(CANVAS, *(f"{start}_500_x.ipynb" for start in starts))


def moodle(*starts):
    return persons(MOODLE, *(f"{start}_assignsubmission_file/x.ipynb" for start in starts))


def test_by_number_whatever_the_name():
    assert found(canvas("x_17", "smithann_18"), [ANN, OTHER_ANN]) == {
        "x_17": "asmith",
        "smithann_18": "asmith2",
    }


def test_by_name():
    decomposed = unicodedata.normalize("NFD", "müllerjürgen")
    for called in ("müllerjürgen", decomposed, "mullerjurgen"):
        assert found(canvas(f"{called}_1"), [JUERGEN, SHEA]) == {f"{called}_1": "jm"}
    assert found(canvas("oneilshea_1"), [JUERGEN, SHEA]) == {"oneilshea_1": "shea"}
    assert found(canvas("sheaoneil_1"), [SHEA]) == {"sheaoneil_1": None}
    for called in ("Jürgen Müller", "MÜLLER  Jürgen", "Müller, Jürgen", "Jurgen Muller"):
        assert found(moodle(f"{called}_1"), [JUERGEN, SHEA]) == {f"{called}_1": "jm"}
    assert found(moodle("Shea ONeil_1"), [SHEA]) == {"Shea ONeil_1": "shea"}


def test_an_exact_name_goes_before_one_without_accents():
    plain = student("plain", "Jurgen", "Muller")
    students = [JUERGEN, plain]
    assert found(canvas("müllerjürgen_1"), students) == {"müllerjürgen_1": "jm"}
    assert found(canvas("mullerjurgen_1"), students) == {"mullerjurgen_1": "plain"}


def test_by_id():
    assert found(canvas("asmith_1"), [student("asmith")]) == {"asmith_1": "asmith"}
    plain = persons(PLAIN, "asmith/x.ipynb", "b.ipynb", "smithann/x")
    assert found(plain, [ANN, student("b")]) == {
        "asmith": "asmith",
        "b": "b",
        "smithann": None,
    }


def test_two_students_of_a_name():
    verdict = identify(moodle("Ann Smith_1"), [ANN, OTHER_ANN], {})["Ann Smith_1"]
    assert verdict == ((), "2 students have this name: asmith, asmith2.", False)


def test_two_of_a_name_hand_in():
    verdicts = identify(moodle("Ann Smith_1", "Ann Smith_2"), [ANN], {})
    assert {verdict.students for verdict in verdicts.values()} == {()}
    assert "2 hand in under this name" in verdicts["Ann Smith_1"].why


def test_another_number_is_somebody_else():
    """As soon as the gradebook has Canvas's numbers."""
    people = canvas("müllerjürgen_5", "smithann_99")
    with_number = student("jm", "Jürgen", "Müller", "5")
    verdict = identify(people, [with_number, ANN], {})["smithann_99"]
    assert verdict == ((), "asmith has this name, but another number in the gradebook.", False)
    assert found(canvas("smithann_99"), [ANN]) == {"smithann_99": "asmith"}
    twin = student("twin", "Ann", "Smith")
    assert found(canvas("smithann_17", "smithann_99"), [ANN, twin]) == {
        "smithann_17": "asmith",
        "smithann_99": "twin",
    }


def test_a_name_that_looks_like_anothers_number():
    people = persons(CANVAS, "a_17_20_900_x.ipynb", "smithann_17_500_2024_x.ipynb")
    assert found(people, [ANN]) == {"a_17": None, "smithann_17": "asmith"}


def test_a_name_of_one_who_handed_in_already():
    verdicts = identify(canvas("smithann_17", "smithann_99"), [ANN], {})
    assert verdicts["smithann_17"].students == ("asmith",)
    assert verdicts["smithann_99"].students == ()


def test_hidden_names():
    verdict = identify(moodle("Participant_1"), [ANN], {})["Participant_1"]
    assert verdict == ((), "Moodle hides who it is.", False)


def test_new_students():
    people = canvas("smithann_17", "smithann_18", "müllerjürgen_5", "bo_9", "_7")
    verdicts = identify(people, [JUERGEN], {})
    made = new_students(people, verdicts, [JUERGEN])
    assert fields(made) == {
        "smithann_17": ("smithann.17", None, None, "17"),
        "smithann_18": ("smithann.18", None, None, "18"),
        "bo_9": ("bo", None, None, "9"),
    }
    # Next time their numbers are known.
    assert found(canvas("smithann_18"), list(made.values())) == {"smithann_18": "smithann.18"}


def test_new_students_of_moodle_are_known_again():
    people = moodle("Zoë van der Berg_1", "Ann Smith_3", "Ann Smith_4", "con_5")
    made = new_students(people, identify(people, [], {}), [])
    assert fields(made) == {
        "Zoë van der Berg_1": ("Zoë.van.der.Berg", "Zoë van der", "Berg", None),
        "con_5": ("_con", None, "con", None),
    }
    again = moodle("Zoë van der Berg_9")
    assert found(again, list(made.values())) == {"Zoë van der Berg_9": "Zoë.van.der.Berg"}


def test_a_new_id_is_a_folder():
    people = moodle("..+.. .~x" + "李" * 200 + "_1")
    (made,) = new_students(people, identify(people, [], {}), []).values()
    assert not set(made.id) & set("+/\\ ") and len(made.id) < 128
    assert made.id == made.id.strip(".") and len(made.id.encode()) < 255


def test_map(tmp_path):
    file = tmp_path / "map.csv"
    file.write_text("\ufeffname;student\nAnn Smith_1;asmith2\nx_assignsubmission_file;\n", "utf-8")
    mapping = read_map(file)
    assert mapping == {"Ann Smith_1": ["asmith2"]}
    people = moodle("Ann Smith_1")
    assert found(people, [ANN, OTHER_ANN], mapping) == {"Ann Smith_1": "asmith2"}
    shown = {"Ann Smith_1_assignsubmission_file": ["asmith"]}
    assert found(people, [ANN, OTHER_ANN], shown) == {"Ann Smith_1": "asmith"}
    with pytest.raises(CannotGrade, match="There is no student 'asmith2' in the gradebook"):
        identify(people, [ANN], mapping)


def test_a_group_has_a_line_for_each_of_its_members(tmp_path):
    lines = "name,student\nTeam A_4,asmith\nTeam A_4,jm\nTeam A_4,asmith\nDefault group,shea\n"
    (tmp_path / "map.csv").write_text(lines, "utf-8")
    mapping = read_map(tmp_path / "map.csv")
    assert mapping == {"Team A_4": ["asmith", "jm"], "Default group": ["shea"]}
    people = moodle("Team A_4", "Default group", "Shea O'Neil_9")
    verdicts = identify(people, [ANN, JUERGEN, SHEA], mapping)
    assert verdicts["Team A_4"] == (("asmith", "jm"), "", False)
    assert verdicts["Default group"].students == ("shea",)
    why = "shea has this name, but handed in as somebody else."
    assert verdicts["Shea O'Neil_9"] == ((), why, False)
    with pytest.raises(CannotGrade, match="There is no student 'jm' in the gradebook"):
        identify(people, [ANN, SHEA], mapping)


@pytest.mark.parametrize("called", ["smithann", "smith-jonesann", "sm", "asmith"])
def test_a_number_and_a_name_that_may_be_theirs(called):
    assert identify(canvas(f"{called}_17"), [ANN], {})[f"{called}_17"].why == ""


@pytest.mark.parametrize("called", ["projectgroup1", "team", "müllerjürgen"])
def test_a_number_with_a_name_that_is_a_groups(called):
    """Canvas's own, with the number of the member who stands for all."""
    verdict = identify(canvas(f"{called}_17"), [ANN], {})[f"{called}_17"]
    assert verdict.students == ("asmith",)
    assert f"Canvas calls whoever handed this in {called}. If that is a group" in verdict.why


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "has not the columns"),
        (b"a,b\n1,2\n", "has not the columns"),
        (b"name,student\n\xff,x", "is no CSV file in UTF-8"),
        (None, "map.csv cannot be read: No such file"),
    ],
)
def test_maps_that_cannot_be_read(tmp_path, content, why):
    if content is not None:
        (tmp_path / "map.csv").write_bytes(content)
    with pytest.raises(CannotGrade, match=why):
        read_map(tmp_path / "map.csv")
