"""Sandboxed kernels for everything that starts kernels through jupyter_client.

    JUPYTER_DEFAULT_PROVISIONER_NAME=rnn-sandbox nbgrader autograde ps1

nbclient gives its kernel manager no configuration: the name of the provisioner on nbgrader's
command line would have no effect, and say nothing. The environment variable does.
"""

import asyncio
import atexit
import os
import shutil
import signal
import threading
from typing import Any

from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.provisioning import KernelProvisionerBase
from traitlets import Float, Integer, List, Unicode

from .channels import CHANNELS, new_connection, private_folder
from .client import MODULES, ForkServer
from .files import collect_files
from .limits import Limits
from .self_test import unavailable_reason

_POLL = 0.01  # seconds
_FORWARDED = ("NBGRADER_EXECUTION",)  # variables
_servers: dict[tuple, ForkServer] = {}
_lock = threading.Lock()


def _server(modules, hidden):
    """The server of this process, started with its first kernel."""
    key = (modules, hidden, os.getpid())  # a fork of this process starts its own
    with _lock:
        if key not in _servers or _servers[key].process.poll() is not None:
            if reason := unavailable_reason():
                raise RuntimeError(f"Submissions cannot be sandboxed: {reason}")
            _servers[key] = ForkServer(modules, hidden=hidden).wait()
            atexit.register(_servers[key].close)
        return _servers[key]


class SandboxProvisioner(KernelProvisionerBase):
    """A kernel forked from the fork server and sandboxed.

    It gets copies of the files in its working folder, without notebooks and links.
    """

    modules = List(Unicode(), list(MODULES), help="Modules that the server imports.").tag(
        config=True
    )
    hidden = List(
        Unicode(), help="Paths that must not be readable: starting fails if they would be."
    ).tag(config=True)
    memory = Integer(Limits.memory, help="Bytes of memory that a kernel may use.").tag(config=True)
    wall = Float(Limits.wall, help="Seconds that a kernel may run.").tag(config=True)

    _kernel = _folder = None

    async def pre_launch(self, **kwargs: Any) -> dict:
        """Chooses the connection: sockets in a folder of this kernel alone."""
        manager: Any = self.parent
        if self._folder is None:
            self._folder = private_folder()
        chosen = new_connection(self._folder)
        for name in ("transport", "ip", *(f"{channel}_port" for channel in CHANNELS)):
            setattr(manager, name, chosen[name])
        if not manager._connection_file_written:
            manager.write_connection_file()
        self.connection_info = manager.get_connection_info()
        kwargs = await super().pre_launch(**kwargs)
        return {**kwargs, "cmd": ["(forked)"]}

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> KernelConnectionInfo:
        """Forks one; ``cmd`` is not used."""
        for name in os.listdir(self._folder):  # left by the kernel before a restart
            os.unlink(f"{self._folder}/{name}")
        self._kernel = await asyncio.get_running_loop().run_in_executor(None, self._start, kwargs)
        return self.connection_info

    def _start(self, kwargs):
        limits = Limits(memory=self.memory, wall=self.wall)
        connection = dict(self.connection_info)
        if isinstance(connection["key"], bytes):
            connection["key"] = connection["key"].decode()
        return _server(tuple(self.modules), tuple(self.hidden)).start(
            limits,
            files=collect_files(kwargs.get("cwd") or os.getcwd(), limits),
            env={name: kwargs["env"][name] for name in _FORWARDED if name in kwargs["env"]},
            connection=connection,
        )

    @property
    def has_process(self) -> bool:
        """Whether a kernel was started and not yet waited for."""
        return self._kernel is not None

    async def poll(self) -> int | None:
        """None while it runs, its exit status afterwards."""
        return 0 if self._kernel is None else self._kernel.poll()

    async def wait(self) -> int | None:
        """Waits for its end; returns its exit status."""
        status = await self._end()
        self._kernel = None
        return status

    async def send_signal(self, signum: int) -> None:
        """Sends it a signal."""
        if self._kernel is not None:
            self._kernel.signal(signum)

    async def kill(self, restart: bool = False) -> None:
        """Ends all its processes."""
        await self.send_signal(signal.SIGKILL)

    terminate = kill  # a submission has nothing to clean up that we would wait for

    async def shutdown_requested(self, restart: bool = False) -> None:
        """Ends it now: half a second of politeness is a third of a notebook's time."""
        await self.kill(restart)
        await self._end()

    async def cleanup(self, restart: bool = False) -> None:
        """Removes its sockets."""
        if self._folder and not restart:
            shutil.rmtree(self._folder, ignore_errors=True)
            self._folder = None

    async def _end(self):
        kernel = self._kernel
        while kernel is not None and kernel.poll() is None:
            await asyncio.sleep(_POLL)
        return 0 if kernel is None else kernel.poll()
