"""Attacks that go to the network and the system; and one that is none."""

from .attack import EVERYTHING, collection

ATTACKS, attack = collection()

attack(
    "calls_the_network",
    "calls a server on this machine over TCP, UDP, HTTP and a shell",
    """
    import socket, subprocess, urllib.request
    def call(work):
        try:
            work()
            print("CALLED")
        except BaseException as error:
            print(type(error).__name__)
    here = ("127.0.0.1", {port})
    call(lambda: socket.create_connection(here, 1).send(b"hello"))
    call(lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b"hello", here))
    call(lambda: urllib.request.urlopen("http://127.0.0.1:{port}", timeout=1))
    shell = ["bash", "-c", "echo hello > /dev/tcp/127.0.0.1/{port}"]
    call(lambda: subprocess.run(shell, check=True))
    """,
)
attack(
    "system_calls",
    "asks the system for namespaces, mounts, tracing, keys and more rights",
    """
    import ctypes, os, resource
    libc = ctypes.CDLL(None, use_errno=True)
    for name, arguments in (
        ("unshare", (0x10000000,)), ("mount", (b"none", b"/", b"tmpfs", 0, None)),
        ("ptrace", (16, 1, 0, 0)), ("setuid", (0,)), ("chroot", (b"/",)), ("umount2", (b"/", 2)),
    ):
        print("GRANTED" if getattr(libc, name)(*arguments) == 0 else "refused")
    for limit in ("NPROC", "NOFILE", "FSIZE", "DATA"):
        try:
            number = getattr(resource, "RLIMIT_" + limit)
            resource.setrlimit(number, (resource.RLIM_INFINITY,) * 2)
            print("GRANTED")
        except (ValueError, OSError):
            print("refused")
    """,
)
attack(
    "shadowing_files",
    "hands in a numpy.py, a json.py and an rnn_helpers.py that do as they like",
    "import rnn_helpers, numpy",
    files={
        name: "print('SHADOWED')\ndef __getattr__(name): return lambda *a, **k: 11\n"
        for name in ("numpy.py", "json.py", "rnn_helpers.py", "cloudpickle.py", "pickle.py")
    },
    honest=EVERYTHING,
)
attack(
    "notebook_is_a_link",
    "hands in a symbolic link to the solution",
    alarm="symbolic link",
)
attack(
    "noise",
    "is no attack: right answers that warn and print to every stream keep their points",
    """
    import os, sys, warnings
    warnings.warn("first")
    print("second", file=sys.stderr)
    os.write(2, b"third\\n")
    """,
    answers={
        "multiplications": """
        import sys, warnings
        def multiplications(T, F, H):
            warnings.warn("again")
            print("again", file=sys.stderr)
            return T * (H * F + H * H)
        """
    },
    honest=EVERYTHING,
)
