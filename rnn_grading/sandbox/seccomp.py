"""seccomp: which system calls a submission can make, and with which arguments."""

import ctypes
import errno
import os
import struct

from . import linux

_CLONE_THREAD = 0x00010000
_NEW_NAMESPACES = 0x7E020080  # all flags CLONE_NEW*
_MAKES_OR_EMPTIES = os.O_CREAT | os.O_TRUNC | 0o20000000  # the last is what O_TMPFILE adds
_AF_UNIX, _SOCK_STREAM, _TYPE_MASK = 1, 1, 0xF
_NAMES_OF_VMAS = 0x53564D41  # PR_SET_VMA: glibc and PyTorch label their memory
_PRCTL = (linux.PR_GET_DUMPABLE, linux.PR_SET_NAME, linux.PR_GET_NAME, _NAMES_OF_VMAS)
# TCGETS and TIOCGWINSZ (is it a terminal?), FIONREAD, FIONBIO, FIONCLEX, FIOCLEX. Others type into
# somebody's terminal, or choose who gets a signal.
_IOCTL = (0x5401, 0x5413, 0x541B, 0x5421, 0x5450, 0x5451)
# F_DUPFD, F_GETFD, F_SETFD, F_GETFL, F_SETFL, F_DUPFD_CLOEXEC: not F_SETOWN, which sends signals.
_FCNTL = (0, 1, 2, 3, 4, 1030)
_ALL = 0xFFFFFFFF

_LOAD, _AND, _EQUAL, _GREATER, _RETURN = 0x20, 0x54, 0x15, 0x25, 0x06
_ALLOW, _KILL, _ERRNO = 0x7FFF0000, 0x80000000, 0x00050000
_NUMBER, _ARCH, _ARGUMENTS = 0, 4, 16  # in struct seccomp_data: low words, little-endian
_MODE_FILTER = 2


def _conditions(pid):
    """What must hold of a call: of each of these arguments, what the mask leaves is one of the
    values.
    """
    itself = [(0, _ALL, (pid,))]
    return {
        "clone": [(0, _CLONE_THREAD | _NEW_NAMESPACES, (_CLONE_THREAD,))],
        "open": [(1, _MAKES_OR_EMPTIES, (0,))],
        "openat": [(2, _MAKES_OR_EMPTIES, (0,))],
        # Not datagrams: those can be sent to any socket that has a path.
        "socketpair": [(0, _ALL, (_AF_UNIX,)), (1, _TYPE_MASK, (_SOCK_STREAM,))],
        "fcntl": [(1, _ALL, _FCNTL)],
        "ioctl": [(1, _ALL, _IOCTL)],
        "prctl": [(0, _ALL, _PRCTL)],
        "prlimit64": [(0, _ALL, (0, pid))],
        **dict.fromkeys(("kill", "tgkill", "rt_sigqueueinfo", "rt_tgsigqueueinfo"), itself),
    }


def restrict() -> None:
    """Filters the system calls of this process for good, or raises OSError. To be called before it
    has a second thread.
    """
    program = b"".join(_program(os.getpid()))
    buffer = ctypes.create_string_buffer(program, len(program))
    # struct sock_fprog { unsigned short len; struct sock_filter *filter; }
    head = struct.pack("HxxxxxxP", len(program) // 8, ctypes.addressof(buffer))
    holder = ctypes.create_string_buffer(head, len(head))
    linux.prctl(linux.PR_SET_NO_NEW_PRIVS, 1)
    linux.prctl(linux.PR_SET_SECCOMP, _MODE_FILTER, ctypes.addressof(holder))


def _program(pid):
    """The filter, for the Berkeley packet filter that seccomp runs on every call."""
    table = linux.SYSCALLS
    refused, absent = _fail(errno.EPERM), _fail(errno.ENOSYS)
    yield from (_op(_LOAD, _ARCH), _op(_EQUAL, linux.AUDIT_ARCH, 1, 0), _op(_RETURN, _KILL))
    yield _op(_LOAD, _NUMBER)
    # Those of the x32 interface have bit 30 set: they do not exist either.
    yield from (_op(_GREATER, linux.LAST_KNOWN, 0, 1), absent)
    for number in table["absent"].values():
        yield from (_op(_EQUAL, number, 0, 1), absent)
    for number in table["allowed"].values():
        yield from (_op(_EQUAL, number, 0, 1), _op(_RETURN, _ALLOW))
    conditions = _conditions(pid)
    for name, number in table["by arguments"].items():
        body = []
        for index, mask, values in conditions[name]:
            body += [_op(_LOAD, _ARGUMENTS + 8 * index), _op(_AND, mask)]
            body += [_op(_EQUAL, value, len(values) - i) for i, value in enumerate(values)]
            body.append(refused)
        yield from (_op(_EQUAL, number, 0, len(body) + 1), *body, _op(_RETURN, _ALLOW))
    yield refused


def _op(code, value, if_true=0, if_false=0):
    return struct.pack("HBBI", code, if_true, if_false, value)


def _fail(error):
    return _op(_RETURN, _ERRNO | error)
