"""Submissions that try to earn points without work, or to do harm.

Each is the released 02_rnn_math with a few cells of the attacker's. ``{course!r}``, ``{port}`` and
``{pid}`` in a cell stand for the course folder, for a port of 127.0.0.1 that somebody listens on,
and for the number of the process that grades.
"""

import copy
import textwrap
from dataclasses import dataclass, field

from nbformat.v4 import new_code_cell

from rnn_helpers.grading.repair import grade_id_of
from tests.graded_class import answered

ASSIGNMENT = "02_rnn_math"
EVERYTHING = ("rnn_step", "rnn_forward", "softmax_output", "rnn_shapes", "count_parameters")
EVERYTHING += ("multiplications",)
POINTS = {"rnn_step": 3, "rnn_forward": 2, "softmax_output": 1, "rnn_shapes": 2}
POINTS |= {"count_parameters": 2, "multiplications": 1}


@dataclass(frozen=True)
class Attack:
    """One hostile submission.

    Attributes:
        name: the student's.
        what: what it tries, a line for the README.
        first: a code cell at the top of the notebook.
        answers: sources of solution cells, by the exercise's name.
        honest: exercises whose answers are right, and deserve their points.
        last: a code cell at the end.
        written: what stands in the place of the answer in words.
        files: what is handed in besides, from names to text.
        alarm: a word of what the instructor is told, if anything.
    """

    name: str
    what: str
    first: str = ""
    answers: dict = field(default_factory=dict)
    honest: tuple = ()
    last: str = ""
    written: str = ""
    files: dict = field(default_factory=dict)
    alarm: str = ""

    @property
    def deserves(self):
        """The points that it should get."""
        return float(sum(POINTS[name] for name in self.honest))


ATTACKS = []


def attack(name, what, first="", **more):
    more = {
        key: textwrap.dedent(value).strip() if isinstance(value, str) else value
        for key, value in more.items()
    }
    if "answers" in more:
        answers = more["answers"].items()
        more["answers"] = {key: textwrap.dedent(value).strip() for key, value in answers}
    ATTACKS.append(Attack(name, what, textwrap.dedent(first).strip(), **more))


def all_but(*names):
    return tuple(name for name in EVERYTHING if name not in names)


# Names and signatures of the answers, for attacks that need every answer to be a function.
STUBS = """
def rnn_step(x_t, h_prev, params, activation="tanh"): return {0}
def rnn_forward(x, h_0, params): return {0}
def softmax_output(h, W_ho, b_o): return {0}
def rnn_shapes(T, B, F, H, layers, directions, batch_first): return {0}
def count_parameters(F, H, layers, directions): return {0}
def multiplications(T, F, H): return {0}
"""


def every_answer(value):
    """All answers in the cell of the first, and nothing in those of the others."""
    cell = textwrap.dedent(STUBS.format(value)).strip()
    return {"rnn_step": cell, **dict.fromkeys(all_but("rnn_step"), "pass")}


# --- Points without work --------------------------------------------------------------------------

