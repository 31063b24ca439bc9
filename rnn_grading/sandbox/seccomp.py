"""seccomp: which system calls a submission can make."""

import ctypes
import errno
import struct

from . import linux
from .syscalls import ABSENT, AUDIT_ARCH, LAST_KNOWN, REFUSED, number_of

_SOCKET_FAMILIES = [1]  # AF_UNIX
_IOCTL_REFUSED = [0x5412, 0x541C]  # TIOCSTI and TIOCLINUX: typing into somebody's terminal
_NEW_NAMESPACES = (
    linux.CLONE_NEWNS
    | linux.CLONE_NEWUTS
    | linux.CLONE_NEWIPC
    | linux.CLONE_NEWUSER
    | linux.CLONE_NEWPID
    | linux.CLONE_NEWNET
    | linux.CLONE_NEWCGROUP
)

_LOAD, _EQUAL, _GREATER_EQUAL, _ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_ALLOW, _KILL, _ERRNO = 0x7FFF0000, 0x80000000, 0x00050000
_NUMBER, _ARCH, _FIRST, _SECOND = 0, 4, 16, 24  # in struct seccomp_data: low words, little-endian
_MODE_FILTER = 2


def restrict() -> None:
    """Filters the system calls of this thread and all it starts, for good; or raises OSError."""
    program = _program()
    buffer = ctypes.create_string_buffer(program, len(program))
    # struct sock_fprog { unsigned short len; struct sock_filter *filter; }
    head = struct.pack("HxxxxxxP", len(program) // 8, ctypes.addressof(buffer))
    holder = ctypes.create_string_buffer(head, len(head))
    linux.prctl(linux.PR_SET_NO_NEW_PRIVS, 1)
    linux.prctl(linux.PR_SET_SECCOMP, _MODE_FILTER, ctypes.addressof(holder))


def _program():
    """The filter for the Berkeley packet filter that seccomp runs on every call."""
    allow = _op(_RETURN, _ALLOW)
    program = [
        _op(_LOAD, _ARCH),
        _op(_EQUAL, AUDIT_ARCH, 1, 0),
        _op(_RETURN, _KILL),
        _op(_LOAD, _NUMBER),
        # Calls that the table does not know do not exist; nor do those of the x32 interface, whose
        # numbers have bit 30 set.
        _op(_GREATER_EQUAL, LAST_KNOWN + 1, 0, 1),
        _fail(errno.ENOSYS),
    ]
    for names, error in ((REFUSED, errno.EPERM), (ABSENT, errno.ENOSYS)):
        here = [number_of(name) for name in names if number_of(name) is not None]
        for number in here:
            program += [_op(_EQUAL, number, 0, 1), _fail(error)]
    refused = _fail(errno.EPERM)
    families = [(_EQUAL, family) for family in _SOCKET_FAMILIES]
    program += _on_argument("socket", _FIRST, families, allow, _fail(errno.EAFNOSUPPORT))
    program += _on_argument("clone", _FIRST, [(_ANY_BIT, _NEW_NAMESPACES)], refused, allow)
    dumpable = [(_EQUAL, linux.PR_SET_DUMPABLE)]
    program += _on_argument("prctl", _FIRST, dumpable, refused, allow)
    operations = [(_EQUAL, operation) for operation in _IOCTL_REFUSED]
    program += _on_argument("ioctl", _SECOND, operations, refused, allow)
    return b"".join([*program, allow])


def _on_argument(name, offset, tests, matched, otherwise):
    """If the call is ``name``: ``matched`` where a test fits its argument, else ``otherwise``."""
    body = [_op(_LOAD, offset)]
    for code, value in tests:
        body += [_op(code, value, 0, 1), matched]
    body.append(otherwise)
    return [_op(_EQUAL, number_of(name), 0, len(body)), *body]


def _op(code, value, if_true=0, if_false=0):
    return struct.pack("HBBI", code, if_true, if_false, value)


def _fail(error):
    return _op(_RETURN, _ERRNO | error)
