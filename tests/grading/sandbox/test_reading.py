"""A submission reads what it is shown, and nothing else."""

from pathlib import Path

import rnn_helpers
from rnn_grading.sandbox.files import collect_files
from tests.grading.sandbox.session import SECRET, SMALL, in_a_child

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
        os.symlink(path, f"link{{hash(path)}}")
        attempt(lambda: open(f"link{{hash(path)}}").read())
        attempt(lambda: os.link(path, "hard"))
    for folder in {folders}: attempt(lambda: os.listdir(folder))
    print("DONE")
    """


def test_solutions_gradebook_and_others(start, course):
    """Layer: root, as the paths are not there; Landlock beneath it."""
    names = ("solutions/ps1.py", "submitted/bob/ps1.py", "gradebook.db")
    paths = [str(course / name) for name in names]
    folders = ["/tmp", "/root", str(course), str(Path(rnn_helpers.__file__).parents[1])]
    one = start(files=collect_files(course / "submitted" / "alice", SMALL))
    text = one.run(READ.format(paths=paths, folders=folders))
    assert "DONE" in text and SECRET not in text and "'gradebook.db'" not in text
    assert text.count("FileNotFoundError") + text.count("PermissionError") >= 9


def test_the_same_attack_succeeds_without_the_lock(course, tmp_path):
    """The control: the attack is real."""
    path = str(course / "solutions/ps1.py")
    text = in_a_child(READ.format(paths=[path], folders=[str(course)]), cwd=tmp_path)
    assert text.count(SECRET) > 3 and "'gradebook.db'" in text


def test_what_is_covered(session, covered):
    """Layer: root, an empty folder or file over it. What the server imported stays."""
    folder, file = map(str, covered)
    text = session.run(
        f"""
        import os, subprocess, rnn_helpers.reference
        print(os.listdir({folder!r}), repr(open({file!r}).read()))
        cat = "cat {folder}/* {file} 2> /dev/null"
        print(repr(subprocess.run(cat, shell=True, stdout=-1).stdout))
        for way in ("umount {folder}", "umount -l {file}", "rmdir {folder}", "mount -t tmpfs x /"):
            print(os.system(way + " 2> /dev/null") != 0)
        for path in ({folder!r} + "/new", {file!r}):
            try: open(path, "w"); print("WROTE")
            except OSError as error: print(error.errno)
        print(os.listdir(os.path.dirname({folder!r})) != [], rnn_helpers.reference.__name__)
        """
    )
    first, second, *others, last = text.splitlines()
    assert first == "[] ''" and second == "b''" and last == "True rnn_helpers.reference", text
    assert others[:4] == ["True"] * 4 and "WROTE" not in text, text


def test_what_is_covered_cannot_be_read_by_handle(session, covered):
    """Layer: seccomp, and CAP_DAC_READ_SEARCH, which is gone."""
    text = session.run(
        f"""
        import ctypes, os
        libc = ctypes.CDLL(None, use_errno=True)
        handle = ctypes.create_string_buffer(200); handle[0] = b"\\x80"
        mount = ctypes.c_int(); fd = os.open(".", 0)
        for path in (b"/usr", {str(covered[0]).encode()!r}):
            print(libc.name_to_handle_at(-100, path, handle, ctypes.byref(mount), 0),
                  ctypes.get_errno())
            print(libc.open_by_handle_at(fd, handle, 0), ctypes.get_errno())
        """
    )
    assert text.split() == ["-1", "1"] * 4, text


def test_what_was_prepared_holds_in_every_kernel(start):
    for _ in range(2):
        assert start().run("import rnn_helpers.experiments as e; print(e.attempt)") == "forgotten\n"


def test_inherited_descriptors(session):
    """Layer: supervisor and init close them; pipes, sockets of its own and /dev/null are left."""
    text = session.run(
        """
        import os, stat
        for fd in range(256):
            try: mode = os.fstat(fd).st_mode
            except OSError: continue
            if stat.S_ISDIR(mode) or stat.S_ISREG(mode) or stat.S_ISBLK(mode):
                print("BAD", fd, mode, os.readlink(f"/proc/self/fd/{fd}"))
        print("DONE")
        """
    )
    assert text == "DONE\n"


SEARCH = """
    import ctypes
    def found(backwards):
        "Where a word is in memory. It is never put together here, or this would find itself."
        places, start, rest = [], backwards[:-7:-1], backwards[:-6][::-1]
        for line in open("/proc/self/maps"):
            where, mode, *_ = line.split()
            a, b = (int(x, 16) for x in where.split("-"))
            if not mode.startswith("rw") or b - a >= 1 << 28: continue
            for at in range(a, b, 1 << 20):  # in pieces, for want of memory
                piece = ctypes.string_at(at, min(b - at, (1 << 20) + 100))
                i = -1
                while (i := piece.find(start, i + 1)) >= 0:
                    after = zip(piece[i + 6:i + 6 + len(rest)], rest)
                    places += [where] * all(x == y for x, y in after)
        return places
    """


def test_secrets_of_the_environment_and_of_inherited_memory(session):
    """Layer: the server has a new environment and no secret; /proc shows this kernel only."""
    session.run(SEARCH)
    text = session.run(
        f"""
        import os
        backwards = {SECRET[::-1]!r}.encode()
        places = found(backwards)
        if backwards in str(dict(os.environ)).encode()[::-1]: places.append("environ")
        for p in os.listdir("/proc"):
            for name in ("environ", "cmdline"):
                try:
                    if backwards in open(f"/proc/{{p}}/{{name}}", "rb").read()[::-1]:
                        places.append((p, name))
                except OSError: pass
        print(places)
        """,
        30,
    )
    assert text.strip() == "[]", text


def test_nothing_of_another_kernel_is_in_memory(start):
    """Layer: the request is read in the supervisor, not in the server."""
    word = "COLOUR-OF-ANOTHER"
    first = start(env={"SECRET": word}, files={"a": word.encode()})
    key = first.kernel.connection["key"]
    # The control: what is there is found.
    assert first.run(SEARCH + f"print(len(found({word[::-1]!r}.encode())) > 0)") == "True\n"
    second = start()
    for needle in (word, key):
        text = second.run(SEARCH + f"print(found({needle[::-1]!r}.encode()))")
        assert text.strip() == "[]", text