attack(
    "numeric_display_hook",
    "makes every result look like the number 99",
    """
    import sys
    shell = get_ipython()
    shell.display_formatter.format = lambda *args, **kwargs: ({"text/plain": "99"}, {})
    shell.display_formatter.formatters["text/plain"].for_type(object, lambda *args: "99")
    sys.displayhook = lambda value: print(99)
    class Points:
        def __repr__(self):
            return "99"
    shell.events.register("post_run_cell", lambda result: setattr(result, "result", Points()))
    """,
)
attack(
    "input_transformer",
    "blanks every later cell before it runs",
    """
    shell = get_ipython()
    shell.input_transformers_cleanup.append(lambda lines: [])
    shell.input_transformers_post.append(lambda lines: [])
    """,
)
attack(
    "always_equal",
    "returns an object that equals everything",
    """
    import numpy as np
    class Equal(np.ndarray):
        def __eq__(self, other): return True
        def __ne__(self, other): return False
        def __array_function__(self, *args): return True
        def __array_ufunc__(self, *args, **kwargs): return True
        def __bool__(self): return True
        def __iter__(self): return iter((self, self))
    equal = np.zeros((2, 2)).view(Equal)
    """,
    answers=every_answer("equal"),
)
attack(
    "reads_In",
    "looks for the expected values in IPython's history",
    answers=every_answer("[line for line in In if 'expected' in line or 'check' in line] + [Out]"),
)
attack(
    "reads_frames",
    "looks for the expected values in the callers' variables",
    """
    import gc, sys
    def look():
        frame, found = sys._getframe(), {}
        while frame:
            found |= frame.f_locals
            frame = frame.f_back
        exercise = found["exercise"]
        right = exercise.answer(*found["given"])
        return right if right is not None else found.get("expected")
    """,
    answers=every_answer("look()"),
)
attack(
    "copies_hidden_tests",
    "hooks into the run of cells and writes down the hidden tests",
    """
    import ast, builtins, gc
    shell, seen = get_ipython(), []
    shell.events.register("pre_run_cell", lambda info: seen.append(info.raw_cell))
    class Keep(ast.NodeTransformer):
        def visit_Module(self, node):
            seen.append(ast.unparse(node))
            return node
    shell.ast_transformers.append(Keep())
    real = builtins.compile
    builtins.compile = lambda source, *a, **k: (seen.append(str(source)), real(source, *a, **k))[1]
    """,
    last="""
    print([cell for cell in seen if "seed" in cell or "BEGIN HIDDEN" in cell][:50])
    print([text for text in gc.get_objects() if isinstance(text, str) and "HIDDEN TESTS" in text])
    """,
)
attack(
    "patched_check",
    "replaces check, verify, collect and the guard of short cuts",
    """
    import sys, rnn_helpers
    from rnn_helpers import checking
    class Passed:
        passed, stage, message, mistake, comparison = True, "passed", "right.", None, None
        def __repr__(self): return "11"
    def fake(*args, **kwargs): return Passed()
    for module in list(sys.modules.values()):
        if getattr(module, "__name__", "").startswith("rnn_helpers"):
            for name in ("check", "verify", "judge", "judge_evidence", "problem_with"):
                if hasattr(module, name):
                    setattr(module, name, fake)
    check = fake
    from rnn_helpers.checking import shortcuts
    shortcuts.Guard.refuse = lambda self, name: None
    """,
    answers=every_answer("1.0"),
)
attack(
    "patched_comparisons",
    "replaces the comparisons of NumPy and PyTorch",
    """
    import numpy as np, torch
    for module in (np, np.testing, torch, torch.testing):
        for name in ("allclose", "isclose", "array_equal", "assert_allclose", "assert_array_equal",
                     "equal", "assert_close"):
            if hasattr(module, name):
                setattr(module, name, lambda *args, **kwargs: True)
    """,
    answers=every_answer("0.0"),
)
attack(
    "collects_the_right_answer",
    "has the collecting function call the course's own answers instead",
    """
    import rnn_helpers.checking.collecting as collecting
    import rnn_helpers.grading.inside as inside
    from rnn_helpers.exercises import by_name
    real = collecting.collect
    def collect(exercise, answer, seed, cases=None):
        return real(exercise, by_name()[exercise.name].answer, seed, cases)
    collecting.collect = inside.collect = collect
    collecting.Guard = type("Open", (), {"__init__": lambda self, *a: None, "used": [],
        "__enter__": lambda self: self, "__exit__": lambda self, *a: None,
        "torch_mode": lambda self: __import__("contextlib").nullcontext()})
    """,
    answers=every_answer("None"),
)
attack(
    "known_mistakes",
    "searches the exercises for any implementation that can be called",
    """
    import gc, types
    from rnn_helpers.exercises import by_name
    mistakes = {name: getattr(e, "mistakes", []) for name, e in by_name().items()}
    functions = [f for f in gc.get_objects() if isinstance(f, types.FunctionType)
                 and f.__module__.startswith(("rnn_helpers.reference", "rnn_helpers.exercises"))]
    def any_of(name, *arguments):
        for function in functions + [m.answer for m in mistakes[name]]:
            if name.split("_")[-1] in function.__name__ or "answer" in function.__name__:
                try:
                    return function(*arguments)
                except Exception:
                    pass
    """,
    answers={
        "rnn_step": """
        def rnn_step(x_t, h_prev, params, activation="tanh"):
            return any_of("rnn_step", x_t, h_prev, params, activation)
        """,
        "count_parameters": """
        def count_parameters(F, H, layers, directions):
            return any_of("count_parameters", F, H, layers, directions)
        """,
    },
)
attack(
    "reference_dressed_up",
    "calls rnn_helpers.reference under another name, by a copy of its code, or from its file",
    """
    import importlib, inspect, pathlib, types
    import rnn_helpers
    from rnn_helpers import reference
    from rnn_helpers.reference import rnn_step as plus
    from rnn_helpers.checking import shortcuts
    shortcuts.Guard.__enter__ = lambda self: self
    shortcuts.Guard.__exit__ = lambda self, *args: None
    copy = types.FunctionType(plus.__code__, plus.__globals__)
    def reloaded():
        return importlib.reload(importlib.import_module("rnn_helpers.reference.rnn")).rnn_step
    def from_file():
        names, folder = {}, pathlib.Path(rnn_helpers.__file__).parent / "reference"
        for path in [*folder.rglob("*.py"), *folder.rglob("*.pyc")]:
            exec(path.read_text(), names)
        return names["rnn_step"]
    def from_source():
        names = {}
        exec(inspect.getsource(inspect.getmodule(plus)), names)
        return names["rnn_step"]
    ways = [lambda: plus, lambda: copy, reloaded, from_file, from_source]
    """,
    answers={
        "rnn_step": """
        def rnn_step(x_t, h_prev, params, activation="tanh"):
            for way in ways:
                try:
                    return way()(x_t, h_prev, params, activation)
                except BaseException:
                    pass
        """,
    },
)
attack(
    "torch_dressed_up",
    "calls PyTorch's layer under other names, with the guard taken away",
    """
    import torch
    from rnn_helpers.checking import shortcuts
    shortcuts.Guard.refuse = lambda self, name: None
    shortcuts.Guard.torch_mode = lambda self: __import__("contextlib").nullcontext()
    Plain = type("Plain", (torch.nn.RNN,), {})
    weights = ("W_ih", "W_hh", "b_ih", "b_hh")
    def torch_layer(x, h_0, params):
        given = [torch.tensor(params[name]) for name in weights]
        ways = [
            lambda: torch._VF.rnn_tanh(x, h_0, given, True, 1, 0.0, False, False, False),
            lambda: torch.ops.aten.rnn_tanh(x, h_0, given, True, 1, 0.0, False, False, False),
            lambda: torch._C._VariableFunctions.rnn_tanh(
                x, h_0, given, True, 1, 0.0, False, False, False),
            lambda: plain(x, h_0, given),
        ]
        for way in ways:
            try:
                return way()
            except Exception:
                pass
    def plain(x, h_0, given):
        ready_made = Plain(x.shape[-1], h_0.shape[-1]).double()
        names = ("weight_ih_l0", "weight_hh_l0", "bias_ih_l0", "bias_hh_l0")
        for name, weight in zip(names, given):
            getattr(ready_made, name).data.copy_(weight)
        return ready_made(x, h_0)
    """,
    answers={
        "rnn_forward": """
        def rnn_forward(x, h_0, params):
            output, h_n = torch_layer(torch.tensor(x), torch.tensor(h_0), params)
            return output.detach().numpy(), h_n.detach().numpy()
        """,
    },
)
attack(
    "forged_evidence",
    "sends evidence of its own making in the place of what collect returns",
    """
    import base64, json, numpy as np
    from rnn_helpers.grading import inside
    def forge(shell, step):
        array = {"dtype": "<f8", "shape": [1], "data": base64.b64encode(np.ones(1)).decode()}
        call = {"outcome": "returned", "form": "one", "count": 1, "values": {"output": array},
                "changed": [], "used": []}
        found = {"exercise": step["ask"], "seed": step["seed"], "signature": None, "printed": 0,
                 "shortcuts": [], "calls": [call] * 12, "passed": True, "score": float("inf")}
        publish = get_ipython().display_pub.publish
        for content in (json.dumps(found), '{"points": 99}', "11", "\\ud800", "[" * 100000):
            publish({inside.EVIDENCE: content})
    inside._answer = forge
    """,
    alarm="what came out of the kernel was",
)
attack(
    "evidence_of_others",
    "sends the evidence of one exercise for all the others",
    """
    from rnn_helpers.grading import inside
    real, kept = inside.encode, []
    def encode(collected):
        kept.append(real(collected))
        return kept[0]
    inside.encode = encode
    """,
    honest=("rnn_step",),
    alarm="another exercise",
)
attack(
    "rewrites_the_request",
    "changes what is still to be collected, and with which cases",
    """
    steps = get_ipython().kernel.get_parent()["metadata"]["rnn_course_steps"]
    asked = [step for step in steps if "ask" in step]
    for step in asked[1:]:
        step.update(asked[0])
    """,
    honest=("rnn_step",),
    alarm="another exercise",
)
attack(
    "rewrites_its_results",
    "lets a thread change what was returned after the call",
    """
    import gc, threading, time, numpy as np
    def rewrite():
        while True:
            for thing in gc.get_objects():
                if type(thing) is dict and "outcome" in thing:
                    thing["outcome"] = "returned"
                    thing["passed"] = True
            time.sleep(0.01)
    threading.Thread(target=rewrite, daemon=True).start()
    """,
    answers=every_answer("np.zeros(1)"),
)
attack(
    "not_a_number",
    "returns NaN, infinities, and numbers whose sum is 11",
    """
    class Many(float):
        def __float__(self): return 11.0
        def __repr__(self): return "11.0"
    """,
    answers=every_answer('[float("nan"), float("inf"), Many(11)][len(str(id(0))) % 3]'),
)
attack(
    "edited_metadata",
    "gives its cells other points, other names and no grade",
    alarm="",
)
attack(
    "edited_test_cells",
    "replaces the checks by cells that pass",
    alarm="had been changed",
)

