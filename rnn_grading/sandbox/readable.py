"""What a kernel can read of this machine: Python, its libraries, and of the course's package what
students may see.
"""

import importlib.util
import os
import site
import sys
import sysconfig
from collections.abc import Iterable, Sequence
from pathlib import Path

from . import landlock

# Shared libraries, fonts, time zones. Not all of /usr: nbgrader's exchange may lie there.
_SYSTEM = """
    /lib /lib32 /lib64 /usr/lib /usr/lib32 /usr/lib64 /usr/local/lib /nix/store
    /usr/share/fonts /usr/share/fontconfig /usr/share/zoneinfo /usr/share/locale
    /etc/fonts /etc/ld.so.cache /etc/localtime /etc/mime.types
    """
_READ_ONLY_DEVICES = ("/dev/zero", "/dev/random", "/dev/urandom")

Rules = Sequence[tuple[str, int]]


def readable(packages: Iterable[str] = (), hidden: Iterable[Path] = ()) -> Rules:
    """Landlock's rules for what a kernel needs, and no more.

    Args:
        packages: names of those outside the environment that it may read. Each is shown alone,
            never the folder that it lies in: that one holds the solutions.
        hidden: files and folders that it may not read wherever they lie. Of a folder that holds one
            only the names can be read, and what else is in it.

    Raises:
        ModuleNotFoundError: there is no such package.
    """
    wanted = {*_SYSTEM.split(), f"{sys.base_prefix}/lib"}
    around = {Path.cwd()}  # folders around what is not for kernels
    for name in packages:
        spec = importlib.util.find_spec(name)
        if spec is None:
            raise ModuleNotFoundError(f"There is no package {name}.")
        places = spec.submodule_search_locations or [str(spec.origin)]
        wanted |= {*places}
        around |= {Path(place).resolve().parent for place in places}
    # Where Python finds modules: its own folders, the user's, those of PYTHONPATH.
    for folder in map(Path, {*sys.path, *site.getsitepackages(), sysconfig.get_path("stdlib")}):
        is_installed = folder.name in ("site-packages", "dist-packages")
        if is_installed or not any(path.is_relative_to(folder.resolve()) for path in around):
            wanted.add(str(folder))
    secrets = [Path(os.path.realpath(path)) for path in hidden]
    rules = [(path, landlock.READ) for path in _READ_ONLY_DEVICES]
    rules.append(("/dev/null", landlock.DEVICE))
    for path in sorted({Path(os.path.realpath(path)) for path in wanted}):
        if path.exists():
            rules += _without(path, secrets)
    return rules


def _without(path, secrets):
    """Rules for a path, without those of ``secrets`` that lie in it."""
    if path in secrets:
        return []
    if not any(secret.is_relative_to(path) for secret in secrets):
        return [(str(path), landlock.READ)]
    inside = (rule for child in sorted(path.iterdir()) for rule in _without(child, secrets))
    return [(str(path), landlock.LIST), *inside]
