"""System calls by name: those that a sandbox refuses, those that it hides, and others.

The numbers are from asm/unistd_64.h and asm-generic/unistd.h of Linux 6.1: x86_64/aarch64, ``-``
where the machine does not have the call.
"""

import platform

MACHINE = platform.machine()
AUDIT_ARCH = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}.get(MACHINE)
LAST_KNOWN = 450  # set_mempolicy_home_node; later ones are not there for a submission

_COLUMN = {"x86_64": 0, "aarch64": 1}.get(MACHINE)


def _parse(table):
    """``{name: its number here, or None}``."""
    calls = {}
    for entry in table.replace("\n", " ").strip(" ,").split(","):
        name, numbers = entry.split()
        number = "-" if _COLUMN is None else numbers.split("/")[_COLUMN]
        calls[name] = None if number == "-" else int(number)
    return calls


# Mounts, roots and namespaces.
REFUSED = _parse("""
    chroot 161/51, fsconfig 431/431, fsmount 432/432, fsopen 430/430, fspick 433/433,
    mount 165/40, mount_setattr 442/442, move_mount 429/429, open_tree 428/428,
    pivot_root 155/41, setdomainname 171/162, sethostname 170/161, setns 308/268,
    umount2 166/39, unshare 272/97
    """)
# Other processes.
REFUSED |= _parse("""
    kcmp 312/272, migrate_pages 256/238, move_pages 279/239, perf_event_open 298/241,
    pidfd_getfd 438/438, process_madvise 440/440, process_mrelease 448/448,
    process_vm_readv 310/270, process_vm_writev 311/271, ptrace 101/117, userfaultfd 323/282
    """)
# Files by handles, and changes to file systems.
REFUSED |= _parse("""
    fanotify_init 300/262, fanotify_mark 301/263, lookup_dcookie 212/18,
    name_to_handle_at 303/264, nfsservctl 180/42, open_by_handle_at 304/265, quotactl 179/60,
    quotactl_fd 443/443, swapoff 168/225, swapon 167/224, sysfs 139/-, ustat 136/-
    """)
# Memory and messages that no limit counts, keys.
REFUSED |= _parse("""
    add_key 248/217, io_setup 206/0, keyctl 250/219, mbind 237/235, mq_open 240/180,
    msgget 68/186, request_key 249/218, semget 64/190, set_mempolicy 238/237, shmat 30/196,
    shmctl 31/195, shmget 29/194
    """)
# The machine.
REFUSED |= _parse("""
    _sysctl 156/-, acct 163/89, adjtimex 159/171, bpf 321/280, clock_adjtime 305/266,
    clock_settime 227/112, delete_module 176/106, finit_module 313/273, init_module 175/105,
    ioperm 173/-, iopl 172/-, kexec_file_load 320/294, kexec_load 246/104, modify_ldt 154/-,
    personality 135/92, reboot 169/142, settimeofday 164/170, syslog 103/116, uselib 134/-,
    vhangup 153/58
    """)
# "No such call" rather than "not permitted": libraries then fall back. clone3 hides its flags in
# memory, where a filter cannot look; glibc falls back on clone. memfd's pages count nowhere.
ABSENT = _parse("""
    clone3 435/435, io_uring_enter 426/426, io_uring_register 427/427, io_uring_setup 425/425,
    memfd_create 319/279, memfd_secret 447/447
    """)
# Filtered by their arguments, or called by us alone.
_OTHERS = _parse("""
    capset 126/91, clone 56/220, close_range 436/436, ioctl 16/29, landlock_add_rule 445/445,
    landlock_create_ruleset 444/444, landlock_restrict_self 446/446, madvise 28/233,
    prctl 157/167, socket 41/198
    """)


def number_of(name: str) -> int | None:
    """The number of a system call on this machine, or None if it has none here."""
    return (REFUSED | ABSENT | _OTHERS)[name]