# --- Reading --------------------------------------------------------------------------------------

READ = """
import glob, os, pathlib, subprocess
def show(work):
    try:
        print(work())
    except BaseException as error:
        print(type(error).__name__)
paths = [{course!r} + "/" + name for name in
         ("solutions/02_rnn_math/02_rnn_math.ipynb", "gradebook.db", "nbgrader_config.py",
          "submitted/neighbour/02_rnn_math/02_rnn_math.ipynb", "secret.txt")]
for path in paths:
    show(lambda: open(path, "rb").read())
    show(lambda: subprocess.run(["cat", path], capture_output=True).stdout)
    show(lambda: os.link(path, "copy"))
    for number in ["self", "thread-self", *range(1, 40), {pid}]:
        for way in ("root", "cwd/../../../../../../.."):
            try:
                print(open(f"/proc/{number}/{way}{path}", "rb").read())
            except OSError:
                pass
"""
attack("reads_by_path", "opens solutions, gradebook and others' work by path", READ)
attack(
    "searches_the_disk",
    "walks over every folder it can reach for notebooks and databases",
    """
    import os
    for folder, folders, files in os.walk("/"):
        folders[:] = [name for name in folders if name not in ("proc", "site-packages", "usr")]
        for name in files:
            if name.endswith((".ipynb", ".db", "secret.txt", "history.sqlite")):
                try:
                    print(open(os.path.join(folder, name), "rb").read())
                except OSError:
                    pass
    """,
)
attack(
    "reads_the_environment",
    "prints the variables of its own and of every other process",
    """
    import glob, os
    print(dict(os.environ))
    for path in glob.glob("/proc/*/environ") + glob.glob("/proc/*/task/*/environ"):
        try:
            print(open(path).read())
        except OSError:
            pass
    """,
)
attack(
    "reads_withheld_data",
    "looks for the labels that trained models are tested with",
    """
    from rnn_helpers import data
    from rnn_helpers.data import withheld, series
    import rnn_helpers, os
    for work in (withheld.speakers_of_the_test, withheld.later_years,
                 lambda: series.parse_vowels("japanese_vowels_test.ts")):
        try:
            if len(work()[-1]):
                print("LABELS")
        except Exception as error:
            print(type(error).__name__)
    path = os.path.join(os.path.dirname(rnn_helpers.__file__), "data", "japanese_vowels_test.ts")
    try:
        print("LABELS" if open(path).read() else "")
    except OSError:
        pass
    """,
)

