"""Attacks that stay, signal, and use up what there is."""

from .attack import EVERYTHING, all_but, collection

ATTACKS, attack = collection()

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
    "starts threads without end; the answers are right",
    """
    import threading, time
    while True:
        threading.Thread(target=time.sleep, args=(1000,), daemon=True).start()
    """,
    honest=EVERYTHING,
    alarm="A cell",  # it has too many threads, or no memory for one more
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
