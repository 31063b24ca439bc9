"""A submission sees, signals and outlives nobody, and cannot undo what holds it."""

import os

import pytest

from tests.grading.sandbox.session import stays_well


def test_a_process_that_stays(session):
    """Layer: process namespace. The fixture asserts that nothing is left."""
    text = session.run(
        """
        import os, signal, time
        said, saying = os.pipe()
        if not os.fork():
            os.setsid()
            if not os.fork():
                for n in range(1, 65):
                    try: signal.signal(n, signal.SIG_IGN)
                    except (OSError, ValueError): pass
                os.write(saying, b"x")
                while True: time.sleep(1)
            os._exit(0)
        os.read(said, 1)
        print("PROCESSES", len([p for p in os.listdir("/proc") if p.isdigit()]))
        """
    )
    # init, kernel, the one that stays; perhaps what forked it
    assert text.strip() in ("PROCESSES 3", "PROCESSES 4"), text


ENDS = {
    "import os; os._exit(0)": (0,),
    "import os; os._exit(7)": (7,),
    "import os, signal; os.kill(os.getpid(), 9)": (137,),
    "import os; os.abort()": (134,),
    "import ctypes; ctypes.string_at(0)": (139,),
    "raise SystemExit(3)": (None,),
    "get_ipython().kernel.do_shutdown(False); exit()": (None, 0),
}


@pytest.mark.parametrize("code", ENDS)
def test_the_end_of_a_kernel_is_reported(session, code):
    session.run(code, 5)
    assert session.kernel.wait(0.5 if None in ENDS[code] else 120) in ENDS[code]


def test_signals_to_parents_and_to_all(session, server):
    """Layer: process namespace; signals from inside do not reach init, as it has no handlers."""
    text = session.run(
        """
        import os, signal
        own = set(map(int, os.listdir("/proc/self/task")))  # kill() takes a thread for its process
        for pid in {1, os.getppid(), 0x7fffffff, *range(3, 3000)} - own:
            for n in (signal.SIGSTOP, signal.SIGTERM, signal.SIGKILL):
                try: os.kill(pid, n)
                except OSError: pass
        print("ALIVE", os.getppid())
        """
    )
    assert "ALIVE 1" in text
    session.run("import os; os.kill(-1, 9); print('after')", 60)
    session.run("import os; os.killpg(0, 9)", 60)
    assert session.kernel.wait(120) == 137
    assert server.process.poll() is None
    stays_well(server)


def test_memory_of_others(session, server):
    """Layer: seccomp; init is not dumpable; Landlock; process namespace."""
    text = session.run(
        """
        import ctypes, os
        from rnn_grading.sandbox.syscalls import number_of
        libc = ctypes.CDLL(None, use_errno=True); b = ctypes.create_string_buffer(64)
        def call(name, *a):
            a = [ctypes.c_long(x) if isinstance(x, int) else x for x in a]
            print(libc.syscall(number_of(name), *a), ctypes.get_errno())
        call("ptrace", 16, 1, 0, 0); call("ptrace", 0, 0, 0, 0)
        call("process_vm_readv", 1, b, 1, b, 1, 0); call("process_vm_writev", 1, b, 1, b, 1, 0)
        call("pidfd_getfd", os.pidfd_open(1), 0, 0)
        for name in ("mem", "environ", "fd", "root", "cwd", "maps", "exe", "map_files", "stack"):
            path = f"/proc/1/{name}"
            try: print("READ", os.listdir(path) if os.path.isdir(path) else open(path, "rb").read())
            except OSError as e: print(e.errno)
        """
    )
    assert text.count("-1 1\n") == 5 and "READ" not in text, text
    stays_well(server)


def test_no_memory_is_shared_for_writing(session):
    """Layer: the server maps nothing shared."""
    text = session.run(
        """
        modes = [line.split()[1] for line in open('/proc/self/maps')]
        print(len(modes) > 10, [mode for mode in modes if mode.startswith('rw') and mode[3] == 's'])
        """
    )
    assert text.strip() == "True []"


