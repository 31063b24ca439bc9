"""What a kernel can read: the interpreter, its libraries, and the packages asked for."""

import importlib.util
import os
import sys
import sysconfig
from pathlib import Path

_SYSTEM = (
    "/usr",
    "/lib",
    "/lib64",
    "/lib32",
    "/bin",
    "/sbin",
    "/etc/ld.so.cache",
    "/etc/fonts",
    "/etc/localtime",
    "/etc/alternatives",
    "/etc/mime.types",
)


def readable_paths(packages=()):
    """The folders and files that a kernel needs, and no more.

    A package of an editable install is shown alone, never the folder that it lies in: that one
    holds the solutions.

    Args:
        packages: names of packages to be shown besides the environment.

    Returns:
        A sorted list of absolute paths, none inside another.

    Raises:
        ModuleNotFoundError: there is no such package.
    """
    paths = [sys.base_prefix, sys.prefix, *sysconfig.get_paths().values()]
    for name in packages:
        spec = importlib.util.find_spec(name)
        if spec is None:
            raise ModuleNotFoundError(f"There is no package {name}.")
        paths += spec.submodule_search_locations or [spec.origin]
    paths = [p for path in paths for p in (os.path.abspath(path), os.path.realpath(path))]
    kept = []
    for path in sorted({path for path in (*_SYSTEM, *paths) if os.path.exists(path)}):
        if not any(_inside(path, other) for other in kept):
            kept.append(path)
    return kept


def covers(readable, covered):
    """Where something empty has to be mounted for ``covered`` to be out of sight.

    Args:
        readable: what ``readable_paths`` returned.
        covered: absolute paths of files and folders. With a module goes what Python compiled it to.

    Returns:
        A sorted list of paths: each of ``covered`` under every name that a readable path gives it.

    Raises:
        ValueError: a path is relative, does not exist, or holds all of a readable path.
    """
    shown = {path: os.path.realpath(path) for path in readable}
    places = set()
    for path in map(Path, covered):
        if not path.is_absolute() or not path.exists():
            raise ValueError(f"{path} cannot be covered: it is no absolute path of what exists.")
        path = path.resolve()
        compiled = path.parent.glob(f"__pycache__/{path.stem}.*.pyc") if path.is_file() else ()
        for real in map(str, (path, *compiled)):
            for name, there in shown.items():
                if _inside(there, real):
                    raise ValueError(f"{real} cannot be covered: a kernel needs to read {name}.")
                if _inside(real, there) and not os.path.islink(name):
                    places.add(name + real[len(there) :])
    return sorted(places)


def check_hidden(readable, hidden, covered=()):
    """Refuses to show what must stay hidden.

    Args:
        readable: what ``readable_paths`` returned.
        hidden: paths that must not be readable.
        covered: paths that will be covered.

    Raises:
        ValueError: a path of ``hidden`` lies in a readable one.
    """
    out_of_sight = [os.path.realpath(path) for path in covered]
    for secret in map(os.path.realpath, hidden):
        if any(_inside(secret, path) for path in out_of_sight):
            continue
        for path in map(os.path.realpath, readable):
            if _inside(secret, path):
                raise ValueError(
                    f"{secret} must stay hidden, but it lies in {path}, which a kernel reads."
                )


def _inside(path, folder):
    return path == folder or path.startswith(folder.rstrip("/") + "/")
