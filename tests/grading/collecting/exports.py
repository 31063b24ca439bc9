"""Zips as Canvas and Moodle export them, and a class to go with them."""

import io
import zipfile

from nbgrader.api import Gradebook

from tests.grading.course_folder import A

CLASS = [
    dict(student_id="asmith", first_name="Ann", last_name="Smith", lms_user_id="17"),
    dict(student_id="asmith2", first_name="Ann", last_name="Smith", lms_user_id="18"),
    dict(student_id="jmueller", first_name="Jürgen", last_name="Müller", lms_user_id="19"),
    dict(student_id="wei1", first_name="Wei", last_name="Li"),
    dict(student_id="wei2", first_name="Wei", last_name="Li"),
    dict(student_id="oneil", first_name="Shea", last_name="O'Neil"),
    dict(student_id="zoe", first_name="Zoë", last_name="van der Berg"),
]


def enrol(folder, students=CLASS):
    with Gradebook(f"sqlite:///{folder / 'gradebook.db'}", "rnn_course") as book:
        for student in students:
            book.add_student(**student)


def enrolled(folder):
    """``{id: (first name, last name, number)}``."""
    with Gradebook(f"sqlite:///{folder / 'gradebook.db'}", "rnn_course") as book:
        return {s.id: (s.first_name, s.last_name, s.lms_user_id) for s in book.students}


def zipped(files):
    """The bytes of a zip; ``files``: ``{path or ZipInfo: bytes}``."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, content in files.items():
            archive.writestr(path, content)
    return buffer.getvalue()


def export(folder, files, name="export.zip"):
    (folder / name).write_bytes(zipped(files))
    return folder / name


def submitted(folder):
    """``{(student, path): bytes}`` of what is in submitted/."""
    root = folder / "submitted"
    found = {}
    for path in root.rglob("*"):
        if path.is_file():
            student, assignment, *inside = path.relative_to(root).parts
            if assignment == A:
                found[student, "/".join(inside)] = path.read_bytes()
    return found
