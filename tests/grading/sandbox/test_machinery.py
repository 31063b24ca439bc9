"""Server, supervisor and client: what they refuse, and how they end."""

import os
import py_compile
import subprocess
import sys
from pathlib import Path

import pytest

from rnn_grading.sandbox import ForkServer, Limits, channels
from rnn_grading.sandbox.environment import covers
from tests.grading.sandbox.session import Session, processes, settle, stays_well


def test_garbage_on_the_channels(session, server):
    """A kernel that takes over its sockets and speaks nonsense: the client's own timeout holds."""
    session.run(
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
    session.close()
    stays_well(server)


def test_all_ends_with_the_client(sockets):
    """Layer: the supervisor sees its socket close, and so does the server."""
    before = processes()
    code = f"""if 1:
        import sys, time
        sys.path[:0] = {sys.path!r}
        from tests.grading.sandbox.session import Session
        from rnn_grading.sandbox import ForkServer
        session = Session(ForkServer(modules=["numpy"]).wait())
        print("up", flush=True)
        time.sleep(600)"""
    client = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    assert client.stdout.readline() == "up\n"
    assert len(os.listdir(sockets)) == 1
    assert len(processes() - before) >= 5
    client.kill()
    client.wait()
    client.stdout.close()
    settle(before)
    assert os.listdir(sockets) == []


def test_all_ends_with_the_server():
    """Layer: PR_SET_PDEATHSIG of the supervisor, then of init."""
    before = processes()
    one = ForkServer(modules=["numpy"]).wait()
    session = Session(one)
    assert "42" in session.run("print(42)")
    one.process.kill()
    one.process.wait()
    assert session.kernel.wait(120) == -9
    assert session.kernel.report["reason"] == "its supervisor was killed"
    settle(before)
    session.close()
    one.close()


@pytest.mark.parametrize(
    "given, words",
    [
        (
            {"prepare": "tests.grading.sandbox.prepared:fail"},
            "prepared:fail failed: LookupError: t",
        ),
        ({"prepare": "tests.grading.sandbox.prepared:absent"}, "absent failed: AttributeError"),
        ({"prepare": "tests.grading.sandbox.prepared:start_a_thread"}, "started a thread"),
        ({"modules": ["no_such_module"]}, "No module named 'no_such_module'"),
    ],
)
def test_a_server_that_cannot_start_says_why_and_goes(given, words):
    before = processes()
    warm = ForkServer(**{"modules": [], **given})
    with pytest.raises(RuntimeError, match=words):
        warm.start()
    settle(before)


def test_a_kernel_that_cannot_start_says_why(server):
    with server.start(Limits(files=5)) as kernel:
        assert kernel.wait(120) == 1
    assert kernel.report["reason"] == "could not start"
    assert "No space left on device" in kernel.report["log"]


def test_a_server_that_was_killed_starts_no_kernel():
    with ForkServer(modules=[]) as warm:
        warm.process.kill()
        warm.process.wait()
        with pytest.raises(OSError):
            warm.start()


def test_hidden_paths_inside_readable_ones_are_refused(covered):
    with pytest.raises(ValueError, match="must stay hidden"):
        ForkServer(hidden=[sys.prefix + "/lib"])
    with pytest.raises(ValueError, match="must stay hidden"):
        ForkServer(hidden=[covered[0]])


def test_a_hidden_path_may_be_covered(covered):
    before = processes()
    ForkServer(modules=[], hidden=[covered[0] / "__init__.py"], covered=covered).close()
    settle(before)


@pytest.mark.parametrize("path", ["rnn_helpers/reference", "/no/such/folder", "/", sys.prefix])
def test_what_cannot_be_covered_is_refused(path):
    with pytest.raises(ValueError, match="cannot be covered"):
        ForkServer(covered=[path])


def test_a_covered_module_is_covered_as_compiled_too(tmp_path):
    (tmp_path / "answers.py").write_text("right = 42")
    (tmp_path / "link").symlink_to(tmp_path, target_is_directory=True)
    compiled = Path(py_compile.compile(tmp_path / "answers.py"))
    shown = [str(tmp_path), str(tmp_path / "link")]
    assert covers(shown, [tmp_path / "link" / "answers.py"]) == sorted(
        map(str, (compiled, tmp_path / "answers.py"))
    )


def test_a_package_that_is_not_there_is_refused():
    with pytest.raises(ModuleNotFoundError, match="no_such_package"):
        ForkServer(packages=["no_such_package"])


def test_a_covered_link_covers_what_it_leads_to(covered, tmp_path):
    link = tmp_path / "link"
    link.symlink_to(covered[0])
    with ForkServer(modules=["rnn_helpers"], covered=[link]) as warm:
        one = Session(warm)
        assert one.run(f"import os; print(os.listdir({str(covered[0])!r}))") == "[]\n"
        one.close()


def test_long_names_of_sockets_are_refused(server, tmp_path):
    connection = channels.new_connection(tmp_path / ("x" * 100))
    with pytest.raises(ValueError, match="too long"):
        server.start(connection=connection)
