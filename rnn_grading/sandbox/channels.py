"""The five channels of a kernel, as Unix sockets in a private folder, and a relay for them."""

import os
import secrets
import socket
import tempfile
from collections.abc import Callable
from selectors import EVENT_READ, EVENT_WRITE, BaseSelector

CHANNELS = ("shell", "iopub", "stdin", "control", "hb")
BACKLOG = 16
_MAX_NAME = 107  # bytes, of a Unix socket
_CHUNK = 1 << 16  # bytes


def private_folder() -> str:
    """A new folder with a short name that only we can enter."""
    base = os.environ.get("XDG_RUNTIME_DIR")
    return tempfile.mkdtemp(prefix="rk-", dir=base if base and os.access(base, os.W_OK) else "/tmp")


def new_connection(folder: str) -> dict:
    """A connection by sockets in ``folder``, with a key: what a connection file holds."""
    ports = {f"{name}_port": number for number, name in enumerate(CHANNELS, 1)}
    key = {"key": secrets.token_hex(32), "signature_scheme": "hmac-sha256"}
    return {"transport": "ipc", "ip": f"{folder}/k", **ports, **key}


def listen(connection: dict) -> list[socket.socket]:
    """Makes the sockets of a connection, in the order of CHANNELS, so that no client ever has to
    retry.

    Raises:
        ValueError: the name of a socket would be too long.
        OSError: one cannot be made.
    """
    listeners = []
    try:
        for channel in CHANNELS:
            name = f"{connection['ip']}-{connection[f'{channel}_port']}"
            if len(os.fsencode(name)) > _MAX_NAME:
                raise ValueError(
                    f"{name} is too long for the name of a socket ({_MAX_NAME} bytes)."
                )
            listeners.append(socket.socket(socket.AF_UNIX, socket.SOCK_STREAM))
            listeners[-1].bind(name)
            listeners[-1].listen(BACKLOG)
    except BaseException:
        for listener in listeners:
            listener.close()
        raise
    return listeners


class Relay:
    """Relays bytes between two connected sockets until one of them closes; it holds at most one
    chunk in each direction.

    Args:
        selector: its ``data`` are functions of a key.
        outside: the client's socket.
        inside: the kernel's socket.
        count: called with the number of bytes from inside, before they are relayed; an OSError
            refuses them.
    """

    def __init__(
        self,
        selector: BaseSelector,
        outside: socket.socket,
        inside: socket.socket,
        count: Callable[[int], None],
    ) -> None:
        self._selector, self._inside, self._count = selector, inside, count
        self._other = {outside: inside, inside: outside}
        self._pending = {outside: b"", inside: b""}  # what is still to be sent to each
        for sock in self._other:
            sock.setblocking(False)
            selector.register(sock, EVENT_READ, self._on_ready)

    def _on_ready(self, _key):
        try:
            for source, target in self._other.items():
                self._relay(source, target)
        except OSError:
            self._close()
            return
        for sock, other in self._other.items():
            # Read from one only while nothing waits for the other: a slow client slows the kernel.
            reading = 0 if self._pending[other] else EVENT_READ
            self._watch(sock, reading | (EVENT_WRITE if self._pending[sock] else 0))

    def _relay(self, source, target):
        try:
            if not self._pending[target]:
                chunk = source.recv(_CHUNK)
                if not chunk:
                    raise ConnectionResetError
                if source is self._inside:
                    self._count(len(chunk))
                self._pending[target] = chunk
            sent = target.send(self._pending[target])
            self._pending[target] = self._pending[target][sent:]
        except BlockingIOError:
            pass

    def _watch(self, sock, events):
        watched = sock in self._selector.get_map()
        if watched and events:
            self._selector.modify(sock, events, self._on_ready)
        elif events:
            self._selector.register(sock, events, self._on_ready)
        elif watched:
            self._selector.unregister(sock)

    def _close(self):
        for sock in self._other:
            if sock.fileno() >= 0:
                self._watch(sock, 0)
                sock.close()
