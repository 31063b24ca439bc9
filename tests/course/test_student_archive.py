"""What students get: all that they need, nothing that they should not have, and it installs."""

import ast
import os
import re
import shlex
import shutil
import stat
import subprocess
import sys
import zipfile
from importlib.metadata import distribution
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell
from packaging.requirements import Requirement

from rnn_grading.release import TARGET, CannotHandOut, build, main
from tests.conftest import ROOT
from tests.course.test_environment import ARROWS, base
from tests.course.test_notebooks import BANNED, SOURCES
from tests.jupyterlab import get, running
from tests.nbgrader_runs import environment

# What students get as instructors have it.
PAPERS = {"LICENSE", "pyproject.toml", "hatch_build.py", "environment.yml", "requirements.lock"}


@pytest.fixture(scope="module")
def archive(tmp_path_factory):
    target = tmp_path_factory.mktemp("dist") / "student.zip"
    build(ROOT, target)
    return target


@pytest.fixture(scope="module")
def files(archive):
    """The content of every file in the archive by its path below the top folder."""
    with zipfile.ZipFile(archive) as file:
        assert {name.split("/")[0] for name in file.namelist()} == {"rnn-course"}
        return {name.partition("/")[2]: file.read(name).decode() for name in file.namelist()}


@pytest.fixture
def copy(tmp_path):
    """A copy of what the archive is made from, for a test to spoil."""
    for name in ("solutions", "notebooks", "rnn_helpers", "for_students"):
        shutil.copytree(ROOT / name, tmp_path / name)
    for name in PAPERS:
        shutil.copy(ROOT / name, tmp_path)
    return tmp_path


# What is in it


def test_contents(files):
    notebooks = {f"notebooks/{path.stem}/{path.name}" for path in SOURCES}
    package = {name for name in files if name.startswith("rnn_helpers/")}
    assert files.keys() == PAPERS | {"README.md"} | notebooks | package
    assert {name.split("/")[1] for name in package} == ARROWS.keys() | {
        "__init__.py",
        "experiments.py",
    }
    assert {Path(name).suffix for name in package} == {".py", ".md", ".csv", ".ts", ".txt"}
    assert "rnn_helpers/data/SOURCES.md" in package
    for name in PAPERS | package:
        assert files[name] == (ROOT / name).read_text(encoding="utf-8")


def test_no_answer_is_in_it(files):
    everything = "\n".join(files.values())
    for secret in ("### BEGIN", "### END", "HIDDEN TESTS", "Model answer", "Mark scheme"):
        assert secret not in everything
    for path in SOURCES:
        for cell in nbformat.read(path, as_version=4).cells:
            info = cell.metadata.get("nbgrader", {})
            if info.get("solution") and cell.cell_type == "markdown":
                for line in filter(None, cell.source.split("\n")):
                    assert line not in everything, f"{path.stem}, {info.grade_id}"


def test_no_path_of_this_machine_is_in_it(files):
    for name, content in files.items():
        for here in (ROOT, Path(sys.prefix), Path.home()):
            assert f"{here}/" not in content, name


def test_plain_words(files):
    assert not BANNED.search(files["README.md"])
    assert not re.search(r"\bjust\b", files["README.md"])


def test_the_same_course_gives_the_same_bytes(copy):
    build(copy, copy / "first.zip")
    for path in copy.rglob("*.py"):
        path.chmod(stat.S_IRUSR)
        os.utime(path, (0, 0))
    (copy / "rnn_helpers" / "__pycache__").mkdir(exist_ok=True)
    (copy / "rnn_helpers" / "__pycache__" / "left.pyc").write_bytes(b"by a run")
    (copy / "notebooks" / "02_rnn_math" / "scratch.ipynb").write_text("is no part of the release")
    build(copy, copy / "second.zip")
    assert (copy / "first.zip").read_bytes() == (copy / "second.zip").read_bytes()


# What is asked to be installed


def pins(lock):
    return [Requirement(line) for line in lock.splitlines() if not line.startswith("#")]


