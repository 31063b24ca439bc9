"""A class graded by rnn-grade, sandboxed, against stock nbgrader autograde, on the same machine.

    python benchmarks/grading.py           # 30 submissions; 10, 100 and 300 by rnn-grade alone
    python benchmarks/grading.py --quick   # 2 submissions, to see that it runs

Everybody hands in an honest 03_forward_pass: all right, all but one exercise right, one known
mistake, or half done, in turn. The scores are compared item by item.
"""

import argparse
import functools
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path

import nbformat

from rnn_grading.repair import grade_id_of

ROOT = Path(__file__).resolve().parents[1]
ASSIGNMENT = "03_forward_pass"
COMMANDS = Path(sys.executable).parent
SCORES = """select sa.student_id, b.name, g.auto_score, g.needs_manual_grade from grade g
    join submitted_notebook n on n.id = g.notebook_id
    join submitted_assignment sa on sa.id = n.assignment_id join base_cell b on b.id = g.cell_id
    order by 1, 2"""


def run(folder, *command):
    """Seconds that a command takes in a course folder."""
    environment = {**os.environ, "PATH": f"{COMMANDS}:{os.environ['PATH']}"}
    started = time.perf_counter()
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)
    if done.returncode:
        sys.exit(done.stdout + done.stderr)
    return time.perf_counter() - started


def submissions():
    """Four honest notebooks, as bytes."""
    read = lambda kind: nbformat.read(ROOT / kind / ASSIGNMENT / f"{ASSIGNMENT}.ipynb", 4)  # noqa: E731
    right = {grade_id_of(cell): cell.source for cell in read("solutions").cells}
    names = [name for name in right if f"test_{name}" in right]
    mistake = {"stacked_forward": right["stacked_forward"].replace("np.tanh", "np.sin")}
    for left_out, changed in (([], {}), (names[-1:], {}), ([], mistake), (names[3:], {})):
        notebook = read("notebooks")
        for cell in notebook.cells:
            name = grade_id_of(cell)
            if name in names and name not in left_out:
                cell.source = changed.get(name, right[name])
        yield nbformat.writes(notebook).encode()


def make_class(folder, students):
    """A course folder in which so many have handed in."""
    shutil.copytree(ROOT / "solutions" / ASSIGNMENT, folder / "solutions" / ASSIGNMENT)
    shutil.copy(ROOT / "nbgrader_config.py", folder)
    run(folder, COMMANDS / "nbgrader", "generate_assignment", ASSIGNMENT)
    kinds = list(submissions())
    for i in range(students):
        target = folder / "submitted" / f"student{i:03}" / ASSIGNMENT
        target.mkdir(parents=True)
        (target / f"{ASSIGNMENT}.ipynb").write_bytes(kinds[i % len(kinds)])
    return folder


def scores(folder):
    with closing(sqlite3.connect(folder / "gradebook.db")) as connection:
        return connection.execute(SCORES).fetchall()


def rnn_grade(folder, students):
    """Seconds that rnn-grade takes for a class: in all, and for a student more."""
    begun = time.time()
    seconds = run(folder, COMMANDS / "rnn-grade", "run", ASSIGNMENT)
    first = min(path.stat().st_mtime for path in (folder / "autograded").rglob("*.ipynb")) - begun
    each = (seconds - first) / (students - 1)
    told = f"{seconds:7.1f} s, the first after {first:.1f} s, then {each:.3f} s each"
    print(f"rnn-grade           {students:4} students {told}", flush=True)
    return seconds, each


def processor_time(count=20):
    """Prints seconds of processor time for a student: of whoever grades, and of the kernel; and of
    a kernel that runs nothing.
    """
    from rnn_grading import kernels
    from rnn_grading.grade import grade
    from rnn_grading.jobs import Job
    from rnn_grading.kernel_client import KernelClient

    release = (ROOT / "notebooks" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb").read_bytes()
    server = kernels.start_server(ASSIGNMENT).wait()

    def of_kernels():
        ticks = Path(f"/proc/{server.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return sum(map(int, ticks[11:15])) / os.sysconf("SC_CLK_TCK")

    def used(work):
        work()
        own, theirs = time.process_time(), of_kernels()
        for _ in range(count):
            work()
        return (time.process_time() - own) / count, (of_kernels() - theirs) / count

    def start_one():
        kernel = kernels.start_kernel(ASSIGNMENT, 60.0, 1, {})
        KernelClient(kernel).close()
        kernel.kill()

    print(f"processor time of a kernel that runs nothing: {sum(used(start_one)):.3f} s")
    for who, submitted in (("nothing", release), ("all", next(submissions()))):
        own, theirs = used(functools.partial(grade, Job("one", ASSIGNMENT, submitted, release, 1)))
        told = f"{own:.3f} s outside of the kernel, {theirs:.3f} s in it"
        print(f"of a student who did {who}: {told}")


def kernel_memory(count=4):
    """Megabytes of memory (Pss) of one kernel that has run nothing yet."""
    from rnn_grading import kernels
    from rnn_grading.kernel_client import KernelClient

    server = kernels.start_server(ASSIGNMENT).wait()
    started = [kernels.start_kernel(ASSIGNMENT, 60.0, seed, {}) for seed in range(count)]
    clients = [KernelClient(kernel) for kernel in started]
    parent = server.process.pid
    total = 0
    for pid in Path(f"/proc/{parent}/task/{parent}/children").read_text().split():
        text = Path(f"/proc/{pid}/smaps_rollup").read_text()
        total += int(re.search(r"^Pss:\s+(\d+)", text, re.MULTILINE)[1])
    for client, kernel in zip(clients, started, strict=True):
        client.close()
        kernel.kill()
    return total / 1024 / len(started)


def main(arguments=None):
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="2 submissions")
    parser.add_argument("--students", type=int, default=30, help="default %(default)s")
    options = parser.parse_args(arguments)
    students = 2 if options.quick else options.students
    with tempfile.TemporaryDirectory() as home:
        home = Path(home)
        stock = make_class(home / "stock", students)
        ours = shutil.copytree(stock, home / "ours")
        slow = run(stock, COMMANDS / "nbgrader", "autograde", ASSIGNMENT) / students
        print(f"nbgrader autograde  {students:4} students {slow * students:7.1f} s", flush=True)
        for count in (students,) if options.quick else (students, 10, 100, 300):
            folder = ours if count == students else make_class(home / str(count), count)
            seconds, each = rnn_grade(folder, count)
            print(
                f"the whole command is {slow * count / seconds:.1f} times as fast as stock,",
                end=" ",
            )
            print(f"a student more {slow / each:.1f} times", flush=True)
        found = scores(ours)
        same = "equal" if scores(stock) == found else "DIFFERENT"
        print(f"scores, item by item: {len(found)}, {same}")
    processor_time(2 if options.quick else 20)
    print(f"memory of a kernel: {kernel_memory():.0f} MB")


if __name__ == "__main__":
    main()
