"""What a student has to install: less than an instructor, and made from the same files."""

import re
import tomllib
from importlib.metadata import PackageNotFoundError, requires

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

# What runs the notebooks, and what they and the package without its graders import.
NEEDED = {"ipykernel", "ipywidgets", "jupyterlab", "matplotlib", "numpy", "torch", "tqdm"}

_TABLES = ("[build-system]", "[project]", "[tool.hatch")


def files_to_install(root):
    """The three files that say what to install, for a student.

    Args:
        root: the course's folder, a Path.

    Returns:
        A dict from ``pyproject.toml``, ``environment.yml`` and ``requirements.lock`` to their text.
    """
    project, conda, lock = (
        (root / name).read_text(encoding="utf-8")
        for name in ("pyproject.toml", "environment.yml", "requirements.lock")
    )
    known = tomllib.loads(project)["project"]
    asked_for = [*known["dependencies"], *sum(known["optional-dependencies"].values(), [])]
    spared = {canonicalize_name(Requirement(line).name) for line in asked_for} - NEEDED
    tables = re.split(r"^(?=\[)", project, flags=re.MULTILINE)
    kept = "".join(table for table in tables if table.startswith(_TABLES))
    return {
        "pyproject.toml": _without(spared, kept).rstrip() + "\n",
        "environment.yml": _without(spared, conda),
        "requirements.lock": _lock(lock),
    }


def _without(names, text):
    """A list of requirements, in TOML or YAML, without these and without comments inside."""
    entry = re.compile(r'\s+(?:- |")([A-Za-z][\w.-]*)')

    def stays(line):
        found = entry.match(line)
        return not re.match(r"\s+#", line) and not (found and canonicalize_name(found[1]) in names)

    return "".join(filter(stays, text.splitlines(keepends=True)))


def _lock(text):
    """The lines of a lock that the needed packages lead to, on every system."""
    reached = _reached(NEEDED)

    def stays(line):
        pin = Requirement(line)
        # A line for other systems stays: what leads to it need not be installed here.
        elsewhere = pin.marker and not pin.marker.evaluate()
        return elsewhere or canonicalize_name(pin.name) in reached

    pins = [line for line in text.splitlines() if line and not line.startswith("#")]
    return "\n".join(["# The versions that the course is tested with", *filter(stays, pins), ""])


def _reached(names):
    """The names of all packages that these lead to, on whatever system.

    Asks the packages that are installed; one that is not leads no further.
    """
    seen, ahead = set(), [Requirement(name) for name in names]
    while ahead:
        wish = ahead.pop()
        name = canonicalize_name(wish.name)
        if (name, *sorted(wish.extras)) in seen:
            continue
        seen.add((name, *sorted(wish.extras)))
        try:
            further = [Requirement(line) for line in requires(name) or []]
        except PackageNotFoundError:
            continue
        for need in further:
            extras = set(re.findall(r'extra == "([^"]+)"', str(need.marker)))
            if not extras or extras & wish.extras:
                ahead.append(need)
    return {name for name, *_ in seen}