def test_all_that_is_imported_is_asked_for(files):
    hook = "hatch_build.py"  # runs where the package is built, with what [build-system] names
    code = [files[name] for name in files if name.endswith(".py") and name != hook]
    for path in SOURCES:
        notebook = nbformat.reads(files[f"notebooks/{path.stem}/{path.name}"], as_version=4)
        code += [cell.source for cell in notebook.cells if cell.cell_type == "code"]
    modules = set()
    for node in (node for source in code for node in ast.walk(ast.parse(source))):
        if isinstance(node, ast.Import):
            modules |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and not node.level:
            modules.add(node.module.split(".")[0])
    others = modules - sys.stdlib_module_names - {"rnn_helpers"}
    # The last two run the notebooks.
    assert {wish.name for wish in base()} == others | {"jupyterlab", "ipykernel"}


# Installed as its README says


def commands(files):
    """The README's two commands for Linux and macOS."""
    return re.search(r"```sh\n(.+)\n(.+)\n```", files["README.md"]).groups()


def provide(lock, venv):
    """Lends an environment the packages of this one that a lock lists, and no others.

    To fetch and unpack them takes minutes; so pip finds them there, and complains of what is
    missing.
    """
    for pin in pins(lock):
        if pin.marker and not pin.marker.evaluate():
            continue
        for file in distribution(pin.name).files:
            here = Path(os.path.normpath(file.locate()))
            there = venv / here.relative_to(sys.prefix)
            there.parent.mkdir(parents=True, exist_ok=True)
            if there.parent == venv / "bin":  # a script begins with the path of its Python
                there.write_bytes(here.read_bytes().replace(sys.prefix.encode(), bytes(venv)))
                there.chmod(0o755)
            elif here.exists():
                there.symlink_to(here)


@pytest.fixture(scope="module")
def desk(archive, files, tmp_path_factory):
    """The unpacked archive, installed by the README's first command, for a student who has
    nothing yet.
    """
    home = tmp_path_factory.mktemp("home")
    with zipfile.ZipFile(archive) as file:
        file.extractall(home)
    desk = home / "rnn-course"
    provide(files["requirements.lock"], desk / ".venv")
    first, _ = commands(files)
    done = run(desk, first)
    assert re.findall("^Successfully installed (.*)$", done, re.MULTILINE) == ["rnn-helpers-0.1.0"]
    assert "No broken requirements" in run(desk, ".venv/bin/pip check")
    return desk


def student(desk):
    """The environment of the student whose home the archive was unpacked in."""
    return {**environment(desk.parent), "HOME": str(desk.parent)}


