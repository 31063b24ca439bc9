"""Attacks that read what they should not, or write where they should not."""

from .attack import collection

ATTACKS, attack = collection()

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
    folder = os.path.join(os.path.dirname(rnn_helpers.__file__), "data", "withheld")
    for name in ("japanese_vowels_test_speakers.txt", "sunspots_later.csv", "__init__.py"):
        try:
            print("LABELS" if open(os.path.join(folder, name)).read() else "")
        except OSError:
            pass
    """,
)


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
