"""A JupyterLab of the tests' own."""

import contextlib
import socket
import subprocess
import time
import urllib.request

TOKEN = "test"


@contextlib.contextmanager
def running(command, folder, environment, log):
    """Starts JupyterLab, waits until it answers, and stops it.

    Args:
        command: what starts it, a list of text.
        folder: where it runs.
        environment: its environment variables.
        log: the file that gets what it says, a Path.

    Yields:
        Its address.
    """
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    flags = ["--no-browser", "--allow-root", f"--port={port}", f"--IdentityProvider.token={TOKEN}"]
    address = f"http://127.0.0.1:{port}"
    with log.open("w") as said:
        server = subprocess.Popen(
            [*command, *flags],
            cwd=folder,
            env=environment,
            stdout=said,
            stderr=subprocess.STDOUT,
        )
        try:
            for _ in range(120):
                with contextlib.suppress(OSError):
                    get(address, "api")
                    break
                time.sleep(0.5)
            else:
                raise AssertionError(log.read_text())
            yield address
        finally:
            server.terminate()
            server.wait(30)


def get(address, path):
    """What the server at this address answers, as text."""
    with urllib.request.urlopen(f"{address}/{path}?token={TOKEN}", timeout=30) as answer:
        return answer.read().decode()
