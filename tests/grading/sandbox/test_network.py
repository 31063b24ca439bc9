"""A submission reaches nobody."""

import os
import socket

import pytest

from tests.grading.sandbox.session import in_a_child

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
RAW = """
    from rnn_grading.sandbox.syscalls import number_of
    libc = ctypes.CDLL(None, use_errno=True)
    tcp = number_of("socket")
    print("raw", libc.syscall(tcp, 2, 1, 0), libc.syscall(tcp | 0x40000000, 2, 1, 0),
          libc.syscall(number_of("io_uring_setup"), 1, ctypes.create_string_buffer(120)))
    """


def test_network(session):
    """Layer: seccomp, no such sockets; network namespace, no device; Landlock, no TCP."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0)
        text = session.run(NETWORK.format(port=listener.getsockname()[1]) + RAW)
        with pytest.raises(BlockingIOError):
            listener.accept()
    assert "DONE" not in text and "raw -1 -1 -1" in text, text
    assert text.count("family") == 6, text


def test_the_same_attack_succeeds_without_the_lock():
    """The control."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0)
        text = in_a_child(NETWORK.format(port=listener.getsockname()[1]))
        listener.accept()
    for way in ("tcp", "udp", "bash"):
        assert f"{way} DONE" in text


def test_sockets_of_others(session, start, tmp_path):
    """Layer: network namespace and Landlock for abstract ones, root for those with a path."""
    other = start()
    with socket.socket(socket.AF_UNIX) as abstract, socket.socket(socket.AF_UNIX) as named:
        abstract.bind("\0rnn-victim")
        named.bind(str(tmp_path / "s"))
        abstract.listen()
        named.listen()
        theirs, own = (s.kernel.connection["ip"] + "-1" for s in (other, session))
        assert os.path.exists(theirs) and os.path.exists(own)
        text = session.run(
            f"""
            import glob, socket
            for name in ("\\0rnn-victim", {str(tmp_path / "s")!r}, {theirs!r}, {own!r}):
                try: socket.socket(socket.AF_UNIX).connect(name); print("CONNECTED", name)
                except OSError as e: print(e.errno)
            print(glob.glob("/tmp/*rk*"), glob.glob("/run/*"))
            """
        )
    assert "CONNECTED" not in text and "[] []" in text, text
    assert "42" in other.run("print(6 * 7)")