def run(desk, command):
    done = subprocess.run(
        command, shell=True, cwd=desk, env=student(desk), capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_what_grades_is_not_installed(desk):
    assert not list((desk / ".venv" / "bin").glob("rnn-grade*"))
    ask = "from importlib.metadata import distribution as d; print(*d('rnn-helpers').entry_points)"
    assert run(desk, f'.venv/bin/python -c "{ask}"').strip() == ""


def test_jupyterlab_starts_and_knows_the_notebooks(desk, files):
    _, second = commands(files)
    with running(shlex.split(second), desk, student(desk), desk.parent / "log") as address:
        assert "<title>JupyterLab</title>" in get(address, "lab")
        for path in SOURCES:
            found = get(address, f"api/contents/{path.stem}/{path.name}")
            assert '"type": "notebook"' in found


def test_an_untouched_exercise_is_not_attempted(desk):
    """In a kernel of the student's, which knows the student's package and no other."""
    begun = {}
    for name in ("02_rnn_math", "08_sequence_models"):
        notebook = nbformat.read(desk / "notebooks" / name / f"{name}.ipynb", as_version=4)
        cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
        setup = next(cell for cell in cells if cell.id == "setup")
        test = next(i for i, cell in enumerate(cells) if cell.source.startswith("check("))
        where = new_code_cell("import sys, rnn_helpers\nprint(rnn_helpers.__file__, sys.prefix)")
        notebook.cells = [setup, *cells[test - 1 : test + 1], where]
        begun[name] = desk / f"{name}.begun.ipynb"
        nbformat.write(notebook, begun[name])
    paths = " ".join(path.name for path in begun.values())
    run(desk, f".venv/bin/jupyter execute --allow-errors --inplace {paths}")
    for path in begun.values():
        ran = nbformat.read(path, as_version=4).cells
        assert [output.output_type for cell in ran[:2] for output in cell.outputs] == []
        assert "not attempted yet" in ran[2].outputs[-1].evalue
        assert ran[3].outputs[0].text.split() == [
            str(desk / "rnn_helpers" / "__init__.py"),
            str(desk / ".venv"),
        ]


# What is refused


def edit(notebook, grade_id, change):
    """Changes the source of a cell in a released notebook."""
    whole = nbformat.read(notebook, as_version=4)
    for cell in whole.cells:
        if cell.metadata.get("nbgrader", {}).get("grade_id") == grade_id:
            change(cell)
    nbformat.write(whole, notebook)


def solve(cell):
    cell.source = cell.source.replace("raise NotImplementedError()", "return np.tanh(x_t)")


def show_a_hidden_test(cell):
    cell.source += "\n### BEGIN HIDDEN TESTS\ncheck(rnn_step, seed=3)\n### END HIDDEN TESTS"


def show_a_case(cell):
    cell.source = "check(rnn_step, seed=3)"


def show_a_mark_scheme(cell):
    cell.source = "**Mark scheme.** One point for the batch."


def run_it(cell):
    cell.outputs = [nbformat.v4.new_output("stream", text="what an instructor saw")]


@pytest.mark.parametrize(
    ("grade_id", "change", "found"),
    [
        ("rnn_step", solve, "found a cell that was changed or run"),
        ("rnn_step", run_it, "found a cell that was changed or run"),
        ("test_rnn_step", show_a_hidden_test, 'holds "### BEGIN "'),
        ("test_rnn_step", show_a_case, 'holds "seed="'),
        ("why_share_weights", show_a_mark_scheme, 'holds "Mark scheme"'),
    ],
    ids=lambda value: getattr(value, "__name__", None),
)
def test_what_gives_something_away_is_refused(copy, grade_id, change, found):
    name = Path("notebooks") / "02_rnn_math" / "02_rnn_math.ipynb"
    edit(copy / name, grade_id, change)
    refused(copy, rf"^{re.escape(str(name))}, cell .*{found}.* Run make release\.$")


def test_the_solution_in_the_place_of_the_release_is_refused(copy):
    name = Path("04_bptt") / "04_bptt.ipynb"
    shutil.copy(copy / "solutions" / name, copy / "notebooks" / name)
    refused(copy, rf'^{re.escape(str("notebooks" / name))}, cell .*holds "### BEGIN ".*')


def test_a_missing_notebook_is_refused(copy):
    name = Path("notebooks") / "04_bptt" / "04_bptt.ipynb"
    (copy / name).unlink()
    refused(copy, rf"^{re.escape(str(name))} is missing: .* Run make release\.$")


def refused(course, sentence):
    """Building stops with this sentence, and the archive of before is as it was."""
    target = course / TARGET
    target.parent.mkdir()
    target.write_bytes(b"the last one")
    with pytest.raises(CannotHandOut, match=sentence):
        build(course, target)
    assert {path.name: path.read_bytes() for path in target.parent.iterdir()} == {
        target.name: b"the last one"
    }


def test_the_command_says_it_in_a_sentence(copy, monkeypatch, capsys):
    monkeypatch.chdir(copy)
    main()
    assert capsys.readouterr().out == f"{TARGET} is what students get.\n"
    (copy / "notebooks" / "04_bptt" / "04_bptt.ipynb").unlink()
    with pytest.raises(SystemExit, match=r"^No archive for students: notebooks/04_bptt/.*"):
        main()
