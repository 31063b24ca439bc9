"""A submission reads what it is shown, and nothing else."""

import os
from pathlib import Path

import pytest

import rnn_helpers
from tests.grading.sandbox.session import MB, SECRET, in_a_child

READ = """
    import os, subprocess
    def attempt(f):
        try: print(f())
        except BaseException as e: print(type(e).__name__, e)
    for path in {paths}:
        attempt(lambda: open(path).read())
        attempt(lambda: subprocess.run(["cat", path], capture_output=True, text=True).stdout)
        for p in ["self", "thread-self", *range(1, 60)]:
            for way in (f"/proc/{{p}}/root{{path}}", f"/proc/{{p}}/cwd/../../../../../..{{path}}"):
                try: print(open(way).read())
                except OSError: pass
        attempt(lambda: os.symlink(path, f"link{{hash(path)}}"))
        attempt(lambda: open(f"link{{hash(path)}}").read())
        fd = os.open(path, os.O_PATH)
        attempt(lambda: open(f"/proc/self/fd/{{fd}}").read())
        attempt(lambda: os.link(path, "hard"))
    for folder in {folders}: attempt(lambda: os.listdir(folder))
    print("DONE")
    """


def test_solutions_gradebook_and_others(start, course):
    """Layer: Landlock."""
    names = ("solutions/ps1.py", "submitted/bob/ps1.py", "gradebook.db")
    paths = [str(course / name) for name in names]
    folders = ["/tmp", "/root", str(course), str(Path(rnn_helpers.__file__).parents[1])]
    one = start(files={"mine.txt": b"mine"})
    text = one.run(READ.format(paths=paths, folders=folders))
    assert "DONE" in text and SECRET not in text and "'gradebook.db'" not in text
    assert text.count("PermissionError") >= 9, text


def test_the_same_attack_succeeds_without_the_lock(course, tmp_path):
    """The control: the attack is real."""
    path = str(course / "solutions/ps1.py")
    text = in_a_child(READ.format(paths=[path], folders=[str(course)]), cwd=tmp_path)
    assert text.count(SECRET) > 3 and "'gradebook.db'" in text


def test_what_is_hidden(session, hidden):
    """Layer: Landlock. What the server imported stays; names and sizes of files are no secret."""
    folder, file = map(str, hidden)
    text = session.run(
        f"""
        import os, rnn_helpers.exercises, rnn_helpers
        def attempt(work):
            try: print("READ", work())
            except OSError as error: print(error.errno)
        for path in ({file!r}, {folder!r} + "/rnn.py", {folder!r} + "/../experiments.py"):
            attempt(lambda: open(path).read())
            attempt(lambda: os.open(path, os.O_RDWR))
        attempt(lambda: os.chdir({folder!r}) or open("rnn.py").read())
        print(os.path.exists({file!r}), open(rnn_helpers.__file__).read() != "")
        """
    )
    assert text.splitlines() == ["13"] * 7 + ["True True"], text


def test_what_was_prepared_holds_in_every_kernel(start):
    for _ in range(2):
        assert start().run("import rnn_helpers.experiments as e; print(e.attempt)") == "forgotten\n"


def test_inherited_descriptors(session):
    """Layer: the server closes them; its channel and /dev/null are left."""
    text = session.run(
        """
        import os, stat
        for fd in range(256):
            try: mode = os.fstat(fd).st_mode
            except OSError: continue
            is_null = os.fstat(fd).st_rdev == os.stat("/dev/null").st_rdev
            print(fd, "socket" if stat.S_ISSOCK(mode) else is_null)
        """
    )
    kinds = [line.split()[1] for line in text.splitlines()]
    assert kinds == ["True", "True", "True", "socket"], text


def is_in_memory(session, word):
    """Whether a word is in the memory that a kernel can write to; for root to ask alone, as a
    kernel is not dumpable.
    """
    pid = int(session.run("import os; print(os.getpid())"))
    with open(f"/proc/{pid}/maps") as maps, open(f"/proc/{pid}/mem", "rb", 0) as memory:
        for line in maps:
            where, mode, *_ = line.split()
            start, end = (int(address, 16) for address in where.split("-"))
            if not mode.startswith("rw"):
                continue
            for place in range(start, end, MB):  # in pieces, for want of memory
                memory.seek(place)
                if word in memory.read(min(end - place, MB + 100)):
                    return True
    return False


@pytest.mark.skipif(os.geteuid() != 0, reason="reads the memory of a kernel, as root can")
def test_secrets_of_the_environment_and_of_other_kernels_are_not_in_memory(start):
    """Layer: the server has a new environment; requests are read in kernels, not in the server."""
    word = b"COLOUR-OF-ANOTHER"
    first = start(env={"SECRET": word.decode()}, files={"a": word})
    assert is_in_memory(first, word)  # the control: what is there is found
    second = start()
    assert not is_in_memory(second, word)
    assert not is_in_memory(second, SECRET.encode())


def test_the_environment_is_a_new_one(session):
    assert SECRET not in session.run("import os; print(dict(os.environ))")
