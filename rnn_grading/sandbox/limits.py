"""How much a kernel may use, and how much it does use."""

import contextlib
import dataclasses
import os
from pathlib import Path

_MIB = 1 << 20
# Where /proc cannot say what is mapped already: more than a server with PyTorch has.
_SIZE_UNKNOWN, _DATA_UNKNOWN = 4096 * _MIB, 1024 * _MIB


@dataclasses.dataclass(frozen=True)
class Limits:
    """What one kernel, with all that it starts, may use."""

    # Bytes of memory that no file backs, of all its processes together. What they share with the
    # server counts for each of them: some 200 MB with PyTorch.
    memory: int = 2048 * _MIB
    scratch: int = 64 * _MIB  # bytes of all that it writes to files
    files: int = 4096  # how many files, folders and links it may have
    processes: int = 64  # processes and threads; an idle kernel has 13
    open_files: int = 128  # of each process
    file_size: int = 64 * _MIB  # bytes of one file
    cpu: int = 600  # seconds of processor time of each process
    wall: float = 900.0  # seconds in all
    # Bytes of messages to the client, pictures included; more ends the kernel.
    output: int = 64 * _MIB
    stream: int = 1 * _MIB  # characters printed; more is thrown away, with a notice


def apply_limits(limits: Limits) -> None:
    """Sets the resource limits of this process and all that it starts."""
    import resource  # there is none on Windows

    size, data = _SIZE_UNKNOWN, _DATA_UNKNOWN  # bytes mapped already, in all and of its own data
    with contextlib.suppress(FileNotFoundError):
        pages = [int(number) for number in Path("/proc/self/statm").read_text().split()]
        size, data = pages[0] * resource.getpagesize(), pages[5] * resource.getpagesize()
    bounds = {
        # PyTorch maps gigabytes of files that it never touches, and the allocator reserves 64 MiB
        # for each thread: so AS, which counts both, is loose, and is there for shared memory. DATA
        # counts private writable memory and is close. Both come on top of what is mapped now.
        "AS": size + limits.memory + 1024 * _MIB,
        "DATA": data + limits.memory + 128 * _MIB,
        "NPROC": limits.processes,
        "NOFILE": limits.open_files,
        "FSIZE": limits.file_size,
        "MEMLOCK": 0,
        "MSGQUEUE": 0,
        "SIGPENDING": 256,
        "NICE": 0,
        # Not 0: where a program is set to take core dumps, 0 still starts it.
        "CORE": 1,
    }
    for name, bound in bounds.items():
        which = getattr(resource, f"RLIMIT_{name}")
        hard = resource.getrlimit(which)[1]
        bound = bound if hard == resource.RLIM_INFINITY else min(bound, hard)
        resource.setrlimit(which, (bound, bound))
    # SIGXCPU first, which Python can answer to; SIGKILL a little later.
    resource.setrlimit(resource.RLIMIT_CPU, (limits.cpu, limits.cpu + 5))


def unshared_memory(proc: int | None, init: int) -> int:
    """Bytes of memory that no file backs, of all processes of a namespace but init: seen from
    outside, through a descriptor of its /proc, or where it has none through the number of its init.

    What a child shares with its parent since the fork counts for each of them: the exact share is
    not ours to read, as a kernel is not dumpable.
    """
    if proc is not None:
        others = (name for name in os.listdir(proc) if name.isdigit() and name != "1")
        return sum(_memory_of(f"{name}/status", proc) for name in others)
    total, parents = 0, [init]
    while parents:
        for child in _children(parents.pop()):
            total += _memory_of(f"/proc/{child}/status", None)
            parents.append(child)
    return total


def _children(pid):
    try:
        return Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:  # it has gone
        return []


def _memory_of(path, folder):
    """RssAnon and RssShmem of a status file, in bytes; 0 if the process has gone."""
    try:
        fd = os.open(path, os.O_RDONLY, dir_fd=folder)
    except OSError:
        return 0
    try:
        lines = os.read(fd, 8192).splitlines()
    except OSError:
        return 0
    finally:
        os.close(fd)
    wanted = (line for line in lines if line.startswith((b"RssAnon", b"RssShmem")))
    return sum(int(line.split()[1]) * 1024 for line in wanted)
