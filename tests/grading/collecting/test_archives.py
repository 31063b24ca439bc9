"""Folders and zips that mean harm: everything else in them is read all the same."""

import io
import os
import stat
import struct
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rnn_grading.collecting import archives
from rnn_grading.collecting.archives import (
    BudgetExceeded,
    ByteBudget,
    Refused,
    open_archive,
    unpack,
)
from rnn_grading.collecting.filing import safe_name
from rnn_grading.errors import CannotGrade
from tests.grading.collecting.exports import export, zipped

MB = 1_000_000


def read(path):
    """``({path: bytes}, {path: why not})``."""
    with open_archive(path) as (entries, refused):
        files, refused = {}, dict(refused)
        for entry in entries:
            try:
                files["/".join(entry.parts)] = entry.read(ByteBudget(MB))
            except Refused as reason:
                refused["/".join(entry.parts)] = str(reason)
        return files, refused


def a_link(name):
    info = zipfile.ZipInfo(name)
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    return info


@pytest.mark.parametrize(
    "path",
    [
        "../x",
        "a/../../x",
        "/etc/x",
        "\\\\server\\x",
        "C:\\x",
        "c:/x",
        "..\\x",
        "..",
        "a/" * 30 + "x",
    ],
)
def test_paths_that_lead_elsewhere(tmp_path, path):
    files, refused = read(export(tmp_path, {path: b"evil", "good": b"good"}))
    assert files == {"good": b"good"}
    assert "The path" in refused[path]


def test_what_is_no_plain_file(tmp_path):
    pipe = zipfile.ZipInfo("pipe")
    pipe.external_attr = stat.S_IFIFO << 16
    files, refused = read(export(tmp_path, {a_link("link"): b"/etc/passwd", pipe: b"", "x": b"1"}))
    assert files == {"x": b"1"}
    assert set(refused.values()) == {"It is a link or no file."} and len(refused) == 2


def test_files_with_a_password(tmp_path):
    content = bytearray(zipped({"x": b"secret"}))
    content[6] |= 1
    content[content.index(b"PK\1\2") + 8] |= 1
    (tmp_path / "x.zip").write_bytes(content)
    assert read(tmp_path / "x.zip") == ({}, {"x": "It is locked with a password."})


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_methods_that_cannot_be_stopped(tmp_path, method):
    with zipfile.ZipFile(tmp_path / "x.zip", "w", method) as archive:
        archive.writestr("x", b"\0" * 1000)
    assert read(tmp_path / "x.zip") == ({}, {"x": "It is packed in a way that is not read."})


def test_a_name_twice(tmp_path):
    with pytest.warns(UserWarning), zipfile.ZipFile(tmp_path / "x.zip", "w") as archive:
        archive.writestr("x", b"old")
        archive.writestr("x", b"new")
    files, refused = read(tmp_path / "x.zip")
    assert files == {"x": b"new"} and "two files of this name" in refused["x"]


def test_names_however_they_are_encoded(tmp_path):
    def mangled(name, encoding):
        """A zip as made by programs that do not say how they encode names."""
        raw = name.encode(encoding)
        content = zipped({"x" * len(raw): b"1"})
        return content.replace(b"x" * len(raw), raw)

    for encoding in ("utf-8", "cp437"):
        (tmp_path / "x.zip").write_bytes(mangled("Zoë Müller", encoding))
        assert read(tmp_path / "x.zip") == ({"Zoë Müller": b"1"}, {})
    assert read(export(tmp_path, {"Zoe\u0308": b"1"})) == ({"Zoë": b"1"}, {})


def test_what_systems_leave_is_ignored(tmp_path):
    junk = ["__MACOSX/._x", "a/.DS_Store", ".ipynb_checkpoints/x.ipynb", "Thumbs.db", "a/._x"]
    files = dict.fromkeys([*junk, "a/x"], b"1")
    assert read(export(tmp_path, files)) == ({"a/x": b"1"}, {})
    for name, content in files.items():
        path = tmp_path / "folder" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    assert read(tmp_path / "folder") == ({"a/x": b"1"}, {})


def test_folders_follow_no_link_and_wait_for_no_pipe(tmp_path):
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "x").write_bytes(b"1")
    (folder / "link").symlink_to("/etc/passwd")
    (folder / "links").symlink_to("/etc")
    os.mkfifo(folder / "pipe")
    (folder / os.fsdecode(b"\xff")).write_bytes(b"2")
    files, refused = read(folder)
    assert files == {"x": b"1", "\udcff": b"2"}
    assert refused.keys() == {"link", "links", "pipe"}


