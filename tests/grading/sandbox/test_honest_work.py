"""What a submission may do, works."""

import hashlib
import os
import socket

import pytest
from jupyter_client import BlockingKernelClient

from rnn_grading.sandbox.files import collect_files
from rnn_grading.sandbox.root import HOME
from tests.grading.sandbox.session import MB, SECRET, SMALL


def test_what_a_notebook_does(session):
    text = session.run(
        """
        import getpass, os, pathlib, subprocess, tempfile
        import numpy as np, torch
        import matplotlib.pyplot as plt
        from torch.utils.data import DataLoader, TensorDataset
        x = torch.randn(64, 64, requires_grad=True)
        (x @ x).sum().backward()
        print(x.grad.shape, np.linalg.svd(np.eye(3))[1])
        open("a.txt", "w").write("hello")
        print(open("a.txt").read(), tempfile.mkdtemp(), pathlib.Path.home(), getpass.getuser())
        print(subprocess.run(["echo", "child"], capture_output=True, text=True).stdout)
        data = TensorDataset(torch.arange(8.))
        print(len(list(DataLoader(data, batch_size=2, num_workers=2))))
        plt.plot([1, 2])
        plt.savefig("a.png")
        print(os.path.getsize("a.png") > 0)
        """,
        30,
    )
    for word in ("[64, 64]", "hello", "/tmp/", HOME, "student", "child", "4", "True"):
        assert word in text, text
    assert "rror" not in text, text


def test_an_interrupt_stops_a_loop_and_the_kernel_lives(session):
    code = "print('LOOPING', flush=True)\nwhile True: pass"
    text = session.run(code, when=("LOOPING", session.kernel.interrupt))
    assert "KeyboardInterrupt" in text
    assert "42" in session.run("print(6 * 7)")


def test_seeds_differ_unless_given(start):
    code = """
        import random, numpy, torch
        print(random.random(), numpy.random.rand(), torch.rand(1).item())
        """
    a, b, c, d = (start(**given).run(code) for given in ({}, {}, {"seed": 7}, {"seed": 7}))
    assert len({a, b, c}) == 3 and c == d


def test_variables_are_given(start):
    one = start(env={"COLOUR": "green"})
    assert one.run("import os; print(os.environ['COLOUR'])") == "green\n"


def test_a_kernel_and_its_sockets_end_with_its_block(server, sockets):
    client = BlockingKernelClient()
    with server.start(SMALL) as kernel:
        client.load_connection_info(kernel.connection)
        client.start_channels()
        client.execute_interactive("1", timeout=120)
        assert kernel.poll() is None and len(os.listdir(sockets)) == 1
        client.stop_channels()
    assert kernel.report["reason"] == "client" and os.listdir(sockets) == []


def test_a_connection_may_be_chosen_elsewhere(server, tmp_path):
    ports = {"shell": 11, "iopub": 12, "stdin": 13, "control": 14, "hb": 15}
    connection = {
        "transport": "ipc",
        "ip": str(tmp_path / "c"),
        **{f"{name}_port": port for name, port in ports.items()},
        "key": "chosen",
        "signature_scheme": "hmac-sha256",
    }
    with server.start(SMALL, connection=connection) as kernel:
        client = BlockingKernelClient()
        client.load_connection_info(connection)
        client.start_channels()
        reply = client.execute_interactive("1", timeout=120)
        client.stop_channels()
        assert reply["content"]["status"] == "ok" and kernel.connection == connection
    assert len(os.listdir(tmp_path)) == 5  # whoever chose it removes it


# --- The files it is given ----------------------------------------------------------------------


def test_files_are_there_and_its_own(start):
    large = os.urandom(5 * MB)
    one = start(files={"data.txt": b"told", "deep/er/large.bin": large, "empty": b""})
    text = one.run(
        """
        import hashlib, os
        print(open("data.txt").read(), os.path.getsize("empty"), os.listdir("deep"))
        print(hashlib.sha256(open("deep/er/large.bin", "rb").read()).hexdigest())
        print({os.stat(name).st_uid for name in ("data.txt", "deep", "deep/er")} == {os.getuid()})
        open("data.txt", "a").write("more"); open("deep/more", "w").write("more")
        """
    )
    told, digest, own = text.splitlines()
    assert told == "told 0 ['er']" and own == "True"
    assert digest == hashlib.sha256(large).hexdigest()


def test_a_module_among_the_files_can_be_imported(start):
    assert start(files={"mine.py": b"x = 5"}).run("import mine; print(mine.x)") == "5\n"


@pytest.mark.parametrize(
    "name", ["../x", "a/../../x", "/etc/x", "", ".", "a/./b", "a//b", "a/", "x\0y", "x" * 256]
)
def test_names_that_lead_elsewhere_are_refused(server, name):
    with pytest.raises(ValueError, match="name"):
        server.start(SMALL, files={name: b"x"})


@pytest.mark.parametrize(
    "files, words",
    [
        ({"a": bytes(17 * MB)}, "a file may have"),
        ({"a": bytes(9 * MB), "b": bytes(9 * MB)}, "more than half"),
        ({str(i): b"" for i in range(400)}, "too many"),
        ({"/".join(["d"] * 400): b""}, "too many"),
        ({"a": b"", "a/b": b""}, "not a relative name of a file"),
    ],
)
def test_too_much_is_refused(server, sockets, files, words):
    with pytest.raises(ValueError, match=words):
        server.start(SMALL, files=files)
    assert os.listdir(sockets) == []


def test_the_files_of_a_folder_without_links_and_notebooks(course):
    alice = course / "submitted" / "alice"
    (alice / "data.txt").write_text("data")
    (alice / "more").mkdir()
    (alice / "more" / "table.csv").write_text("1,2")
    (alice / "large").write_bytes(bytes(17 * MB))
    (alice / "link").symlink_to(course / "solutions" / "ps1.py")
    (alice / "folder").symlink_to(course / "solutions")
    os.mkfifo(alice / "pipe")
    with socket.socket(socket.AF_UNIX) as sock:
        sock.bind(str(alice / "s"))
        found = collect_files(alice, SMALL)
    assert found == {"data.txt": b"data", "more/table.csv": b"1,2"}
    assert SECRET not in str(found)


def test_the_files_of_a_folder_with_too_many(tmp_path):
    for i in range(400):
        (tmp_path / f"{i:03}").touch()
    found = collect_files(tmp_path, SMALL)
    assert 200 < len(found) <= 300
