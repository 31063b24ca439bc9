"""A kernel that was started, as its client sees it."""

import contextlib
import json
import shutil
import signal

_LARGEST_REPORT = 1 << 18  # bytes


class Kernel:
    """A locked-in kernel: how to talk to it, its signals, its end. To be used by one thread.

    Attributes:
        connection: what a connection file holds, for ``load_connection_info`` of a client.
        report: None while it runs. Then a dict: ``exit``, its status, negative for a signal;
            ``why``, one of ``"ended"``, ``"client"`` (it was killed), ``"memory"``,
            ``"wall clock"``, ``"output"``, ``"could not start"`` or words for what else went wrong;
            ``peak``, bytes of memory; ``output``, bytes of messages; ``log``, the end of what it
            wrote past Jupyter, or of what went wrong.
    """

    def __init__(self, conn, connection, folder):
        """Takes over what was made for it.

        Args:
            conn: socket to the keeper.
            connection: how clients connect.
            folder: to be removed at the end, or None.
        """
        self.connection, self.report = connection, None
        self._conn, self._folder = conn, folder

    def poll(self):
        """None while it runs, its exit status afterwards."""
        return self.wait(0)

    def wait(self, timeout=None):
        """Waits for the end, at most ``timeout`` seconds; returns what ``poll`` would."""
        if self.report is None:
            self._conn.settimeout(timeout)
            try:
                data = self._conn.recv(_LARGEST_REPORT)
            except (BlockingIOError, TimeoutError):
                return None
            except OSError:
                data = b""
            killed = {"exit": -9, "why": "its keeper was killed", "peak": 0, "output": 0, "log": ""}
            self.report = json.loads(data) if data else killed
            self._let_go()
        return self.report["exit"]

    def signal(self, number):
        """Sends a signal to the kernel; SIGKILL ends all its processes."""
        if self.report is None:
            with contextlib.suppress(OSError):
                self._conn.send(json.dumps({"signal": int(number)}).encode())

    def interrupt(self):
        """Raises KeyboardInterrupt in what it runs; does nothing before it runs."""
        self.signal(signal.SIGINT)

    def kill(self, timeout=10.0):
        """Ends it and waits until nothing of it is left.

        Returns:
            Its exit status; None if that took longer than ``timeout`` seconds.
        """
        self.signal(signal.SIGKILL)
        return self.wait(timeout)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.kill()
        self._let_go()

    def _let_go(self):
        self._conn.close()
        if self._folder:
            shutil.rmtree(self._folder, ignore_errors=True)
