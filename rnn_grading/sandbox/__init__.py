"""Sandboxed kernels for code that nobody has read yet, forked from a warm process.

A server imports everything once; each kernel is forked from it within a tenth of a second and holds
one submission. Linux only, without root too; elsewhere ``unavailable_reason`` says so.

    client --socket pair--> server --fork--> supervisor --fork--> init (1) --fork--> kernel (2)

A kernel gives its first answer 0.1 s after it was asked for; one that is started by command line
takes ten times that, and forty times until it has imported what the server has. It costs 0.1 s of
processor time and 30 MB of its own, and is gone 20 ms after it is killed.

What each layer holds, from the outside in:

supervisor  Memory of all processes together, wall-clock time and bytes sent: when one is exceeded,
            or when the client goes away, all of it is killed. It relays the bytes of the channels.
namespaces  Processes: the kernel sees and signals nobody else, and all it started dies with its
            init. Network: no device, and no abstract socket of others. System V memory and host
            name are its own. Users: for root an unused uid, otherwise a user namespace.
root        Nothing is there but the interpreter, the libraries and the packages asked for, read
            only, on one small tmpfs. Solutions, gradebook and other submissions are not refused:
            they do not exist. What is covered is empty.
rights      No capability is left and none can be regained; not dumpable.
rlimits     Memory of one process, processes, open files, size of a file, processor time.
Landlock    The same again as rules: no reading outside the list, no writing outside the scratch
            folders, no TCP, no abstract socket and no signal beyond the kernel.
seccomp     No call that undoes a layer or takes memory that no limit counts: namespaces, mounts,
            ptrace, bpf, keys, io_uring, file handles, memfd, System V, and no socket but Unix ones.

What is not held: memory of the operating system itself, such as socket buffers, is bounded only by
processes times open files; memory is looked at every 50 ms, not by a control group; address layout
is the same in every kernel; the right answers are readable unless they are covered and forgotten.

``client`` starts the server and kernels from it; ``server``, ``supervisor`` (with ``channels``),
``init`` and ``kernel`` are the processes above; ``rights``, ``root``, ``limits``, ``landlock`` and
``seccomp`` (with ``syscalls``) are the layers. ``linux`` has system calls that Python has no name
for, ``environment`` and ``files`` what a kernel gets to read; ``self_test`` tries all of it, and
``provisioner`` offers it to whatever starts kernels through jupyter_client.
"""

from .client import ForkServer
from .limits import Limits
from .self_test import SandboxUnavailable, unavailable_reason

__all__ = ["ForkServer", "Limits", "SandboxUnavailable", "unavailable_reason"]