# --- Writing --------------------------------------------------------------------------------------

attack(
    "writes_the_gradebook",
    "gives itself points in gradebook.db, and overwrites the work of others",
    """
    import os, pathlib, sqlite3
    for name in ("gradebook.db", "secret.txt", "submitted/neighbour/02_rnn_math/02_rnn_math.ipynb",
                 "autograded/x", ".rnn-grade/x", "nbgrader_config.py"):
        path = pathlib.Path({course!r}) / name
        for work in (lambda: path.write_text("written by an attacker"),
                     lambda: path.unlink(), lambda: os.rename(path, "mine"),
                     lambda: sqlite3.connect(path).execute("update grade set auto_score = 99")):
            try:
                work()
                print("WRITTEN")
            except Exception as error:
                print(type(error).__name__)
    """,
)
attack(
    "writes_the_package",
    "changes rnn_helpers, Python and the settings of every later run",
    """
    import os, site, sys, rnn_helpers
    for path in (rnn_helpers.__file__, os.__file__, sys.prefix + "/sitecustomize.py",
                 os.path.expanduser("~/../../etc/passwd"), "/tmp/../new", "/usr/new"):
        try:
            open(path, "a").write("raise SystemExit")
            print("WRITTEN", path)
        except OSError:
            pass
    """,
)
attack(
    "script_in_output",
    "puts scripts into outputs, errors, Markdown and names, for the feedback page",
    """
    from IPython.display import HTML, Javascript, Markdown, SVG, display
    evil = "<script>window.stolen = 1</script><img src=x onerror='window.stolen = 1'>"
    display(HTML(evil), Markdown(evil), Javascript("window.stolen = 1"))
    display(SVG("<svg xmlns='http://www.w3.org/2000/svg' onload='window.stolen = 1'></svg>"))
    display({"text/html": evil, "application/vnd.jupyter.widget-view+json": {"model_id": evil},
             "image/png": "\\"><script>window.stolen = 1</script>", "text/latex": evil}, raw=True)
    print(evil)
    raise RuntimeError(evil)
    """,
    answers={
        "rnn_step": """
        def rnn_step(x_t, h_prev, params, activation="tanh"):
            raise type("<script>window.stolen = 1</script>", (Exception,), {})(
                "<script>window.stolen = 1</script>")
        """
    },
    written="<script>window.stolen = 1</script> [a](javascript:window.stolen=1) "
    "<svg onload='window.stolen = 1'></svg> <a href='javascript:window.stolen=1'>b</a>",
)

