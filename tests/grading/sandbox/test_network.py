"""A submission reaches nobody."""

import socket

import pytest

from tests.grading.sandbox.session import in_a_child
from tests.grading.sandbox.test_processes import CALL, refused

NETWORK = """
    import ctypes, socket, subprocess, urllib.request
    port = {port}
    def attempt(name, f):
        try: f(); print(name, "DONE")
        except BaseException as e: print(name, type(e).__name__, getattr(e, "errno", ""))
    local = ("127.0.0.1", port)
    udp = lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b"x", local)
    attempt("tcp", lambda: socket.create_connection(local, 2))
    attempt("udp", udp)
    attempt("tcp6", lambda: socket.socket(socket.AF_INET6).connect(("::ffff:127.0.0.1", port)))
    attempt("http", lambda: urllib.request.urlopen(f"http://127.0.0.1:{{port}}", timeout=0.2))
    bash = ["bash", "-c", f"echo > /dev/tcp/127.0.0.1/{{port}}"]
    attempt("bash", lambda: subprocess.run(bash, check=True, stderr=-3))
    for family in (16, 17, 31, 38, 40, 44):  # netlink, packet, bluetooth, alg, vsock, xdp
        kind = socket.SOCK_RAW if family in (16, 17) else socket.SOCK_STREAM
        attempt(f"family{{family}}", lambda: socket.socket(family, kind))
    """


def test_network(session):
    """Layer: seccomp, no sockets at all; Landlock, no TCP."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0)
        text = session.run(NETWORK.format(port=listener.getsockname()[1]))
        with pytest.raises(BlockingIOError):
            listener.accept()
    assert "DONE" not in text, text
    assert text.count("family") == 6, text


def test_the_same_attack_succeeds_without_the_lock():
    """The control."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0)
        text = in_a_child(NETWORK.format(port=listener.getsockname()[1]))
        listener.accept()
    for way in ("tcp", "udp", "bash"):
        assert f"{way} DONE" in text


def test_every_call_of_a_socket(session):
    """Layer: seccomp. Its own channel is a connected pair, which can be neither bound nor sent
    elsewhere.
    """
    text = session.run(
        CALL
        + """
    for family in (1, 2, 10, 16, 17, 38, 40):
        for kind in (1, 2, 3, 5): call(f"socket{family}", 41, 198, family, kind, 0)
    for kind in (2, 5): call("socketpair", 53, 199, 1, kind, 0, b)
    call("socketpair-inet", 53, 199, 2, 1, 0, b)
    for fd in range(3, 10):
        call("connect", 42, 203, fd, b, 16); call("bind", 49, 200, fd, b, 16)
        call("listen", 50, 201, fd, 1); call("accept", 43, 202, fd, 0, 0)
        call("accept4", 288, 242, fd, 0, 0, 0)
    """
    )
    assert refused(text) == 28 + 3 + 35


def test_sockets_of_others(session, tmp_path):
    """Layer: seccomp; Landlock for abstract ones from its sixth version."""
    with (
        socket.socket(socket.AF_UNIX) as abstract,
        socket.socket(socket.AF_UNIX) as named,
        socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as datagrams,
    ):
        abstract.bind("\0rnn-victim")
        named.bind(str(tmp_path / "s"))
        datagrams.bind(str(tmp_path / "d"))
        abstract.listen()
        named.listen()
        datagrams.settimeout(0)
        text = session.run(
            f"""
            import socket
            for name in ("\\0rnn-victim", {str(tmp_path / "s")!r}):
                try: socket.socket(socket.AF_UNIX).connect(name); print("CONNECTED", name)
                except OSError as e: print(e.errno)
            a, b = socket.socketpair()
            for work in (lambda: a.sendto(b"x", {str(tmp_path / "d")!r}),
                         lambda: a.connect({str(tmp_path / "s")!r}),
                         lambda: socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)):
                try: print("CONNECTED", work())
                except OSError as e: print(e.errno)
            """
        )
        with pytest.raises(BlockingIOError):
            datagrams.recv(10)
    assert "CONNECTED" not in text and len(text.split()) == 5, text