def test_limits_cannot_be_raised(session):
    """Layer: no capability."""
    text = session.run(
        """
        import os, resource
        for name in ("AS", "DATA", "NPROC", "NOFILE", "FSIZE", "CPU", "CORE", "MEMLOCK"):
            which = getattr(resource, f"RLIMIT_{name}")
            for pid in (0, 1):
                try: resource.prlimit(pid, which, (resource.RLIM_INFINITY,) * 2)
                except (ValueError, OSError): continue
                if pid == 0: print("RAISED", name)
        try: os.nice(-5); print("RAISED nice")
        except OSError: pass
        print("DONE")
        """
    )
    assert text == "DONE\n"


def test_calls_that_undo_layers(session):
    """Layer: seccomp, for each; the status shows the rights that are left."""
    text = session.run(
        """
        import ctypes, errno
        from rnn_grading.sandbox.syscalls import number_of
        libc = ctypes.CDLL(None, use_errno=True)
        def call(name, *a):
            ctypes.set_errno(0)
            number = number_of(name) if isinstance(name, str) else name
            if number is None: return
            r = libc.syscall(number, *[ctypes.c_long(x) if isinstance(x, int) else x for x in a])
            print(r, name, errno.errorcode.get(ctypes.get_errno()))
        b = ctypes.create_string_buffer(128)
        call("mount", b"tmpfs", b"/tmp", b"tmpfs", 0, 0); call("umount2", b"/usr", 2)
        call("mount", b"none", b"/usr", 0, 32 | 4096, 0); call("chroot", b"/")
        call("pivot_root", b"/", b"/"); call("open_tree", -100, b"/", 1)
        call("fsopen", b"tmpfs", 0); call("unshare", 0x10000000); call("unshare", 0x20000)
        call("setns", 0, 0); call("clone", 0x10000000 | 17, 0, 0, 0, 0)
        call("clone", 0x40000000 | 17, 0, 0, 0, 0); call("clone3", b, 88); call("bpf", 0, b, 128)
        call("keyctl", 0, -3, 1); call("perf_event_open", b, 0, -1, -1, 0)
        call("userfaultfd", 1); call("io_uring_setup", 1, b); call("kexec_load", 0, 0, 0, 0)
        call("personality", 0x40000); call("ioperm", 0, 1, 1); call("modify_ldt", 0, b, 16)
        call("sethostname", b"x", 1); call("prctl", 4, 1, 0, 0, 0)  # dumpable
        call("prctl", 22, 0, 0, 0, 0); call("prctl", 38, 0, 0, 0, 0)  # seccomp, no new rights
        call(0x40000000 + 39); call(463)  # x32, and a call newer than the table
        import os
        try: os.setuid(0); print("0 setuid")
        except OSError as e: print(-1, "setuid", e.errno)
        print("STATUS")
        wanted = ("CapEff", "CapPrm", "CapBnd", "CapAmb", "NoNewPrivs", "Seccomp")
        for line in open("/proc/self/status"):
            if line.split(":")[0] in wanted: print(*line.split())
        """
    )
    calls, status = text.split("STATUS\n")
    assert len(calls.splitlines()) >= 27
    assert all(line.startswith("-1 ") for line in calls.splitlines()), text
    found = {key: int(value, 16) for key, value in map(str.split, status.splitlines())}
    assert found == {
        "CapPrm:": 0,
        "CapEff:": 0,
        "CapBnd:": 0,
        "CapAmb:": 0,
        "NoNewPrivs:": 1,
        "Seccomp:": 2,
    }


def test_core_dumps(session):
    """Layer: not dumpable; RLIMIT_CORE."""
    before = set(os.listdir("."))
    session.run(
        """
        import os, resource
        most = resource.getrlimit(resource.RLIMIT_CORE)[1]
        resource.setrlimit(resource.RLIMIT_CORE, (most, most))
        os.abort()
        """,
        5,
    )
    assert session.kernel.wait(120) == 134
    assert set(os.listdir(".")) == before


def test_set_user_id_programs(session):
    """Layer: no_new_privs, nosuid mounts."""
    text = session.run(
        """
        import subprocess
        code = "unshare -r id -u; mount -t tmpfs x /tmp; su -c id; echo END"
        print(subprocess.run(code, shell=True, capture_output=True, text=True))
        """
    )
    assert "END" in text and "uid=0" not in text and "stdout='0" not in text
