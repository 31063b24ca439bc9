"""A submission writes nothing."""

import hashlib
import os

from tests.grading.sandbox.test_processes import CALL


def test_the_gradebook_and_elsewhere(session, course):
    """Layer: Landlock; seccomp; RLIMIT_FSIZE."""
    book = course / "gradebook.db"
    digest = hashlib.sha256(book.read_bytes()).hexdigest()
    before = book.stat()
    text = session.run(
        f"""
        import os, shutil, sqlite3, sys
        import rnn_helpers
        book = {str(book)!r}
        paths = [book, {str(course)!r} + "/new", "/new", "/etc/new", "/usr/new", "/dev/new", "new",
                 "/etc/passwd", sys.prefix + "/new", rnn_helpers.__file__, os.__file__,
                 "/proc/1/oom_score_adj", "/proc/self/oom_score_adj", "/tmp/new", "/dev/shm/new",
                 "/proc/sys/kernel/core_pattern", "/dev/sda", "/home/new"]
        for path in paths:
            for mode in ("a", "w", "x", "r+"):
                try: open(path, mode).write("x"); print("WROTE", path)
                except OSError as e: print(e.errno)
        try: sqlite3.connect(book).execute("create table t (a)"); print("WROTE")
        except sqlite3.Error: pass
        there = {str(course)!r}
        for call in (lambda: os.mkdir("new"), lambda: os.mkdir(there + "/new"),
                     lambda: os.mknod("dev", 0o60666, os.makedev(254, 0)), lambda: os.mkfifo("f"),
                     lambda: os.chmod(book, 0), lambda: os.chmod(there, 0),
                     lambda: os.chown(book, 1, 1), lambda: os.utime(book), lambda: os.utime(there),
                     lambda: os.truncate(book, 0), lambda: os.setxattr(book, "user.x", b"x"),
                     lambda: os.rename(book, "mine"), lambda: os.rename("/usr", "/usr2"),
                     lambda: os.link(book, "mine"), lambda: os.symlink(book, "mine"),
                     lambda: os.remove(book), lambda: os.remove(os.__file__),
                     lambda: shutil.rmtree(there), lambda: shutil.copy(os.__file__, "mine")):
            try: call(); print("WROTE")
            except OSError as e: print(e.errno)
        print("DONE")
        """
    )
    assert "DONE" in text and "WROTE" not in text, text
    assert hashlib.sha256(book.read_bytes()).hexdigest() == digest
    after = book.stat()
    assert (before.st_mode, before.st_mtime_ns) == (after.st_mode, after.st_mtime_ns)


def test_every_call_that_makes_a_file(start):
    """Layer: seccomp; Landlock, which a call that opens a file for reading alone has to pass."""
    one = start(files={"there": b"text"})
    text = one.run(
        CALL
        + """
    O_CREAT, O_TRUNC, O_TMPFILE, O_WRONLY, O_RDWR = 0o100, 0o1000, 0o20200000, 1, 2
    for flags in (O_CREAT, O_CREAT | O_RDWR, O_TMPFILE | O_WRONLY, O_TRUNC, O_TRUNC | O_RDWR):
        call("open", 2, None, b"there", flags, 0o666)
        call("openat", 257, 56, -100, b"there", flags, 0o666)
    call("open-to-write", 257, 56, -100, b"there", O_WRONLY, 0)
    call("openat2", 437, 437, -100, b"new", b, 24); call("creat", 85, None, b"new", 0o666)
    call("mknodat", 259, 33, -100, b"new", 0o100666, 0)
    call("mkdirat", 258, 34, -100, b"new", 0o777)
    call("memfd_create", 319, 279, b"x", 0); call("memfd_secret", 447, 447, 0)
    call("truncate", 76, 45, b"there", 0); call("shmget", 29, 194, 0, 4096, 0o1600)
    call("msgget", 68, 186, 0, 0o1600); call("semget", 64, 190, 0, 1, 0o1600)
    call("mq_open", 240, 180, b"x", 0o102, 0o666, 0); call("swapon", 167, 224, b"there", 0)
    """
    )
    lines = [line.split() for line in text.splitlines()]
    assert all(line[1] == "-1" and line[2] in ("EPERM", "ENOSYS", "EACCES") for line in lines), text
    assert one.run("print(open('there').read(), os.listdir('.'))") == "text ['there']\n"


def test_the_disk_stays_as_full_as_it_was(session):
    """Layer: Landlock; there is no scratch folder."""
    before = os.statvfs("/tmp").f_bavail
    text = session.run(
        """
        import tempfile
        for folder in (".", "/tmp", "/dev/shm", "/var/tmp"):
            try: open(f"{folder}/large", "wb").write(bytes(1 << 24)); print("WROTE")
            except OSError as e: print(e.errno)
        try: tempfile.mkdtemp(); print("WROTE")
        except OSError: pass
        """
    )
    assert "WROTE" not in text and len(text.split()) == 4, text
    assert before - os.statvfs("/tmp").f_bavail < 4096
