"""Shapes in which right answers are handed in.

A shape is a function ``change(notebook, release)``, which changes a notebook that has all answers.
"""

import textwrap

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_raw_cell

from rnn_grading.notebooks import grade_id_of, is_solution


def place_of(notebook, name):
    return next(i for i, cell in enumerate(notebook.cells) if grade_id_of(cell) == name)


def stubs_of(release):
    """The released sources of the answers in code, by name."""
    return {
        grade_id_of(cell): cell.source
        for cell in release.cells
        if is_solution(cell) and cell.cell_type == "code"
    }


def a_function(release):
    """The name of the first answer that is a function."""
    return next(name for name, stub in stubs_of(release).items() if stub.startswith("def "))


# --- An answer in code ----------------------------------------------------------------------------


def edited(edit):
    """The source of an answer's cell goes through ``edit(source, name)``."""

    def change(notebook, release):
        name = a_function(release)
        cell = notebook.cells[place_of(notebook, name)]
        cell.source = edit(cell.source, name)

    return change


def begun(begin):
    return edited(lambda source, name: f"{begin}\n{source}")


def ended(end):
    return edited(lambda source, name: f"{source}\n{end}")


def anew(edit):
    """An answer's cell is deleted, and written anew."""

    def change(notebook, release):
        edited(edit)(notebook, release)
        place = place_of(notebook, a_function(release))
        notebook.cells[place] = new_code_cell(notebook.cells[place].source)

    return change


def begun_anew(begin):
    return anew(lambda source, name: begin + source)


def named_later(end):
    """The answer is defined under another name first."""
    return anew(
        lambda source, name: source.replace(f"def {name}(", "def mine(") + end.format(name=name)
    )


def indented(begin, end=""):
    return anew(lambda source, name: f"{begin}\n{textwrap.indent(source, '    ')}\n{end}")


def elsewhere(source=None, below=0, begin="scale = 1.0\n"):
    """An answer in a cell of the student's own; its own cell is as released, or ``source`` or what
    that makes of what was released.
    """

    def change(notebook, release):
        name = a_function(release)
        place = place_of(notebook, name)
        cell = notebook.cells[place]
        own = new_code_cell(begin + cell.source)
        stub = stubs_of(release)[name]
        cell.source = stub if source is None else source(stub) if callable(source) else source
        notebook.cells.insert(place + below, own)

    return change


def merged(others, keep=False):
    """The answers that follow in the cell of the first; their own as released, or deleted."""

    def change(notebook, release):
        into, *rest = list(stubs_of(release))[: others + 1]
        for name in rest:
            place = place_of(notebook, name)
            answer = notebook.cells[place].source
            if keep:
                notebook.cells[place].source = stubs_of(release)[name]
            else:
                del notebook.cells[place]
            notebook.cells[place_of(notebook, into)].source += "\n\n\n" + answer

    return change


def all_in_one(notebook, release):
    answers = []
    for name, stub in stubs_of(release).items():
        cell = notebook.cells[place_of(notebook, name)]
        answers.append(cell.source)
        cell.source = stub
    place = place_of(notebook, next(iter(stubs_of(release))))
    notebook.cells.insert(place, new_code_cell("\n\n\n".join(answers)))


def all_in_one_at_the_end(notebook, release):
    all_in_one(notebook, release)
    place = place_of(notebook, next(iter(stubs_of(release))))
    notebook.cells.append(notebook.cells.pop(place - 1))


def stripped(notebook, release):
    """By another tool: no metadata, no ids; and a helper above an answer."""
    begun("half = 0.5\n")(notebook, release)
    for number, cell in enumerate(notebook.cells):
        cell.metadata, cell.id = {}, f"x{number}"


def renumbered(notebook, release):
    """As nbstripout leaves it."""
    for number, cell in enumerate(notebook.cells):
        cell.id = str(number)


def of_colab(notebook, release):
    for number, cell in enumerate(notebook.cells):
        cell.id = f"q{number}"
        cell.metadata |= {"id": f"q{number}", "outputId": "c0ffee"}
    notebook.metadata = {"colab": {"provenance": []}, "kernelspec": {"name": "python3"}}


def of_deepnote(notebook, release):
    for number, cell in enumerate(notebook.cells):
        cell.metadata = {"cell_id": f"a-{number}", "deepnote_cell_type": cell.cell_type}
        cell.id = f"a-{number}"


