"""A submission starts, sees, signals and outlives nobody, and cannot undo what holds it."""

import os
import signal
import subprocess
import sys
import time

import pytest

from tests.grading.sandbox.session import stays_well

# `call` makes a system call by name and prints what came of it; the names are those of Linux.
CALL = """
    import ctypes, errno, os
    libc = ctypes.CDLL(None, use_errno=True)
    NUMBERS = {"x86_64": 0, "aarch64": 1}[os.uname().machine]
    def call(name, x86, arm, *arguments):
        ctypes.set_errno(0)
        number = (x86, arm)[NUMBERS]
        if number is None: return
        values = [ctypes.c_long(a) if isinstance(a, int) else a for a in arguments]
        print(name, libc.syscall(number, *values), errno.errorcode.get(ctypes.get_errno()))
    b = ctypes.create_string_buffer(256)
    """


def refused(text):
    """The calls that failed, for lack of permission or as if there were none; all must have."""
    lines = [line.split() for line in text.splitlines()]
    assert all(line[1:] in (["-1", "EPERM"], ["-1", "ENOSYS"]) for line in lines), text
    return len(lines)


def test_every_call_that_makes_a_process(session):
    """Layer: seccomp; the fixture asserts that nothing is left."""
    text = session.run(
        CALL
        + """
    call("fork", 57, None); call("vfork", 58, None)
    for flags in (0, 17, 0x100, 0x4111, 0x100 | 0x200 | 0x400 | 0x800, 0x10000000, 0x7E020080):
        call(f"clone{flags}", 56, 220, flags, 0, 0, 0, 0)
    call("clone-of-threads-in-a-namespace", 56, 220, 0x3D0F00 | 0x40000000, 0, 0, 0, 0)
    call("clone3", 435, 435, b, 88)
    call("execve", 59, 221, b"/bin/true", 0, 0)
    call("execveat", 322, 281, -100, b"/bin/true", 0, 0, 0)
    call("x32-fork", 0x40000000 + 57, None)
    """
    )
    assert refused(text) >= 11
    text = session.run(
        """
        import os, subprocess, multiprocessing, pty
        for work in (os.fork, os.forkpty, lambda: os.execv("/bin/true", ["true"]),
                     lambda: os.posix_spawn("/bin/true", ["true"], {}),
                     lambda: subprocess.run(["true"]), lambda: subprocess.run("true", shell=True),
                     multiprocessing.Process(target=print).start, lambda: pty.spawn("/bin/true")):
            try: print("STARTED", work())
            except OSError: pass
        if os.system("true") == 0: print("STARTED")
        print("DONE")
        """
    )
    assert text == "DONE\n", text


ENDS = {
    "import os; os._exit(0)": (0,),
    "import os; os._exit(7)": (7,),
    "import os, signal; os.kill(os.getpid(), 9)": (-9,),
    "import os; os.abort()": (-6,),
    "import ctypes; ctypes.string_at(0)": (-11,),
    "raise SystemExit(3)": (None,),
    "exit()": (None,),
}


@pytest.mark.parametrize("code", ENDS)
def test_the_end_of_a_kernel_is_reported(session, code):
    session.run(code, 5)
    assert session.kernel.wait(0.5 if None in ENDS[code] else 120) in ENDS[code]


@pytest.fixture
def victim():
    """A process of the same user, which waits, and counts no signal that it cannot see."""
    code = "import time; print('up', flush=True); time.sleep(600)"
    process = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE)
    process.stdout.readline()
    yield process
    process.kill()
    process.wait()
    process.stdout.close()


