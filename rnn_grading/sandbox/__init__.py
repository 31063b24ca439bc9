"""Sandboxed processes for code that nobody has read yet, forked from a warm one.

A server imports everything once; each kernel is one process that is forked from it within some
milliseconds and holds one submission. It needs Linux, and neither root nor namespaces.

    client --socket pair--> server --fork--> kernel

What holds a kernel, each layer by itself:

Landlock    It reads Python, the libraries, and the course's package without its answers. It writes
            to and makes no file; by the version, it uses no TCP, and no abstract socket and no
            signal beyond itself.
seccomp     A list of the calls that exist: no fork, no program, no socket, no new file, no signal
            but to itself. What is not on the list is refused.
rlimits     Memory, open files, processor time; not a byte is written to a file.
rights      No capability is left and none can be regained; no other process of the same user can
            look into it; root becomes a user whom nobody is, where that user can read Python.
supervisor  The server, outside: memory, threads and wall-clock time, every 50 ms. It kills one
            process, and there is nothing else to kill. It ends kernels whose client has gone, and
            they end with it.
client      It counts the bytes that come.

What is not held: names and sizes of files can be asked for everywhere (``os.stat``), and their
content nowhere; memory is looked at every 50 ms, not by a control group; address layout is the
same in every kernel.

``client`` starts the server and kernels from it; ``server`` forks and supervises them; ``confine``
puts the layers on, which are ``limits``, ``landlock`` with ``readable``, and ``seccomp`` with
syscalls.txt; ``linux`` has the system calls that Python has no name for, and ``doctor`` tries
all of it.
"""

from .client import ForkServer, Kernel
from .doctor import Offer, SandboxUnavailable, this_machine, unavailable_reason
from .limits import Limits
from .readable import readable

__all__ = [
    "ForkServer",
    "Kernel",
    "Limits",
    "Offer",
    "SandboxUnavailable",
    "readable",
    "this_machine",
    "unavailable_reason",
]