def in_pieces(*starts):
    """An answer's cell, split before the lines that begin so; each piece has its metadata."""

    def change(notebook, release):
        place = place_of(notebook, a_function(release))
        cell = notebook.cells.pop(place)
        pieces, lines = [[]], cell.source.split("\n")
        for line in lines:
            if line.strip().startswith(starts):
                pieces.append([])
            pieces[-1].append(line)
        for piece in reversed(pieces):
            notebook.cells.insert(
                place, new_code_cell("\n".join(piece), metadata=dict(cell.metadata))
            )

    return change


def of_another_kind(new_cell, keep=True):
    def change(notebook, release):
        place = place_of(notebook, a_function(release))
        cell = notebook.cells[place]
        notebook.cells[place] = new_cell(cell.source, metadata=cell.metadata if keep else {})

    return change


def twice(first, second, metadata=True):
    """Two cells of an answer: each as it is, or what is left of it."""

    def change(notebook, release):
        name = a_function(release)
        place = place_of(notebook, name)
        cell = notebook.cells[place]
        other = new_code_cell(first(cell.source, name), metadata=cell.metadata if metadata else {})
        cell.source = second(cell.source, name)
        notebook.cells.insert(place, other)

    return change


def right(source, name):
    return source


def wrong(source, name):
    return f"def {name}(*given):\n    return None"


def in_a_file(use):
    """The answer is written to a file by a cell, and read from it by another one."""

    def change(notebook, release):
        name = a_function(release)
        place = place_of(notebook, name)
        source = notebook.cells[place].source
        notebook.cells[place].source = use.format(name=name)
        begin = "%%writefile my_answers.py\nimport numpy as np\n"
        notebook.cells.insert(place, new_code_cell(begin + source))

    return change


def windows(notebook, release):
    for cell in notebook.cells:
        cell.source = cell.source.replace("\n", "\r\n")


def macintosh(notebook, release):
    for cell in notebook.cells:
        cell.source = cell.source.replace("\n", "\r")


def trailing_spaces(notebook, release):
    for cell in notebook.cells:
        cell.source = "".join(f"{line}  \n" for line in cell.source.split("\n"))


def formatted(notebook, release):
    """Other blank lines, quotes and spaces, as formatters make them."""
    for cell in notebook.cells:
        if cell.cell_type == "code" and grade_id_of(cell):
            cell.source = cell.source.replace("check(", "check( ").replace("\n\n", "\n\n\n") + "\n"


def checks_twice(notebook, release):
    cells = []
    for cell in notebook.cells:
        cells += [cell, cell] if (grade_id_of(cell) or "").startswith("test_") else [cell]
    notebook.cells = nbformat.from_dict([dict(cell) for cell in cells])


