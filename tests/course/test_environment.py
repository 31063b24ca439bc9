"""The files that say what to install agree, and the package stays light and its arrows straight."""

import ast
import re
import subprocess
import sys
import tomllib

import yaml
from packaging.requirements import Requirement

from tests.conftest import ROOT

CONDA_NAMES = {"torch": "pytorch", "jupyter-client": "jupyter_client"}


def project():
    return tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]


def requirements():
    extras = project()["optional-dependencies"]
    return [Requirement(line) for line in project()["dependencies"] + extras["test"]]


def test_environment_yml_holds_the_same_set():
    listed = yaml.safe_load((ROOT / "environment.yml").read_text())["dependencies"]
    (pip,) = [entry["pip"] for entry in listed if isinstance(entry, dict)]
    conda = [entry for entry in listed if isinstance(entry, str) and entry != "pip"]
    found = {Requirement(entry) for entry in [*conda, *pip] if entry != "-e ."}
    wanted = {
        Requirement(f"{CONDA_NAMES.get(wish.name, wish.name)}{wish.specifier}")
        for wish in requirements()
    } | {Requirement(f"python{project()['requires-python']}")}
    assert {str(entry) for entry in found} == {str(wish) for wish in wanted}
    assert "-e ." in pip


def locked():
    lines = (ROOT / "requirements.lock").read_text().splitlines()
    return [Requirement(line) for line in lines if line and not line.startswith("#")]


def test_the_lock_satisfies_every_bound():
    for wish in requirements():
        pins = [entry for entry in locked() if entry.name == wish.name]
        assert pins, f"{wish.name} is not in the lock: run make lock"
        for pin in pins:
            (version,) = [spec.version for spec in pin.specifier]
            assert wish.specifier.contains(version), f"{pin} is stale: run make lock"


def test_the_lock_holds_exact_versions_and_no_cuda():
    for entry in locked():
        assert [spec.operator for spec in entry.specifier] == ["=="], entry
        assert not re.match(r"nvidia|cuda|triton", entry.name), entry


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
    standard = {"collections"}
    for path in modules("reference"):
        others = {
            name.split(".")[0] for name in imports(path) if not name.startswith("rnn_helpers")
        }
        assert others <= {"numpy"} | standard, path
