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
    for limit in ("AS", "NOFILE", "FSIZE", "DATA"):
        try:
            number = getattr(resource, "RLIMIT_" + limit)
            resource.setrlimit(number, (resource.RLIM_INFINITY,) * 2)
            print("GRANTED")
        except (ValueError, OSError):
            print("refused")
    """,
)
attack(
    "calls_by_number",
    "forks, signals others' kernels and makes files, each by every call there is",
    """
    import ctypes, os
    libc = ctypes.CDLL(None, use_errno=True)
    x86, there = os.uname().machine == "x86_64", b"new"
    def call(number, arm, *arguments):
        number = number if x86 else arm
        if number is not None and libc.syscall(number, *map(ctypes.c_long, arguments)) >= 0:
            print("GRANTED", number)
    name = ctypes.addressof(ctypes.create_string_buffer(there))
    buffer = ctypes.addressof(ctypes.create_string_buffer(256))
    call(57, None); call(58, None); call(56, 220, 17, 0, 0, 0, 0); call(435, 435, buffer, 88)
    for pid in (os.getppid(), {pid}, *range(max(2, os.getpid() - 30), os.getpid())):
        for number in (0, 19, 9):
            call(62, 129, pid, number); call(200, 130, pid, number)
            call(234, 131, pid, pid, number); call(129, 138, pid, number, buffer)
            call(297, 240, pid, pid, number, buffer)
        call(434, 434, pid, 0); call(72, 25, 0, 8, pid); call(302, 261, pid, 7, buffer, 0)
        call(141, 140, 0, pid, 19); call(144, 119, pid, 0, buffer); call(203, 122, pid, 8, buffer)
    for flags in (0o100, 0o1000, 0o20200002):
        call(2, None, name, flags, 0o666); call(257, 56, -100, name, flags, 0o666)
    call(85, None, name, 0o666); call(259, 33, -100, name, 0o100666, 0); call(319, 279, name, 0)
    call(29, 194, 0, 4096, 0o1600); call(240, 180, name, 0o102, 0o666, 0)
    call(83, None, name, 0o777)
    call(425, 425, 1, buffer); call(41, 198, 1, 1, 0); call(53, 199, 1, 2, 0, buffer)
    """,
    honest=EVERYTHING,
)
attack(
    "looks_into_others",
    "reads /proc, the memory and the open files of the fork server and of others' kernels",
    """
    import ctypes, os
    libc = ctypes.CDLL(None, use_errno=True)
    buffer = ctypes.create_string_buffer(64)
    for pid in (os.getppid(), {pid}, 1, "self", *range(max(2, os.getpid() - 30), os.getpid() + 30)):
        for name in ("mem", "environ", "maps", "cmdline", "status", "stack", "auxv", "fd"):
            for work in (os.listdir, lambda path: open(path, "rb").read(64)):
                try:
                    print("GRANTED", work(f"/proc/{pid}/{name}"))
                except OSError:
                    pass
        if pid != "self":
            for number in (0x4206, 16):
                if libc.ptrace(number, pid, None, None) == 0:
                    print("GRANTED", pid)
    for number in range(4, 256):
        try:
            print("GRANTED", number, os.read(number, 64))
        except OSError:
            pass
    for folder in ("/proc", "/sys", "/dev", "/tmp", "/run", "/dev/shm", "..", {course!r}):
        try:
            print("GRANTED", os.listdir(folder))
        except OSError:
            pass
    """,
    honest=EVERYTHING,
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
