"""Attacks for points without work."""

from .attack import collection, every_answer

ATTACKS, attack = collection()

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
        from rnn_helpers.exercises import key_of
        right = key_of(found["question"].name).solution(*found["given"])
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
    print([cell for cell in seen if "seed" in cell or "BEGIN" in cell][:50])
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
    import rnn_grading.inside as inside
    from rnn_helpers.exercises import key_of
    real = collecting.collect
    def collect(question, answer, seed, cases=None):
        return real(question, key_of(question.name).solution, seed, cases)
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
    import gc, pathlib, sys, types
    import rnn_helpers
    from rnn_helpers.exercises import by_name, key_of
    # Without what stands in for them, whatever is there would be found.
    sys.meta_path[:] = [f for f in sys.meta_path if not type(f).__module__.startswith("rnn_")]
    for name in [name for name in sys.modules if name.startswith("rnn_helpers.reference")]:
        del sys.modules[name]
    for path in pathlib.Path(rnn_helpers.__file__).parent.rglob("*.py"):
        if {"keys", "reference", "models", "withheld"} & set(path.parts):
            print("LABELS", path.read_text())
    mistakes = {}
    for name in by_name():
        try:
            key = key_of(name)
            mistakes[name] = [key.solution, *map(key.wrong_answer, key.mistakes)]
        except Exception:
            mistakes[name] = []
    functions = [f for f in gc.get_objects() if isinstance(f, types.FunctionType)
                 and f.__module__.startswith(("rnn_helpers.reference", "rnn_helpers.exercises"))]
    def any_of(name, *arguments):
        for function in functions + mistakes[name]:
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
    from rnn_grading import inside
    def forge(step):
        array = {"dtype": "<f8", "shape": [1], "data": base64.b64encode(np.ones(1)).decode()}
        call = {"outcome": "returned", "form": "one", "count": 1, "values": {"output": array},
                "changed": [], "used": []}
        found = {"exercise": step["ask"], "seed": step["seed"], "signature": None, "printed": 0,
                 "shortcuts": [], "calls": [call] * 12, "passed": True, "score": float("inf")}
        for content in (json.dumps(found), '{"points": 99}', "11", "\\ud800", "[" * 100000):
            inside.messages.send(evidence=content)
    inside._answer = forge
    """,
    alarm="what came out of the kernel was",
)
attack(
    "speaks_for_the_kernel",
    "writes into the kernel's channel that every step is done, and what came of it",
    """
    import json, os, struct
    def say(**message):
        data = json.dumps(message).encode()
        os.write(channel, struct.pack("!i", len(data)) + data)
    for channel in range(3, 100):
        try:
            for number in range(1, 40):
                say(begin=number)
                say(evidence='{"passed": true, "points": 11}')
            say(idle=True)
        except OSError:
            pass
    os._exit(0)
    """,
    alarm="what came out of the kernel was",
)
attack(
    "evidence_of_others",
    "sends the evidence of one exercise for all the others",
    """
    from rnn_grading import inside
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
    import gc
    lists = [thing for thing in gc.get_objects() if type(thing) is list]
    steps = next(l for l in lists if l and type(l[-1]) is dict and "ask" in l[-1])
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