def test_every_call_that_signals(session, start, server, victim):
    """Layer: seccomp, nobody but itself; Landlock from its sixth version; a uid of its own."""
    other = start()
    others = [server.process.pid, os.getpid(), victim.pid]
    text = session.run(
        CALL
        + f"""
    import signal
    for pid in {others}:
        for number in (0, signal.SIGTERM, signal.SIGKILL):
            call("kill", 62, 129, pid, number); call("tkill", 200, 130, pid, number)
            call("tgkill", 234, 131, pid, pid, number)
            call("rt_sigqueueinfo", 129, 138, pid, number, b)
            call("rt_tgsigqueueinfo", 297, 240, pid, pid, number, b)
        call("pidfd_open", 434, 434, pid, 0); call("pidfd_send_signal", 424, 424, 3, 9, 0, 0)
        call("fcntl-setown", 72, 25, 0, 8, pid); call("fcntl-setsig", 72, 25, 0, 10, 9)
        call("ioctl-setown", 16, 29, 0, 0x8901, b)
        call("setpriority", 141, 140, 0, pid, 19)
        call("sched_setaffinity", 203, 122, pid, 8, b)
        call("sched_setscheduler", 144, 119, pid, 3, b); call("ioprio_set", 251, 30, 1, pid, 0)
        call("prlimit", 302, 261, pid, 0, b, 0); call("setpgid", 109, 154, pid, 0)
    for pid in (-1, 0, -os.getpgid(0), os.getppid()):
        call("kill", 62, 129, pid, signal.SIGKILL)
    call("timer_create", 222, 107, 0, b, b); call("mq_notify", 244, 184, 0, b)
    """
    )
    assert refused(text) > 70
    session.run("import os; os.killpg(0, 9)", 60)
    time.sleep(0.2)
    assert victim.poll() is None and server.process.poll() is None
    assert "42" in other.run("print(6 * 7)") and "42" in session.run("print(6 * 7)")
    session.run("import os, signal; signal.raise_signal(signal.SIGKILL)", 60)
    assert session.kernel.wait(120) == -signal.SIGKILL


def test_memory_of_others(session, start, server, victim):
    """Layer: seccomp, Landlock; kernels are not dumpable."""
    other = start()
    pid = int(other.run("import os; print(os.getpid())"))
    text = session.run(
        CALL
        + f"""
    others = {[server.process.pid, os.getpid(), victim.pid, pid]}
    for pid in others:
        call("attach", 101, 117, 16, pid, 0, 0); call("seize", 101, 117, 0x4206, pid, 0, 0)
        call("process_vm_readv", 310, 270, pid, b, 1, b, 1, 0)
        call("process_vm_writev", 311, 271, pid, b, 1, b, 1, 0)
        call("pidfd_getfd", 438, 438, 3, 0, 0); call("kcmp", 312, 272, pid, pid, 0, 0, 0)
        call("move_pages", 279, 239, pid, 0, 0, 0, 0, 0)
        call("get_robust_list", 274, 100, pid, b, b)
    """
    )
    assert refused(text) == 32
    text = session.run(
        """
        for pid in (*others, 1, "self", "thread-self", os.getpid()):
            for name in ("mem", "environ", "fd", "root", "cwd/..", "maps", "exe", "map_files",
                         "stack", "status", "cmdline", "task", "fdinfo", "ns", "auxv"):
                path = f"/proc/{pid}/{name}"
                for work in (os.listdir, lambda p: open(p, "rb").read(), lambda p: open(p, "r+b")):
                    try: print("READ", path, work(path))
                    except OSError: pass
        for folder in ("/proc", "/proc/sys", "/proc/net", "/sys", "/dev/shm", "/dev/pts", "/run"):
            try: print("READ", os.listdir(folder))
            except OSError: pass
        print("DONE")
        """
    )
    assert text == "DONE\n", text
    assert "42" in other.run("print(6 * 7)")
    stays_well(server)


def test_others_cannot_look_into_a_kernel(session):
    """Layer: not dumpable. Whoever has the same uid and no capability is refused."""
    pid = int(session.run("import os; print(os.getpid())"))
    text = session.run("import ctypes; print(ctypes.CDLL(None).prctl(3, 0, 0, 0, 0))")
    assert text == "0\n"
    assert os.stat(f"/proc/{pid}/environ").st_uid == 0


