"""Server and client: what they refuse, and how they end."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

import rnn_helpers
from rnn_grading.sandbox import ForkServer, Kernel, doctor, landlock, readable
from tests.grading.sandbox.conftest import WORK
from tests.grading.sandbox.session import Session, in_a_child, processes, settle, stays_well

FEW = ["numpy", "rnn_grading.inside:prepare"]


def test_garbage_on_the_channel(session, server):
    """A kernel that takes over its channel and speaks nonsense."""
    text = session.run(
        """
        import os
        for fd in range(3, 100):
            try: os.write(fd, b"\\xff" * 1000)
            except OSError: pass
            try: os.close(fd)
            except OSError: pass
        """,
        2,
    )
    assert text
    session.close()
    stays_well(server)


def test_all_ends_with_the_client(tmp_path):
    """Layer: the server sees its socket close, and ends its kernels and what they were given."""
    before = processes()
    code = f"""if 1:
        import sys, time
        sys.path[:0] = {sys.path!r}
        from rnn_grading.sandbox import ForkServer, readable
        from tests.grading.sandbox.session import Session
        server = ForkServer({FEW!r}, {WORK!r}, readable(["rnn_helpers"])).wait()
        session = Session(server, files={{"a": b"a"}})
        session.run("import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN)")
        print("up", flush=True)
        session.run("while True: pass", 600)"""
    there = {**os.environ, "TMPDIR": str(tmp_path)}
    client = subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, text=True, env=there
    )
    assert client.stdout.readline() == "up\n"
    assert len(list(tmp_path.glob("rnn-grade-*/*"))) == 1
    assert len(processes() - before) == 3
    client.kill()
    client.wait()
    client.stdout.close()
    settle(before)
    assert not list(tmp_path.glob("rnn-grade-*"))


def test_all_ends_with_the_server():
    """Layer: the kernel's own signal at the death of its parent."""
    before = processes()
    one = ForkServer(FEW, WORK, readable(["rnn_helpers"])).wait()
    session = Session(one)
    assert "42" in session.run("print(42)")
    one.process.kill()
    one.process.wait()
    assert session.kernel.wait(120) == -9
    assert session.kernel.report["reason"] == "its server was killed"
    settle(before)
    session.close()
    one.close()


@pytest.mark.parametrize(
    "given, words",
    [
        ("tests.grading.sandbox.prepared:fail", "LookupError: the answers are not where"),
        ("tests.grading.sandbox.prepared:absent", "AttributeError"),
        ("tests.grading.sandbox.prepared:start_a_thread", "started a thread"),
        ("no_such_module", "No module named 'no_such_module'"),
    ],
)
def test_a_server_that_cannot_start_says_why_and_goes(given, words):
    before = processes()
    warm = ForkServer([given], WORK, readable())
    with pytest.raises(RuntimeError, match=words):
        warm.start({})
    settle(before)


def test_work_that_fails_says_why():
    with ForkServer([], "tests.grading.sandbox.prepared:work_badly", readable()) as warm:
        kernel = warm.start({})
        assert b"it cannot be done" in kernel.connection.recv_bytes()
        assert kernel.wait(120) == 1 and kernel.report["reason"] == "ended"
        kernel.connection.close()


def test_a_server_that_was_killed_starts_no_kernel():
    with ForkServer([], WORK, readable()) as warm:
        warm.process.kill()
        warm.process.wait()
        with pytest.raises(OSError):
            warm.start({})


def test_a_kernel_that_answers_nobody_is_none_the_less_ended(server):
    kernel = server.start({"seed": 1, "env": {}})
    assert isinstance(kernel, Kernel)
    assert kernel.kill() == -9 and kernel.report["reason"] == "client"
    kernel.connection.close()


# --- What can be read ---------------------------------------------------------------------------


def test_of_a_folder_with_a_secret_the_rest_can_be_read(tmp_path, monkeypatch):
    """An installed package lies among all the others."""
    packages = tmp_path / "site-packages"
    for name in ("mine/keys/a.py", "mine/questions.py", "numpy/core.py"):
        (packages / name).parent.mkdir(parents=True, exist_ok=True)
        (packages / name).write_text("")
    monkeypatch.syspath_prepend(str(packages))
    rules = dict(readable(["mine"], [packages / "mine" / "keys"]))
    assert rules[str(packages)] == rules[str(packages / "mine")] == landlock.LIST
    assert rules[str(packages / "numpy")] == landlock.READ
    assert rules[str(packages / "mine" / "questions.py")] == landlock.READ
    assert not [path for path in rules if "keys" in path]