# --- Staying, signalling, bombs -------------------------------------------------------------------

attack(
    "a_process_that_stays",
    "starts a process in a session of its own that ignores every signal",
    """
    import os, signal, time
    if not os.fork():
        os.setsid()
        if not os.fork():
            for number in range(1, 65):
                try:
                    signal.signal(number, signal.SIG_IGN)
                except (OSError, ValueError):
                    pass
            while True:
                time.sleep(1)
        os._exit(0)
    """,
    honest=EVERYTHING,
)
attack(
    "signals_to_all",
    "sends SIGKILL to its parents, to the grader, and to every process",
    """
    import os, signal
    own = {int(name) for name in os.listdir("/proc/self/task")}
    for pid in {1, os.getppid(), {pid}, *range(3, 3000)} - own:
        try:
            os.kill(pid, signal.SIGKILL)
        except OSError:
            pass
    os.kill(-1, signal.SIGKILL)
    """,
    honest=EVERYTHING,
)
attack(
    "os_exit",
    "ends the process inside one answer; the other answers are right",
    answers={
        "softmax_output": """
        import os
        def softmax_output(h, W_ho, b_o):
            os._exit(0)
        """
    },
    honest=all_but("softmax_output"),
    alarm="ended the kernel",
)
attack(
    "segmentation_fault",
    "crashes the interpreter inside one answer; the other answers are right",
    answers={
        "rnn_shapes": """
        import ctypes
        def rnn_shapes(T, B, F, H, layers, directions, batch_first):
            ctypes.string_at(0)
        """
    },
    honest=all_but("rnn_shapes"),
    alarm="ended the kernel",
)
attack(
    "endless_recursion",
    "recurses until the stack is full; the other answers are right",
    answers={
        "multiplications": """
        import sys
        def multiplications(T, F, H):
            sys.setrecursionlimit(10**8)
            return multiplications(T, F, H)
        """
    },
    honest=all_but("multiplications"),
)
attack(
    "fork_bomb",
    "forks without end in a cell of its own; the answers are right",
    """
    import os
    while True:
        try:
            os.fork()
        except OSError:
            pass
    """,
    honest=EVERYTHING,
    alarm="cell",
)
attack(
    "thread_bomb",
    "starts threads without end, until no answer can be called any more",
    """
    import threading, time
    while True:
        threading.Thread(target=time.sleep, args=(1000,), daemon=True).start()
    """,
    alarm="nothing came out",
)
attack(
    "memory_bomb",
    "takes memory without end inside one answer; the others are right",
    answers={
        "count_parameters": """
        def count_parameters(F, H, layers, directions):
            taken = []
            while True:
                try:
                    taken.append(bytearray(64 << 20))
                except MemoryError:
                    pass
        """
    },
    honest=all_but("count_parameters"),
)
attack(
    "shared_memory_bomb",
    "takes memory that no limit of a process counts; the answers are right",
    """
    import mmap
    taken = []
    while True:
        block = mmap.mmap(-1, 64 << 20)
        block.write(bytes(64 << 20))
        taken.append(block)
    """,
    honest=EVERYTHING,
)
attack(
    "disk_filler",
    "fills the disk with one large file and with many empty ones; the answers are right",
    """
    import os
    for folder in (".", "/tmp", "/dev/shm", {course!r}):
        try:
            with open(f"{folder}/large", "wb") as file:
                while True:
                    file.write(bytes(1 << 20))
        except OSError:
            pass
        try:
            for i in range(10**6):
                open(f"{folder}/small{i}", "w").close()
        except OSError:
            pass
    """,
    honest=EVERYTHING,
)
attack(
    "endless_loop",
    "loops for ever and swallows KeyboardInterrupt; the answers are right",
    """
    while True:
        try:
            while True:
                pass
        except BaseException:
            pass
    """,
    honest=EVERYTHING,
    alarm="could not be stopped",
)
attack(
    "endless_answer",
    "loops for ever inside one answer; the others are right",
    answers={
        "rnn_forward": """
        def rnn_forward(x, h_0, params):
            while True:
                try:
                    while True:
                        pass
                except BaseException:
                    pass
        """
    },
    honest=all_but("rnn_forward"),
)
attack(
    "ten_million_lines",
    "prints ten million lines, and as many inside an answer; the answers are right",
    """
    import os
    for i in range(200):
        print("x\\n" * 50_000)
        os.write(1, b"y\\n" * 5_000)
    """,
    answers={
        "multiplications": """
        def multiplications(T, F, H):
            print("z\\n" * 1_000_000)
            return T * (H * F + H * H)
        """
    },
    honest=EVERYTHING,
)
attack(
    "message_flood",
    "sends pictures without end; the answers are right",
    """
    from IPython.display import display
    while True:
        display({"image/png": "A" * 1_000_000}, raw=True)
    """,
    honest=EVERYTHING,
    alarm="put out more",
)
attack(
    "enormous_results",
    "returns arrays of gigabytes; the other answers are right",
    answers={
        "softmax_output": """
        import numpy as np
        def softmax_output(h, W_ho, b_o):
            return np.broadcast_to(np.zeros(1), (1 << 20, 1 << 20))
        """
    },
    honest=all_but("softmax_output"),
)
attack(
    "hostile_values",
    "returns objects whose every method sleeps, raises or lies; the other answers are right",
    """
    import time
    class Hostile(dict):
        def __getattribute__(self, name): raise RuntimeError("no")
        def __array__(self, *args, **kwargs): raise SystemExit
        def __len__(self): return -1
        def __iter__(self): raise MemoryError
        def __repr__(self): raise KeyboardInterrupt
        def __del__(self): raise RuntimeError
    """,
    answers={
        "rnn_step": """
        def rnn_step(x_t, h_prev, params, activation="tanh"):
            return Hostile()
        """
    },
    honest=("softmax_output", "rnn_shapes", "count_parameters", "multiplications"),
)
attack(
    "broken_interpreter",
    "replaces built-in functions, modules and the import system",
    """
    import builtins, sys, time, json, base64, pickle
    time.time = time.monotonic = lambda: 0.0
    json.dumps = lambda *a, **k: '{"points": 11}'
    base64.b64encode = lambda *a: b"AAAA"
    sys.meta_path.clear()
    for name in list(sys.modules):
        if name.startswith("rnn_helpers"):
            del sys.modules[name]
    """,
    alarm="ended the kernel",
)
attack(
    "garbage_on_the_channels",
    "writes nonsense into every open file and closes them; the answers are right",
    """
    import os
    for number in range(3, 200):
        try:
            os.write(number, b"\\xff" * 1000)
            os.close(number)
        except OSError:
            pass
    """,
    honest=EVERYTHING,
    alarm="cell",
)

