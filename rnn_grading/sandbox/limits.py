"""How much a kernel may use, and how much it does use."""

import contextlib
import dataclasses
from pathlib import Path

_MIB = 1 << 20
# Where /proc cannot say what is mapped already: more than a server with PyTorch has.
_SIZE_UNKNOWN, _DATA_UNKNOWN = 4096 * _MIB, 1024 * _MIB


@dataclasses.dataclass(frozen=True)
class Limits:
    """What one kernel may use."""

    # Bytes of memory that no file backs, with what it shares with the server: some 200 MB with
    # PyTorch.
    memory: int = 2048 * _MIB
    threads: int = 64
    open_files: int = 128
    cpu: int = 600  # seconds of processor time
    wall: float = 900.0  # seconds in all
    # Bytes of messages to the client, pictures included; more ends the kernel.
    output: int = 64 * _MIB
    stream: int = 1 * _MIB  # characters printed; more is thrown away, with a notice


def apply_limits(limits: Limits) -> None:
    """Sets the resource limits of this process."""
    import resource  # there is none on Windows

    size, data = _SIZE_UNKNOWN, _DATA_UNKNOWN  # bytes mapped already, in all and of its own data
    with contextlib.suppress(OSError):
        pages = [int(number) for number in Path("/proc/self/statm").read_text().split()]
        size, data = pages[0] * resource.getpagesize(), pages[5] * resource.getpagesize()
    bounds = {
        # PyTorch maps gigabytes of files that it never touches, and the allocator reserves 64 MiB
        # for each thread: so AS, which counts both, is loose, and is there for shared memory. DATA
        # counts private writable memory and is close. Both come on top of what is mapped now.
        "AS": size + limits.memory + 1024 * _MIB,
        "DATA": data + limits.memory + 128 * _MIB,
        "NOFILE": limits.open_files,
        "FSIZE": 0,
        "MEMLOCK": 0,
        "MSGQUEUE": 0,
        "SIGPENDING": 256,
        # Not 0: where a program is set to take core dumps, 0 still starts it.
        "CORE": 1,
    }
    for name, bound in bounds.items():
        _lower(resource, f"RLIMIT_{name}", bound, bound)
    # SIGXCPU first, which Python can answer to; SIGKILL a little later.
    _lower(resource, "RLIMIT_CPU", limits.cpu, limits.cpu + 5)


def _lower(resource, name, soft, hard):
    which = getattr(resource, name)
    most = resource.getrlimit(which)[1]
    if most != resource.RLIM_INFINITY:
        soft, hard = min(soft, most), min(hard, most)
    resource.setrlimit(which, (soft, hard))


def usage(pid: int) -> tuple[int, int]:
    """Bytes of memory of a process that no file backs, and its threads; zeros if it is gone or
    /proc does not show it.
    """
    try:
        lines = Path(f"/proc/{pid}/status").read_bytes().splitlines()
    except OSError:
        return 0, 0
    found = {key: value for key, _, value in (line.partition(b":") for line in lines)}
    kilobytes = sum(int(found.get(key, b"0 kB").split()[0]) for key in (b"RssAnon", b"RssShmem"))
    return 1024 * kilobytes, int(found.get(b"Threads", b"0"))


def volunteer() -> None:
    """Makes this process the first that the system ends when it runs out of memory."""
    with contextlib.suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("1000")
