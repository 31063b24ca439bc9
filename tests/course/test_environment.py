"""The files that say what to install agree, and the package stays light and its arrows straight."""

import ast
import re
import subprocess
import sys
import tomllib
from importlib.metadata import packages_distributions

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.conftest import ROOT

CONDA_NAMES = {"torch": "pytorch"}


def project():
    return tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]


def base():
    """What a student needs."""
    return [Requirement(line) for line in project()["dependencies"]]


def extra(name):
    """What an extra adds, with the extras that it refers to."""
    for wish in map(Requirement, project()["optional-dependencies"][name]):
        if wish.name == project()["name"]:
            yield from (further for other in wish.extras for further in extra(other))
        else:
            yield wish


def everything():
    return base() + [wish for name in project()["optional-dependencies"] for wish in extra(name)]


def test_environment_yml_holds_what_a_student_needs():
    *conda, pip = yaml.safe_load((ROOT / "environment.yml").read_text())["dependencies"]
    wanted = ["pip", f"python{project()['requires-python']}"]
    wanted += [f"{CONDA_NAMES.get(wish.name, wish.name)}{wish.specifier}" for wish in base()]
    assert sorted(str(Requirement(entry)) for entry in conda) == sorted(
        str(Requirement(wish)) for wish in wanted
    )
    assert pip == {"pip": ["-e ."]}


def pins(lock):
    lines = (ROOT / lock).read_text().splitlines()
    return [Requirement(line) for line in lines if line and not line.startswith("#")]


LOCKS = {"requirements.lock": base, "requirements-dev.lock": everything}


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_satisfies_every_bound(lock):
    for wish in LOCKS[lock]():
        found = [entry for entry in pins(lock) if entry.name == wish.name]
        assert found, f"{wish.name} is not in {lock}: run make lock"
        for pin in found:
            (version,) = [spec.version for spec in pin.specifier]
            assert wish.specifier.contains(version), f"{pin} is stale in {lock}: run make lock"


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_holds_exact_versions_and_no_cuda(lock):
    for entry in pins(lock):
        assert [spec.operator for spec in entry.specifier] == ["=="], entry
        assert not re.match(r"nvidia|cuda|triton", entry.name), entry


def test_students_get_the_versions_of_the_course():
    mine, theirs = (
        {(pin.name, str(pin.specifier)) for pin in pins(lock)}
        for lock in ("requirements-dev.lock", "requirements.lock")
    )
    assert theirs < mine
    names = {name for name, _ in theirs}
    assert not names & {"nbgrader", "sqlalchemy", "cloudpickle", "pytest", "distributed"}
    assert names >= {"colorama", "appnope", "pywinpty"}  # for Windows and macOS


def python(code):
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return done.stdout.strip()


def test_import_is_cheap():
    heavy = {"torch", "matplotlib", "ipywidgets", "IPython", "nbgrader", "pandas"}
    loaded = python("import rnn_helpers, sys; print(*sys.modules)").split()
    assert not heavy & set(loaded)


# Who may import whom inside the package; what is not listed may be imported by nobody.
ARROWS = {
    "reference": set(),
    "data": set(),
    "models": {"data"},
    "exercises": {"reference", "models", "data"},
    "figures": {"reference", "data"},
    "widgets": {"reference", "models", "data", "figures"},
    "checking": {"exercises", "figures", "reference", "models", "data"},
}


def imports(path):
    """The full names of what a module imports, relative imports resolved."""
    here = path.relative_to(ROOT).with_suffix("").parts
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = [*here[: -node.level]] if node.level else []
            base += node.module.split(".") if node.module else []
            yield from (".".join([*base, alias.name]) for alias in node.names)


def modules(room):
    return sorted((ROOT / "rnn_helpers" / room).rglob("*.py"))


def test_arrows_go_one_way():
    for room, allowed in ARROWS.items():
        assert modules(room)
        for path in modules(room):
            ours = {name.split(".")[1] for name in imports(path) if name.startswith("rnn_helpers.")}
            assert ours <= allowed | {room}, path


def test_the_reference_imports_numpy_alone():
    standard = {"collections", "typing"}
    for path in modules("reference"):
        others = {
            name.split(".")[0] for name in imports(path) if not name.startswith("rnn_helpers")
        }
        assert others <= {"numpy"} | standard, path


# What harmless.py imports until it takes nh3.
def test_what_the_graders_import_is_declared():
    declared = base() + [wish for name in ("grading", "cluster") for wish in extra(name)]
    declared = {canonicalize_name(wish.name) for wish in declared}
    known = packages_distributions()
    for path in sorted((ROOT / "rnn_grading").rglob("*.py")):
        modules = {name.split(".")[0] for name in imports(path)} - sys.stdlib_module_names
        for module in modules - {"rnn_helpers", "rnn_grading", "tests"}:
            names = {canonicalize_name(name) for name in known[module]}
            assert names & declared, f"{path} imports {module}: no extra in pyproject.toml names it"


def test_without_the_extra_rnn_grade_says_so_in_a_sentence():
    code = "import sys; sys.modules['nbgrader'] = None; import rnn_grading.__main__ as command"
    done = subprocess.run(
        [sys.executable, "-c", f"{code}; command.main()"], capture_output=True, text=True
    )
    assert done.returncode == 1
    (sentence,) = done.stderr.splitlines()
    assert sentence.startswith("rnn-grade: nbgrader is missing.")
    assert sentence.endswith(": pip install -e '.[grading]'")