# --- The network, the system ----------------------------------------------------------------------

attack(
    "calls_the_network",
    "calls a server on this machine over TCP, UDP, HTTP and a shell",
    """
    import socket, subprocess, urllib.request
    def call(work):
        try:
            work()
            print("CALLED")
        except BaseException as error:
            print(type(error).__name__)
    here = ("127.0.0.1", {port})
    call(lambda: socket.create_connection(here, 1).send(b"hello"))
    call(lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b"hello", here))
    call(lambda: urllib.request.urlopen("http://127.0.0.1:{port}", timeout=1))
    shell = ["bash", "-c", "echo hello > /dev/tcp/127.0.0.1/{port}"]
    call(lambda: subprocess.run(shell, check=True))
    """,
)
attack(
    "system_calls",
    "asks the system for namespaces, mounts, tracing, keys and more rights",
    """
    import ctypes, os, resource
    libc = ctypes.CDLL(None, use_errno=True)
    for name, arguments in (
        ("unshare", (0x10000000,)), ("mount", (b"none", b"/", b"tmpfs", 0, None)),
        ("ptrace", (16, 1, 0, 0)), ("setuid", (0,)), ("chroot", (b"/",)), ("umount2", (b"/", 2)),
    ):
        print("GRANTED" if getattr(libc, name)(*arguments) == 0 else "refused")
    for limit in ("NPROC", "NOFILE", "FSIZE", "DATA"):
        try:
            number = getattr(resource, "RLIMIT_" + limit)
            resource.setrlimit(number, (resource.RLIM_INFINITY,) * 2)
            print("GRANTED")
        except (ValueError, OSError):
            print("refused")
    """,
)
attack(
    "shadowing_files",
    "hands in a numpy.py, a json.py and an rnn_helpers.py that do as they like",
    "import rnn_helpers, numpy",
    files={
        name: "print('SHADOWED')\ndef __getattr__(name): return lambda *a, **k: 11\n"
        for name in ("numpy.py", "json.py", "rnn_helpers.py", "cloudpickle.py", "pickle.py")
    },
    honest=EVERYTHING,
)
attack(
    "notebook_is_a_link",
    "hands in a symbolic link to the solution",
    alarm="symbolic link",
)
attack(
    "noise",
    "is no attack: right answers that warn and print to every stream keep their points",
    """
    import os, sys, warnings
    warnings.warn("first")
    print("second", file=sys.stderr)
    os.write(2, b"third\\n")
    """,
    answers={
        "multiplications": """
        import sys, warnings
        def multiplications(T, F, H):
            warnings.warn("again")
            print("again", file=sys.stderr)
            return T * (H * F + H * H)
        """
    },
    honest=EVERYTHING,
)


def notebook_of(attack, release, solution, **here):
    """The notebook that is handed in.

    Args:
        attack: an Attack.
        release, solution: notebooks; they are not changed.
        here: what ``course``, ``port`` and ``pid`` are.
    """

    def placed(source):
        for name, value in here.items():
            source = source.replace(f"{{{name}!r}}", repr(value)).replace(f"{{{name}}}", str(value))
        return source

    right = [name for name in attack.honest if name not in attack.answers]
    notebook = answered(release, solution, *right) if right else copy.deepcopy(release)
    for cell in notebook.cells:
        name = grade_id_of(cell)
        if name in attack.answers:
            cell.source = placed(attack.answers[name])
        elif name == "why_share_weights" and attack.written:
            cell.source = attack.written
        if attack.name == "edited_metadata" and name:
            info = cell.metadata.nbgrader
            info.update(points=1000, grade=not info.get("grade"), solution=True, locked=False)
        if attack.name == "edited_test_cells" and (name or "").startswith("test_"):
            cell.source = "11"
    if attack.first:
        notebook.cells.insert(0, new_code_cell(placed(attack.first)))
    if attack.last:
        notebook.cells.append(new_code_cell(placed(attack.last)))
    return notebook
