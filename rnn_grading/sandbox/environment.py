"""What a kernel gets from this machine: the paths that it can read, and environment variables."""

import importlib.util
import os
import sys
import sysconfig
from collections.abc import Iterable, Sequence
from pathlib import Path

from .root import HOME

# One kernel is to use one processor; and a process with threads can neither be forked nor make a
# user namespace.
_THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS")
_SYSTEM = """
    /usr /lib /lib64 /lib32 /bin /sbin
    /etc/ld.so.cache /etc/fonts /etc/localtime /etc/alternatives /etc/mime.types
    """


def environment() -> dict[str, str]:
    """The environment variables of the server, and so of every kernel.

    A new environment, not a cleared one: what a process was started with stays in its memory,
    whatever ``os.environ`` says.
    """
    # Where this package is found, and all that this process can import.
    paths = [str(Path(__file__).parents[2]), *sys.path]
    folders = [path for path in dict.fromkeys(paths) if path and os.path.isdir(path)]
    # Rebuilding matplotlib's font cache takes seconds.
    fonts = os.environ.get("MPLCONFIGDIR") or os.path.expanduser("~/.cache/matplotlib")
    return {
        "HOME": HOME,
        "IPYTHONDIR": "/tmp/.ipython",  # so that the home folder holds only what was given
        "LANG": "C.UTF-8",
        "MALLOC_ARENA_MAX": "2",  # or each thread reserves 64 MiB of its limit
        "MPLBACKEND": "module://matplotlib_inline.backend_inline",
        "MPLCONFIGDIR": fonts,
        "PATH": f"{sys.prefix}/bin:/usr/bin:/bin",
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONPATH": os.pathsep.join(folders),
        "TMPDIR": "/tmp",
        **dict.fromkeys(_THREADS, "1"),
    }


def readable_paths(packages: Iterable[str] = ()) -> list[str]:
    """The folders and files that a kernel needs, and no more: absolute, sorted, none inside
    another.

    A package of an editable install is shown alone, never the folder that it lies in: that one
    holds the solutions. ModuleNotFoundError if there is no such package.
    """
    paths = [sys.base_prefix, sys.prefix, *sysconfig.get_paths().values()]
    for name in packages:
        spec = importlib.util.find_spec(name)
        if spec is None:
            raise ModuleNotFoundError(f"There is no package {name}.")
        paths += spec.submodule_search_locations or [spec.origin]
    paths = [p for path in paths for p in (os.path.abspath(path), os.path.realpath(path))]
    kept = []
    for path in sorted({path for path in (*_SYSTEM.split(), *paths) if os.path.exists(path)}):
        if not any(_inside(path, other) for other in kept):
            kept.append(path)
    return kept


def covers(readable: Sequence[str], covered: Iterable[str]) -> list[str]:
    """Where something empty has to be mounted to hide ``covered``.

    Args:
        readable: what ``readable_paths`` returned.
        covered: absolute paths of files and folders. With a module goes what Python compiled it to.

    Returns:
        The paths, sorted: each of ``covered`` under every name that a readable path gives it.

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


def check_hidden(
    readable: Iterable[str], hidden: Iterable[str], covered: Iterable[str] = ()
) -> None:
    """Raises ValueError if a ``hidden`` path lies in a readable one and not in a covered one."""
    covered_paths = [os.path.realpath(path) for path in covered]
    for secret in map(os.path.realpath, hidden):
        if any(_inside(secret, path) for path in covered_paths):
            continue
        for path in map(os.path.realpath, readable):
            if _inside(secret, path):
                raise ValueError(
                    f"{secret} must stay hidden, but it lies in {path}, which a kernel reads."
                )


def _inside(path, folder):
    return path == folder or path.startswith(folder.rstrip("/") + "/")
