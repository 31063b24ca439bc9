"""A sandboxed kernel that runs cells, and who is alive around it."""

import contextlib
import json
import os
import select
import subprocess
import sys
import textwrap
import time

from rnn_grading.sandbox import Limits

FLAG = "SANDBOX_TESTS_IN_A_NAMESPACE"
# Written backwards here: no kernel has it in its memory because it read this file.
SECRET = "".join(reversed("TERCES-EHT-SI-SIHT-4711"))
MB = 1 << 20
SMALL = Limits(memory=700 * MB, wall=300, threads=48, output=24 * MB)


class Session:
    """A kernel, and what is said with it, bounded by time."""

    def __init__(self, server, limits=SMALL, files=None, seed=5, env=None):
        """Starts a kernel of ``server`` and waits for its first word."""
        self.kernel = server.start({"seed": seed, "env": env or {}}, limits, files)
        self.received = 0  # characters of streams
        assert self._next(time.monotonic() + 120).get("ready")

    def _next(self, end):
        while time.monotonic() < end:
            if self.kernel.connection.poll(0.1):
                return json.loads(self.kernel.connection.recv_bytes(SMALL.output))
        raise TimeoutError

    def run(self, code, timeout=120, when=None):
        """Executes a cell.

        Args:
            code: it may be indented.
            timeout: seconds.
            when: pair of a word and what to do when it is printed.

        Returns:
            The text of all it put out, errors too, when the cell, the kernel or the time ends.
        """
        text, end = "", time.monotonic() + timeout
        try:
            self.kernel.connection.send([{"source": textwrap.dedent(code)}])
            while True:
                message = self._next(end)
                if "stream" in message:
                    self.received += len(message["text"])
                    text += message["text"]
                    if when and when[0] in text:
                        when[1]()
                        when = None
                elif "error" in message:
                    text += f"{message['error']['ename']}: {message['error']['evalue']}"
                elif "idle" in message:
                    return text
        except TimeoutError:
            return f"{text} TIMEOUT"
        except OSError as error:  # EOFError is none
            return f"{text} TOO LONG: {error}"
        except EOFError:
            return text
        except Exception as error:  # what a hostile kernel sends need not be a message at all
            return f"{text} NOT A MESSAGE: {type(error).__name__}"

    def close(self):
        """Ends the kernel; returns its exit status."""
        status = self.kernel.kill(60)
        self.kernel.connection.close()
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