def test_a_link_to_a_secret_hides_what_it_leads_to(hidden, tmp_path):
    link = tmp_path / "link"
    link.symlink_to(hidden[0])
    assert str(hidden[0]) not in dict(readable(["rnn_helpers"], [link]))


def test_folders_of_the_path_can_be_read_but_for_the_courses(tmp_path, monkeypatch):
    """Hubs with --user, HPC modules, PYTHONPATH; and a course folder where somebody stands."""
    elsewhere, course = tmp_path / "modules", tmp_path / "course"
    elsewhere.mkdir()
    course.mkdir()
    monkeypatch.chdir(course)
    for folder in ("", str(course), str(tmp_path), str(elsewhere)):
        monkeypatch.syspath_prepend(folder)
    rules = dict(readable(["rnn_helpers"]))
    assert str(elsewhere) in rules
    assert not {str(course), str(tmp_path)} & rules.keys()
    assert str(Path(rnn_helpers.__file__).parents[1]) not in rules


def test_a_package_that_is_not_there_is_refused():
    with pytest.raises(ModuleNotFoundError, match="no_such_package"):
        readable(["no_such_package"])


# --- Each layer by itself -----------------------------------------------------------------------

LAYERS = {
    "seccomp": "seccomp.restrict()",
    "Landlock": "landlock.restrict(readable(), 1)",
    "Landlock 4": "landlock.restrict(readable(), 4)",
    "Landlock 6": "landlock.restrict(readable(), 6)",
    "FSIZE": "limits.apply_limits(Limits())",
    "no capability": "linux.drop_capabilities()",
    "not dumpable": None,  # of the one that is looked into: see test_processes
}


@pytest.mark.parametrize("layer", LAYERS)
def test_a_layer_holds_by_itself_what_doctor_says(layer, tmp_path):
    path = tmp_path / "file"
    path.write_text("text")
    claimed = [i for i, a in enumerate(doctor.ATTEMPTS) if layer in a.layers.split(", ")]
    assert claimed
    for number in claimed if LAYERS[layer] else []:
        code = f"""
            from rnn_grading.sandbox import Limits, doctor, landlock, limits, linux
            from rnn_grading.sandbox import readable, seccomp
            {LAYERS[layer]}
            try: doctor.ATTEMPTS[{number}].attempt({str(path)!r})
            except OSError: print("refused")
            """
        assert in_a_child(code) == "refused\n", doctor.ATTEMPTS[number].what


def test_what_is_tried_can_be_done_without_layers(tmp_path):
    """The control; what takes an administrator is left out."""
    path = tmp_path / "file"
    path.write_text("text")
    for number, attempt in enumerate(doctor.ATTEMPTS[:-1]):
        code = f"""
            from rnn_grading.sandbox import doctor
            doctor.ATTEMPTS[{number}].attempt({str(path)!r})
            """
        assert "Error" not in in_a_child(code), attempt.what


@pytest.mark.parametrize(
    "change, told",
    [
        ("landlock.version = lambda: 0", "There is no Landlock here"),
        ("seccomp._MODE_FILTER = 99", "A kernel could not be confined here ([Errno 22] prctl"),
        ("seccomp.restrict = lambda: None", "A confined process could change who may read a file"),
        ("linux.AUDIT_ARCH, linux.MACHINE = None, 'abacus'", "knows no abacus"),
    ],
)
def test_what_is_missing_is_told(change, told):
    text = in_a_child(
        f"""
        from rnn_grading.sandbox import doctor, landlock, linux, readable, seccomp
        {change}
        print(doctor.offer(readable()).refusal)
        """
    )
    assert told in text


@pytest.mark.parametrize("version", range(1, 8))
def test_every_version_of_landlock_will_do(version):
    """By asking for fewer rights than this one has."""
    text = in_a_child(
        f"""
        from rnn_grading.sandbox import doctor, landlock, readable
        there = landlock.version()
        landlock.version = lambda: min(there, {version})
        offer = doctor.offer(readable())
        print(offer.refusal, offer.abi, all(offer.held.values()), len(offer.held))
        """
    )
    assert text == f"None {version} True {len(doctor.ATTEMPTS)}\n"
