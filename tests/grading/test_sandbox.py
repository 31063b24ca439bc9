"""Sandboxed kernels: the attacks on them, and where there are none."""

import contextlib
import os
import subprocess
import sys

import pytest

from rnn_grading.sandbox import unavailable_reason
from tests.conftest import ROOT
from tests.grading.sandbox.session import FLAG, in_a_child

SECONDS = 1800
ATTACKS = "tests/grading/sandbox"
BOMBS = f"{ATTACKS}/test_bombs.py"


def start_attacks(output, *which):
    """Starts tests in a process namespace: a signal to every process reaches no further."""
    user = [] if os.geteuid() == 0 else ["--user", "--map-current-user"]
    namespace = ["--mount", "--pid", "--fork", "--kill-child", "--mount-proc"]
    pytest_options = ["-q", "-p", "no:cacheprovider", "--confcutdir", ATTACKS, "--durations=5"]
    return subprocess.Popen(
        ["unshare", *user, *namespace, "--"]
        + [sys.executable, "-m", "pytest", *pytest_options, *which],
        cwd=ROOT,
        env={**os.environ, FLAG: "1"},
        stdout=output,
        stderr=subprocess.STDOUT,
    )


def test_attacks_do_not_get_out(tmp_path):
    if reason := unavailable_reason():
        pytest.skip(reason)
    halves = {"bombs": [BOMBS], "others": [ATTACKS, f"--ignore={BOMBS}"]}
    with contextlib.ExitStack() as stack:
        running = {}
        for name, which in halves.items():
            output = stack.enter_context((tmp_path / name).open("w"))
            running[name] = stack.enter_context(start_attacks(output, *which))
            stack.callback(running[name].kill)
        for name, attacks in running.items():
            status = attacks.wait(SECONDS)
            told = (tmp_path / name).read_text()
            assert status == 0 and "skipped" not in told, told


def test_elsewhere_it_can_be_imported_and_says_that_it_cannot_be_had():
    text = in_a_child(
        """
        import os, signal, socket, sys
        import rnn_helpers
        for module, name in ((os, "fork"), (os, "geteuid"), (os, "memfd_create"),
                             (socket, "AF_UNIX"), (signal, "SIGKILL"), (signal, "SIGCHLD")):
            delattr(module, name)
        for name in ("resource", "fcntl", "pwd"):
            sys.modules[name] = None
        for sys.platform in ("darwin", "win32"):
            import rnn_grading.kernels
            print(rnn_grading.sandbox.unavailable_reason())
        """
    )
    assert text.splitlines() == [
        "Submissions can be sandboxed on Linux only, and this is darwin.",
        "Submissions can be sandboxed on Linux only, and this is win32.",
    ]