CODE = {
    "a helper first": begun_anew("def half(x):\n    return x / 2\n\n\n"),
    "a constant first": begun_anew("EPSILON = 1e-9\n\n"),
    "a docstring first": begun_anew('"""My answer."""\n'),
    "a comment first": begun_anew("# My answer\n"),
    "an import first": begun_anew("import math\nfrom itertools import count\n\n"),
    "a cell magic first": begun_anew("%%time\n"),
    "a magic first": begun_anew("%matplotlib inline\n"),
    "emptied, code above": elsewhere(""),
    "emptied, code below": elsewhere("", below=1),
    "stub, code above": elsewhere(),
    "stub, code below": elsewhere(below=1),
    "two merged, the second deleted": merged(1),
    "two merged, the second a stub": merged(1, keep=True),
    "three merged": merged(2, keep=True),
    "all in one cell": all_in_one,
    "stripped": stripped,
    # Neighbours of these.
    "a class first": begun_anew("class Helper:\n    pass\n\n\n"),
    "type hints first": begun_anew("from __future__ import annotations\nSize: int = 3\n"),
    "a marker of VS Code's first": begun_anew("# %%\n"),
    "an indented magic first": begun_anew("if True:\n    %matplotlib inline\n"),
    "help first": begun_anew("np.tanh?\n"),
    "another name for it": named_later("\n{name} = mine"),
    "another name for it, with a type": named_later("\n{name}: object = mine"),
    "two names at once": named_later("\n{name}, version = mine, 2"),
    "a lambda": named_later("\n{name} = lambda *given, **more: mine(*given, **more)"),
    "partial": named_later("\nimport functools\n{name} = functools.partial(mine)"),
    "decorated": begun_anew("def trace(f):\n    return f\n\n\n@trace\n"),
    "if True": indented("if True:"),
    "try": indented("try:", "except Exception:\n    raise"),
    "with": indented("import contextlib\nwith contextlib.suppress():"),
    "stub with a comment": elsewhere(lambda stub: stub + "\n# See the cell above."),
    "stub with other spaces": elsewhere(lambda stub: stub.replace("\n\n", "\n\n\n") + "\n"),
    "pass, code below": elsewhere("pass", below=1),
    "a comment, code above": elsewhere("# See above."),
    "captured, code below": elsewhere(below=1, begin="%%capture\n"),
    "all in one cell at the end": all_in_one_at_the_end,
    "renumbered": renumbered,
    "of Colab": of_colab,
    "of Deepnote": of_deepnote,
    "two pieces": in_pieces('"""'),
    "three pieces": in_pieces("x_t:", "return"),
    "a raw cell": of_another_kind(new_raw_cell),
    "a raw cell without metadata": of_another_kind(new_raw_cell, keep=False),
    "a markdown cell": of_another_kind(new_markdown_cell),
    "the second is right": twice(wrong, right),
    "the first is own and wrong": twice(wrong, right, metadata=False),
    "checks twice": checks_twice,
    "formatted": formatted,
    "windows": windows,
    "macintosh": macintosh,
    "trailing spaces": trailing_spaces,
    # Shell lines, and what else there is not while grading.
    "pip": begun("!pip install numpy"),
    "pip below": ended("!pip install numpy"),
    "pip magic": begun("%pip install numpy"),
    "conda magic": begun("%conda install numpy"),
    "ls": begun("!ls -l"),
    "listing": begun("files = !ls"),
    "captured": begun("%%capture\n!pip install numpy"),
    "tried": begun("try:\n    !pip install numpy\nexcept Exception:\n    pass"),
    "two marks": begun("!!pip install numpy"),
    "cd": begun("!cd .."),
    "cd magic": begun("%cd .."),
    "sx": begun("%sx ls"),
    "system magic": begun("%system ls"),
    "indented": begun("if True:\n    !pip install numpy"),
    "get_ipython": begun("get_ipython().system('pip install numpy')"),
    "getoutput": begun("files = get_ipython().getoutput('ls')\nprint(files[:1])"),
    "os.system": begun("import os\nos.system('pip install numpy')"),
    "os.popen": begun("import os\nos.popen('ls').read()"),
    "subprocess": begun("import subprocess\nsubprocess.run(['ls'])"),
    "check_call": begun(
        "import subprocess, sys\nsubprocess.check_call([sys.executable, '-m', 'pip', '--version'])"
    ),
    "a file written": begun("with open('notes.txt', 'w') as file:\n    file.write('x')"),
    "a figure saved": begun("from matplotlib import pyplot\npyplot.savefig('figure.png')"),
    "a folder made": begun("import os\nos.makedirs('figures', exist_ok=True)"),
    "a package tried": begun("try:\n    import tensorflow\nexcept ImportError:\n    pass"),
    "a package not needed": begun("import no_such_package"),
    "a name not needed": begun("from no_such_package.models import Model\nimport os"),
    "Colab's drive": begun("from google.colab import drive\ndrive.mount('/content/drive')"),
    "chdir": begun("import os\nos.chdir('/content/drive')"),
    "autoreload": begun("%load_ext autoreload\n%autoreload 2"),
    "an extension": begun("%load_ext lab_black"),
    "tensorboard": begun("%load_ext tensorboard\n%tensorboard --logdir runs"),
    "autosave": begun("%autosave 60"),
    "widgets": begun("%matplotlib widget"),
    "retina": begun("%config InlineBackend.figure_format = 'retina'"),
    "env": begun("%env SEED=1"),
    "pylab": begun("%pylab inline"),
    "input": begun("who = input('Your name: ')"),
    "a file imported": in_a_file("from my_answers import {name}"),
    "a file starred": in_a_file("from my_answers import *"),
    "a file run": in_a_file("%run my_answers.py"),
}


def in_a_cell_of_its_own(source):
    def change(notebook, release):
        place = place_of(notebook, a_function(release))
        notebook.cells.insert(place, new_code_cell(source))

    return change


CODE |= {
    "bash": in_a_cell_of_its_own("%%bash\npip install numpy"),
    "sh": in_a_cell_of_its_own("%%sh\nls"),
    "script": in_a_cell_of_its_own("%%script bash\nls"),
    "html": in_a_cell_of_its_own("%%html\n<b>x</b>"),
    "load": in_a_cell_of_its_own("# %load nowhere.py\nimport math"),
    "not run": in_a_cell_of_its_own("%run nowhere.py"),
    "no Python": in_a_cell_of_its_own("What is a hidden state?"),
    "exit": in_a_cell_of_its_own("exit()"),
    "quit": in_a_cell_of_its_own("import sys\nsys.exit()"),
}
