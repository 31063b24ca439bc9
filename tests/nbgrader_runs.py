"""Runs commands as an instructor would, in a course folder."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

_SECONDS = 1200  # so that nothing waits for ever; no test is about it

# To import nbgrader takes longer than most of its commands do.
_ONE_AFTER_THE_OTHER = """\
import json, sys
from nbgrader.apps.nbgraderapp import NbGraderApp
for command in json.loads(sys.argv[1]):
    NbGraderApp.clear_instance()
    NbGraderApp.launch_instance(command)
"""


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
    return run_command(course, sys.executable, "-m", "nbgrader", *arguments)


def run_nbgrader_commands(course, *commands):
    """Runs several commands, each a text such as ``"autograde 02_rnn_math"``, in one process."""
    listed = json.dumps([command.split() for command in commands])
    return run_command(course, sys.executable, "-c", _ONE_AFTER_THE_OTHER, listed)


def run_command(course, *command):
    """Runs a command of the virtual environment in the folder ``course``; fails with its output."""
    where = environment(course)
    program = shutil.which(command[0], path=where["PATH"])
    done = subprocess.run(
        [program, *command[1:]],
        cwd=course,
        env=where,
        capture_output=True,
        text=True,
        timeout=_SECONDS,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr
