"""A JupyterLab of the tests' own, and pages of it."""

import contextlib
import json
import os
import socket
import subprocess
import sys
import time
import urllib.request

from playwright.sync_api import expect

from tests.nbgrader_runs import environment

TOKEN = "test"
_SECONDS = 180  # for whatever has to come; on a busy machine a kernel alone may need one of them

expect.set_options(timeout=1000 * _SECONDS)

# Every cell in the page at once, however long the notebook, and no question about news.
_SETTINGS = {
    "notebook-extension/tracker": {"windowingMode": "none"},
    "apputils-extension/notification": {"fetchNews": "false", "checkForUpdates": False},
}


@contextlib.contextmanager
def jupyterlab(folder, home):
    """A JupyterLab in a folder, with its own settings under ``home``; yields its address."""
    for plugin, values in _SETTINGS.items():
        settings = home / ".jupyter" / "config" / "lab" / "user-settings" / "@jupyterlab"
        file = settings / f"{plugin}.jupyterlab-settings"
        file.parent.mkdir(parents=True)
        file.write_text(json.dumps(values))
    command = [sys.executable, "-m", "jupyterlab"]
    with running(command, folder, environment(home), home / "log") as address:
        yield address


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
            end = time.monotonic() + _SECONDS
            while True:
                with contextlib.suppress(OSError):
                    get(address, "api")
                    break
                assert server.poll() is None and time.monotonic() < end, log.read_text()
                time.sleep(0.5)
            yield address
        finally:
            server.terminate()
            server.wait(_SECONDS)


def get(address, path):
    """What the server at this address answers, as text."""
    with urllib.request.urlopen(f"{address}/{path}?token={TOKEN}", timeout=_SECONDS) as answer:
        return answer.read().decode()


@contextlib.contextmanager
def page_of(browser, address, request):
    """A page that knows the server's token; a screenshot is kept where RNN_SCREENSHOTS says."""
    context = browser.new_context(viewport={"width": 1280, "height": 1000}, base_url=address)
    page = context.new_page()
    page.set_default_timeout(1000 * _SECONDS)
    page.goto(f"/lab/api/settings?token={TOKEN}")  # the token goes into a cookie
    yield page
    folder = os.environ.get("RNN_SCREENSHOTS")
    if folder:
        os.makedirs(folder, exist_ok=True)
        name = f"{request.path.stem}_{request.node.name}.png"
        page.screenshot(path=os.path.join(folder, name))
    context.close()
