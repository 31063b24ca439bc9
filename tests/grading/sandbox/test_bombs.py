"""A submission that wants all there is gets its share, and harms no other."""

import dataclasses
import textwrap

import pytest

from rnn_grading.kernel_client import KernelClient, Step
from tests.grading.sandbox.session import MB, SMALL, processes, stays_well


def test_fork_bomb(session, server):
    """Layer: seccomp; there is no second process."""
    before = processes()
    text = session.run(
        """
        import os
        for i in range(1000):
            try: os.fork(); print("FORKED")
            except PermissionError: pass
        print("DONE")
        """
    )
    assert text == "DONE\n" and processes() <= before
    stays_well(server)


@pytest.mark.parametrize("size", [0, 32768])
def test_thread_bomb(session, server, size):
    """Layer: the supervisor counts threads; RLIMIT_DATA, for their stacks."""
    session.run(
        f"""
        import threading, time
        threading.stack_size({size})
        while True:
            try: threading.Thread(target=time.sleep, args=(99,), daemon=True).start()
            except RuntimeError: pass
        """
    )
    assert session.kernel.wait(120) == -9
    assert session.kernel.report["reason"] == "threads", session.kernel.report
    stays_well(server)


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
    "pipes": """
        import fcntl, os
        while True:
            reading, writing = os.pipe()
            fcntl.fcntl(writing, 1031, 1 << 20)
        """,
    "System V": """
        import ctypes
        if ctypes.CDLL(None).shmget(0, 64 << 20, 0o1600) == -1: raise OSError('no shmget')
        """,
}
REFUSALS = ("MemoryError", "Unable to allocate", "OSError", "PermissionError")


@pytest.mark.parametrize("name", MEMORY)
def test_memory_bombs(session, server, name):
    """Layer: rlimits and the supervisor, seccomp for what neither counts."""
    text = session.run(MEMORY[name])
    if session.kernel.wait(2) is None:
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
    """Layer: the supervisor's clock."""
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


def test_a_kernel_that_says_nothing_has_its_clock_too(start):
    """Layer: the supervisor does not listen to the kernel at all."""
    one = start(limits=dataclasses.replace(SMALL, wall=5))
    one.run(
        """
        import os
        for fd in range(3, 100):
            try: os.close(fd)
            except OSError: pass
        while True: pass
        """
    )
    assert one.kernel.wait(120) == -9
    assert one.kernel.report["reason"] == "wall clock", one.kernel.report


# --- Output -------------------------------------------------------------------------------------


def test_a_million_lines(session):
    """Layer: the bounded stream in the kernel, which keeps no copy of the 300 MB either."""
    text = session.run("for i in range(1_000_000): print(str(i) * 50)", 300)
    assert "TIMEOUT" not in text and "printed too much" in text
    assert session.received < 2 * MB
    assert "42" not in session.run("print(6 * 7)")  # what may be printed is the notebook's
    session.close()
    assert session.kernel.report["peak"] < 350 * MB


DISHONEST = {
    "many messages": """
        from IPython.display import publish_display_data
        while True: publish_display_data({'text/plain': 'x' * 1000000})
        """,
    "one message": """
        from IPython.display import publish_display_data
        publish_display_data({'text/plain': 'x' * 90_000_000})
        """,
    "budget": """
        import rnn_grading.shell as shell
        shell.Stream.budget = 1 << 60
        while True: print('x' * 10_000)
        """,
    "half a message": """
        import os, struct
        for fd in range(3, 20):
            try: os.write(fd, struct.pack("!i", 1000) + b"x")
            except OSError: pass
        while True: pass
        """,
}


@pytest.mark.parametrize("name", DISHONEST)
def test_dishonest_output(server, name):
    """Layer: the client's count of bytes; the supervisor's clock for what does not come."""
    limits = dataclasses.replace(SMALL, wall=5 if name == "half a message" else 300)
    kernel = server.start({"seed": 1, "env": {}}, limits)
    client = KernelClient(kernel)
    (result,) = client.run_steps([Step({"source": textwrap.dedent(DISHONEST[name])}, 100)])
    assert result.ended == "death"
    assert client.exceeded_output == (name != "half a message")
    client.close()
    kernel.kill()
    stays_well(server)
