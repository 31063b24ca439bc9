"""The root folder of a kernel: nothing is in it but what was listed."""

import os
from collections.abc import Iterable

from . import landlock, linux
from .limits import Limits

HOME = "/home/student"
_WRITABLE = (HOME, "/tmp", "/dev/shm")
_DEVICES = ("null", "zero", "full", "random", "urandom")
_STREAMS = {"fd": "fd", "stdin": "fd/0", "stdout": "fd/1", "stderr": "fd/2"}
_FLAGS = linux.MS_NOSUID | linux.MS_NODEV | linux.MS_NOEXEC


def build(readable: Iterable[str], covered: Iterable[str], limits: Limits, uid: int) -> int | None:
    """Makes a root and moves into it, home folder first. Raises OSError if something cannot be
    mounted.

    Args:
        readable: paths to be shown, read-only, at the same place.
        covered: paths within them that become an empty file or folder.
        limits: of the scratch folders.
        uid: the owner of the writable folders.

    Returns:
        A descriptor of the new /proc, which shows the processes of this namespace and nothing of
        the machine; None where none can be mounted, as in some containers: kernels run without.
    """
    os.umask(0o022)  # or the kernel may not enter what is made here
    real = {path: os.path.realpath(path) for path in readable}
    linked = {path: os.readlink(path) for path in readable if os.path.islink(path)}
    _make_stage(limits, uid)
    for path in readable:
        os.makedirs(os.path.dirname("/new" + path), exist_ok=True)
        if path in linked:  # such as /lib -> usr/lib
            os.symlink(linked[path], "/new" + path)
        else:
            _show("/old" + real[path], "/new" + path)
    for path in covered:
        empty = "/nothing" if os.path.isdir("/new" + path) else "/empty"
        linux.bind_read_only(empty, "/new" + path)
    _make_devices()
    _make_etc(uid)
    for folder in _WRITABLE:
        os.makedirs("/new" + folder, exist_ok=True)
        os.chown("/new" + folder, uid, uid)
    proc = _mount_proc()
    linux.pivot_root("/new")
    linux.syscall("sethostname", b"kernel", len(b"kernel"))
    os.chdir(HOME)
    return proc


def rules(readable: Iterable[str]) -> list[tuple[str, int]]:
    """The same root as rules for ``landlock.restrict``."""
    return [
        *((path, landlock.READ) for path in [*readable, "/etc"]),
        ("/proc", landlock.LIST),
        *((f"/dev/{name}", landlock.DEVICE) for name in _DEVICES),
        *((folder, landlock.WRITE) for folder in _WRITABLE),
    ]


def _make_stage(limits, uid):
    """Moves to a folder from which the old root and the new one can both be seen.

    Were the new root mounted straight over a folder, it would hide the sources that lie there.
    """
    linux.unshare(linux.CLONE_NEWNS)
    linux.mount(None, "/", None, linux.MS_REC | linux.MS_PRIVATE)  # or our mounts show outside
    linux.mount("tmpfs", "/tmp", "tmpfs", _FLAGS, "size=64k,mode=755")
    for folder in ("/tmp/old", "/tmp/new", "/tmp/nothing"):
        os.mkdir(folder)
    _touch("/tmp/empty")
    bounds = f"size={limits.scratch},nr_inodes={limits.files},mode=755,uid={uid},gid={uid}"
    linux.mount("tmpfs", "/tmp/new", "tmpfs", _FLAGS, bounds)
    linux.syscall("pivot_root", b"/tmp", b"/tmp/old")
    os.chdir("/new")


def _show(source, target):
    if os.path.isdir(source):
        os.mkdir(target)
    else:
        _touch(target)
    linux.bind_read_only(source, target)


def _make_devices():
    os.makedirs("/new/dev", exist_ok=True)
    for name in _DEVICES:
        _touch(f"/new/dev/{name}")
        linux.mount(f"/old/dev/{name}", f"/new/dev/{name}", None, linux.MS_BIND)
    for name, target in _STREAMS.items():
        os.symlink(f"/proc/self/{target}", f"/new/dev/{name}")


def _make_etc(uid):
    texts = {
        "passwd": f"student:x:{uid}:{uid}::{HOME}:/bin/sh\n",
        "group": f"student:x:{uid}:\n",
        "nsswitch.conf": "passwd: files\ngroup: files\nhosts: files\n",
        "hosts": "",
    }
    os.makedirs("/new/etc", exist_ok=True)
    for name, text in texts.items():
        with open(f"/new/etc/{name}", "w") as file:
            file.write(text)


def _mount_proc():
    os.mkdir("/new/proc")
    try:
        linux.mount("proc", "/new/proc", "proc", _FLAGS, "subset=pid")
        return os.open("/new/proc", os.O_RDONLY | os.O_DIRECTORY)
    except OSError:
        return None


def _touch(path):
    with open(path, "x"):
        pass
