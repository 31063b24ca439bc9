"""A sandboxed kernel with a client to it, and who is alive around it."""

import contextlib
import os
import select
import subprocess
import sys
import textwrap
import time
from queue import Empty

from jupyter_client import BlockingKernelClient

from rnn_grading.sandbox import Limits

FLAG = "SANDBOX_TESTS_IN_A_NAMESPACE"
# Written backwards here: no kernel has it in its memory because it read this file.
SECRET = "".join(reversed("TERCES-EHT-SI-SIHT-4711"))
MB = 1 << 20
SMALL = Limits(
    memory=700 * MB,
    wall=300,
    scratch=32 * MB,
    files=600,
    processes=48,
    output=24 * MB,
    file_size=16 * MB,
)


class Session:
    """A kernel and a client to it, bounded by time."""

    def __init__(self, server, limits=SMALL, **kwargs):
        """Starts a kernel of ``server`` and subscribes to it."""
        self.kernel = server.start(limits, **kwargs)
        self.client = BlockingKernelClient()
        self.client.load_connection_info(self.kernel.connection)
        self.client.start_channels()
        self.received = 0  # characters of streams
        # What is published before we are subscribed is lost; the kernel welcomes its subscribers.
        self.client.get_iopub_msg(timeout=120)

    def run(self, code, timeout=120, when=None):
        """Executes a cell.

        Args:
            code: it may be indented.
            timeout: seconds.
            when: pair of a word and what to do when it is printed.

        Returns:
            The text of all it put out, errors too, when the cell, the kernel or the time ends.
        """
        text, request = "", self.client.execute(textwrap.dedent(code))
        end = time.monotonic() + timeout
        while time.monotonic() < end:
            try:
                message = self.client.get_iopub_msg(timeout=0.1)
            except Empty:
                if self.kernel.poll() is not None:
                    return text
                continue
            except Exception as error:  # what a hostile kernel sends need not be a message at all
                return f"{text} NOT A MESSAGE: {type(error).__name__}"
            if message["parent_header"].get("msg_id") != request:
                continue
            content = message["content"]
            if message["msg_type"] == "stream":
                self.received += len(content["text"])
                text += content["text"]
                if when and when[0] in text:
                    when[1]()
                    when = None
            elif message["msg_type"] == "error":
                text += f"{content['ename']}: {content['evalue']}"
            elif content.get("execution_state") == "idle":
                return text
        return f"{text} TIMEOUT"

    def close(self):
        """Ends the kernel; returns its exit status."""
        status = self.kernel.kill()
        self.client.stop_channels()
        return status


def processes():
    """The living processes of the tests' namespace; pytest is its process 1 and reaps no orphan."""
    alive = set()
    for pid in filter(str.isdigit, os.listdir("/proc")):
        with contextlib.suppress(OSError), open(f"/proc/{pid}/stat") as file:
            if file.read().rsplit(")", 1)[1].split()[0] not in "ZX":
                alive.add(int(pid))
    return alive


def settle(before, seconds=120):
    """Nothing is alive, soon, that was not alive before."""
    end = time.monotonic() + seconds
    for pid in processes() - before:
        with contextlib.suppress(ProcessLookupError):
            fd = os.pidfd_open(pid)
            select.select([fd], [], [], max(0, end - time.monotonic()))
            os.close(fd)
    assert not processes() - before


def stays_well(server):
    """The server still makes kernels that work."""
    other = Session(server)
    assert "42" in other.run("print(6 * 7)")
    other.close()


def in_a_child(code, timeout=300, **kwargs):
    """The text of ``code``, run by an ordinary Python."""
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code)],
        capture_output=True,
        text=True,
        timeout=timeout,
        **kwargs,
    )
    return done.stdout + done.stderr