def test_a_broken_file_in_a_whole_zip(tmp_path):
    content = zipped({"broken": os.urandom(5000), "whole": b"1"})
    content = content[:200] + b"\xff" * 50 + content[250:]
    (tmp_path / "x.zip").write_bytes(content)
    files, refused = read(tmp_path / "x.zip")
    assert files == {"whole": b"1"} and refused == {"broken": "It is broken and cannot be read."}


@pytest.mark.parametrize(
    "content",
    [b"", b"no zip", zipped({"x": b"1" * 999})[:-30]],
    ids=["empty", "no zip", "cut off"],
)
def test_no_zip(tmp_path, content):
    (tmp_path / "x.zip").write_bytes(content)
    with pytest.raises(CannotGrade, match="x.zip is no folder and cannot be read as a zip"):
        read(tmp_path / "x.zip")
    with pytest.raises(Refused, match="no zip, or broken"):
        unpack(content, ByteBudget(MB), 10)
    with pytest.raises(CannotGrade, match="nowhere cannot be read: No such file"):
        read(tmp_path / "nowhere")


def test_a_bomb():
    budget = ByteBudget(MB)
    with pytest.raises(BudgetExceeded, match="It has 5.0 MB; in all at most 1 MB are read"):
        unpack(zipped({"x": b"\0" * 5 * MB}), budget, 10)
    with pytest.raises(BudgetExceeded):
        unpack(zipped({f"{i}": b"\0" * 300_000 for i in range(5)}), budget, 10)
    assert budget.left == MB  # others may still be read


def test_a_bomb_that_lies_about_its_size():
    size = 5 * MB
    lie = zipped({"x": b"\0" * size}).replace(struct.pack("<L", size), struct.pack("<L", 100))
    files, refused = unpack(lie, ByteBudget(MB), 10)
    assert files == [] and refused == [("x", "It is broken and cannot be read.")]


def test_too_many_files(monkeypatch, tmp_path):
    many = {str(i): b"" for i in range(20)}
    with pytest.raises(Refused, match="more than 10 files"):
        unpack(zipped(many), ByteBudget(MB), 10)
    monkeypatch.setattr(archives, "_MAX_TABLE", 500)
    with pytest.raises(Refused, match="too many files"):
        unpack(zipped(many), ByteBudget(MB), 100)
    monkeypatch.setattr(archives, "_MAX_FILES", 10)
    for name in many:
        (tmp_path / name).touch()
    with pytest.raises(CannotGrade, match="more than 10 files"):
        read(tmp_path)


def test_budgets_within_budgets():
    outer = ByteBudget(100 * MB)
    first = ByteBudget(80 * MB, outer)
    first.spend(60 * MB)
    assert (first.left, outer.left) == (20 * MB, 40 * MB)
    with pytest.raises(BudgetExceeded, match="at most 80 MB"):
        first.spend(30 * MB)
    second = ByteBudget(80 * MB, outer)
    with pytest.raises(BudgetExceeded, match="at most 100 MB"):
        second.spend(50 * MB)
    assert (second.left, outer.left) == (40 * MB, 40 * MB)


def test_names_that_no_system_takes():
    assert safe_name("a:b\x00\n\x1b?.ipynb") == "a_b____.ipynb"
    assert safe_name("con") == "_con" and safe_name("NUL.txt") == "_NUL.txt"
    assert safe_name("x. ") == "x__" and safe_name("\udcff") == "_"
    long = safe_name("é" * 500 + ".ipynb")
    assert long.endswith("é.ipynb") and len(long.encode()) <= 200


@given(st.text(st.characters(categories=("L", "N", "P", "S", "Z", "C")), min_size=1))
def test_no_path_leaves_its_folder(path):
    try:
        parts = archives.split_path(path)
    except Refused:
        return
    target = Path("/folder", *map(safe_name, parts))
    assert Path(os.path.normpath(target)) == target and target.is_relative_to("/folder")
    assert len(target.parts) == len(parts) + 2 and str(target).isprintable()


@settings(max_examples=50)
@given(st.text(min_size=1), st.integers(0, 2**32 - 1), st.binary(max_size=50))
def test_no_zip_makes_a_traceback(name, attributes, content):
    info = zipfile.ZipInfo(name.encode(errors="replace").decode() or "x")
    info.external_attr = attributes
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(info, content)
    files, refused = unpack(buffer.getvalue(), ByteBudget(MB), 10)
    assert len(files) + len(refused) <= 1
    for parts, read in files:
        assert read == content and ".." not in parts


@given(st.binary(max_size=400), st.integers(0, 400))
def test_no_damage_makes_a_traceback(noise, place):
    content = zipped({"a.ipynb": b"{}" * 100, "b": b"1"})
    damaged = content[:place] + noise + content[place + len(noise) :]
    try:
        unpack(damaged, ByteBudget(MB), 10)
    except Refused as reason:
        assert str(reason)
