"""The five channels of a kernel, as Unix sockets in a folder that nobody else can enter."""

import os
import secrets
import socket
import tempfile

CHANNELS = ("shell", "iopub", "stdin", "control", "hb")
BACKLOG = 16
_LONGEST_NAME = 107  # bytes, of a Unix socket


def private_folder():
    """A new folder with a short name that only we can enter."""
    base = os.environ.get("XDG_RUNTIME_DIR")
    return tempfile.mkdtemp(prefix="rk-", dir=base if base and os.access(base, os.W_OK) else "/tmp")


def new_connection(folder):
    """A connection by sockets in ``folder``, with a key: what a connection file holds."""
    ports = {f"{name}_port": number for number, name in enumerate(CHANNELS, 1)}
    key = {"key": secrets.token_hex(32), "signature_scheme": "hmac-sha256"}
    return {"transport": "ipc", "ip": f"{folder}/k", **ports, **key}


def listen(connection):
    """Makes the sockets that clients connect to, so that no client ever has to try again.

    Args:
        connection: a dict like that of ``new_connection``.

    Returns:
        Five listening sockets, in the order of CHANNELS.

    Raises:
        ValueError: the name of a socket would be too long.
        OSError: one cannot be made.
    """
    listeners = []
    try:
        for channel in CHANNELS:
            name = f"{connection['ip']}-{connection[f'{channel}_port']}"
            if len(os.fsencode(name)) > _LONGEST_NAME:
                raise ValueError(
                    f"{name} is too long for the name of a socket ({_LONGEST_NAME} bytes)."
                )
            listeners.append(socket.socket(socket.AF_UNIX, socket.SOCK_STREAM))
            listeners[-1].bind(name)
            listeners[-1].listen(BACKLOG)
    except BaseException:
        for listener in listeners:
            listener.close()
        raise
    return listeners