def test_no_memory_is_shared_for_writing(session):
    """Layer: the server maps nothing shared."""
    pid = int(session.run("import os; print(os.getpid())"))
    with open(f"/proc/{pid}/maps") as file:
        modes = [line.split()[1] for line in file]
    assert len(modes) > 10
    assert not [mode for mode in modes if mode.startswith("rw") and mode[3] == "s"]


def test_limits_cannot_be_raised(session):
    """Layer: no capability; seccomp, of nobody else."""
    text = session.run(
        """
        import os, resource
        for name in ("AS", "DATA", "NOFILE", "FSIZE", "CPU", "CORE", "MEMLOCK"):
            which = getattr(resource, f"RLIMIT_{name}")
            for pid in (0, os.getppid(), 1):
                try: resource.prlimit(pid, which, (resource.RLIM_INFINITY,) * 2)
                except (ValueError, OSError): continue
                print("RAISED", name)
        try: os.nice(-5); print("RAISED nice")
        except OSError: pass
        print("DONE")
        """
    )
    assert text == "DONE\n"


def test_calls_that_undo_layers(session):
    """Layer: seccomp, for each; the status shows the rights that are left."""
    text = session.run(
        CALL
        + """
    call("mount", 165, 40, b"tmpfs", b"/tmp", b"tmpfs", 0, 0); call("umount2", 166, 39, b"/usr", 2)
    call("remount", 165, 40, b"none", b"/usr", 0, 32 | 4096, 0); call("chroot", 161, 51, b"/")
    call("pivot_root", 155, 41, b"/", b"/"); call("open_tree", 428, 428, -100, b"/", 1)
    call("fsopen", 430, 430, b"tmpfs", 0); call("unshare", 272, 97, 0x10000000)
    call("unshare-files", 272, 97, 0x20000); call("setns", 308, 268, 0, 0)
    call("bpf", 321, 280, 0, b, 128); call("keyctl", 250, 219, 0, -3, 1)
    call("add_key", 248, 217, b"user", b"x", b"y", 1, -3)
    call("perf_event_open", 298, 241, b, 0, -1, -1, 0); call("userfaultfd", 323, 282, 1)
    call("io_uring_setup", 425, 425, 1, b); call("io_setup", 206, 0, 1, b)
    call("kexec_load", 246, 104, 0, 0, 0, 0); call("personality", 135, 92, 0x40000)
    call("ioperm", 173, None, 0, 1, 1); call("modify_ldt", 154, None, 0, b, 16)
    call("sethostname", 170, 161, b"x", 1); call("reboot", 169, 142, 0, 0, 0, 0)
    call("dumpable", 157, 167, 4, 1, 0, 0, 0); call("pdeathsig", 157, 167, 1, 0, 0, 0, 0)
    call("seccomp-off", 157, 167, 22, 0, 0, 0, 0); call("seccomp", 317, 277, 1, 0, b)
    call("landlock", 444, 444, 0, 0, 1); call("capset", 126, 91, b, b)
    call("setuid", 105, 146, 0); call("setresuid", 117, 147, 0, 0, 0); call("setsid", 112, 157)
    call("x32-getpid", 0x40000000 + 39, None); call("newer", 470, 470)
    call("fanotify", 300, 262, 0, 0); call("inotify", 294, 26, 0)
    call("open_by_handle", 304, 265, 3, b, 0); call("name_to_handle", 303, 264, -100, b"/", b, b, 0)
    """
    )
    assert refused(text) >= 34
    status = session.run("print(os.getpid())")
    with open(f"/proc/{int(status)}/status") as file:
        found = dict(line.split(":\t", 1) for line in file)
    assert [int(found[name], 16) for name in ("CapPrm", "CapEff", "CapAmb")] == [0, 0, 0]
    assert (found["NoNewPrivs"].strip(), found["Seccomp"].strip()) == ("1", "2")


def test_core_dumps(session):
    """Layer: not dumpable; RLIMIT_CORE and FSIZE."""
    before = set(os.listdir("."))
    session.run("import os; os.abort()", 5)
    assert session.kernel.wait(120) == -6
    assert set(os.listdir(".")) == before
