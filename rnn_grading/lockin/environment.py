"""The environment variables of the server, and so of every kernel."""

import os
import sys
from pathlib import Path

from .root import HOME

# One kernel is to use one processor; and a process with threads can neither be forked nor make a
# user namespace.
_THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS")


def environment():
    """A new one, not a cleared one: what a process was started with stays in its memory, whatever
    ``os.environ`` says.
    """
    # To build matplotlib's list of fonts anew takes seconds.
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
        "PYTHONPATH": _import_path(),
        "TMPDIR": "/tmp",
        **dict.fromkeys(_THREADS, "1"),
    }


def _import_path():
    """Where this package is found, and all that this process can import."""
    ours = str(Path(__file__).parents[3])
    folders = [path for path in dict.fromkeys([ours, *sys.path]) if path and os.path.isdir(path)]
    return os.pathsep.join(folders)
