"""How much memory the processes of a namespace have, seen from outside it."""

import os


def unshared_memory(proc, init):
    """Bytes of memory that no file backs, of all processes but init.

    What a child shares with its parent since the fork is counted for each of them: the exact share
    is not ours to read, as a kernel is not dumpable.

    Args:
        proc: a descriptor of the namespace's /proc, or None where it has none.
        init: the number of its init, in our own namespace.
    """
    if proc is not None:
        others = (name for name in os.listdir(proc) if name.isdigit() and name != "1")
        return sum(_of_one(f"{name}/status", proc) for name in others)
    total, parents = 0, [init]
    while parents:
        for child in _children(parents.pop()):
            total += _of_one(f"/proc/{child}/status", None)
            parents.append(child)
    return total


def _children(pid):
    try:
        with open(f"/proc/{pid}/task/{pid}/children") as file:
            return file.read().split()
    except OSError:  # it has gone
        return []


def _of_one(path, folder):
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
