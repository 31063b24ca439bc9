"""Runs stock nbgrader commands as an instructor would, in a course folder."""

import os
import subprocess
import sys
from pathlib import Path


def environment(home):
    """This process's environment with the virtual environment's commands on the path, and
    Jupyter's own folders under ``home``, so that nothing of this machine's plays in.
    """
    commands = str(Path(sys.executable).parent)
    return {
        **os.environ,
        "PATH": os.pathsep.join([commands, os.environ["PATH"]]),
        "JUPYTER_CONFIG_DIR": str(home / ".jupyter" / "config"),
        "JUPYTER_DATA_DIR": str(home / ".jupyter" / "data"),
        "JUPYTER_RUNTIME_DIR": str(home / ".jupyter" / "runtime"),
        "IPYTHONDIR": str(home / ".ipython"),
    }


def run_nbgrader(course, *arguments):
    """Runs ``nbgrader ARGUMENTS`` in the folder ``course``; fails with its output."""
    done = subprocess.run(
        [sys.executable, "-m", "nbgrader", *arguments],
        cwd=course,
        env=environment(course),
        capture_output=True,
        text=True,
        timeout=600,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr
