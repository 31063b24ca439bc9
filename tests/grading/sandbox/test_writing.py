"""A submission writes to its own folders, and not more than it may."""

import hashlib
import os

from tests.grading.sandbox.session import MB


def test_the_gradebook_and_elsewhere(session, course):
    """Layer: root, where it is not there or read-only; Landlock."""
    book = course / "gradebook.db"
    digest = hashlib.sha256(book.read_bytes()).hexdigest()
    text = session.run(
        f"""
        import os, sqlite3, sys
        import rnn_helpers
        book = {str(book)!r}
        paths = [book, {str(course)!r} + "/new", "/new", "/etc/new", "/usr/new", "/dev/new",
                 "/etc/passwd", sys.prefix + "/new", rnn_helpers.__file__, os.__file__,
                 "/proc/1/oom_score_adj", "/proc/self/oom_score_adj",
                 "/proc/sys/kernel/core_pattern", "/dev/sda", "/home/new"]
        for path in paths:
            try: open(path, "a").write("x"); print("WROTE", path)
            except OSError as e: print(e.errno)
        try: sqlite3.connect(book).execute("create table t (a)"); print("WROTE")
        except sqlite3.Error: pass
        for call in (lambda: os.mkdir("/new"),
                     lambda: os.mknod("dev", 0o60666, os.makedev(254, 0)),
                     lambda: os.chmod(os.__file__, 0o777), lambda: os.rename("/usr", "/usr2"),
                     lambda: os.remove(os.__file__)):
            try: call(); print("WROTE")
            except OSError as e: print(e.errno)
        print("DONE")
        """
    )
    assert "DONE" in text and "WROTE" not in text, text
    assert hashlib.sha256(book.read_bytes()).hexdigest() == digest


def test_disk_fillers(session):
    """Layer: the one tmpfs, for bytes and number of files; RLIMIT_FSIZE."""
    before = os.statvfs("/tmp")
    text = session.run(
        """
        import errno, os, socket
        def fill(name, f):
            try: f()
            except OSError as e: print(name, errno.errorcode[e.errno])
            else: print(name, "DONE")
        def opened(name, flags=0): return os.open(name, os.O_CREAT | os.O_RDWR | flags)
        def one():
            assert os.write(opened("one"), bytes(20 << 20)) == 16 << 20
            os.write(opened("one", os.O_APPEND), b"x")
        def large(folder):
            for i in range(100):
                with open(f"{folder}/large{i}", "wb") as f:
                    for _ in range(15): f.write(bytes(1 << 20)); f.flush()
        fill("sparse", lambda: os.truncate(opened("sparse"), 1 << 40))
        fill("one", one)
        os.remove("one"); os.remove("sparse")
        for folder in (".", "/tmp", "/dev/shm"): fill(folder, lambda: large(folder))
        os.system("rm -f large* /tmp/large* /dev/shm/large*")
        fill("many", lambda: [open(f"f{i}", "w").close() for i in range(100000)])
        fill("sockets", lambda: [socket.socket(socket.AF_UNIX).bind(f"s{i}") for i in range(10**5)])
        """,
        30,
    )
    assert text.splitlines() == [
        "sparse EFBIG",
        "one EFBIG",
        ". ENOSPC",
        "/tmp ENOSPC",
        "/dev/shm ENOSPC",
        "many ENOSPC",
        "sockets ENOSPC",
    ], text
    assert before.f_bavail - os.statvfs("/tmp").f_bavail < 80 * MB // before.f_frsize
