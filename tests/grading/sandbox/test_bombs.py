"""A submission that wants all there is gets its share, and harms no other."""

import dataclasses
import time

import pytest

from tests.grading.sandbox.session import MB, SMALL, processes, settle, stays_well


def test_fork_bomb(start, server):
    """Layer: RLIMIT_NPROC for a uid or user namespace of its own; the end of init takes all."""
    before = processes()
    # Forks share their memory, but it is counted for each: without this, that would end them.
    bomb = start(limits=dataclasses.replace(SMALL, memory=1 << 40))
    bomb.run(
        """
        import os
        while True:
            try: os.fork()
            except OSError: pass
        """,
        1.5,
    )
    end = time.monotonic() + 120  # until it is full: on a busy machine that takes longer
    while len(processes() - before) <= SMALL.processes // 2 and time.monotonic() < end:
        time.sleep(0.1)
    # Its own, and supervisor and init: those of the kernel are half of them at the least.
    assert SMALL.processes // 2 < len(processes() - before) <= SMALL.processes + 2
    stays_well(server)
    bomb.close()
    assert bomb.kernel.report["reason"] == "client"
    settle(before)


def test_thread_bomb(session):
    """Layer: RLIMIT_NPROC counts threads."""
    text = session.run(
        """
        import threading, time
        for i in range(10000): threading.Thread(target=time.sleep, args=(99,), daemon=True).start()
        """
    )
    assert "can't start new thread" in text


MEMORY = {
    "bytearray": "x = []\nwhile True: x.append(bytearray(64 << 20))",
    "numpy": "import numpy\nx = numpy.ones(1 << 32)",
    "slowly": """
        import time
        x = []
        while True: x.append(bytearray(16 << 20)); time.sleep(.02)
        """,
    "shared": """
        import mmap
        x = []
        while True: x.append(mmap.mmap(-1, 64 << 20)); x[-1].write(bytes(64 << 20))
        """,
    "memfd": """
        import os
        x = []
        while True: x.append(os.memfd_create('x')); os.write(x[-1], bytes(8 << 20))
        """,
    "children": """
        import os, time
        for i in range(30):
            if not os.fork(): x = bytearray(200 << 20); time.sleep(600)
        time.sleep(600)
        """,
    "System V": """
        import ctypes
        if ctypes.CDLL(None).shmget(0, 64 << 20, 0o1600) == -1: raise OSError('no shmget')
        """,
}
REFUSALS = ("MemoryError", "Unable to allocate", "OSError", "AttributeError")


@pytest.mark.parametrize("name", MEMORY)
def test_memory_bombs(session, server, name):
    """Layer: rlimits for one process, the supervisor for all, seccomp for what neither counts."""
    text = session.run(MEMORY[name])
    if session.kernel.poll() is None:
        assert any(word in text for word in REFUSALS), text
    else:
        assert session.kernel.report["reason"] == "memory", session.kernel.report
    session.close()
    assert session.kernel.report["peak"] < 2 * SMALL.memory
    stays_well(server)


def test_endless_recursion(start):
    """Python keeps its frames on the heap: it is slow rather than large, and the clock ends it."""
    one = start(limits=dataclasses.replace(SMALL, wall=5))
    one.run("import sys\nsys.setrecursionlimit(10**9)\ndef f(): return f()\nf()")
    assert one.kernel.wait(120) is not None
    assert one.kernel.report["reason"] in ("wall clock", "memory", "ended"), one.kernel.report
    assert one.kernel.report["peak"] < 2 * SMALL.memory


def test_endless_loop_that_swallows_everything(start):
    """Layer: the supervisor's clock; SIGKILL for init."""
    one = start(limits=dataclasses.replace(SMALL, wall=5))
    one.run(
        """
        import signal
        for n in range(1, 65):
            try: signal.signal(n, signal.SIG_IGN)
            except (OSError, ValueError): pass
        while True:
            try:
                while True: pass
            except BaseException: pass
        """
    )
    assert one.kernel.wait(120) == -9 and one.kernel.report["reason"] == "wall clock"


def test_a_kernel_that_lets_nobody_connect_has_its_clock_too(start):
    """Layer: the supervisor never waits for the kernel."""
    one = start(limits=dataclasses.replace(SMALL, wall=5))
    one.run(
        """
        import os, socket, time
        def backlog(fd):
            sock = socket.socket(fileno=os.dup(fd))
            if not sock.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN): return
            sock.listen(0)
            full = [socket.socket(socket.AF_UNIX) for _ in range(3)]
            for other in full: other.setblocking(False); other.connect_ex(sock.getsockname())
            kept.append(full)
        kept = []
        for fd in range(3, 100):
            try: backlog(fd)
            except OSError: pass
        for fd in range(3, 100):
            try: sock = socket.socket(fileno=os.dup(fd)); sock.getpeername(); sock.shutdown(2)
            except OSError: pass
        while True: pass
        """
    )
    assert one.kernel.wait(120) is not None
    assert one.kernel.report["reason"] in ("wall clock", "ended"), one.kernel.report


# --- Output -------------------------------------------------------------------------------------


def test_a_million_lines(session):
    """Layer: the bounded stream in the kernel, which keeps no copy of the 300 MB either."""
    text = session.run("for i in range(1_000_000): print(str(i) * 50)", 300)
    assert "TIMEOUT" not in text and "printed too much" in text
    assert session.received < 2 * MB
    assert "42" not in session.run("print(6 * 7)")  # what may be printed is the notebook's
    session.close()
    assert session.kernel.report["peak"] < 350 * MB and session.kernel.report["output"] < 4 * MB


DISHONEST = {
    "many messages": """
        from IPython.display import publish_display_data
        while True: publish_display_data({'text/plain': 'x' * 1000000})
        """,
    "one message": """
        from IPython.display import publish_display_data
        publish_display_data({'text/plain': 'x' * 40_000_000})
        """,
    "budget": """
        import rnn_grading.sandbox.kernel as k
        k.BoundedStream.budget = 1 << 60
        while True: print('x' * 1000)
        """,
}


@pytest.mark.parametrize("name", DISHONEST)
def test_dishonest_output(session, name):
    """Layer: the supervisor's count of bytes."""
    session.run(DISHONEST[name])
    assert session.kernel.wait(120) is not None
    assert session.kernel.report["reason"] in ("output", "memory"), session.kernel.report
    assert session.kernel.report["output"] <= SMALL.output + 70_000


def test_flood_of_the_log(session):
    """Layer: the supervisor keeps the last 8 kB."""
    session.run(
        """
        import os, time
        end = time.time() + 0.5
        for fd in range(3, 64):
            try: os.set_blocking(fd, False)
            except OSError: pass
        while time.time() < end:
            for fd in range(1, 30):
                try: os.write(fd, b"x" * 60000)
                except OSError: pass
        """,
        5,
    )
    session.close()
    assert len(session.kernel.report["log"]) <= 8192
