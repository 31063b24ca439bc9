"""What a submission may do, works."""

import hashlib
import os

import pytest

from tests.grading.sandbox.session import MB, SMALL


def test_what_a_notebook_does(session):
    text = session.run(
        """
        import asyncio, os, pathlib, threading
        import numpy as np, torch
        import matplotlib.pyplot as plt
        from torch.utils.data import DataLoader, TensorDataset
        x = torch.randn(64, 64, requires_grad=True)
        (x @ x).sum().backward()
        print(x.grad.shape, np.linalg.svd(np.eye(3))[1])
        print(os.listdir("."), pathlib.Path.home() == pathlib.Path.cwd())
        data = TensorDataset(torch.arange(8.))
        print(len(list(DataLoader(data, batch_size=2))))
        plt.plot([1, 2])
        plt.show()
        thread = threading.Thread(target=print, args=("thread",))
        thread.start(); thread.join()
        optimizer = torch.optim.Adam([x])
        optimizer.step()
        await asyncio.sleep(0.01)
        print("AWAITED", sum(torch.ones(3)).item())
        """,
        60,
    )
    for word in ("[64, 64]", "[] True", "4", "thread", "AWAITED 3.0"):
        assert word in text, text
    assert "rror" not in text, text


NOT_THERE = {
    "a process": "import os; os.fork()",
    "a program": "import subprocess; subprocess.run(['echo', 'x'])",
    "a socket": "import socket; socket.socket()",
    "a new file": "open('a.txt', 'w')",
    "a signal": "import os; os.kill(os.getppid(), 0)",
}


@pytest.mark.parametrize("name", NOT_THERE)
def test_what_is_not_there_is_an_ordinary_error(session, name):
    assert "PermissionError" in session.run(NOT_THERE[name])
    assert "42" in session.run("print(6 * 7)")


def test_an_interrupt_stops_a_loop_and_the_kernel_lives(session):
    code = "print('LOOPING', flush=True)\nwhile True: pass"
    text = session.run(code, when=("LOOPING", session.kernel.interrupt))
    assert "KeyboardInterrupt" in text
    assert "42" in session.run("print(6 * 7)")


def test_seeds(start):
    code = """
        import random, numpy, torch
        print(random.random(), numpy.random.rand(), torch.rand(1).item())
        """
    a, b, c = (start(seed=seed).run(code) for seed in (5, 7, 7))
    assert a != b == c


def test_variables_are_given(start):
    one = start(env={"COLOUR": "green"})
    assert one.run("import os; print(os.environ['COLOUR'])") == "green\n"


def test_a_kernel_ends_with_its_block(server):
    with server.start({"seed": 1, "env": {}}, SMALL) as kernel:
        assert kernel.connection.poll(120) and kernel.poll() is None
    assert kernel.report["reason"] == "client"


# --- The files it is given ----------------------------------------------------------------------


def test_files_are_there_and_its_own(start):
    large = os.urandom(5 * MB)
    one = start(files={"data.txt": b"told", "deep/er/large.bin": large, "empty": b""})
    text = one.run(
        """
        import hashlib, os
        print(open("data.txt").read(), os.path.getsize("empty"), os.listdir("deep"))
        print(hashlib.sha256(open("deep/er/large.bin", "rb").read()).hexdigest())
        print({os.stat(name).st_uid for name in (".", "data.txt", "deep/er")} == {os.getuid()})
        """
    )
    told, digest, own = text.splitlines()
    assert told == "told 0 ['er']" and own == "True"
    assert digest == hashlib.sha256(large).hexdigest()


def test_a_module_among_the_files_can_be_imported(start):
    assert start(files={"mine.py": b"x = 5"}).run("import mine; print(mine.x)") == "5\n"


@pytest.mark.parametrize("name", ["../x", "a/../../x", "/etc/x", ".", "x\0y", "x" * 256, "a"])
def test_names_that_lead_elsewhere_are_refused(server, name, tmp_path):
    """Whoever asks sees a kernel that ended at once, and why."""
    kernel = server.start({"seed": 1, "env": {}}, SMALL, {"a/b": b"", name: b"x"})
    assert b"failed" in kernel.connection.recv_bytes()
    assert kernel.wait(60) == 1
    kernel.connection.close()
